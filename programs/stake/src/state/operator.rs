use super::Pool;
use crate::{
    constants::{
        ENDPOINT_LEN, NOT_REGISTERED, REPUTATION_CAP, REPUTATION_HALF_LIFE_SECONDS, REPUTATION_PER_JOB,
        ROLE_PROVIDER, ROLE_VERIFIER,
    },
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
    /// In tickets, base units.
    pub cooling: u64,
    /// Locked for jobs, base units; at most the own bond times the pool's factor.
    pub locked: u64,
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
    /// Class of the hardware as declared; larger is stronger.
    pub class: u16,
    /// Region, ISO 3166-1 numeric.
    pub region: u16,
    /// Jobs it runs at one time.
    pub capacity: u16,
    /// Slot in the verifier registry, or `NOT_REGISTERED`.
    pub registry_index: u16,
    pub open_locks: u16,
    pub open_tickets: u16,
    /// Bits `ROLE_*`.
    pub roles: u8,
    /// 1 when retired.
    pub retired: u8,
    pub bump: u8,
    pub endpoint_len: u8,
    /// Where the daemon serves openings, UTF-8.
    pub endpoint: [u8; ENDPOINT_LEN],
    /// Room for backing shares, commission and the reward index.
    pub reserved: [u8; 192],
}

/// What an operator says of itself.
#[derive(Clone, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct Profile {
    /// Hot key of the daemon.
    pub agent: Address,
    /// Base units per job.
    pub price_floor: u64,
    pub class: u16,
    /// ISO 3166-1 numeric.
    pub region: u16,
    pub capacity: u16,
    /// UTF-8 URL, at most 96 bytes.
    pub endpoint: alloc::string::String,
}

/// How a bonded job ended for the operator, for its reputation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing to the operator's credit or blame.
    Neutral,
    /// Settled: the job's price counts for the operator.
    Settled { value: u64 },
    /// A deadline missed.
    Failed,
    /// A wrong number shown.
    Convicted,
}

