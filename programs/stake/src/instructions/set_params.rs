use crate::{
    check::Is,
    error::StakeError,
    event::{emit, EmissionLowered, GovernorSet, PoolParamsSet, PoolPauseSet},
    state::{Pool, PoolParams},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct SetParams {
    pub authority: Signer,
    #[account(mut, constraint = pool.authority.is(authority.address()) @ StakeError::NotPoolAuthority)]
    pub pool: Account<Pool>,
}

impl SetParams {
    pub fn set(&mut self, params: PoolParams) -> Result<()> {
        self.pool.set_params(params)?;
        emit(&PoolParamsSet {
            pool: *self.pool.address(),
            min_bond: params.min_bond,
            cooldown_seconds: params.cooldown_seconds,
            jail_seconds: params.jail_seconds,
            commission_delay_seconds: params.commission_delay_seconds,
            bond_factor_bps: params.bond_factor_bps.into(),
            security_bps: params.security_bps.into(),
            work_bps: params.work_bps.into(),
            verification_bps: params.verification_bps.into(),
            liquidity_bps: params.liquidity_bps.into(),
            treasury_bps: params.treasury_bps.into(),
            saturation: params.saturation.into(),
            max_commission_bps: params.max_commission_bps.into(),
            commission_step_bps: params.commission_step_bps.into(),
        });
        Ok(())
    }

    pub fn set_governor(&mut self, signer: Address) -> Result<()> {
        self.pool.set_governor(signer)?;
        emit(&GovernorSet {
            pool: *self.pool.address(),
            governor_signer: signer,
        });
        Ok(())
    }

    pub fn lower_emission(&mut self, emission: u64) -> Result<()> {
        let before = self.pool.next_emission;
        self.pool.lower_emission(emission)?;
        emit(&EmissionLowered {
            pool: *self.pool.address(),
            before,
            after: emission,
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
