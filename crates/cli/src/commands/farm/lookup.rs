//! Farms and stakes as the chain has them, and amounts of LP tokens.

use crate::{
    context::Context,
    output::{parse_tokens, tokens},
};
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{farm, Farm, FarmStake, LpFarm, Pool},
};
use solana_address::Address;

/// A farm and its pool.
pub struct Found {
    pub at: LpFarm,
    pub pool: Pool,
    pub farm: Farm,
    /// The chain's Unix time.
    pub now: i64,
}

impl Found {
    /// The farm, which must be there.
    pub async fn find(context: &Context, at: LpFarm) -> anyhow::Result<Self> {
        Ok(Self {
            at,
            farm: accounts::fetch(&context.rpc, &at.address).await?,
            pool: accounts::fetch(&context.rpc, &at.pool.address).await?,
            now: context.rpc.unix_time().await?,
        })
    }

    /// What `owner` has staked here, which must be there.
    pub async fn stake(&self, context: &Context, owner: &Address) -> anyhow::Result<FarmStake> {
        Ok(accounts::fetch(&context.rpc, &self.at.stake(owner)).await?)
    }

    /// Reward base units that `stake` can claim now.
    pub fn pending(&self, stake: &FarmStake) -> u64 {
        farm::pending(&self.pool, &self.farm, stake, self.now)
    }

    /// An amount of LP tokens, more than zero, in base units.
    pub fn amount(&self, text: &str) -> anyhow::Result<u64> {
        let amount = parse_tokens(text, self.farm.decimals)?;
        ensure!(amount > 0, "the amount is zero; give more than that");
        Ok(amount)
    }

    /// LP base units for people.
    pub fn lp(&self, base_units: u64) -> String {
        tokens(base_units, self.farm.decimals)
    }
}
