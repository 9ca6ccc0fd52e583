use crate::{
    error::EscrowError,
    event::{MarketParamsSet, MarketPauseSet},
    state::{Market, MarketParams},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Pool};

#[derive(Accounts)]
pub struct SetMarketParams {
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ EscrowError::NotMarketAuthority)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = market.pool.is(pool.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
}

impl SetMarketParams {
    pub fn set(&mut self, params: MarketParams) -> Result<()> {
        params.validate()?;
        self.market.params = params;
        emit(&MarketParamsSet {
            market: *self.market.address(),
            fee_bps: u64::from(params.fee_bps),
            committee_size: u64::from(params.committee_size),
            quorum: u64::from(params.quorum),
        });
        Ok(())
    }

    pub fn pause(&mut self, mask: u8) -> Result<()> {
        let before = self.market.pause_mask;
        self.market.set_pause(mask)?;
        emit(&MarketPauseSet {
            market: *self.market.address(),
            mask_before: u64::from(before),
            mask_after: u64::from(mask),
        });
        Ok(())
    }
}
