use crate::{error::EscrowError, event::TreasuryWithdrawn, state::Market};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{check::Is, event::emit, state::Pool, token::TokenContext};

/// The treasury holds the protocol's own income and nothing that is anyone's.
#[derive(Accounts)]
pub struct WithdrawTreasury {
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ EscrowError::NotMarketAuthority)]
    pub pool: Box<Account<Pool>>,
    #[account(constraint = market.pool.is(pool.address()) @ EscrowError::WrongMarket)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = Market::is_treasury(&market, treasury.address()) @ ProgramError::InvalidSeeds)]
    pub treasury: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
}

impl WithdrawTreasury {
    pub fn withdraw(&mut self, amount: u64) -> Result<()> {
        let bump = [self.market.bump];
        let seeds = [
            Seed::from(b"market".as_slice()),
            Seed::from(self.pool.address().as_ref()),
            Seed::from(self.payment_mint.address().as_ref()),
            Seed::from(bump.as_slice()),
        ];
        TokenContext {
            program: self.token_program.address(),
            mint: self.payment_mint.account(),
            decimals: self.market.payment_decimals,
        }
        .transfer(
            self.treasury.account(),
            self.destination.account(),
            self.market.view(),
            amount,
            &[CpiSigner::from(&seeds)],
        )?;
        emit(&TreasuryWithdrawn {
            market: *self.market.address(),
            amount,
        });
        Ok(())
    }
}
