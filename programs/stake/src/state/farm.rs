//! LP tokens staked for the liquidity share of the emission.
//!
//! The pool streams that share to its farms by weight, a farm to its stakers by amount. Everything is by indices:
//! nothing depends on how many farms and stakers there are. All rounding is down, so that together they never get more
//! than was minted.

use super::{Index, Pool};
use crate::{
    check::is_derived,
    constants::{FARM_VAULT_SEED, MAX_FARM_WEIGHT},
    error::StakeError,
};
use anchor_lang::prelude::*;

/// A farm: one LP mint whose tokens can be staked.
#[account]
pub struct Farm {
    pub pool: Address,
    /// What is staked.
    pub lp_mint: Address,
    /// What it counts for among the pool's farms; 0 when it has ended.
    pub weight: u64,
    /// LP tokens staked, base units. The farm's vault may hold more, which is nobody's.
    pub staked: u64,
    /// What a base unit of them has earned.
    pub index: Index,
    /// The pool's `farm_index` up to which the farm is right.
    pub pool_index: Index,
    /// Decimals of the LP mint.
    pub decimals: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub padding: [u8; 5],
}

/// What somebody has staked in a farm.
#[account]
pub struct FarmStake {
    pub farm: Address,
    pub owner: Address,
    /// LP tokens, base units.
    pub amount: u64,
    /// Earned and not claimed when it was last brought up to date, reward base units.
    pub owed: u64,
    /// The farm's index up to which `owed` is right.
    pub index: Index,
    pub bump: u8,
    pub padding: [u8; 7],
}

impl Pool {
    /// Streams what is due to the farms up to `now`, by weight; for none it stays in `liquidity` and comes again in the
    /// next epoch. Only what changes the farms needs it: what is due depends on the epoch and the time alone.
    pub fn accrue_farms(&mut self, now: i64) {
        let due = self.due(self.liquidity_stream, now);
        // A clock that went back would find less due than before.
        let part = due.saturating_sub(self.liquidity_streamed);
        self.liquidity_streamed += part;
        if self.farm_weight > 0 {
            self.liquidity -= part;
            self.farm_index.distribute(part, self.farm_weight);
        }
    }
}

impl Farm {
    /// Collects what the farm's weight earned up to `now`. What falls due while nobody has anything staked goes back
    /// to the pool. To be called before weight or stake change.
    #[inline(never)]
    pub fn collect(&mut self, pool: &mut Pool, now: i64) {
        pool.accrue_farms(now);
        let earned = pool.farm_index.earned(self.pool_index, self.weight);
        self.pool_index = pool.farm_index;
        if self.staked == 0 {
            pool.liquidity += earned;
        } else {
            self.index.distribute(earned, self.staked);
        }
    }

    /// Sets what the farm counts for from now on. To be called after [`Farm::collect`].
    ///
    /// # Errors
    /// [`StakeError::BadParameter`] above [`MAX_FARM_WEIGHT`].
    #[inline(never)]
    pub fn set_weight(&mut self, pool: &mut Pool, weight: u64) -> Result<()> {
        require!(weight <= MAX_FARM_WEIGHT, StakeError::BadParameter);
        let others = pool.farm_weight - self.weight;
        pool.farm_weight = others.checked_add(weight).ok_or(StakeError::Overflow)?;
        self.weight = weight;
        Ok(())
    }

    /// Whether `address` is the farm's vault.
    #[inline(never)]
    pub fn is_vault(farm: &Account<Self>, address: &Address) -> bool {
        is_derived(
            address,
            FARM_VAULT_SEED,
            farm.address(),
            farm.vault_bump,
            &crate::ID,
        )
    }
}

impl FarmStake {
    /// Collects what the stake earned. To be called, after [`Farm::collect`], before its amount changes.
    pub fn collect(&mut self, farm: &Farm) {
        self.owed += farm.index.earned(self.index, self.amount);
        self.index = farm.index;
    }

