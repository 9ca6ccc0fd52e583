use super::set_market_params::{
    __client_accounts_setmarketparams, __cpi_accounts_setmarketparams, SetMarketParams,
};
use crate::{error::EscrowError, event::BuybackSet};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct SetBuyback {
    pub governed: Nested<SetMarketParams>,
    /// Trades the payment mint for the reward mint. Not written to: one kind of access is checked by code that is there
    /// already.
    #[account(mut)]
    pub amm_pool: Account<amm::state::LiquidityPool>,
}

impl SetBuyback {
    pub fn set(&mut self) -> Result<()> {
        let (market, pool) = (&mut self.governed.market, &self.amm_pool);
        let trades = |mint: &Address| pool.mints[0].is(mint) || pool.mints[1].is(mint);
        require!(
            !market.pays_in_reward() && trades(&market.payment_mint) && trades(&market.reward_mint),
            EscrowError::WrongBuyback
        );
        // Or whoever keeps a dense oracle busy could keep fees from being burnt.
        require!(
            pool.oracle.reach() >= market.params.buyback_mean_seconds,
            EscrowError::BuybackTooFarBack
        );
        market.buyback_pool = *pool.address();
        market.buyback_config = pool.config;
        emit(&BuybackSet {
            market: *market.address(),
            amm_pool: market.buyback_pool,
        });
        Ok(())
    }
}
