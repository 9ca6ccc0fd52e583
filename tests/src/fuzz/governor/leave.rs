//! The end: whatever came before, everything can be decided and closed, and everybody can leave.

use super::cast::Cast;
use crate::Stake;
use assay_client::{
    governor::{Status, VoteRecord},
    stake::{Position, Ticket},
};

/// Longer than any vote, time lock, lock or cooldown of a sequence.
const AGES: i64 = 5 * 365 * 86_400;

impl Cast {
    /// # Panics
    /// When something cannot be closed, or somebody cannot leave, or does not have everything back.
    pub fn leave(&mut self) {
        self.gov.later(AGES);
        self.close_proposals();
        for owner in self.owners.clone() {
            // Who delegates to nobody is refused.
            let _ = self.gov.undelegate(&owner);
        }
        for (stake, nonce, ticket) in self.tickets.clone() {
            if self.find::<Ticket>(&ticket).is_some() {
                let paid = self.gov.world.withdraw_stake(&stake, nonce);
                paid.expect("the cooldown is over");
            }
        }
        self.empty_positions();
        self.check();
        assert_eq!(self.gov.world.pool_state().total_votes, 0, "nobody is left");
        let realm = self.gov.gov.realm;
        let mut left = vec![self.gov.gov.treasury, self.gov.guardian.address(), realm];
        left.extend(self.owners.iter().map(|owner| owner.address()));
        let left: u64 = left.iter().map(|address| self.gov.world.lamports(address)).sum();
        assert_eq!(left, self.lamports, "every rent and deposit is back");
    }

    fn close_proposals(&mut self) {
        for proposal in self.proposals.clone() {
            let Some(state) = self.state(&proposal) else {
                continue;
            };
            match state.status() {
                Status::Draft => {
                    self.gov.cancel(&proposal).expect("a draft can be given up");
                }
                Status::Voting | Status::Queued => {
                    self.gov.finalize(&proposal).expect("its time is over");
                }
                _ => {}
            }
            assert!(self.is_over(&proposal), "nobody cared about it for years");
            for stake in self.stakes.clone() {
                let record = self.record(&proposal.address, &stake.address);
                if self.find::<VoteRecord>(&record).is_some() {
                    self.gov.close_vote(&proposal, &stake).expect("it is decided");
                }
            }
            let state = self.state(&proposal).expect("it is there");
            for index in (0..10).filter(|index| state.staged & (1 << index) != 0) {
                self.gov.close_action(&proposal, index).expect("it is over");
            }
            if state.deposit > 0 {
                let treasury = self.gov.gov.treasury;
                let owed = match state.deposit_safe {
                    0 => treasury,
                    _ => proposal.by.owner.address(),
                };
                self.gov.reclaim_to(&proposal, owed).expect("it is owed");
            }
            self.gov.close_proposal(&proposal).expect("nothing is left");
        }
    }

    fn empty_positions(&mut self) {
        let there = |cast: &mut Self| {
            let mut stakes = cast.stakes.clone();
            stakes.retain(|stake| cast.find::<Position>(&stake.address).is_some());
            stakes
        };
        let stakes = there(self);
        for stake in &stakes {
            let position: Position = self.gov.world.position(stake);
            assert_eq!(position.votes, 0, "no vote holds it");
            self.begin_leaving(stake);
        }
        self.gov.later(AGES);
        for stake in &stakes {
            if let Some(operator) = self.backed(stake) {
                let ended = self.gov.world.end_leave(stake, &operator);
                ended.expect("it has left for years");
            }
            let value = self.gov.world.value(stake);
            if value > 0 {
                let nonce = self.next();
                self.ticket(stake, nonce);
                let begun = self.gov.world.begin_unstake(stake, nonce, value);
                begun.expect("nothing holds it");
            }
        }
        self.gov.later(AGES);
        for stake in &stakes {
            let tickets = self.tickets.clone().into_iter();
            for (of, nonce, ticket) in tickets.filter(|(of, _, _)| of.address == stake.address) {
                if self.find::<Ticket>(&ticket).is_some() {
                    self.gov.world.withdraw_stake(&of, nonce).expect("paid");
                }
            }
            self.gov.world.close_position(stake).expect("it is empty");
        }
    }

    /// Leaves the operator and begins to unlock, as far as that is not done.
    fn begin_leaving(&mut self, stake: &Stake) {
        let position: Position = self.gov.world.position(stake);
        if position.lock_seconds > 0 && position.lock_ends_at == 0 {
            self.gov.world.release_lock(stake).expect("a standing lock");
        }
        if let Some(operator) = self.backed(stake) {
            // One that is leaving already is refused.
            let _ = self.gov.world.leave_operator(stake, &operator);
        }
    }
}
