use super::{with_lock, Index, Operator, Pool, Remembered, Vesting};
use crate::{
    constants::{
        KIND_FREE, KIND_VESTING, MAX_COOLDOWN_SECONDS, MAX_EXIT_SECONDS, MAX_LOCK_SECONDS, REMEMBERED_WEIGHTS,
    },
    error::StakeError,
};
use anchor_lang::prelude::*;

/// Somebody's stake: earns while it backs an operator, votes while it is not vesting.
#[account]
pub struct Position {
    pub pool: Address,
    pub owner: Address,
    /// Operator account that it backs; zeros for none.
    pub operator: Address,
    /// Chosen when it was opened, so that the owner can change.
    pub id: u64,
    /// Base units that back nobody.
    pub amount: u64,
    /// Of the operator's backing; on their way out while `leaving_until` is not 0.
    pub shares: u64,
    /// Unix time from which what is leaving may back somebody else; 0 while it is not leaving.
    pub leaving_until: i64,
    /// To be claimed, base units.
    pub rewards: u64,
    /// Claimed and compounded since it was opened, base units.
    pub claimed: u64,
    /// The operator's index when rewards were last collected.
    pub index: Index,
    pub opened_at: i64,
    /// Unix time at which a released lock ends; 0 while it stands, or when there is none.
    pub lock_ends_at: i64,
    /// Unix time until which votes hold it.
    pub voting_until: i64,
    /// Vesting: base units that were put in, released evenly between start and end, none before the cliff.
    pub vesting: Vesting,
    /// Voting weights of the past, oldest first; see [`Position::voting_weight`].
    pub remembered: [Remembered; REMEMBERED_WEIGHTS],
    /// Standing lock, seconds; 0 for none.
    pub lock_seconds: u32,
    pub open_tickets: u16,
    /// Votes that hold it.
    pub votes: u16,
    /// How many of `remembered` are used.
    pub remembers: u8,
    /// `KIND_FREE` or `KIND_VESTING`.
    pub kind: u8,
    pub bump: u8,
    pub padding: [u8; 5],
    /// Unix time of the first of the votes that hold it; a vote of before holds nothing any more.
    pub voting_since: i64,
    /// Until this Unix time what is taken out waits for so many seconds only; see [`Position::open_exit`].
    pub exit_until: i64,
    pub exit_seconds: i64,
    /// Unix time at which its owner last put something in.
    pub grown_at: i64,
    pub reserved: [u8; 32],
}

impl Position {
    /// # Errors
    /// [`StakeError::LockTooLong`].
    pub fn open(&mut self, amount: u64, lock_seconds: u32, now: i64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        require!(lock_seconds <= MAX_LOCK_SECONDS, StakeError::LockTooLong);
        self.amount = amount;
        self.lock_seconds = lock_seconds;
        (self.opened_at, self.grown_at) = (now, now);
        Ok(())
    }

    pub fn is_vesting(&self) -> bool {
        self.kind == KIND_VESTING
    }

    /// Whether it backs an operator, or is still leaving one.
    pub fn has_operator(&self) -> bool {
        self.operator != Address::default()
    }

    pub fn is_leaving(&self) -> bool {
        self.leaving_until != 0
    }

    /// # Errors
    /// [`StakeError::PositionVesting`].
    pub fn require_free(&self) -> Result<()> {
        require!(self.kind == KIND_FREE, StakeError::PositionVesting);
        Ok(())
    }

    /// Base units it is worth. `operator` is the one it names.
    pub fn value(&self, operator: Option<&Operator>) -> u64 {
        operator.map_or(self.amount, |operator| operator.backing.value(self.shares))
    }

    /// Shares with the lock's bonus: what rewards are shared by.
    pub fn weight(&self) -> u64 {
        if self.is_leaving() {
            return 0;
        }
        // Fits: shares are below 2^60.
        with_lock(self.shares, self.standing_lock()).unwrap_or(self.shares)
    }

    /// Collects what its weight earned. To be called, after [`Operator::collect`], before its weight changes.
    pub fn collect(&mut self, operator: &Operator) {
        self.rewards += operator.index.earned(self.index, self.weight());
        self.index = operator.index;
    }

