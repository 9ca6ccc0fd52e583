//! How a vote goes and what comes of it.

use super::{
    proposal::Proposal,
    status::{log_until, Status},
    tally::Tally,
};
use crate::{
    constants::{EXIT_DIVISOR, EXTENDED, LOST, MAX_ACTIONS},
    error::GovernorError,
};
use anchor_lang::prelude::*;
use assay_math::share_ceil;

impl Proposal {
    /// Requires the vote to be open at `now`, and to be on this content: a signature that was given for something else,
    /// however long ago, does not count.
    ///
    /// # Errors
    /// [`GovernorError::NotVoting`], [`GovernorError::VotingOver`], [`GovernorError::WrongContent`].
    pub fn require_open(&self, content: &[u8; 32], now: i64) -> Result<()> {
        self.require(Status::Voting)?;
        require!(now < self.ends_at, GovernorError::VotingOver);
        require!(self.content == *content, GovernorError::WrongContent);
        Ok(())
    }

    /// Counts `new` instead of `old`. What turns the vote into a success near its end extends it, once: so that the last
    /// to vote does not decide before anybody can answer. Returns whether it did. Once extended it must stay a success: who
    /// turns it early, takes that back and turns it again at the very end has lost it.
    ///
    /// # Errors
    /// [`GovernorError::Overflow`].
    pub fn count(&mut self, old: Tally, new: Tally, now: i64) -> Result<bool> {
        let late = now >= self.ends_at - i64::from(self.params.late_seconds);
        // Which of the two it was matters only where it can extend the vote.
        let failed = late && self.extended == 0 && !self.succeeds();
        self.tally = self.tally.replace(old, new).ok_or(GovernorError::Overflow)?;
        let turned = failed && self.succeeds();
        if self.extended == EXTENDED && !self.succeeds() {
            self.extended = LOST;
        }
        if turned {
            self.extended = EXTENDED;
            self.ends_at = self.ends_at.max(now + i64::from(self.params.extension_seconds));
        }
        Ok(turned)
    }

    /// Unix time until which a vote holds its position: the latest that the vote can end.
    pub fn holds_until(&self) -> i64 {
        match self.extended {
            0 => self.ends_at + i64::from(self.params.extension_seconds),
            _ => self.ends_at,
        }
    }

    /// Participation reaches the quorum.
    pub fn has_quorum(&self) -> bool {
        self.tally.participation() >= self.quorum
    }

    /// As it stands: quorum, approval, more for than against, and nothing lost after it was extended.
    pub fn succeeds(&self) -> bool {
        let Tally {
            for_weight,
            against_weight,
            ..
        } = self.tally;
        let share = match self.is_critical() {
            true => self.params.critical_approval_bps,
            false => self.params.approval_bps,
        };
        // Fits: part of all weight.
        let needed = share_ceil(for_weight + against_weight, share);
        self.has_quorum() && for_weight > against_weight && for_weight >= needed && self.extended != LOST
    }

    /// Decides a vote that is over, and gives up what was not executed in its time. `cooldown` is the stake pool's.
    ///
    /// # Errors
    /// [`GovernorError::StillVoting`], [`GovernorError::NotVoting`].
    pub fn finalize(&mut self, cooldown: i64, now: i64) -> Result<()> {
        if self.status() == Status::Queued {
            require!(now >= self.expires_at, GovernorError::AlreadyOver);
            self.close(Status::Expired, now);
            return Ok(());
        }
        self.require(Status::Voting)?;
        if now < self.ends_at {
            log_until(self.ends_at);
            return Err(GovernorError::StillVoting.into());
        }
        self.deposit_safe = u8::from(self.has_quorum());
        if !self.succeeds() {
            self.close(Status::Defeated, now);
        } else if self.action_count == 0 {
            self.close(Status::Executed, now);
        } else if now >= self.ends_at.saturating_add(self.params.execution_seconds.into()) {
            // A success that nobody cared about in all that time is no mandate any more.
            self.close(Status::Expired, now);
        } else {
            self.exit_seconds = cooldown / EXIT_DIVISOR;
            self.executable_at = now.saturating_add(self.time_lock(cooldown));
            self.expires_at = self
                .executable_at
                .saturating_add(self.params.execution_seconds.into());
            self.set_status(Status::Queued);
        }
        Ok(())
    }

