use super::{governed, TestRealm};
use crate::support::{number, refused, who, with, INSUFFICIENT_FUNDS};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, token};
use assay_tests::{governance::ProposalRef, key};
use governor::{error::GovernorError, state::Status};
use solana_address::Address;
use solana_instruction::AccountMeta;
use solana_signer::Signer;

/// The framework's error for an account that is given twice.
const TWICE: ProgramError = ProgramError::Custom(2040);

/// Two payments of the treasury to Bob that can be executed.
fn two_payments() -> (TestRealm, ProposalRef) {
    let mut realm = governed();
    let bob = realm.bob.owner.address();
    let proposal = realm.executable(&[realm.pay(bob, 1_000), realm.pay(bob, 30)]);
    (realm, proposal)
}

#[test]
fn what_was_voted_is_done_in_its_order() {
    let (mut realm, proposal) = two_payments();
    let before = realm.purses();
    let sent = realm.execute(&proposal, 0).expect("does it");
    realm.assert_paid(&before, &[("treasury", -1_000), ("bob", 1_000)]);
    let event = sent.event("ActionExecuted");
    assert_eq!(
        (who(&event, "proposal"), who(&event, "called")),
        (proposal.address, solana_sdk_ids::system_program::ID)
    );
    assert_eq!(event["program"], "governor", "who logs it");
    let fields = ["index", "status"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [0, Status::Queued as u64]
    );
    let state = realm.proposal(&proposal);
    assert_eq!((state.status(), state.next_action), (Status::Queued, 1));
    realm.later(1);
    let sent = realm.execute(&proposal, 1).expect("does it");
    realm.assert_paid(&before, &[("treasury", -1_030), ("bob", 1_030)]);
    assert_eq!(
        fields.map(|field| number(&sent.event("ActionExecuted"), field)),
        [1, Status::Executed as u64]
    );
    let state = realm.proposal(&proposal);
    assert_eq!(
        (state.status(), state.closed_at),
        (Status::Executed, state.executable_at + 1)
    );
}

#[test]
fn each_once() {
    let (mut realm, proposal) = two_payments();
    realm.execute(&proposal, 0).expect("does it");
    refused(realm.execute(&proposal, 0), GovernorError::OutOfOrder);
    realm.execute(&proposal, 1).expect("does it");
    for index in [0, 1] {
        refused(realm.execute(&proposal, index), GovernorError::NotQueued);
    }
}

#[test]
fn none_before_the_one_before_it() {
    let (mut realm, proposal) = two_payments();
    refused(realm.execute(&proposal, 1), GovernorError::OutOfOrder);
    // Both in one transaction, in their order.
    let both = [realm.execution(&proposal, 0), realm.execution(&proposal, 1)];
    let mut swapped = both.clone();
    swapped.reverse();
    refused(realm.send_all(&swapped, &[]), GovernorError::OutOfOrder);
    realm.send_all(&both, &[]).expect("in order");
    assert_eq!(realm.status(&proposal), Status::Executed);
}

/// Fewer accounts, more, others, in another order, or with fewer rights.
#[test]
fn with_the_accounts_that_were_voted_on_and_no_others() {
    let (mut realm, proposal) = two_payments();
    let execute = realm.execution(&proposal, 0);
    let thief = key("thief").pubkey();
    let bob = realm.bob.owner.address();
    let treasury = realm.gov.treasury;
    assert_eq!(execute.accounts.len(), 5);
    let before = realm.purses();
    for len in 2..5 {
        let mut fewer = execute.clone();
        fewer.accounts.truncate(len);
        refused(realm.send_freely(fewer), GovernorError::WrongAccounts);
    }
    for extra in [thief, realm.gov.realm] {
        let mut more = execute.clone();
        more.accounts.push(AccountMeta::new_readonly(extra, false));
        refused(realm.send_freely(more), GovernorError::WrongAccounts);
    }
    // One twice does not even get that far.
    for twice in [bob, treasury, solana_sdk_ids::system_program::ID] {
        let mut more = execute.clone();
        more.accounts.push(AccountMeta::new(twice, false));
        refused(realm.send_freely(more), TWICE);
    }
    for (old, new) in [
        (bob, thief),
        (treasury, thief),
        (solana_sdk_ids::system_program::ID, token::TOKEN_PROGRAM),
    ] {
        let swapped = with(execute.clone(), &old, &new);
        refused(realm.send_freely(swapped), GovernorError::WrongAccounts);
    }
    for (a, b) in [(2, 3), (3, 4), (2, 4)] {
        let mut shuffled = execute.clone();
        shuffled.accounts.swap(a, b);
        refused(realm.send_freely(shuffled), GovernorError::WrongAccounts);
    }
    for writable in [3, 4] {
        let mut meek = execute.clone();
        meek.accounts[writable].is_writable = false;
        let failure = realm.send_freely(meek).expect_err("a right is missing");
        assert_eq!(
            failure.instruction().map(|(_, error)| error),
            Some(solana_instruction::error::InstructionError::PrivilegeEscalation)
        );
    }
    let mut frozen = execute.clone();
    frozen.accounts[0].is_writable = false;
    assert!(realm.send_freely(frozen).is_err());
    realm.assert_paid(&before, &[]);
    // More rights than it needs harm nobody: the call has those that were voted.
    let mut keen = execute;
    keen.accounts[2].is_writable = true;
    realm.send_freely(keen).expect("does it");
    realm.assert_paid(&before, &[("treasury", -1_000), ("bob", 1_000)]);
}

