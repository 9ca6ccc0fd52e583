use crate::{
    error::AmmError,
    event::{ConfigCreated, FeesSet, PauseSet},
    state::{FeeConfig, Fees, LiquidityPool},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
#[instruction(index: u16)]
pub struct CreateConfig {
    #[account(mut)]
    pub authority: Signer,
    #[account(constraint = stake_pool.authority.is(authority.address()) @ AmmError::NotAuthority)]
    pub stake_pool: Account<stake::state::Pool>,
    #[account(init, payer = authority, seeds = [b"config", stake_pool.address().as_ref(), index.to_le_bytes()], bump)]
    pub config: Account<FeeConfig>,
    pub system_program: Program<System>,
}

impl CreateConfig {
    pub fn create(&mut self, index: u16, fees: Fees, bump: u8) -> Result<()> {
        fees.validate()?;
        let config = &mut *self.config;
        config.stake_pool = *self.stake_pool.address();
        config.reward_mint = self.stake_pool.reward_mint;
        config.fees = fees;
        config.index = index;
        config.bump = bump;
        emit(&ConfigCreated {
            config: *self.config.address(),
            stake_pool: self.config.stake_pool,
            index: index.into(),
        });
        note_fees(self.config.address(), &fees);
        Ok(())
    }
}

#[derive(Accounts)]
pub struct SetFees {
    pub authority: Signer,
    #[account(constraint = stake_pool.authority.is(authority.address()) @ AmmError::NotAuthority)]
    pub stake_pool: Account<stake::state::Pool>,
    #[account(mut, constraint = config.stake_pool.is(stake_pool.address()) @ AmmError::WrongConfig)]
    pub config: Account<FeeConfig>,
}

impl SetFees {
    pub fn set(&mut self, fees: Fees) -> Result<()> {
        fees.validate()?;
        self.config.fees = fees;
        note_fees(self.config.address(), &fees);
        Ok(())
    }
}

#[derive(Accounts)]
pub struct SetPause {
    pub governed: Nested<SetFees>,
    /// The pool to pause; none for all pools of the config.
    #[account(mut)]
    pub pool: Option<Account<LiquidityPool>>,
}

impl SetPause {
    pub fn pause(&mut self, mask: u8) -> Result<()> {
        let config = &mut self.governed.config;
        let (of, before) = match &mut self.pool {
            Some(pool) => {
                require!(pool.config.is(config.address()), AmmError::WrongConfig);
                let before = pool.pause_mask;
                pool.set_pause(mask)?;
                (*pool.address(), before)
            }
            None => {
                let before = config.pause_mask;
                config.set_pause(mask)?;
                (*config.address(), before)
            }
        };
        emit(&PauseSet {
            of,
            mask_before: before.into(),
            mask_after: mask.into(),
        });
        Ok(())
    }
}

fn note_fees(config: &Address, fees: &Fees) {
    emit(&FeesSet {
        config: *config,
        fee_bps: fees.fee_bps.into(),
        protocol_bps: fees.protocol_bps.into(),
        burn_bps: fees.burn_bps.into(),
        creator_bps: fees.creator_bps.into(),
        surcharge_share_bps: fees.surcharge_share_bps.into(),
        surcharge_most_bps: fees.surcharge_most_bps.into(),
        launch_bps: fees.launch_bps.into(),
        launch_hours: fees.launch_hours.into(),
        surcharge_seconds: fees.surcharge_seconds.into(),
        observation_seconds: fees.observation_seconds.into(),
    });
}
