use super::trading::{Bps, MintName};
use crate::{commands::pool::TierFees, context::Context};
use anyhow::ensure;
use assay_client::{
    accounts, address, amm,
    escrow::{EscrowMarket, Market},
    governor::Governance,
};
use solana_instruction::Instruction;

#[derive(clap::Subcommand)]
pub enum Target {
    /// The fees of an AMM tier; what is not named stays
    Tier(TierFees),
    /// The fee of a market
    Market {
        /// What the market's jobs are paid in: a mint, `reward` or `sol`
        mint: MintName,
        /// Share of what jobs pay: basis points, or a percentage
        #[arg(long, value_name = "BPS")]
        fee: Bps,
    },
}

impl Target {
    pub async fn prepare(self, context: &Context, governance: &Governance) -> anyhow::Result<Instruction> {
        let (pool, treasury) = (&governance.pool, governance.treasury);
        match self {
            Self::Tier(tier) => {
                let (config, before, after) = tier.resolve(context, pool).await?;
                ensure!(before != after, "the tier has these fees already; name a change");
                Ok(amm::set_fees(pool, treasury, config, after))
            }
            Self::Market { mint, fee } => {
                let address = address::market(&pool.address, &mint.address(pool));
                let state: Market = accounts::fetch(&context.rpc, &address).await?;
                ensure!(state.params.fee_bps != fee.0, "the market's fee is {fee} already");
                let mut params = state.params;
                params.fee_bps = fee.0;
                Ok(EscrowMarket::of(&state).set_market_params(treasury, params))
            }
        }
    }
}
