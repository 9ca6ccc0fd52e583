use crate::{
    check::Is,
    error::StakeError,
    event::{emit, PoolParamsSet, PoolPauseSet},
    state::{Pool, PoolParams},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct SetParams {
    pub authority: Signer,
    #[account(mut, constraint = pool.authority.is(authority.address()) @ StakeError::NotPoolAuthority)]
    pub pool: Box<Account<Pool>>,
}

impl SetParams {
    pub fn set(&mut self, params: PoolParams) -> Result<()> {
        self.pool.set_params(params)?;
        emit(&PoolParamsSet {
            pool: *self.pool.address(),
            min_bond: params.min_bond,
            cooldown_seconds: params.cooldown_seconds,
            jail_seconds: params.jail_seconds,
            bond_factor_bps: u64::from(params.bond_factor_bps),
        });
        Ok(())
    }

    pub fn pause(&mut self, mask: u8) -> Result<()> {
        let before = self.pool.pause_mask;
        self.pool.set_pause(mask)?;
        emit(&PoolPauseSet {
            pool: *self.pool.address(),
            mask_before: u64::from(before),
            mask_after: u64::from(mask),
        });
        Ok(())
    }
}
