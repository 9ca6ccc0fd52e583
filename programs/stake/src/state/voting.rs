//! Voting weight, now and in the past, and the votes that hold a position.

use super::{with_lock, Operator, Pool, Position};
use crate::{
    constants::{MAX_VOTE_SECONDS, REMEMBERED_WEIGHTS},
    error::StakeError,
};
use anchor_lang::prelude::*;

/// From `since` on the voting weight was never below `weight`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Remembered {
    /// Unix time.
    pub since: i64,
    pub weight: u64,
}

impl Position {
    /// # Errors
    /// [`StakeError::PositionVoting`].
    pub fn require_not_voting(&self, now: i64) -> Result<()> {
        require!(!self.is_voting(now), StakeError::PositionVoting);
        Ok(())
    }

    pub fn is_voting(&self, now: i64) -> bool {
        self.votes > 0 && now < self.voting_until
    }

    /// Holds it for a vote until `until`, at most [`MAX_VOTE_SECONDS`] away.
    ///
    /// # Errors
    /// [`StakeError::PositionVesting`], [`StakeError::BadParameter`].
    pub fn hold_vote(&mut self, until: i64, now: i64) -> Result<()> {
        self.require_free()?;
        require!(
            until > now && until - now <= MAX_VOTE_SECONDS,
            StakeError::BadParameter
        );
        if !self.is_voting(now) {
            (self.votes, self.voting_until, self.voting_since) = (0, 0, now);
        }
        self.votes = self.votes.checked_add(1).ok_or(StakeError::Overflow)?;
        self.voting_until = self.voting_until.max(until);
        Ok(())
    }

    /// Lets go of one vote, which has held it since `since`. One that was over when others began to hold it is not among
    /// those that are counted.
    pub fn release_vote(&mut self, since: i64) {
        if since < self.voting_since {
            return;
        }
        self.votes = self.votes.saturating_sub(1);
        if self.votes == 0 {
            self.voting_until = 0;
        }
    }

    /// Voting weight at this moment: base units with the lock's bonus; none while it vests.
    #[inline(never)]
    pub fn weight_now(&self, operator: Option<&Operator>) -> u64 {
        if self.is_vesting() {
            return 0;
        }
        with_lock(self.value(operator), self.standing_lock()).unwrap_or(0)
    }

    /// The weight with which it may vote on something that began at Unix time `since`: the least it had from before
    /// that moment until now. What was staked, locked or bought since does not count, and what was taken out does not
    /// come back: this is at most min(weight at `since`, weight now). `operator` is the one it names.
    pub fn voting_weight(&self, since: i64, operator: Option<&Operator>) -> u64 {
        let used = &self.remembered[..usize::from(self.remembers).min(REMEMBERED_WEIGHTS)];
        let then = used.iter().rev().find(|entry| entry.since < since);
        then.map_or(0, |entry| entry.weight)
            .min(self.weight_now(operator))
    }

    /// Voting weight that is counted in the pool's: the one it was last seen with.
    pub fn counted(&self) -> u64 {
        let used = usize::from(self.remembers).min(REMEMBERED_WEIGHTS);
        used.checked_sub(1).map_or(0, |last| self.remembered[last].weight)
    }

    /// Remembers the voting weight it has from `now` on, and counts it in the pool's.
    #[inline(never)]
    pub fn count(&mut self, operator: Option<&Operator>, pool: &mut Pool, now: i64) {
        let before = self.counted();
        self.remember(self.weight_now(operator), now);
        pool.total_votes = pool.total_votes - before + self.counted();
    }

    /// Takes it out of the pool's voting weight, before it goes.
    pub fn uncount(&mut self, pool: &mut Pool) {
        pool.total_votes -= self.counted();
        self.remembers = 0;
    }

    /// Remembers that its voting weight is `weight` from `now` on.
    ///
    /// The entries rise with time; a lower weight takes the place of all that are not below it. When there is no room
    /// for one more the second goes: for a vote that began in its time the first one counts, which is lower.
    #[inline(never)]
    pub fn remember(&mut self, weight: u64, now: i64) {
        let mut used = usize::from(self.remembers).min(REMEMBERED_WEIGHTS);
        let mut since = now;
        while used > 0 && self.remembered[used - 1].weight >= weight {
            used -= 1;
            since = self.remembered[used].since;
        }
        if used == REMEMBERED_WEIGHTS {
            self.remembered.copy_within(2.., 1);
            used -= 1;
        }
        self.remembered[used] = Remembered { since, weight };
        self.remembers = used as u8 + 1;
    }
}
