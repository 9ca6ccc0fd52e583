//! What tokens come in and go out through: a vault of the pool, somebody's token account, and the mint of the tokens.

use crate::{
    check::Is,
    constants::{POOL_SEED, REWARD_DECIMALS},
    error::StakeError,
    state::{Farm, Pool},
    token::{require_token_account, TokenContext},
};
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer as CpiSigner};

#[derive(Accounts)]
pub struct Paid {
    /// The pool's stake vault, its reward vault or a farm's vault, as the instruction says.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// Who pays or is paid.
    #[account(mut)]
    pub account: UncheckedAccount,
    /// The pool's reward mint; with a farm's vault, the farm's LP mint.
    pub mint: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Tokens of a mint that the program's accounts name.
#[derive(Clone, Copy)]
struct Kind<'a> {
    mint: &'a Address,
    decimals: u8,
}

impl Paid {
    /// Takes `amount` of `payer`'s into the stake vault.
    ///
    /// # Errors
    /// For another vault or mint, and those of the token program.
    #[inline(never)]
    pub fn take(&self, pool: &Account<Pool>, payer: &Signer, amount: u64) -> Result<()> {
        self.require_stake_vault(pool, &self.vault)?;
        self.receive(rewards(pool), payer, amount)
    }

    /// Takes `amount` of `payer`'s LP tokens into the farm's vault.
    ///
    /// # Errors
    /// For another vault or mint, and those of the token program.
    pub fn take_liquidity(&self, farm: &Account<Farm>, payer: &Signer, amount: u64) -> Result<()> {
        self.require_farm_vault(farm)?;
        self.receive(liquidity(farm), payer, amount)
    }

    /// Pays `amount` LP tokens out of the farm's vault to an account of `owner`.
    ///
    /// # Errors
    /// For another vault, mint or owner.
    pub fn give_liquidity(
        &self,
        pool: &Account<Pool>,
        farm: &Account<Farm>,
        owner: &Address,
        amount: u64,
    ) -> Result<()> {
        self.require_farm_vault(farm)?;
        self.send(pool, liquidity(farm), owner, amount)
    }

    /// Pays `amount` out of the stake vault to an account of `owner`.
    ///
    /// # Errors
    /// For another vault, mint or owner.
    #[inline(never)]
    pub fn give(&self, pool: &Account<Pool>, owner: &Address, amount: u64) -> Result<()> {
        self.require_stake_vault(pool, &self.vault)?;
        self.send(pool, rewards(pool), owner, amount)
    }

    /// Pays `amount` out of the reward vault to an account of `owner`.
    ///
    /// # Errors
    /// For another vault, mint or owner, and for more than was minted.
    #[inline(never)]
    pub fn reward(&self, pool: &mut Account<Pool>, owner: &Address, amount: u64) -> Result<()> {
        pool.pay_reward(amount)?;
        self.require_reward_vault(pool)?;
        self.send(pool, rewards(pool), owner, amount)
    }

    /// Moves `amount` from the reward vault to the stake vault, which is `account` here.
    ///
    /// # Errors
    /// For other vaults or another mint, and for more than was minted.
    pub fn compound(&self, pool: &mut Account<Pool>, amount: u64) -> Result<()> {
        self.require_stake_vault(pool, &self.account)?;
        let owner = *pool.address();
        self.reward(pool, &owner, amount)
    }

    #[inline(never)]
    fn receive(&self, kind: Kind, payer: &Signer, amount: u64) -> Result<()> {
        let (from, to) = (self.account.account(), self.vault.account());
        self.token(kind)?.transfer(from, to, payer.account(), amount, &[])
    }

    #[inline(never)]
    fn send(&self, pool: &Account<Pool>, kind: Kind, owner: &Address, amount: u64) -> Result<()> {
        let (from, to) = (self.vault.account(), self.account.account());
        require_token_account(to, kind.mint, owner)?;
        let token = self.token(kind)?;
        signed(pool, |signers| {
            token.transfer(from, to, pool.view(), amount, signers)
        })
    }

    fn require_stake_vault(&self, pool: &Account<Pool>, vault: &UncheckedAccount) -> Result<()> {
        require!(Pool::is_vault(pool, vault.address()), ProgramError::InvalidSeeds);
        Ok(())
    }

    fn require_reward_vault(&self, pool: &Account<Pool>) -> Result<()> {
        require!(
            Pool::is_reward_vault(pool, self.vault.address()),
            ProgramError::InvalidSeeds
        );
        Ok(())
    }

    fn require_farm_vault(&self, farm: &Account<Farm>) -> Result<()> {
        require!(
            Farm::is_vault(farm, self.vault.address()),
            ProgramError::InvalidSeeds
        );
        Ok(())
    }

    fn token(&self, kind: Kind) -> Result<TokenContext<'_>> {
        require!(kind.mint.is(self.mint.address()), StakeError::WrongMint);
        Ok(TokenContext {
            program: self.token_program.address(),
            mint: self.mint.account(),
            decimals: kind.decimals,
        })
    }
}

fn rewards(pool: &Pool) -> Kind<'_> {
    Kind {
        mint: &pool.reward_mint,
        decimals: REWARD_DECIMALS,
    }
}

fn liquidity(farm: &Farm) -> Kind<'_> {
    Kind {
        mint: &farm.lp_mint,
        decimals: farm.decimals,
    }
}

/// Calls with the pool's signature, which moves what is in its vaults.
pub(crate) fn signed(pool: &Account<Pool>, call: impl FnOnce(&[CpiSigner]) -> Result<()>) -> Result<()> {
    let bump = [pool.bump];
    let seeds = [
        Seed::from(POOL_SEED),
        Seed::from(pool.reward_mint.as_ref()),
        Seed::from(bump.as_slice()),
    ];
    call(&[CpiSigner::from(&seeds)])
}