#[test]
fn an_action_of_another_proposal_is_none_of_this_one() {
    let mut realm = governed();
    let ann = realm.ann.clone();
    let bob = realm.bob.owner.address();
    let pay = realm.pay(bob, 1_000);
    // The same bytes, and other ones.
    let other = realm.draft(&ann);
    realm.add_action(&other, 0, &pay).expect("adds");
    let worse = realm.draft(&ann);
    realm
        .add_action(&worse, 0, &realm.pay(bob, 1_000_000))
        .expect("adds");
    let proposal = realm.executable(&[pay]);
    let here = address::action(&proposal.address, 0);
    for there in [&other, &worse] {
        let there = address::action(&there.address, 0);
        let swapped = with(realm.execution(&proposal, 0), &here, &there);
        refused(realm.send_freely(swapped), GovernorError::WrongAction);
    }
    let before = realm.purses();
    for draft in [&other, &worse] {
        refused(realm.execute(draft, 0), GovernorError::NotQueued);
    }
    realm.assert_paid(&before, &[]);
}

/// The account's bytes can change only past the program; the hash sees even that.
#[test]
fn bytes_that_were_changed_are_not_what_was_voted() {
    let (realm, proposal) = two_payments();
    let at = address::action(&proposal.address, 0);
    let header = governor::state::Action::space(0);
    let honest = assay_tests::Chain::account(&mut realm.clone().world.chain, &at).expect("there");
    for place in [header, header + 1, header + 40, honest.data.len() - 1] {
        let mut realm = realm.clone();
        let mut edited = honest.clone();
        edited.data[place] ^= 1;
        assay_tests::Chain::set_account(&mut realm.world.chain, at, edited);
        refused(realm.execute(&proposal, 0), GovernorError::WrongAction);
    }
    // Its length, its index.
    for (field, value) in [(32, 0), (32, 1), (34, 1)] {
        let mut realm = realm.clone();
        let mut edited = honest.clone();
        edited.data[8 + field] = value;
        assay_tests::Chain::set_account(&mut realm.world.chain, at, edited);
        let error = match field {
            34 => GovernorError::OutOfOrder,
            _ => GovernorError::WrongAction,
        };
        refused(realm.execute(&proposal, 0), error);
    }
}

#[test]
fn one_that_fails_leaves_the_rest_and_can_be_tried_again() {
    let mut realm = governed();
    let bob = realm.bob.owner.address();
    let rich = 20_000_000_000;
    let proposal = realm.executable(&[realm.pay(bob, 5), realm.pay(bob, rich), realm.pay(bob, 7)]);
    let before = realm.purses();
    realm.execute(&proposal, 0).expect("does it");
    refused(realm.execute(&proposal, 1), INSUFFICIENT_FUNDS);
    refused(realm.execute(&proposal, 2), GovernorError::OutOfOrder);
    let all = [realm.execution(&proposal, 1), realm.execution(&proposal, 2)];
    refused(realm.send_all(&all, &[]), INSUFFICIENT_FUNDS);
    realm.assert_paid(&before, &[("treasury", -5), ("bob", 5)]);
    let state = realm.proposal(&proposal);
    assert_eq!((state.status(), state.next_action), (Status::Queued, 1));
    let treasury = realm.gov.treasury;
    assay_tests::Chain::fund(&mut realm.world.chain, treasury, rich + 10_000_000);
    let before = realm.purses();
    realm.execute(&proposal, 1).expect("now there is enough");
    realm.execute(&proposal, 2).expect("and the rest");
    let paid = i128::from(rich + 7);
    realm.assert_paid(&before, &[("treasury", -paid), ("bob", paid)]);
    assert_eq!(realm.status(&proposal), Status::Executed);
}

#[test]
fn a_program_that_is_none_fails() {
    let mut realm = governed();
    let nobody = Address::new_from_array([8; 32]);
    let proposal = realm.executable(&[super::unknown(vec![AccountMeta::new(nobody, false)])]);
    assert!(realm.execute(&proposal, 0).is_err());
    assert_eq!(realm.proposal(&proposal).next_action, 0);
}