    /// Puts `amount` in.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::Overflow`].
    pub fn put(&mut self, farm: &mut Farm, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        farm.staked = farm.staked.checked_add(amount).ok_or(StakeError::Overflow)?;
        // Fits: it is part of what the farm has.
        self.amount += amount;
        Ok(())
    }

    /// Takes `amount` out.
    ///
    /// # Errors
    /// [`StakeError::ZeroAmount`], [`StakeError::MoreThanOwned`].
    pub fn take(&mut self, farm: &mut Farm, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        let left = self.amount.checked_sub(amount);
        self.amount = left.ok_or(StakeError::MoreThanOwned)?;
        farm.staked -= amount;
        Ok(())
    }

    /// Takes everything there is to claim.
    ///
    /// # Errors
    /// [`StakeError::NothingToClaim`].
    pub fn claim(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.owed);
        require!(amount > 0, StakeError::NothingToClaim);
        Ok(amount)
    }

    /// # Errors
    /// [`StakeError::FarmStakeInUse`] unless it is empty.
    pub fn require_closable(&self) -> Result<()> {
        require!(self.amount == 0 && self.owed == 0, StakeError::FarmStakeInUse);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Schedule;
    use bytemuck::Zeroable;
    use proptest::prelude::*;

    /// Mints 150 for liquidity in its first epoch, 75 in the second.
    fn pool() -> Pool {
        let mut pool = Pool::zeroed();
        let schedule = Schedule {
            first_emission: 1_000,
            decay_q32: 1 << 31,
            epoch_seconds: 100,
        };
        pool.schedule(schedule, 0, 0).expect("within bounds");
        pool.liquidity_bps = 1_500;
        pool
    }

    #[test]
    fn farms_get_their_stream_and_without_any_it_comes_again() {
        let mut pool = pool();
        pool.advance(100).expect("over");
        assert_eq!((pool.liquidity, pool.liquidity_stream), (150, 150));
        pool.accrue_farms(150);
        assert_eq!((pool.liquidity, pool.liquidity_streamed), (150, 75));
        pool.farm_weight = 5;
        pool.accrue_farms(160);
        let start = Index::zeroed();
        assert_eq!((pool.liquidity, pool.farm_index.earned(start, 5)), (135, 15));
        // A clock that goes back hands nothing out twice.
        pool.accrue_farms(0);
        assert_eq!((pool.liquidity, pool.liquidity_streamed), (135, 90));
        pool.advance(1_000).expect("over");
        assert_eq!(
            (pool.liquidity, pool.liquidity_stream),
            (150, 150),
            "75 and 75 new"
        );
        assert_eq!(pool.farm_index.earned(start, 5), 75);
    }

    proptest! {
        /// Whatever is done with farms, together they never get more than was minted for them, nothing that is minted
        /// is promised twice, and rounding loses less than a unit each time.
        #[test]
        fn farms_never_get_more_than_was_minted(
            steps in proptest::collection::vec((0i64..60, 0usize..3, 0u64..5, 0u64..1 << 40), 0..60)
        ) {
            let mut pool = pool();
            let (mut now, mut minted, mut roundings) = (0, 0, 0);
            let mut farms: [(Farm, FarmStake); 3] = Zeroable::zeroed();
            for (wait, which, weight, amount) in steps {
                now += wait;
                if let Ok(epoch) = pool.advance(now) {
                    minted += epoch.liquidity;
                    roundings += 1;
                }
                let (farm, stake) = &mut farms[which];
                farm.collect(&mut pool, now);
                stake.collect(farm);
                farm.set_weight(&mut pool, weight).expect("within bounds");
                // In and out in turn; what is refused changes nothing.
                let _ = stake.take(farm, amount).or_else(|_| stake.put(farm, amount));
                roundings += 6;
            }
            let mut owed = 0;
            for (farm, stake) in &mut farms {
                farm.collect(&mut pool, now);
                stake.collect(farm);
                owed += stake.owed;
            }
            prop_assert!(owed + pool.liquidity <= minted);
            prop_assert!(owed + pool.liquidity + roundings + 10 >= minted);
            prop_assert!(pool.liquidity >= pool.liquidity_stream - pool.liquidity_streamed);
        }
    }
}