    /// Takes everything there is to claim.
    ///
    /// # Errors
    /// [`StakeError::NothingToClaim`].
    pub fn claim(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.rewards);
        require!(amount > 0, StakeError::NothingToClaim);
        self.claimed = self.claimed.saturating_add(amount);
        Ok(amount)
    }

    /// Notes that its owner puts something in.
    pub fn grow(&mut self, now: i64) {
        self.grown_at = now;
        self.exit_until = 0;
    }

    /// Puts `amount` in; into the operator's backing when it backs one.
    ///
    /// # Errors
    /// [`StakeError::StillLeaving`], or those of buying shares.
    pub fn put(&mut self, operator: Option<&mut Operator>, amount: u64) -> Result<()> {
        require!(!self.is_leaving(), StakeError::StillLeaving);
        let Some(operator) = operator else {
            self.amount = self.amount.checked_add(amount).ok_or(StakeError::Overflow)?;
            return Ok(());
        };
        let before = self.weight();
        self.shares += operator.backing.buy(amount)?;
        operator.backing_weight = operator.backing_weight - before + self.weight();
        Ok(())
    }

    /// Takes `amount` out into a ticket and returns the ticket's shares of the operator's backing, or `amount` when it
    /// backs nobody. What vests stays.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::MoreThanOwned`], [`StakeError::NotReleased`].
    pub fn take(&mut self, operator: Option<&mut Operator>, amount: u64, now: i64) -> Result<u64> {
        require!(amount > 0, StakeError::ZeroAmount);
        let left = self.less(operator.as_deref(), amount)?;
        require!(left >= self.vesting.unreleased(now), StakeError::NotReleased);
        let Some(operator) = operator else {
            self.amount = left;
            return Ok(amount);
        };
        let before = self.weight();
        let shares = self.shares_of(operator, amount, left)?;
        self.shares -= shares;
        operator.backing_weight = operator.backing_weight - before + self.weight();
        if !self.is_leaving() {
            operator.leaving_shares += shares;
        }
        Ok(shares)
    }

    /// Unix time from which what is taken out now can be withdrawn. What is leaving its operator has waited for part of
    /// it already, and who has a right to exit waits for less.
    pub fn release_at(&self, cooldown_seconds: i64, now: i64) -> i64 {
        let seconds = if now < self.exit_until {
            self.exit_seconds
        } else {
            i64::MAX
        };
        let released = now.saturating_add(cooldown_seconds.min(seconds));
        if self.is_leaving() {
            self.leaving_until.min(released)
        } else {
            released
        }
    }

    /// Gives its owner, who voted against what is going to be done, until `until` to leave with a cooldown of `seconds`.
    /// It is of what voted: not of what was put in since, and adding to it gives it up. A lock stays: what was promised to everybody is not one vote's to take back.
    ///
    /// # Errors
    /// [`StakeError::BadParameter`], [`StakeError::NotWhatVoted`].
    pub fn open_exit(&mut self, vote: &DissentingVote, now: i64) -> Result<()> {
        let DissentingVote {
            until,
            seconds,
            cast_at,
        } = *vote;
        // Not in the same second either, in which it could have been after the vote.
        require!(self.grown_at < cast_at, StakeError::NotWhatVoted);
        require!(
            until > now && until - now <= MAX_EXIT_SECONDS && (0..=MAX_COOLDOWN_SECONDS).contains(&seconds),
            StakeError::BadParameter
        );
        // Of two rights the later end and the shorter cooldown.
        if now < self.exit_until {
            self.exit_seconds = self.exit_seconds.min(seconds);
        } else {
            self.exit_seconds = seconds;
        }
        self.exit_until = self.exit_until.max(until);
        Ok(())
    }

    /// Puts the shares of a ticket of its operator back.
    pub fn put_back(&mut self, operator: &mut Operator, shares: u64) {
        let before = self.weight();
        self.shares += shares;
        operator.backing_weight = operator.backing_weight - before + self.weight();
        if !self.is_leaving() {
            operator.leaving_shares -= shares;
        }
    }

    /// What it is worth without `amount`.
    fn less(&self, operator: Option<&Operator>, amount: u64) -> Result<u64> {
        let left = self.value(operator).checked_sub(amount);
        Ok(left.ok_or(StakeError::MoreThanOwned)?)
    }

    /// Shares to part with for `amount`, rounded against the owner; every one when nothing is `left`.
    fn shares_of(&self, operator: &Operator, amount: u64, left: u64) -> Result<u64> {
        if left == 0 {
            return Ok(self.shares);
        }
        let shares = operator.backing.cost(amount).ok_or(StakeError::Overflow)?;
        Ok(shares.min(self.shares))
    }

    /// Starts leaving its operator with everything.
    ///
    /// # Errors
    /// [`StakeError::NotBacking`].
    pub fn leave(&mut self, operator: &mut Operator, until: i64) -> Result<()> {
        require!(self.has_operator() && !self.is_leaving(), StakeError::NotBacking);
        operator.backing_weight -= self.weight();
        operator.leaving_shares += self.shares;
        self.leaving_until = until.max(1);
        Ok(())
    }

    /// Ends leaving: what is left of it backs nobody.
    ///
    /// # Errors
    /// None for a position that is leaving this operator.
    pub fn arrive(&mut self, operator: &mut Operator) -> Result<()> {
        self.amount = operator.sell_leaving(self.shares)?;
        self.shares = 0;
        self.forget_operator();
        Ok(())
    }

    /// Names no operator any more. Only for a position without shares.
    pub fn forget_operator(&mut self) {
        self.operator = Address::default();
        self.leaving_until = 0;
    }

    /// Backs `operator` with everything that backs nobody.
    ///
    /// # Errors
    /// [`StakeError::AlreadyBacking`], or those of buying shares.
    pub fn back(&mut self, address: &Address, operator: &mut Operator) -> Result<()> {
        require!(!self.has_operator(), StakeError::AlreadyBacking);
        require!(self.amount > 0, StakeError::ZeroAmount);
        let amount = core::mem::take(&mut self.amount);
        self.operator = *address;
        self.index = operator.index;
        self.put(Some(operator), amount)
    }

    /// Moves `amount` of it into `new`, which is empty: the same owner, operator and lock.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::MoreThanOwned`].
    pub fn split(&mut self, new: &mut Self, operator: Option<&mut Operator>, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        let left = self.less(operator.as_deref(), amount)?;
        require!(left > 0, StakeError::MoreThanOwned);
        (new.operator, new.index, new.leaving_until) = (self.operator, self.index, self.leaving_until);
        (new.lock_seconds, new.lock_ends_at) = (self.lock_seconds, self.lock_ends_at);
        let Some(operator) = operator else {
            (self.amount, new.amount) = (left, amount);
            return Ok(());
        };
        let before = self.weight();
        let shares = self.shares_of(operator, amount, left)?;
        new.shares = shares;
        self.shares -= shares;
        // Both weights are rounded down: together they never exceed the one before.
        operator.backing_weight = operator.backing_weight - before + self.weight() + new.weight();
        Ok(())
    }

    /// Takes in everything of `other`, which must be of the same owner, kind and operator, and no longer locked.
    ///
    /// # Errors
    /// [`StakeError::PositionsDiffer`].
    pub fn merge(&mut self, other: &mut Self, operator: Option<&mut Operator>, now: i64) -> Result<()> {
        require!(
            self.owner == other.owner
                && self.operator == other.operator
                && self.is_leaving() == other.is_leaving()
                && self.leaving_until >= other.leaving_until
                // A lock that is over binds nobody, whenever it ended.
                && self.locked_until(now).max(now) >= other.locked_until(now),
            StakeError::PositionsDiffer
        );
        let before = self.weight() + other.weight();
        self.exit_until = self.exit_until.min(other.exit_until);
        self.exit_seconds = self.exit_seconds.max(other.exit_seconds);
        self.grown_at = now;
        self.amount += core::mem::take(&mut other.amount);
        self.shares += core::mem::take(&mut other.shares);
        self.rewards += core::mem::take(&mut other.rewards);
        self.claimed = self.claimed.saturating_add(other.claimed);
        if let Some(operator) = operator {
            operator.backing_weight = operator.backing_weight - before + self.weight();
        }
        Ok(())
    }

    /// # Errors
    /// [`StakeError::PositionInUse`] unless it is empty.
    pub fn require_closable(&self, now: i64) -> Result<()> {
        require!(
            self.amount == 0
                && self.shares == 0
                && self.rewards == 0
                && self.open_tickets == 0
                && !self.is_voting(now),
            StakeError::PositionInUse
        );
        Ok(())
    }
}

/// A vote against what is going to be done.
#[derive(Clone, Copy, Debug, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct DissentingVote {
    /// Unix time at which it is going to be done.
    pub until: i64,
    /// Cooldown until then.
    pub seconds: i64,
    /// Unix time of the vote.
    pub cast_at: i64,
}

/// Brings everything that `position` and its operator earned up to `now`, and remembers its voting weight.
#[inline(never)]
pub fn settle(position: &mut Position, operator: Option<&mut Operator>, pool: &mut Pool, now: i64) {
    if let Some(operator) = operator {
        operator.collect(pool, now);
        position.collect(operator);
        position.count(Some(operator), pool, now);
    } else {
        position.count(None, pool, now);
    }
}