    /// Seconds between success and execution. A critical one leaves time to begin a cooldown and to see it end.
    fn time_lock(&self, cooldown: i64) -> i64 {
        let least = i64::from(self.params.timelock_seconds);
        match self.is_critical() {
            true => least.max(cooldown.saturating_add(self.params.exit_seconds.into())),
            false => least,
        }
    }

    /// Requires the action to be the one that is to be executed now.
    ///
    /// # Errors
    /// [`GovernorError::NotQueued`], [`GovernorError::TimeLocked`], [`GovernorError::ExecutionOver`],
    /// [`GovernorError::OutOfOrder`], [`GovernorError::WrongAction`].
    pub fn require_executable(&self, index: u8, hash: &[u8; 32], now: i64) -> Result<()> {
        self.require(Status::Queued)?;
        if now < self.executable_at {
            log_until(self.executable_at);
            return Err(GovernorError::TimeLocked.into());
        }
        require!(now < self.expires_at, GovernorError::ExecutionOver);
        require!(
            index == self.next_action && usize::from(index) < MAX_ACTIONS,
            GovernorError::OutOfOrder
        );
        require!(
            self.actions[usize::from(index)] == *hash,
            GovernorError::WrongAction
        );
        Ok(())
    }

    /// Goes on to the next action.
    pub fn step(&mut self, now: i64) {
        self.next_action += 1;
        if self.next_action >= self.action_count {
            self.close(Status::Executed, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Nature, RealmParams};
    use proptest::prelude::*;

    const HOUR: i64 = 3_600;
    const DAY: i64 = 86_400;
    const COOLDOWN: i64 = 7 * DAY;

    /// A vote of 1,000 weight that began at 0.
    fn vote(critical: bool) -> Proposal {
        let mut proposal: Proposal = bytemuck::Zeroable::zeroed();
        let nature = match critical {
            true => Nature::Critical,
            false => Nature::Harmless,
        };
        proposal.stage(0, [1; 32], nature).expect("a draft");
        let params = RealmParams {
            deposit: 0,
            voting_seconds: 3 * DAY as u32,
            late_seconds: HOUR as u32,
            extension_seconds: DAY as u32,
            timelock_seconds: 2 * DAY as u32,
            exit_seconds: DAY as u32,
            execution_seconds: 5 * DAY as u32,
            threshold_bps: 100,
            quorum_bps: 2_000,
            approval_bps: 5_000,
            critical_approval_bps: 6_600,
        };
        let address = Address::new_from_array([2; 32]);
        proposal.submit(&address, params, 1_000, 0).expect("a draft");
        proposal
    }

    fn weights(for_weight: u64, against_weight: u64, abstain_weight: u64) -> Tally {
        Tally {
            for_weight,
            against_weight,
            abstain_weight,
        }
    }

    fn succeeds(critical: bool, tally: Tally) -> bool {
        let mut proposal = vote(critical);
        proposal.tally = tally;
        proposal.succeeds()
    }

    #[test]
    fn abstaining_counts_for_the_quorum_and_being_against_does_not() {
        assert!(!succeeds(false, weights(199, 0, 0)));
        assert!(succeeds(false, weights(200, 0, 0)));
        assert!(succeeds(false, weights(1, 0, 199)));
        assert!(!succeeds(false, weights(199, 198, 0)));
        assert!(!succeeds(false, weights(0, 0, 1_000)));
    }

    #[test]
    fn more_must_be_for_than_against_and_of_what_is_critical_the_greater_share() {
        assert!(!succeeds(false, weights(300, 300, 0)));
        assert!(succeeds(false, weights(301, 300, 0)));
        assert!(!succeeds(true, weights(301, 300, 0)));
        assert!(!succeeds(true, weights(329, 171, 0)));
        assert!(succeeds(true, weights(330, 170, 0)));
    }

    #[test]
    fn turning_it_late_extends_it_and_that_once() {
        let none = Tally::default();
        let end = 3 * DAY;
        let turned = |now| {
            let mut proposal = vote(false);
            let extended = proposal.count(none, weights(500, 0, 0), now).expect("fits");
            (extended, proposal.ends_at)
        };
        assert_eq!(turned(end - HOUR - 1), (false, end));
        assert_eq!(turned(end - HOUR), (true, end - HOUR + DAY));
        assert_eq!(turned(end - 1), (true, end - 1 + DAY));

        let mut proposal = vote(false);
        assert_eq!(proposal.holds_until(), end + DAY);
        let (big, small) = (weights(500, 0, 0), weights(0, 10, 0));
        assert_eq!(proposal.count(none, small, end - 5), Ok(false));
        assert_eq!(proposal.count(none, big, end - 4), Ok(true));
        let end = end - 4 + DAY;
        assert_eq!((proposal.ends_at, proposal.holds_until()), (end, end));
        // More of the same changes nothing; turned back, it is lost, whatever comes.
        assert_eq!(proposal.count(none, big, end - 9), Ok(false));
        assert!(proposal.succeeds());
        assert_eq!(proposal.count(weights(1_000, 0, 0), none, end - 3), Ok(false));
        assert_eq!(proposal.count(none, big, end - 2), Ok(false));
        assert!(!proposal.succeeds());
        proposal.finalize(COOLDOWN, end).expect("over");
        assert_eq!((proposal.status(), proposal.ends_at), (Status::Defeated, end));
    }

    #[test]
    fn the_time_lock_of_what_is_critical_outlasts_the_cooldown() {
        let decided = |critical, cooldown| {
            let mut proposal = vote(critical);
            proposal.tally = weights(1_000, 0, 0);
            proposal.finalize(cooldown, 3 * DAY).expect("over");
            proposal.executable_at - 3 * DAY
        };
        assert_eq!(decided(false, COOLDOWN), 2 * DAY);
        assert_eq!(decided(true, COOLDOWN), COOLDOWN + DAY);
        assert_eq!(decided(true, HOUR), 2 * DAY);
    }

    #[test]
    fn a_success_that_nobody_decides_is_given_up() {
        let late = |now| {
            let mut proposal = vote(false);
            proposal.tally = weights(1_000, 0, 0);
            proposal.finalize(COOLDOWN, now).map(|()| proposal.status())
        };
        assert_eq!(late(3 * DAY - 1), Err(GovernorError::StillVoting.into()));
        assert_eq!(late(3 * DAY), Ok(Status::Queued));
        assert_eq!(late(8 * DAY - 1), Ok(Status::Queued));
        assert_eq!(late(8 * DAY), Ok(Status::Expired));
    }

    #[test]
    fn every_part_of_the_content_is_in_its_hash() {
        let address = Address::new_from_array([2; 32]);
        let of = |change: fn(&mut Proposal)| {
            let mut proposal = vote(false);
            proposal.title[..4].copy_from_slice(b"abcd");
            (proposal.title_len, proposal.uri_len) = (2, 2);
            change(&mut proposal);
            proposal.content_hash(&address)
        };
        let hashes = [
            of(|_| {}),
            of(|proposal| proposal.text_hash[31] = 1),
            of(|proposal| proposal.title[0] = b'b'),
            of(|proposal| proposal.title_len = 3),
            of(|proposal| proposal.uri[1] = b'c'),
            of(|proposal| proposal.uri_len = 1),
            of(|proposal| proposal.actions[0][0] = 9),
            of(|proposal| proposal.action_count = 2),
            vote(false).content_hash(&Address::new_from_array([3; 32])),
        ];
        for (n, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..n].contains(hash), "{n}");
        }
    }

    proptest! {
        /// In words that are not the code's: enough of all take part, and enough of those who take sides are for.
        #[test]
        fn it_succeeds_as_written(f in 0..600u64, a in 0..600u64, n in 0..600u64, critical: bool) {
            let share = if critical { 6_600 } else { 5_000 };
            let expected = 10 * (f + n) >= 2 * 1_000 && f > a && 10_000 * f >= share * (f + a);
            prop_assert_eq!(succeeds(critical, weights(f, a, n)), expected);
        }
    }
}
