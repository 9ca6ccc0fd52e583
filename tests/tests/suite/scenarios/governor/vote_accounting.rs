//! No action reaches what counts votes: not the governor's, and not the stake program's side of it.

use crate::support::{refused, TestRealm};
use assay_client::address;
use assay_tests::governance::{Governed, ProposalRef, AGAINST};
use governor::{error::GovernorError, state::Status};
use solana_instruction::{AccountMeta, Instruction};
use stake::error::StakeError;
use stake::state::DissentingVote;

#[test]
fn no_action_is_an_instruction_about_votes() {
    let mut realm: TestRealm = Governed::builder().handed_over().start();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let rival = realm.propose(&bob, &[]);
    realm.cast(&rival, &bob, AGAINST).expect("votes");
    let draft = realm.draft(&ann);
    let gov = realm.gov;
    let actions = [
        gov.finalize(rival.address),
        gov.cancel(gov.treasury, rival.address),
        gov.close_vote(rival.address, bob.address, bob.owner.address()),
        gov.claim_exit(rival.address, bob.address, bob.owner.address()),
        gov.reclaim_deposit(rival.address, gov.treasury),
        gov.veto(gov.treasury, rival.address, [0; 32]),
        gov.undelegate(gov.treasury),
        gov.close_proposal(gov.treasury, rival.address),
        gov.remove_action(gov.treasury, rival.address, 0),
        gov.handover(gov.treasury),
    ];
    for action in actions {
        refused(realm.add_action(&draft, 0, &action), GovernorError::TouchesVotes);
    }
}

/// The stake program holds and frees positions for the realm, whose signature no action has.
#[test]
fn the_treasury_neither_holds_nor_frees_positions() {
    let mut realm: TestRealm = Governed::builder().handed_over().start();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let (pool, gov) = (realm.world.pool, realm.gov);
    let draft = realm.draft(&ann);
    for as_realm in [
        pool.hold_vote(gov.realm, bob.address, i64::MAX),
        pool.release_vote(gov.realm, bob.address, 0),
        pool.open_exit(gov.realm, bob.address, dissent(i64::MAX)),
    ] {
        refused(
            realm.add_action(&draft, 0, &as_realm),
            GovernorError::ForeignSigner,
        );
    }
    let until = realm.now() + 86_400 * 20;
    for as_treasury in [
        pool.hold_vote(gov.treasury, bob.address, until),
        pool.release_vote(gov.treasury, bob.address, 0),
        pool.open_exit(gov.treasury, bob.address, dissent(until)),
    ] {
        let mut realm = realm.clone();
        let proposal = realm.executable(&[as_treasury]);
        refused(realm.execute(&proposal, 0), StakeError::NotGovernor);
    }
}

/// Whatever program is called, the accounts of proposals and votes are the governor's: another program cannot write to
/// them, and the governor is not entered a second time.
#[test]
fn a_proposal_named_as_an_account_stays_as_it_is() {
    let mut realm = crate::support::realm();
    let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
    let rival: ProposalRef = realm.propose(&bob, &[]);
    realm.cast(&rival, &bob, AGAINST).expect("votes");
    let record = address::vote_record(&rival.address, &bob.address);
    let drain = |from| Instruction {
        program_id: solana_sdk_ids::system_program::ID,
        accounts: vec![
            AccountMeta::new(from, false),
            AccountMeta::new(ann.address, false),
        ],
        data: solana_system_interface::instruction::transfer(&from, &ann.address, 1).data,
    };
    let before = realm.proposal(&rival).tally;
    for target in [rival.address, record, realm.gov.realm] {
        let mut realm = realm.clone();
        let proposal = realm.executable(&[drain(target)]);
        assert!(realm.execute(&proposal, 0).is_err());
        assert_eq!(realm.status(&proposal), Status::Queued);
        assert_eq!(realm.proposal(&rival).tally, before);
    }
}

fn dissent(until: i64) -> DissentingVote {
    DissentingVote {
        until,
        seconds: 0,
        cast_at: i64::MAX,
    }
}
