use crate::{
    check::{now, Is},
    error::StakeError,
    event::{emit, FarmCreated, FarmWeightSet},
    state::{Farm, Pool},
    token::{read_mint, TokenContext},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct CreateFarm {
    #[account(mut)]
    pub authority: Signer,
    #[account(mut, constraint = pool.authority.is(authority.address()) @ StakeError::NotPoolAuthority)]
    pub pool: Account<Pool>,
    pub lp_mint: UncheckedAccount,
    #[account(init, payer = authority, seeds = [b"farm", pool.address().as_ref(), lp_mint.address().as_ref()], bump)]
    pub farm: Account<Farm>,
    /// Opened here as the pool's token account.
    #[account(mut, seeds = [b"farm_vault", farm.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl CreateFarm {
    /// Nobody may be able to freeze what is staked, or to take part of it on the way as Token-2022's extensions can.
    /// The reward token itself earns where it can be slashed, not here. Returns the mint's decimals.
    fn validate(&self) -> Result<u8> {
        let mint = self.lp_mint.account();
        require!(
            mint.owned_by(self.token_program.address()) && !self.pool.reward_mint.is(mint.address()),
            StakeError::BadLpMint
        );
        let info = read_mint(mint).map_err(|_| StakeError::BadLpMint)?;
        require!(!info.has_freeze_authority, StakeError::BadLpMint);
        Ok(info.decimals)
    }

    pub fn create(&mut self, weight: u64, bumps: (u8, u8)) -> Result<()> {
        let decimals = self.validate()?;
        let (pool, farm) = (*self.pool.address(), *self.farm.address());
        self.pool.accrue_farms(now()?);
        self.farm.pool = pool;
        self.farm.lp_mint = *self.lp_mint.address();
        self.farm.pool_index = self.pool.farm_index;
        self.farm.decimals = decimals;
        (self.farm.bump, self.farm.vault_bump) = bumps;
        self.farm.set_weight(&mut self.pool, weight)?;
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.lp_mint.account(),
            decimals,
        };
        let (payer, vault) = (self.authority.account(), self.vault.account());
        token.create(payer, vault, &pool, &[b"farm_vault", farm.as_ref(), &[bumps.1]])?;
        emit(&FarmCreated {
            pool,
            farm,
            lp_mint: self.farm.lp_mint,
            weight,
            total_weight: self.pool.farm_weight,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct SetFarmWeight {
    pub authority: Signer,
    #[account(mut, constraint = pool.authority.is(authority.address()) @ StakeError::NotPoolAuthority)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = farm.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub farm: Account<Farm>,
}

impl SetFarmWeight {
    /// What was earned up to now is the stakers', whatever the weight is afterwards.
    pub fn set(&mut self, weight: u64) -> Result<()> {
        let before = self.farm.weight;
        self.farm.collect(&mut self.pool, now()?);
        self.farm.set_weight(&mut self.pool, weight)?;
        emit(&FarmWeightSet {
            farm: *self.farm.address(),
            weight_before: before,
            weight_after: weight,
            total_weight: self.pool.farm_weight,
        });
        Ok(())
    }
}
