use crate::{
    check::Is,
    error::StakeError,
    event::{emit, FarmStakeClosed, FarmStakeOpened},
    state::{Farm, FarmStake},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct OpenFarmStake {
    /// Pays the rent, and gets it back.
    #[account(mut)]
    pub owner: Signer,
    pub farm: Account<Farm>,
    #[account(init, payer = owner, seeds = [b"farm_stake", farm.address().as_ref(), owner.address().as_ref()], bump)]
    pub stake: Account<FarmStake>,
    pub system_program: Program<System>,
}

impl OpenFarmStake {
    /// It is empty, so there is nothing to pause, and it has earned nothing whatever its index says.
    pub fn open(&mut self, bump: u8) -> Result<()> {
        let stake = &mut *self.stake;
        stake.farm = *self.farm.address();
        stake.owner = *self.owner.address();
        stake.bump = bump;
        emit(&FarmStakeOpened {
            farm: *self.farm.address(),
            stake: *self.stake.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct CloseFarmStake {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = stake.owner.is(owner.address()) @ StakeError::NotFarmStakeOwner, close = owner)]
    pub stake: Account<FarmStake>,
}

impl CloseFarmStake {
    pub fn close(&mut self) -> Result<()> {
        self.stake.require_closable()?;
        emit(&FarmStakeClosed {
            farm: self.stake.farm,
            stake: *self.stake.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}