impl Operator {
    /// # Errors
    /// [`StakeError::BadEndpoint`].
    pub fn set_profile(&mut self, profile: &Profile) -> Result<()> {
        let endpoint = profile.endpoint.as_bytes();
        require!(endpoint.len() <= ENDPOINT_LEN, StakeError::BadEndpoint);
        self.agent = profile.agent;
        self.price_floor = profile.price_floor;
        self.class = profile.class;
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

    /// Bond that is not locked, base units, rounded down.
    pub fn free_bond(&self, factor_bps: u16) -> u64 {
        usable(self.own_bond, factor_bps).saturating_sub(self.locked)
    }

    /// # Errors
    /// [`StakeError::Retired`], [`StakeError::Jailed`] or [`StakeError::WrongRole`].
    pub fn require_may_work(&self, role: u8, now: i64) -> Result<()> {
        require!(self.retired == 0, StakeError::Retired);
        require!(now >= self.jailed_until, StakeError::Jailed);
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

    /// Takes `amount` out of the bond into cooldown. What is locked stays covered by what remains.
    ///
    /// # Errors
    /// [`StakeError::MoreThanOwned`], [`StakeError::InsufficientBond`].
    pub fn begin_unbond(&mut self, pool: &mut Pool, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        require!(amount <= self.own_bond, StakeError::MoreThanOwned);
        let rest = self.own_bond - amount;
        require!(
            usable(rest, pool.bond_factor_bps) >= self.locked,
            StakeError::InsufficientBond
        );
        self.own_bond = rest;
        self.cooling += amount;
        self.open_tickets = self.open_tickets.checked_add(1).ok_or(StakeError::Overflow)?;
        pool.total_bond -= amount;
        pool.total_cooling += amount;
        Ok(())
    }

    /// Ends a ticket of `amount`, withdrawn or cancelled.
    pub fn end_ticket(&mut self, pool: &mut Pool, amount: u64) {
        self.cooling -= amount;
        self.open_tickets -= 1;
        pool.total_cooling -= amount;
    }

    /// Takes `amount` of the bond for good.
    pub fn slash(&mut self, pool: &mut Pool, amount: u64, burnt: u64) {
        self.own_bond -= amount;
        pool.total_bond -= amount;
        pool.total_slashed += amount;
        pool.total_burnt += burnt;
    }

    /// Points at `now`: halved every [`REPUTATION_HALF_LIFE_SECONDS`], linear in between (at most 6 % above the
    /// exponential), rounded down.
    pub fn reputation(&self, now: i64) -> u32 {
        let elapsed = now.saturating_sub(self.reputation_at).max(0);
        let halvings = elapsed / REPUTATION_HALF_LIFE_SECONDS;
        if halvings >= 32 {
            return 0;
        }
        let points = u64::from(self.reputation_points >> halvings);
        let rest = (elapsed % REPUTATION_HALF_LIFE_SECONDS) as u64;
        // Against the operator: the loss is rounded up.
        let lost = (points * rest).div_ceil(2 * REPUTATION_HALF_LIFE_SECONDS as u64);
        (points - lost) as u32
    }

    /// Counts how a job ended.
    pub fn record(&mut self, outcome: Outcome, now: i64) {
        let points = self.reputation(now);
        let points = match outcome {
            Outcome::Neutral => points,
            Outcome::Settled { value } => {
                self.settled_jobs = self.settled_jobs.saturating_add(1);
                self.settled_value = self.settled_value.saturating_add(value);
                (points + REPUTATION_PER_JOB).min(REPUTATION_CAP)
            }
            Outcome::Failed => {
                self.failed_jobs = self.failed_jobs.saturating_add(1);
                points / 2
            }
            Outcome::Convicted => {
                self.convictions = self.convictions.saturating_add(1);
                0
            }
        };
        self.reputation_points = points;
        self.reputation_at = now;
    }

    /// # Errors
    /// [`StakeError::OperatorInUse`] unless retired, with nothing bonded, locked, cooling or in the registry.
    pub fn require_closable(&self) -> Result<()> {
        require!(
            self.retired == 1
                && self.own_bond == 0
                && self.open_locks == 0
                && self.open_tickets == 0
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

/// What may be locked out of a bond, base units, rounded down against the operator.
fn usable(own_bond: u64, factor_bps: u16) -> u64 {
    share_floor(own_bond, factor_bps)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

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
        assert_eq!((operator.own_bond, operator.cooling), (60, 40));
        assert_eq!((pool.total_bond, pool.total_cooling), (60, 40));
    }

    #[test]
    fn reputation_halves_every_thirty_days_and_falls_in_between() {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        operator.record(Outcome::Settled { value: 7 }, 0);
        assert_eq!(operator.reputation(0), 1_000);
        assert_eq!(operator.reputation(15 * DAY), 750);
        assert_eq!(operator.reputation(30 * DAY), 500);
        assert_eq!(operator.reputation(60 * DAY), 250);
        assert_eq!(operator.reputation(i64::MAX), 0);
        operator.record(Outcome::Failed, 30 * DAY);
        assert_eq!(operator.reputation(30 * DAY), 250);
        operator.record(Outcome::Convicted, 30 * DAY);
        assert_eq!((operator.reputation(30 * DAY), operator.convictions), (0, 1));
        assert_eq!(
            (
                operator.settled_jobs,
                operator.settled_value,
                operator.failed_jobs
            ),
            (1, 7, 1)
        );
    }

    #[test]
    fn reputation_never_exceeds_its_cap() {
        let mut operator: Operator = bytemuck::Zeroable::zeroed();
        operator.reputation_points = REPUTATION_CAP - 1;
        operator.record(Outcome::Settled { value: u64::MAX }, 0);
        assert_eq!(operator.reputation(0), REPUTATION_CAP);
    }
}
