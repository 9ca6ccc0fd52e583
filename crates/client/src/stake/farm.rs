//! Farms: LP tokens that earn the liquidity share of the emission.

use super::{build, Farm, FarmStake, Pool, StakePool, SYSTEM_PROGRAM};
use crate::{address, token};
use assay_math::mul_div_floor;
use solana_address::Address;
use solana_instruction::Instruction;
use stake::__client_accounts_paid::Paid;
use stake::{accounts as metas, instruction};

/// The farm of an LP mint, with the addresses that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LpFarm {
    pub pool: StakePool,
    pub lp_mint: Address,
    pub address: Address,
    pub vault: Address,
}

impl StakePool {
    /// The pool's farm for this LP mint.
    pub fn farm(&self, lp_mint: Address) -> LpFarm {
        let farm = address::farm(&self.address, &lp_mint);
        LpFarm {
            pool: *self,
            lp_mint,
            address: farm,
            vault: address::farm_vault(&farm),
        }
    }
}

impl LpFarm {
    /// What `owner` has staked here.
    pub fn stake(&self, owner: &Address) -> Address {
        address::farm_stake(&self.address, owner)
    }

    /// Where `owner` keeps LP tokens.
    pub fn lp_account(&self, owner: &Address) -> Address {
        token::associated(owner, &self.lp_mint, &token::TOKEN_PROGRAM)
    }

    /// Makes the farm.
    pub fn create_farm(&self, authority: Address, weight: u64) -> Instruction {
        build(
            metas::CreateFarm {
                authority,
                pool: self.pool.address,
                lp_mint: self.lp_mint,
                farm: self.address,
                vault: self.vault,
                token_program: token::TOKEN_PROGRAM,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CreateFarm { weight },
        )
    }

    pub fn set_farm_weight(&self, authority: Address, weight: u64) -> Instruction {
        build(
            metas::SetFarmWeight {
                authority,
                pool: self.pool.address,
                farm: self.address,
            },
            instruction::SetFarmWeight { weight },
        )
    }

    /// Opens an empty stake of `owner`'s.
    pub fn open_farm_stake(&self, owner: Address) -> Instruction {
        build(
            metas::OpenFarmStake {
                owner,
                farm: self.address,
                stake: self.stake(&owner),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::OpenFarmStake {},
        )
    }

    /// Stakes `amount` out of the owner's associated token account.
    pub fn stake_liquidity(&self, owner: Address, amount: u64) -> Instruction {
        build(
            self.metas(owner, self.liquidity(&owner)),
            instruction::StakeLiquidity { amount },
        )
    }

    /// Takes `amount` out to the owner's associated token account.
    pub fn unstake_liquidity(&self, owner: Address, amount: u64) -> Instruction {
        build(
            self.metas(owner, self.liquidity(&owner)),
            instruction::UnstakeLiquidity { amount },
        )
    }

    /// Pays what was earned to the owner's associated token account.
    pub fn claim_liquidity(&self, owner: Address) -> Instruction {
        let pool = self.pool;
        let paid = pool.paid(pool.reward_vault, pool.reward_account(&owner));
        build(self.metas(owner, paid), instruction::ClaimLiquidity {})
    }

    /// Closes the owner's empty stake.
    pub fn close_farm_stake(&self, owner: Address) -> Instruction {
        build(
            metas::CloseFarmStake {
                owner,
                stake: self.stake(&owner),
            },
            instruction::CloseFarmStake {},
        )
    }

    fn metas(&self, owner: Address, paid: Paid) -> metas::Liquidity {
        metas::Liquidity {
            owner,
            pool: self.pool.address,
            farm: self.address,
            stake: self.stake(&owner),
            paid,
        }
    }

    fn liquidity(&self, owner: &Address) -> Paid {
        Paid {
            vault: self.vault,
            account: self.lp_account(owner),
            mint: self.lp_mint,
            token_program: token::TOKEN_PROGRAM,
        }
    }
}

/// Reward base units that `stake` could claim at `now`, by the program's own functions on copies of its accounts.
#[must_use]
pub fn pending(pool: &Pool, farm: &Farm, stake: &FarmStake, now: i64) -> u64 {
    let (mut pool, mut farm, mut stake) = (*pool, *farm, *stake);
    farm.collect(&mut pool, now);
    stake.collect(&farm);
    stake.owed
}

/// Reward base units that `farm` gets over the running epoch if the weights stay as they are.
#[must_use]
pub fn epoch_stream(pool: &Pool, farm: &Farm) -> u64 {
    mul_div_floor(pool.liquidity_stream, farm.weight, pool.farm_weight).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    #[test]
    fn what_can_be_claimed_grows_with_the_stream_and_the_share() {
        let mut pool = Pool::zeroed();
        (pool.epoch_seconds, pool.liquidity, pool.liquidity_stream) = (100, 1_000, 1_000);
        let (mut farm, mut stake) = (Farm::zeroed(), FarmStake::zeroed());
        farm.set_weight(&mut pool, 3).expect("small");
        stake.put(&mut farm, 10).expect("some");
        FarmStake::zeroed().put(&mut farm, 30).expect("another's");
        // An index is rounded down, so an exact quarter can be a unit less.
        let due = [0, 50, 100, 1_000].map(|now| pending(&pool, &farm, &stake, now));
        assert_eq!(due, [0, 124, 249, 249]);
        assert_eq!(stake.owed, 0, "only copies were changed");
        pool.farm_weight = 7;
        assert_eq!(epoch_stream(&pool, &farm), 428, "three sevenths");
        assert_eq!(epoch_stream(&Pool::zeroed(), &Farm::zeroed()), 0);
    }

    #[test]
    fn a_pool_read_before_its_farm_is_no_harm() {
        let (pool, mut farm, stake) = (Pool::zeroed(), Farm::zeroed(), FarmStake::zeroed());
        farm.pool_index.set(5);
        assert_eq!(pending(&pool, &farm, &stake, 10), 0);
    }
}
