//! What holds after every instruction.
//!
//! Besides the books of the stake program (all voting weight among them) and what [`crate::governance::Governed::check`] sees to
//! (a proposal's votes are those of its records, its lamports its rent and its deposit):
//!
//! - nobody's vote weighs more than the position did when the vote began, nor than it does when it is cast;
//! - all votes of a proposal together weigh at most what there was when it began;
//! - a proposal is queued or executed only with its quorum and its approval, and executed in its time only;
//! - a position that votes is not emptied while the vote is open;
//! - no lamport appears or is lost.

use super::cast::Cast;
use crate::{governance::ProposalRef, Stake};
use assay_client::governor::{Proposal, Status, VoteRecord};

impl Cast {
    /// # Panics
    /// When one of the rules is broken.
    pub fn check(&mut self) {
        // What is closed has nothing left anywhere, or it is missing here.
        let mut there = self.proposals.clone();
        there.retain(|proposal| self.state(proposal).is_some());
        self.proposals = there;
        assert_eq!(self.all_lamports(), self.lamports, "lamports of everybody");
        for proposal in self.proposals.clone() {
            let Some(state) = self.state(&proposal) else {
                continue;
            };
            match state.status() {
                Status::Voting => {
                    assert!(
                        state.tally.weight() <= state.total_weight,
                        "{:?} of {} votes",
                        state.tally,
                        state.total_weight
                    );
                    self.check_votes(&proposal, &state);
                }
                Status::Queued | Status::Executed => check_success(&state),
                _ => {}
            }
        }
    }

    /// The votes of a proposal that is open hold positions that have something in them.
    fn check_votes(&mut self, proposal: &ProposalRef, state: &Proposal) {
        if self.gov.now() >= state.ends_at {
            return;
        }
        for stake in self.stakes.clone() {
            let record = self.record(&proposal.address, &stake.address);
            let Some(record) = self.find::<VoteRecord>(&record) else {
                continue;
            };
            let (position, operator) = self.position(&stake.address).expect("what votes is there");
            assert!(position.value(operator.as_ref()) > 0, "it votes and is empty");
            assert!(position.votes > 0, "it votes and is not held");
            let weight = record.tally.weight();
            let bound = self.bounds.get(&(proposal.address, stake.address)).copied();
            assert!(
                weight <= bound.unwrap_or(0),
                "a vote of {weight} by what weighed {bound:?} when it began"
            );
        }
    }

    /// A vote that was just cast or changed weighs at most what the position does.
    pub fn check_cast(&mut self, proposal: &ProposalRef, stake: &Stake) {
        let record = self.record(&proposal.address, &stake.address);
        let record: VoteRecord = self.find(&record).expect("it was cast");
        let (position, operator) = self.position(&stake.address).expect("it voted");
        let weight = position.weight_now(operator.as_ref());
        assert!(
            record.tally.weight() <= weight,
            "a vote of {} by what weighs {weight}",
            record.tally.weight()
        );
    }

    /// Writes down what everybody weighs as the vote begins.
    pub fn begin(&mut self, proposal: &ProposalRef) {
        for stake in self.stakes.clone() {
            if let Some((position, operator)) = self.position(&stake.address) {
                let weight = position.weight_now(operator.as_ref());
                self.bounds.insert((proposal.address, stake.address), weight);
            }
        }
    }

    /// What of `from` is now `to`'s may vote there, too: all votes together are still bounded by all there was.
    pub fn moved(&mut self, from: &Stake, to: &Stake) {
        for proposal in &self.proposals {
            let weight = |stake: &Stake| {
                let bound = self.bounds.get(&(proposal.address, stake.address));
                bound.copied().unwrap_or(0)
            };
            let both = weight(from) + weight(to);
            self.bounds.insert((proposal.address, to.address), both);
        }
    }
}

/// Written down once more, and not asked of the program.
fn check_success(state: &Proposal) {
    let tally = state.tally;
    let wide = u128::from;
    assert!(
        tally.for_weight + tally.abstain_weight >= state.quorum,
        "succeeded without its quorum"
    );
    assert!(tally.for_weight > tally.against_weight, "succeeded without most");
    let share = match state.critical {
        0 => state.params.approval_bps,
        _ => state.params.critical_approval_bps,
    };
    assert!(
        wide(tally.for_weight) * 10_000 >= wide(tally.for_weight + tally.against_weight) * u128::from(share),
        "succeeded without approval"
    );
    if state.status() == Status::Executed && state.action_count > 0 {
        assert!(
            (state.executable_at..state.expires_at).contains(&state.closed_at),
            "executed out of its time"
        );
        assert_eq!(state.next_action, state.action_count, "executed in part");
    }
}
