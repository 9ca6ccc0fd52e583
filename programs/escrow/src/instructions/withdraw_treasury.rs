use super::set_market_params::{
    __client_accounts_setmarketparams, __cpi_accounts_setmarketparams, SetMarketParams,
};
use crate::{error::EscrowError, event::TreasuryWithdrawn, state::Market};
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{event::emit, token::TokenContext};

/// The treasury holds the protocol's own income and nothing that is anyone's.
#[derive(Accounts)]
pub struct WithdrawTreasury {
    pub governed: Nested<SetMarketParams>,
    #[account(mut, constraint = Market::is_treasury(&governed.market, treasury.address()) @ ProgramError::InvalidSeeds)]
    pub treasury: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = governed.market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = governed.market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
}

impl WithdrawTreasury {
    pub fn withdraw(&mut self, amount: u64) -> Result<()> {
        let market = &self.governed.market;
        let bump = [market.bump];
        let seeds = [
            Seed::from(b"market".as_slice()),
            Seed::from(market.pool.as_ref()),
            Seed::from(market.payment_mint.as_ref()),
            Seed::from(bump.as_slice()),
        ];
        TokenContext {
            program: self.token_program.address(),
            mint: self.payment_mint.account(),
            decimals: market.payment_decimals,
        }
        .transfer(
            self.treasury.account(),
            self.destination.account(),
            market.view(),
            amount,
            &[CpiSigner::from(&seeds)],
        )?;
        emit(&TreasuryWithdrawn {
            market: *market.address(),
            amount,
        });
        Ok(())
    }
}
