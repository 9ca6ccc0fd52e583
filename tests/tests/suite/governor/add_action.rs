use super::{governed, other_realm, unknown, TestRealm, DAY};
use crate::support::{number, refused, who, with, ALREADY_THERE};
use anchor_lang::Discriminator;
use assay_client::{
    address,
    governor::{stage, staged},
    token,
};
use assay_tests::{governance::ProposalRef, key, Chain, Stake};
use governor::{error::GovernorError, instruction, state::hash_of};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;
use stake::state::Vesting;

pub fn drafted() -> (TestRealm, Stake, ProposalRef) {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    (realm, ann, proposal)
}

fn payment(realm: &TestRealm) -> Instruction {
    realm.pay(key("auditor").pubkey(), 1_000)
}

#[test]
fn it_lies_in_an_account_of_its_own() {
    let (mut realm, _, proposal) = drafted();
    let pay = payment(&realm);
    let bytes = stage(&pay).expect("fits");
    let before = realm.purses();
    let sent = realm.add_action(&proposal, 0, &pay).expect("adds");
    realm.assert_paid(&before, &[("ann", -i128::from(TestRealm::action_rent(&bytes)))]);
    let at = address::action(&proposal.address, 0);
    let action = realm.action(&proposal, 0).expect("there");
    assert_eq!(action.proposal, proposal.address);
    assert_eq!((action.index, usize::from(action.len)), (0, bytes.len()));
    let data = realm.world.chain.account(&at).expect("there").data;
    assert_eq!(staged(&action, &data), Ok(&bytes[..]));
    let state = realm.proposal(&proposal);
    assert_eq!(state.actions[0], hash_of(&bytes));
    assert_eq!((state.staged, state.action_count, state.critical), (1, 1, 0));
    let event = sent.event("ActionAdded");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "action")),
        (proposal.address, at)
    );
    assert_eq!(number(&event, "index"), 0);
    assert_eq!(who(&event, "called"), pay.program_id);
    assert_eq!(event["program"], "governor", "who logs it");
}

#[test]
fn ten_and_not_eleven() {
    let (mut realm, _, proposal) = drafted();
    let pay = payment(&realm);
    for index in (0..10).rev() {
        realm.add_action(&proposal, index, &pay).expect("a place");
    }
    assert_eq!(realm.proposal(&proposal).action_count, 10);
    for index in [10, 11, 16, 17, u8::MAX] {
        refused(realm.add_action(&proposal, index, &pay), GovernorError::BadAction);
    }
    for index in 0..10 {
        refused(realm.add_action(&proposal, index, &pay), ALREADY_THERE);
    }
    realm.submit(&proposal).expect("ten");
    assert_eq!(realm.proposal(&proposal).action_count, 10);
}

#[test]
fn only_to_a_draft_and_by_its_proposer() {
    let (mut realm, ann, proposal) = drafted();
    let pay = payment(&realm);
    let bob = realm.bob.owner.clone();
    let bytes = stage(&pay).expect("fits");
    let add = realm
        .gov
        .add_action(bob.address(), proposal.address, 0, &bytes, None);
    refused(realm.send(add, &bob), GovernorError::NotProposer);
    let other = other_realm(&mut realm);
    let add = realm
        .gov
        .add_action(ann.owner.address(), proposal.address, 0, &bytes, None);
    let elsewhere = with(add, &realm.gov.realm, &other.gov.realm);
    refused(realm.send(elsewhere, &ann.owner), GovernorError::WrongRealm);
    realm.submit(&proposal).expect("a vote");
    refused(realm.add_action(&proposal, 0, &pay), GovernorError::NotDraft);
}

#[test]
fn nobody_signs_but_the_treasury() {
    let (mut realm, ann, proposal) = drafted();
    let (gov, guardian) = (realm.gov, realm.guardian.address());
    for signer in [
        ann.owner.address(),
        guardian,
        gov.realm,
        realm.world.authority.pubkey(),
        Address::default(),
    ] {
        for meta in [
            AccountMeta::new(signer, true),
            AccountMeta::new_readonly(signer, true),
        ] {
            let action = unknown(vec![AccountMeta::new(gov.treasury, true), meta]);
            refused(
                realm.add_action(&proposal, 0, &action),
                GovernorError::ForeignSigner,
            );
        }
    }
    let other = other_realm(&mut realm);
    let action = unknown(vec![AccountMeta::new(other.gov.treasury, true)]);
    refused(
        realm.add_action(&proposal, 0, &action),
        GovernorError::ForeignSigner,
    );
    let both = unknown(vec![
        AccountMeta::new(gov.treasury, true),
        AccountMeta::new_readonly(gov.treasury, true),
    ]);
    realm.add_action(&proposal, 0, &both).expect("the treasury");
}

