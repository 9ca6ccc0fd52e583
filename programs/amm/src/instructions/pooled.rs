//! What nearly every instruction names, and the one place that moves a pool's tokens.

use crate::{
    error::AmmError,
    state::{FeeConfig, LiquidityPool, Side, Taxes},
};
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{check::Is, extension::transfer_fee, token::TokenContext};

#[derive(Accounts)]
pub struct Pooled {
    pub config: Account<FeeConfig>,
    #[account(mut, constraint = pool.config.is(config.address()) @ AmmError::WrongConfig)]
    pub pool: Account<LiquidityPool>,
    /// Who pays or is paid, in each mint; one that is not used may be any account.
    #[account(mut)]
    pub account_a: UncheckedAccount,
    #[account(mut)]
    pub account_b: UncheckedAccount,
    #[account(mut, constraint = pool.vaults[0].is(vault_a.address()) @ AmmError::WrongVault)]
    pub vault_a: UncheckedAccount,
    #[account(mut, constraint = pool.vaults[1].is(vault_b.address()) @ AmmError::WrongVault)]
    pub vault_b: UncheckedAccount,
    #[account(constraint = pool.mints[0].is(mint_a.address()) @ AmmError::WrongMint)]
    pub mint_a: UncheckedAccount,
    #[account(constraint = pool.mints[1].is(mint_b.address()) @ AmmError::WrongMint)]
    pub mint_b: UncheckedAccount,
    #[account(constraint = mint_a.account().owned_by(token_program_a.address()) @ AmmError::WrongTokenProgram)]
    pub token_program_a: UncheckedAccount,
    #[account(constraint = mint_b.account().owned_by(token_program_b.address()) @ AmmError::WrongTokenProgram)]
    pub token_program_b: UncheckedAccount,
}

impl Pooled {
    /// Brings oracle and launch up to date; before anything changes the reserves.
    #[inline(never)]
    pub fn enter(&mut self) -> Result<Clock> {
        let clock = Clock::get()?;
        self.pool.enter(&clock);
        Ok(clock)
    }

    /// What the two tokens take of transfers in this epoch.
    #[inline(never)]
    pub fn taxes(&self, clock: &Clock) -> Taxes {
        [&self.mint_a, &self.mint_b].map(|mint| transfer_fee(mint.account(), clock.epoch))
    }

    /// Takes `amount` of `side` out of the account of `payer`, who signs, into the vault.
    #[inline(never)]
    pub fn take(&self, side: Side, payer: &Signer, amount: u64) -> Result<()> {
        let (account, vault) = self.ends(side);
        self.token(side)
            .transfer(account.account(), vault.account(), payer.account(), amount, &[])
    }

    /// Pays `amount` of `side` out of the vault into the account.
    #[inline(never)]
    pub fn pay(&self, side: Side, amount: u64) -> Result<()> {
        let (account, vault) = self.ends(side);
        let token = self.token(side);
        signed(&self.pool, |signers| {
            token.transfer(
                vault.account(),
                account.account(),
                self.pool.view(),
                amount,
                signers,
            )
        })
    }

    /// Burns `amount` of `side` in the vault. `mint` is its mint, as a writable account.
    #[inline(never)]
    pub fn burn(&self, side: Side, mint: &UncheckedAccount, amount: u64) -> Result<()> {
        let (_, vault) = self.ends(side);
        let token = TokenContext {
            mint: mint.account(),
            ..self.token(side)
        };
        signed(&self.pool, |signers| {
            token.burn(vault.account(), self.pool.view(), amount, signers)
        })
    }

    /// The user's account and the vault.
    pub(super) fn ends(&self, side: Side) -> (&UncheckedAccount, &UncheckedAccount) {
        match side {
            Side::A => (&self.account_a, &self.vault_a),
            Side::B => (&self.account_b, &self.vault_b),
        }
    }

    fn token(&self, side: Side) -> TokenContext<'_> {
        let (program, mint) = match side {
            Side::A => (&self.token_program_a, &self.mint_a),
            Side::B => (&self.token_program_b, &self.mint_b),
        };
        TokenContext {
            program: program.address(),
            mint: mint.account(),
            decimals: self.pool.decimals[side as usize],
        }
    }
}

/// Calls with the pool's signature.
pub(super) fn signed(
    pool: &Account<LiquidityPool>,
    call: impl FnOnce(&[CpiSigner]) -> Result<()>,
) -> Result<()> {
    let bump = [pool.bump];
    let seeds = [
        Seed::from(b"pool".as_slice()),
        Seed::from(pool.config.as_ref()),
        Seed::from(pool.mints[0].as_ref()),
        Seed::from(pool.mints[1].as_ref()),
        Seed::from(bump.as_slice()),
    ];
    call(&[CpiSigner::from(&seeds)])
}
