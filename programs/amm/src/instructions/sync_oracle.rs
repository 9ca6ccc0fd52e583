use crate::{event::OracleSynced, state::LiquidityPool};
use anchor_lang::prelude::*;
use pinocchio::cpi::set_return_data;
use stake::event::emit;

/// Callable by anyone.
#[derive(Accounts)]
pub struct SyncOracle {
    #[account(mut)]
    pub pool: Account<LiquidityPool>,
}

impl SyncOracle {
    pub fn sync(&mut self) -> Result<()> {
        self.pool.enter(&Clock::get()?);
        emit(&OracleSynced {
            pool: *self.pool.address(),
            reserve_a: self.pool.reserves[0],
            reserve_b: self.pool.reserves[1],
        });
        Ok(())
    }

    pub fn read(&mut self, seconds: u32) -> Result<()> {
        self.pool.enter(&Clock::get()?);
        let mean = self.pool.oracle.mean(seconds)?;
        let mut prices = [0; 32];
        prices[..16].copy_from_slice(&mean.a.to_le_bytes());
        prices[16..].copy_from_slice(&mean.b.to_le_bytes());
        set_return_data(&prices);
        Ok(())
    }
}