#[test]
fn no_action_names_its_proposal_or_itself() {
    let (mut realm, _, proposal) = drafted();
    let own = [proposal.address, address::action(&proposal.address, 0)];
    for address in own {
        for action in [
            unknown(vec![AccountMeta::new(address, false)]),
            unknown(vec![AccountMeta::new_readonly(address, false)]),
            Instruction {
                program_id: address,
                ..unknown(vec![])
            },
        ] {
            refused(
                realm.add_action(&proposal, 0, &action),
                GovernorError::TouchesVotes,
            );
        }
    }
}

#[test]
fn of_the_governor_itself_only_what_is_the_treasurys_to_give() {
    let (realm, _, proposal) = drafted();
    let treasury = realm.gov.treasury;
    let governor = |data: &[u8]| Instruction {
        program_id: governor::ID,
        accounts: vec![AccountMeta::new(treasury, true)],
        data: data.to_vec(),
    };
    macro_rules! all {
        ($($name:ident)*) => { [$((stringify!($name), instruction::$name::DISCRIMINATOR)),*] };
    }
    let forbidden = all![
        CreateRealm Handover CreateProposal AddAction RemoveAction Submit Cancel CastVote ChangeVote WithdrawVote
        CloseVote ClaimExit Delegate Undelegate Finalize ExecuteAction Veto ReclaimDeposit CloseAction CloseProposal
        ClaimStream CloseStream
    ];
    for (name, discriminator) in forbidden {
        println!("{name}");
        let mut data = discriminator.to_vec();
        data.resize(80, 0);
        let mut realm = realm.clone();
        let sent = realm.add_action(&proposal, 0, &governor(&data));
        refused(sent, GovernorError::TouchesVotes);
    }
    let allowed = all![SetParams SetGuardian CreateStream CancelStream];
    for (name, discriminator) in allowed {
        println!("{name}");
        let mut realm = realm.clone();
        realm
            .add_action(&proposal, 0, &governor(discriminator))
            .expect("the treasury's to give");
        // A part of it is nothing.
        let sent = realm.add_action(&proposal, 1, &governor(&discriminator[..7]));
        refused(sent, GovernorError::TouchesVotes);
    }
    for data in [&[][..], &[0; 8], &[0xFF; 16]] {
        let sent = realm.clone().add_action(&proposal, 0, &governor(data));
        refused(sent, GovernorError::TouchesVotes);
    }
}

/// Whatever could touch stake needs the higher share and leaves time to leave.
#[test]
fn all_but_a_few_programs_are_critical() {
    let (realm, ann, proposal) = drafted();
    let gov = realm.gov;
    let vesting = Vesting {
        amount: 1,
        start: 1,
        cliff: 1,
        end: 2,
    };
    let currency = realm.currency();
    let by = |program| Instruction {
        program_id: program,
        ..unknown(vec![AccountMeta::new(gov.treasury, true)])
    };
    for (what, action, critical, guardian) in [
        ("system", realm.pay(ann.address, 1), 0, 0),
        ("token", by(token::TOKEN_PROGRAM), 0, 0),
        ("token 2022", by(token::TOKEN_2022_PROGRAM), 0, 0),
        ("associated token", by(token::ASSOCIATED_TOKEN_PROGRAM), 0, 0),
        ("amm", by(amm::ID), 0, 0),
        (
            "create stream",
            gov.create_stream(0, &currency, ann.address, vesting),
            0,
            0,
        ),
        ("cancel stream", gov.cancel_stream(0, &currency), 0, 0),
        ("set params", gov.set_params(realm.clone().realm().params), 1, 0),
        ("set guardian", gov.set_guardian(None), 1, 1),
        ("stake", by(stake::ID), 1, 0),
        ("escrow", by(escrow::ID), 1, 0),
        ("loader", by(solana_sdk_ids::bpf_loader_upgradeable::ID), 1, 0),
        ("unknown", unknown(vec![]), 1, 0),
    ] {
        println!("{what}");
        let mut realm = realm.clone();
        realm.add_action(&proposal, 0, &action).expect("adds");
        let state = realm.proposal(&proposal);
        assert_eq!((state.critical, state.guardian), (critical, guardian));
        let bit = realm.submit(&proposal).expect("a vote").event("VoteBegun");
        assert_eq!(number(&bit, "critical"), u64::from(critical));
    }
}

/// One critical action among harmless ones makes the whole critical.
#[test]
fn the_worst_action_decides() {
    let mut realm = governed();
    let pay = payment(&realm);
    let pause = realm.world.pool.set_pause(realm.gov.treasury, 1);
    let proposal = realm.queued(&[pay.clone(), pause, pay]);
    let state = realm.proposal(&proposal);
    assert_eq!(state.critical, 0b010);
    assert_eq!(state.executable_at, state.ends_at + 8 * DAY + 7);
}
