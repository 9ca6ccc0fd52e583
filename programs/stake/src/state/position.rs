use super::{Index, Operator, Pool};
use crate::{
    constants::{
        KIND_FREE, KIND_VESTING, LOCK_BONUS, MAX_LOCK_SECONDS, MAX_VOTE_SECONDS, REMEMBERED_WEIGHTS,
    },
    error::StakeError,
};
use anchor_lang::prelude::*;
use assay_math::{scale_ceil, scale_floor};

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
    pub reserved: [u8; 64],
}

/// A linear release with a cliff. All zeros for a position that does not vest.
#[repr(C)]
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    bytemuck::Pod,
    bytemuck::Zeroable,
    IdlType,
    AnchorSerialize,
    AnchorDeserialize,
)]
pub struct Vesting {
    /// Base units.
    pub amount: u64,
    /// Unix times; start ≤ cliff ≤ end, and start < end.
    pub start: i64,
    pub cliff: i64,
    pub end: i64,
}

impl Vesting {
    /// Base units not released yet, rounded up.
    pub fn unreleased(&self, now: i64) -> u64 {
        if now >= self.end {
            return 0;
        }
        if now < self.cliff || now <= self.start {
            return self.amount;
        }
        // Spans are bounded by `validate`, so they fit into 32 bits.
        let (left, whole) = ((self.end - now) as u32, (self.end - self.start) as u32);
        scale_ceil(self.amount, left, whole).unwrap_or(self.amount)
    }

    /// # Errors
    /// [`StakeError::BadVesting`].
    pub fn validate(&self) -> Result<()> {
        let span = self.end.checked_sub(self.start);
        require!(
            self.start > 0
                && self.start <= self.cliff
                && self.cliff <= self.end
                && span.is_some_and(|span| (1..=i64::from(u32::MAX)).contains(&span)),
            StakeError::BadVesting
        );
        Ok(())
    }
}

/// From `since` on the voting weight was never below `weight`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Remembered {
    /// Unix time.
    pub since: i64,
    pub weight: u64,
}

/// `amount` with the bonus of a lock of `seconds`, rounded down: amount · (1 + 3 · seconds / 4 years). `None` above
/// 64 bits.
pub fn with_lock(amount: u64, seconds: u32) -> Option<u64> {
    if seconds == 0 {
        return Some(amount);
    }
    amount.checked_add(scale_floor(amount, LOCK_BONUS * seconds, MAX_LOCK_SECONDS)?)
}

impl Position {
    /// # Errors
    /// [`StakeError::LockTooLong`].
    pub fn open(&mut self, amount: u64, lock_seconds: u32, now: i64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        require!(lock_seconds <= MAX_LOCK_SECONDS, StakeError::LockTooLong);
        self.amount = amount;
        self.lock_seconds = lock_seconds;
        self.opened_at = now;
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

    /// Lock that counts: it stands and its release has not begun.
    fn standing_lock(&self) -> u32 {
        if self.lock_ends_at == 0 {
            self.lock_seconds
        } else {
            0
        }
    }

    /// Unix time before which nothing can be unstaked; for a standing lock as if it were released now.
    pub fn locked_until(&self, now: i64) -> i64 {
        if self.lock_ends_at != 0 {
            self.lock_ends_at
        } else if self.lock_seconds == 0 {
            0
        } else {
            now.saturating_add(self.lock_seconds.into())
        }
    }

    /// # Errors
    /// [`StakeError::PositionLocked`].
    pub fn require_unlocked(&self, now: i64) -> Result<()> {
        require!(self.locked_until(now) <= now, StakeError::PositionLocked);
        Ok(())
    }

    /// # Errors
    /// [`StakeError::PositionVoting`].
    pub fn require_not_voting(&self, now: i64) -> Result<()> {
        require!(!self.is_voting(now), StakeError::PositionVoting);
        Ok(())
    }

    pub fn is_voting(&self, now: i64) -> bool {
        self.votes > 0 && now < self.voting_until
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

    /// Locks it for at least `seconds` from any moment on. A lock can be made longer, never shorter.
    ///
    /// # Errors
    /// [`StakeError::LockTooLong`], [`StakeError::LockTooShort`], [`StakeError::PositionVesting`].
    pub fn set_lock(&mut self, operator: Option<&mut Operator>, seconds: u32, now: i64) -> Result<()> {
        self.require_free()?;
        require!(seconds <= MAX_LOCK_SECONDS, StakeError::LockTooLong);
        require!(
            seconds > self.standing_lock() && now + i64::from(seconds) >= self.locked_until(now),
            StakeError::LockTooShort
        );
        self.relock(operator, seconds, 0);
        Ok(())
    }

    /// Starts the countdown of its lock; from now on it weighs what it is worth.
    ///
    /// # Errors
    /// [`StakeError::NoLock`].
    pub fn release_lock(&mut self, operator: Option<&mut Operator>, now: i64) -> Result<()> {
        require!(self.standing_lock() > 0, StakeError::NoLock);
        let ends = now.saturating_add(self.lock_seconds.into());
        self.relock(operator, self.lock_seconds, ends);
        Ok(())
    }

    fn relock(&mut self, operator: Option<&mut Operator>, seconds: u32, ends_at: i64) {
        let before = self.weight();
        (self.lock_seconds, self.lock_ends_at) = (seconds, ends_at);
        if let Some(operator) = operator {
            operator.backing_weight = operator.backing_weight - before + self.weight();
        }
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
            (self.votes, self.voting_until) = (0, 0);
        }
        self.votes = self.votes.checked_add(1).ok_or(StakeError::Overflow)?;
        self.voting_until = self.voting_until.max(until);
        Ok(())
    }

    /// Lets go of one vote.
    pub fn release_vote(&mut self) {
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

/// Brings everything that `position` and its operator earned up to `now`, and remembers its voting weight.
#[inline(never)]
pub fn settle(position: &mut Position, operator: Option<&mut Operator>, pool: &mut Pool, now: i64) {
    match operator {
        Some(operator) => {
            operator.collect(pool, now);
            position.collect(operator);
            position.remember(position.weight_now(Some(operator)), now);
        }
        None => position.remember(position.weight_now(None), now),
    }
}
