use super::{Index, Pool, Tranche};
use crate::{
    constants::{ENDPOINT_LEN, NOT_REGISTERED, ROLE_PROVIDER, ROLE_VERIFIER},
    error::StakeError,
};
use anchor_lang::prelude::*;
use assay_math::share_floor;

/// A provider or verifier: its keys, its bond and what it is known for.
#[account]
pub struct Operator {
    pub pool: Address,
    /// Cold key: owns the bond, names the agent, is paid.
    pub authority: Address,
    /// Hot key of the daemon: may accept, commit, reveal and attest; never moves stake.
    pub agent: Address,
    /// Own bond, base units of the reward token. Tickets are no longer part of it.
    pub own_bond: u64,
    /// Own bond on its way out: slashed when the bond is not enough.
    pub cooling: Tranche,
    /// Stake of the positions that back the operator: slashed when its own is not enough.
    pub backing: Tranche,
    /// Shares of the backing on their way out: slashed as the others, counted for nothing.
    pub leaving_shares: u64,
    /// Sum of the backing positions' shares times their lock multipliers.
    pub backing_weight: u64,
    /// Locked for jobs, base units; at most own bond and backing times the pool's factor.
    pub locked: u64,
    /// What the operator counts for in the pool: all of it, its own part, and what of it earns.
    pub weight: u64,
    pub own_weight: u64,
    pub effective: u64,
    /// The pool's index when the operator last collected.
    pub pool_index: Index,
    /// The pool's index at the conviction that ended the earning, when `frozen`.
    pub frozen_index: Index,
    /// What a unit of the backers' weight has earned.
    pub index: Index,
    /// Commission and what own bond and work earned, to be claimed, base units.
    pub rewards: u64,
    /// Of all that was ever earned, base units: by commission, by own bond, by work and verification.
    pub earned_commission: u64,
    pub earned_bond: u64,
    pub earned_work: u64,
    /// Fees burnt for this operator's work in epoch `work_epoch`, base units: settled, attested to.
    pub work_burnt: u64,
    pub attested_burnt: u64,
    pub work_epoch: u64,
    /// Unix time from which `next_commission_bps` is the commission; 0 for none announced.
    pub commission_at: i64,
    /// Lowest price per job the operator asks for, base units of the market's mint; advice to clients.
    pub price_floor: u64,
    /// Value of settled jobs, base units of the markets' mints.
    pub settled_value: u64,
    pub registered_at: i64,
    /// Takes no new work before this Unix time.
    pub jailed_until: i64,
    /// When `reputation` was last written.
    pub reputation_at: i64,
    /// Points at `reputation_at`; halved every 30 days since. Read it with [`Operator::reputation`].
    pub reputation_points: u32,
    pub settled_jobs: u32,
    pub failed_jobs: u32,
    pub convictions: u32,
    /// Class of the hardware that a benchmark has shown; larger is stronger, 0 is none yet.
    pub class: u16,
    /// Region, ISO 3166-1 numeric.
    pub region: u16,
    /// Jobs it runs at one time.
    pub capacity: u16,
    /// Slot in the verifier registry, or `NOT_REGISTERED`.
    pub registry_index: u16,
    pub open_locks: u16,
    /// Of its own bond.
    pub open_tickets: u16,
    /// Part of the backers' earnings that is the operator's, basis points.
    pub commission_bps: u16,
    pub next_commission_bps: u16,
    /// Bits `ROLE_*`.
    pub roles: u8,
    /// 1 when retired.
    pub retired: u8,
    pub bump: u8,
    pub endpoint_len: u8,
    /// 1 from a conviction until somebody brings the operator up to date.
    pub frozen: u8,
    pub padding: [u8; 3],
    /// Where the daemon serves openings, UTF-8.
    pub endpoint: [u8; ENDPOINT_LEN],
    /// Room for what later steps need.
    pub reserved: [u8; 64],
}

/// What an operator says of itself.
#[derive(Clone, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct Profile {
    /// Hot key of the daemon.
    pub agent: Address,
    /// Base units per job.
    pub price_floor: u64,
    /// ISO 3166-1 numeric.
    pub region: u16,
    pub capacity: u16,
    /// UTF-8 URL, at most 96 bytes.
    pub endpoint: alloc::vec::Vec<u8>,
}

impl Operator {
    /// # Errors
    /// [`StakeError::BadEndpoint`].
    #[inline(never)]
    pub fn set_profile(&mut self, profile: &Profile) -> Result<()> {
        let endpoint = profile.endpoint.as_slice();
        require!(endpoint.len() <= ENDPOINT_LEN, StakeError::BadEndpoint);
        self.agent = profile.agent;
        self.price_floor = profile.price_floor;
        self.region = profile.region;
        self.capacity = profile.capacity;
        self.endpoint = [0; ENDPOINT_LEN];
        self.endpoint[..endpoint.len()].copy_from_slice(endpoint);
        self.endpoint_len = endpoint.len() as u8;
        Ok(())
    }

