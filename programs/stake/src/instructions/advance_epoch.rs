use super::paid::{__client_accounts_paid, __cpi_accounts_paid, signed, Paid};
use crate::{
    check::{now, Is},
    constants::REWARD_DECIMALS,
    error::StakeError,
    event::{emit, EpochAdvanced, TreasuryWithdrawn},
    state::Pool,
    token::TokenContext,
};
use anchor_lang::prelude::*;

/// Callable by anyone.
#[derive(Accounts)]
pub struct AdvanceEpoch {
    #[account(mut, constraint = pool.reward_mint.is(reward_mint.address()) @ StakeError::WrongMint)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = Pool::is_reward_vault(&pool, reward_vault.address()) @ ProgramError::InvalidSeeds)]
    pub reward_vault: UncheckedAccount,
    #[account(mut)]
    pub reward_mint: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl AdvanceEpoch {
    pub fn advance(&mut self) -> Result<()> {
        let minted = self.pool.advance(now()?)?;
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        };
        signed(&self.pool, |signers| {
            let vault = self.reward_vault.account();
            token.mint(vault, self.pool.view(), minted.total(), signers)
        })?;
        emit(&EpochAdvanced {
            pool: *self.pool.address(),
            epoch: self.pool.epoch,
            to_work: minted.work,
            to_verification: minted.verification,
            to_security: minted.security,
            to_liquidity: minted.liquidity,
            to_treasury: minted.treasury,
            stream: self.pool.stream,
            liquidity_stream: self.pool.liquidity_stream,
            emitted: self.pool.emitted,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct WithdrawTreasury {
    pub authority: Signer,
    #[account(mut, constraint = pool.authority.is(authority.address()) @ StakeError::NotPoolAuthority)]
    pub pool: Account<Pool>,
    /// To a token account of the authority.
    pub paid: Nested<Paid>,
}

impl WithdrawTreasury {
    pub fn withdraw(&mut self, amount: u64) -> Result<()> {
        require!(amount > 0, StakeError::ZeroAmount);
        self.pool.treasury = self
            .pool
            .treasury
            .checked_sub(amount)
            .ok_or(StakeError::MoreThanTreasury)?;
        self.paid
            .reward(&mut self.pool, self.authority.address(), amount)?;
        emit(&TreasuryWithdrawn {
            pool: *self.pool.address(),
            amount,
            treasury_after: self.pool.treasury,
        });
        Ok(())
    }
}
