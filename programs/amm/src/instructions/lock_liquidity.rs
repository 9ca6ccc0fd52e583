use super::change_liquidity::{burn_liquidity, mint_liquidity};
use crate::{
    error::AmmError,
    event::{LiquidityLocked, LockClosed, LockCollected},
    state::{LiquidityLock, LiquidityPool, Release},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    token::require_token_account,
};

#[derive(Accounts)]
#[instruction(id: u64)]
pub struct LockLiquidity {
    /// Gives the liquidity and pays the rent, which the owner gets back.
    #[account(mut)]
    pub user: Signer,
    #[account(mut)]
    pub pool: Account<LiquidityPool>,
    #[account(init, payer = user, seeds = [b"lock", pool.address().as_ref(), id.to_le_bytes()], bump)]
    pub lock: Account<LiquidityLock>,
    #[account(mut, constraint = pool.lp_mint.is(lp_mint.address()) @ AmmError::WrongMint)]
    pub lp_mint: UncheckedAccount,
    #[account(mut)]
    pub lp_account: UncheckedAccount,
    pub lp_token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl LockLiquidity {
    pub fn lock(
        &mut self,
        id: u64,
        owner: Address,
        liquidity: u64,
        release: Release,
        bump: u8,
    ) -> Result<()> {
        require!(owner != Address::default(), AmmError::BadParameter);
        let pool = &mut self.pool;
        let lock = &mut *self.lock;
        lock.lock(liquidity, pool.reserves, pool.liquidity, release, now()?)?;
        lock.pool = *pool.address();
        lock.owner = owner;
        lock.id = id;
        lock.bump = bump;
        // Fits: what is locked is part of all there is.
        pool.locked = pool.locked.checked_add(liquidity).ok_or(AmmError::Overflow)?;
        burn_liquidity(
            &self.lp_mint,
            &self.lp_account,
            &self.user,
            &self.lp_token_program,
            liquidity,
        )?;
        emit(&LiquidityLocked {
            pool: *self.pool.address(),
            lock: *self.lock.address(),
            owner,
            liquidity,
            starts_at: release.starts_at,
            ends_at: release.ends_at,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct CollectLock {
    #[account(mut)]
    pub pool: Account<LiquidityPool>,
    #[account(mut, constraint = lock.pool.is(pool.address()) @ AmmError::WrongLock)]
    pub lock: Account<LiquidityLock>,
    #[account(mut, constraint = pool.lp_mint.is(lp_mint.address()) @ AmmError::WrongMint)]
    pub lp_mint: UncheckedAccount,
    /// The owner's liquidity.
    #[account(mut)]
    pub lp_account: UncheckedAccount,
    pub lp_token_program: Program<Token>,
}

impl CollectLock {
    pub fn collect(&mut self) -> Result<()> {
        require_token_account(self.lp_account.account(), &self.pool.lp_mint, &self.lock.owner)?;
        let pool = &mut self.pool;
        let amount = self.lock.collect(pool.reserves, pool.liquidity, now()?)?;
        pool.locked -= amount;
        mint_liquidity(
            &self.pool,
            &self.lp_mint,
            &self.lp_account,
            &self.lp_token_program,
            amount,
        )?;
        emit(&LockCollected {
            lock: *self.lock.address(),
            owner: self.lock.owner,
            liquidity: amount,
            left: self.lock.liquidity,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct CloseLock {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = lock.owner.is(owner.address()) @ AmmError::WrongLock, close = owner)]
    pub lock: Account<LiquidityLock>,
}

impl CloseLock {
    pub fn close(&mut self) -> Result<()> {
        require!(self.lock.liquidity == 0, AmmError::LockInUse);
        emit(&LockClosed {
            lock: *self.lock.address(),
            owner: *self.owner.address(),
        });
        Ok(())
    }
}