    /// # Errors
    /// [`StakeError::BadRoles`] unless provider, verifier or both.
    pub fn set_roles(&mut self, roles: u8) -> Result<()> {
        require!(
            roles != 0 && roles & !(ROLE_PROVIDER | ROLE_VERIFIER) == 0,
            StakeError::BadRoles
        );
        self.roles = roles;
        Ok(())
    }

    /// At stake for what the operator does, base units: its own and its backers'.
    #[inline(never)]
    pub fn stake(&self) -> u64 {
        self.own_bond + self.backing.value(self.backing.shares - self.leaving_shares)
    }

    /// Stake that is not locked, base units, rounded down.
    pub fn free_bond(&self, factor_bps: u16) -> u64 {
        usable(self.stake(), factor_bps).saturating_sub(self.locked)
    }

    /// Requires what is locked to be covered by the stake there is.
    ///
    /// # Errors
    /// [`StakeError::InsufficientBond`].
    pub fn require_covered(&self, factor_bps: u16) -> Result<()> {
        require!(
            usable(self.stake(), factor_bps) >= self.locked,
            StakeError::InsufficientBond
        );
        Ok(())
    }

    /// Retired, with no job left that it could be slashed for.
    pub fn answers_for_nothing(&self) -> bool {
        self.retired == 1 && self.open_locks == 0
    }

    /// # Errors
    /// [`StakeError::Retired`] or [`StakeError::Jailed`].
    pub fn require_in_service(&self, now: i64) -> Result<()> {
        require!(self.retired == 0, StakeError::Retired);
        require!(now >= self.jailed_until, StakeError::Jailed);
        Ok(())
    }

    /// # Errors
    /// [`StakeError::Retired`], [`StakeError::Jailed`] or [`StakeError::WrongRole`].
    pub fn require_may_work(&self, role: u8, now: i64) -> Result<()> {
        self.require_in_service(now)?;
        require!(self.roles & role != 0, StakeError::WrongRole);
        Ok(())
    }

    /// # Errors
    /// [`StakeError::InsufficientBond`] when the free bond is below `amount`.
    pub fn lock(&mut self, pool: &mut Pool, amount: u64) -> Result<()> {
        require!(
            self.free_bond(pool.bond_factor_bps) >= amount,
            StakeError::InsufficientBond
        );
        self.locked += amount;
        self.open_locks = self.open_locks.checked_add(1).ok_or(StakeError::Overflow)?;
        pool.total_locked += amount;
        Ok(())
    }

    /// Gives back a lock of `amount`.
    pub fn unlock(&mut self, pool: &mut Pool, amount: u64) {
        self.locked -= amount;
        self.open_locks -= 1;
        pool.total_locked -= amount;
    }

    /// # Errors
    /// [`StakeError::Overflow`].
    pub fn deposit(&mut self, pool: &mut Pool, amount: u64) -> Result<()> {
        self.own_bond = self.own_bond.checked_add(amount).ok_or(StakeError::Overflow)?;
        pool.total_bond = pool.total_bond.checked_add(amount).ok_or(StakeError::Overflow)?;
        Ok(())
    }

    /// Takes `amount` out of the bond into cooldown and returns the shares of it. What is locked stays covered by what
    /// remains.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::MoreThanOwned`], [`StakeError::InsufficientBond`].
    pub fn begin_unbond(&mut self, pool: &mut Pool, amount: u64) -> Result<u64> {
        require!(amount > 0, StakeError::ZeroAmount);
        require!(amount <= self.own_bond, StakeError::MoreThanOwned);
        let rest = self.stake() - amount;
        require!(
            usable(rest, pool.bond_factor_bps) >= self.locked,
            StakeError::InsufficientBond
        );
        let shares = self.cooling.buy(amount)?;
        self.own_bond -= amount;
        self.open_tickets = self.open_tickets.checked_add(1).ok_or(StakeError::Overflow)?;
        pool.total_bond -= amount;
        pool.total_cooling += amount;
        Ok(shares)
    }

    /// Ends a ticket of `shares`, withdrawn or cancelled, and returns what it is worth.
    ///
    /// # Errors
    /// None for shares of a ticket of this operator.
    pub fn end_ticket(&mut self, pool: &mut Pool, shares: u64) -> Result<u64> {
        let amount = self.cooling.sell(shares)?;
        self.open_tickets -= 1;
        pool.total_cooling -= amount;
        Ok(amount)
    }

    /// Takes `amount` for good: of the own bond first, then of what of it is cooling down, then of the backers, those
    /// who are leaving included. Returns what was taken of the backers.
    ///
    /// # Errors
    /// [`StakeError::SlashAboveLock`] when there is less; locks are covered, so there never is.
    pub fn slash(&mut self, pool: &mut Pool, amount: u64, burnt: u64) -> Result<u64> {
        let own = amount.min(self.own_bond);
        let cooling = (amount - own).min(self.cooling.stake);
        let backers = amount - own - cooling;
        self.own_bond -= own;
        self.cooling.stake -= cooling;
        self.backing.stake = self
            .backing
            .stake
            .checked_sub(backers)
            .ok_or(StakeError::SlashAboveLock)?;
        pool.total_bond -= own;
        pool.total_cooling -= cooling;
        pool.total_staked -= backers;
        pool.total_slashed += amount;
        pool.total_burnt += burnt;
        Ok(backers)
    }

