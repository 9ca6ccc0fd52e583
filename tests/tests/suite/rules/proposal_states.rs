//! Every instruction about a proposal in every state that it can be in.

use crate::support::{refused, TestRealm};
use anchor_lang::prelude::ProgramError;
use assay_tests::{
    governance::{ProposalRef, AGAINST, FOR},
    Sent,
};
use governor::{
    error::GovernorError,
    state::Status::{self, Cancelled, Defeated, Draft, Executed, Expired, Queued, Vetoed, Voting},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    AddAction,
    RemoveAction,
    Submit,
    Cancel,
    Cast,
    Change,
    Withdraw,
    CloseVote,
    ClaimExit,
    Finalize,
    Execute,
    Veto,
    Reclaim,
    CloseAction,
    CloseProposal,
}

use Step::*;

const STEPS: [Step; 15] = [
    AddAction,
    RemoveAction,
    Submit,
    Cancel,
    Cast,
    Change,
    Withdraw,
    CloseVote,
    ClaimExit,
    Finalize,
    Execute,
    Veto,
    Reclaim,
    CloseAction,
    CloseProposal,
];

/// The table: nothing when the step is allowed, otherwise its error. Bob has voted against where there is a vote, and the
/// proposal is critical.
fn expected(state: Status, step: Step) -> Option<ProgramError> {
    let error = match (state, step) {
        (Draft, AddAction | RemoveAction | Submit | Cancel) => return None,
        (_, AddAction | RemoveAction | Submit) => GovernorError::NotDraft,
        (Voting, Cancel | Cast | Change | Withdraw | Veto) => return None,
        (_, Cancel | Cast | Change | Withdraw) => GovernorError::NotVoting,
        (Draft | Voting, CloseVote) => GovernorError::StillVoting,
        (Queued, CloseVote) => GovernorError::ExitOpen,
        (_, CloseVote) => return None,
        (Queued, ClaimExit | Veto) => return None,
        (_, ClaimExit | Veto) => GovernorError::NotQueued,
        (Voting, Finalize) => GovernorError::StillVoting,
        (Queued, Finalize) => GovernorError::AlreadyOver,
        (_, Finalize) => GovernorError::NotVoting,
        (Queued, Execute) => GovernorError::TimeLocked,
        (_, Execute) => GovernorError::NotQueued,
        (Draft | Voting | Queued, Reclaim | CloseAction | CloseProposal) => GovernorError::NotOver,
        (_, Reclaim | CloseAction) => return None,
        (_, CloseProposal) => GovernorError::ProposalInUse,
    };
    Some(error.into())
}

/// A critical proposal of Ann's in this state.
struct Play {
    realm: TestRealm,
    proposal: ProposalRef,
}

impl Play {
    fn new(state: Status) -> Self {
        let mut realm = crate::support::realm();
        let (ann, bob) = (realm.ann.clone(), realm.bob.clone());
        let proposal = realm.draft(&ann);
        let action = realm.gov.set_guardian(Some((ann.address, 1)));
        let works = realm.gov.set_params(realm.clone().realm().params);
        realm.add_action(&proposal, 0, &works).expect("adds");
        if state == Draft {
            realm.add_action(&proposal, 1, &action).expect("adds");
            return Self { realm, proposal };
        }
        realm.submit(&proposal).expect("a vote");
        realm.cast(&proposal, &bob, AGAINST).expect("votes");
        match state {
            Voting => {}
            Cancelled => drop(realm.cancel(&proposal).expect("gives up")),
            Defeated => {
                realm.warp_to_end(&proposal);
                realm.finalize(&proposal).expect("decides");
            }
            _ => realm.pass(&proposal),
        }
        let queued = realm.proposal(&proposal);
        match state {
            Vetoed => drop(realm.veto(&proposal).expect("stops it")),
            Executed => {
                realm.warp_to(queued.executable_at);
                realm.execute(&proposal, 0).expect("does it");
            }
            Expired => {
                realm.warp_to(queued.expires_at);
                realm.finalize(&proposal).expect("gives it up");
            }
            _ => {}
        }
        Self { realm, proposal }
    }

    /// Where there is no record, one is made: what a step says of the state comes before what it says of the record.
    fn step(&mut self, step: Step, state: Status) -> Sent {
        let (realm, proposal) = (&mut self.realm, &self.proposal);
        let (bob, cyd) = (realm.bob.clone(), realm.cyd.clone());
        let pay = realm.pay(bob.address, 1);
        match step {
            AddAction => realm.add_action(proposal, 5, &pay),
            RemoveAction => realm.remove_action(proposal, 0),
            Submit => realm.submit(proposal),
            Cancel => realm.cancel(proposal),
            Cast => realm.cast(proposal, &cyd, FOR),
            Change => realm.change(proposal, &bob, FOR),
            Withdraw => realm.withdraw(proposal, &bob),
            CloseVote => realm.close_vote(proposal, &bob),
            ClaimExit => realm.claim_exit(proposal, &bob),
            Finalize => realm.finalize(proposal),
            Execute => realm.execute(proposal, 0),
            Veto => realm.veto(proposal),
            Reclaim => {
                let safe = realm.proposal(proposal).deposit_safe == 1;
                let receiver = match safe {
                    true => proposal.by.owner.address(),
                    false => realm.gov.treasury,
                };
                realm.reclaim_to(proposal, receiver)
            }
            CloseAction => realm.close_action(proposal, 0),
            CloseProposal => {
                assert!(realm.proposal(proposal).staged != 0, "{state:?}");
                realm.close_proposal(proposal)
            }
        }
    }
}

fn row(state: Status) {
    let play = Play::new(state);
    for step in STEPS {
        println!("{state:?}: {step:?}");
        let mut play = Play {
            realm: play.realm.clone(),
            proposal: play.proposal.clone(),
        };
        assert_eq!(play.realm.status(&play.proposal), state);
        if state == Draft && matches!(step, Change | Withdraw | CloseVote | ClaimExit) {
            // A draft has no votes: there is nothing to pass.
            let failure = play.step(step, state).expect_err("there is no record");
            assert!(failure.is(crate::support::MISSING), "{failure:#?}");
            continue;
        }
        let sent = play.step(step, state);
        match expected(state, step) {
            None => drop(sent.unwrap_or_else(|failure| panic!("{step:?} while {state:?}: {failure:#?}"))),
            Some(error) => drop(refused(sent, error)),
        }
    }
}

#[test]
fn a_draft() {
    row(Draft);
}

#[test]
fn an_open_vote() {
    row(Voting);
}

#[test]
fn queued() {
    row(Queued);
}

#[test]
fn executed() {
    row(Executed);
}

#[test]
fn defeated() {
    row(Defeated);
}

#[test]
fn cancelled() {
    row(Cancelled);
}

#[test]
fn vetoed() {
    row(Vetoed);
}

#[test]
fn expired() {
    row(Expired);
}