    /// Takes shares that were leaving out of the backing and returns what they are worth.
    ///
    /// # Errors
    /// None for shares that are leaving this operator.
    pub fn sell_leaving(&mut self, shares: u64) -> Result<u64> {
        self.leaving_shares = self
            .leaving_shares
            .checked_sub(shares)
            .ok_or(StakeError::MoreThanOwned)?;
        self.backing.sell(shares)
    }

    /// # Errors
    /// [`StakeError::OperatorInUse`] unless retired, with nothing bonded, backed, locked, cooling, to be claimed or in
    /// the registry.
    pub fn require_closable(&self) -> Result<()> {
        require!(
            self.retired == 1
                && self.own_bond == 0
                && self.open_locks == 0
                && self.open_tickets == 0
                && self.backing.shares == 0
                && self.rewards == 0
                && self.work_burnt == 0
                && self.attested_burnt == 0
                && self.registry_index == NOT_REGISTERED,
            StakeError::OperatorInUse
        );
        Ok(())
    }

    /// The endpoint as text; empty when none was given.
    pub fn endpoint_str(&self) -> &str {
        core::str::from_utf8(&self.endpoint[..usize::from(self.endpoint_len).min(ENDPOINT_LEN)]).unwrap_or("")
    }
}

/// What may be locked out of a stake, base units, rounded down against the operator.
fn usable(stake: u64, factor_bps: u16) -> u64 {
    share_floor(stake, factor_bps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> Pool {
        let mut pool: Pool = bytemuck::Zeroable::zeroed();
        pool.bond_factor_bps = 5_000;
        pool
    }

    fn operator(pool: &mut Pool, bond: u64) -> Operator {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        operator.deposit(pool, bond).expect("fits");
        operator
    }

    #[test]
    fn locks_stay_within_the_usable_share_of_the_bond() {
        let mut pool = pool();
        let mut operator = operator(&mut pool, 101);
        assert_eq!(
            operator.lock(&mut pool, 51),
            Err(StakeError::InsufficientBond.into())
        );
        operator.lock(&mut pool, 50).expect("half of 101, rounded down");
        assert_eq!((operator.free_bond(5_000), pool.total_locked), (0, 50));
    }

    #[test]
    fn unbonding_leaves_every_lock_covered() {
        let mut pool = pool();
        let mut operator = operator(&mut pool, 100);
        operator.lock(&mut pool, 30).expect("free");
        assert_eq!(
            operator.begin_unbond(&mut pool, 101),
            Err(StakeError::MoreThanOwned.into())
        );
        assert_eq!(
            operator.begin_unbond(&mut pool, 41),
            Err(StakeError::InsufficientBond.into())
        );
        operator.begin_unbond(&mut pool, 40).expect("60 x 50 % covers 30");
        assert_eq!((operator.own_bond, operator.cooling.stake), (60, 40));
        assert_eq!((pool.total_bond, pool.total_cooling), (60, 40));
    }

    #[test]
    fn a_slash_takes_the_own_bond_first_then_what_cools_down_then_the_backers() {
        let mut pool = pool();
        let mut operator = operator(&mut pool, 100);
        let shares = operator.begin_unbond(&mut pool, 40).expect("free");
        operator.backing.buy(300).expect("first");
        operator.leaving_shares = 100;
        pool.total_staked = 300;
        assert_eq!(operator.slash(&mut pool, 50, 0), Ok(0));
        assert_eq!((operator.own_bond, operator.cooling.stake), (10, 40));
        assert_eq!(operator.slash(&mut pool, 30, 0), Ok(0));
        assert_eq!((operator.own_bond, operator.cooling.stake), (0, 20));
        assert_eq!(operator.slash(&mut pool, 50, 0), Ok(30));
        assert_eq!((operator.backing.value(100), operator.stake()), (90, 180));
        assert_eq!(operator.end_ticket(&mut pool, shares), Ok(0));
        assert_eq!(
            (pool.total_bond, pool.total_cooling, pool.total_staked),
            (0, 0, 270)
        );
        assert_eq!(
            operator.slash(&mut pool, 271, 0),
            Err(StakeError::SlashAboveLock.into())
        );
    }

    #[test]
    fn backing_can_be_locked_as_the_own_bond() {
        let mut pool = pool();
        let mut operator = operator(&mut pool, 100);
        operator.backing.buy(100).expect("first");
        operator.lock(&mut pool, 100).expect("half of 200");
        assert_eq!(
            operator.begin_unbond(&mut pool, 1),
            Err(StakeError::InsufficientBond.into())
        );
    }
}
