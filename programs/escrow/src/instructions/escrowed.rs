//! What a job's money leaves through: always signed by the job, and always counted in its state of record.

use super::buyback::{Buyback, Purchase};
use crate::{
    error::EscrowError,
    state::{Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer};
use stake::{
    check::Is,
    token::{balance, require_token_account, TokenContext},
};

/// Accounts of every instruction that pays out of a job's vault.
#[derive(Accounts)]
pub struct Escrowed {
    #[account(mut)]
    pub job: Box<Account<Job>>,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    #[account(constraint = job.payment_mint.is(payment_mint.address()) @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(constraint = payment_mint.account().owned_by(token_program.address()) @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
}

impl Escrowed {
    /// Pays `amount` of what is escrowed to `to`.
    #[inline(never)]
    pub fn pay(&mut self, to: &UncheckedAccount, amount: u64) -> Result<()> {
        self.job.pay_out(amount)?;
        self.signed(|signers| self.send(to, amount, signers))
    }

    /// Burns `amount` of what is escrowed. `mint` is the payment mint, as a writable account.
    pub fn burn(&mut self, mint: &UncheckedAccount, amount: u64) -> Result<()> {
        self.job.pay_out(amount)?;
        let context = TokenContext {
            mint: mint.account(),
            ..self.context()
        };
        self.signed(|signers| context.burn(self.vault.account(), self.job.view(), amount, signers))
    }

    /// Buys reward tokens for `amount` of what is escrowed and burns them; returns how many, zero when the pool cannot
    /// serve and `amount` is still escrowed. `reward_mint` is that mint, `unused` any writable account.
    pub fn buy_and_burn(
        &mut self,
        buyback: &Buyback,
        market: &Market,
        reward_mint: &UncheckedAccount,
        unused: &UncheckedAccount,
        amount: u64,
    ) -> Result<u64> {
        let left = self.job.vault_balance;
        self.job.pay_out(amount)?;
        let purchase = Purchase {
            payer: &self.job,
            from: &self.vault,
            payment_mint: &self.payment_mint,
            token_program: &self.token_program,
            reward_mint,
            unused,
            amount,
        };
        let mut burnt = 0;
        self.signed(|signers| {
            burnt = buyback.buy_and_burn(market, &purchase, signers);
            Ok(())
        })?;
        if burnt == 0 {
            self.job.vault_balance = left;
        }
        Ok(burnt)
    }

    /// Ends the job as `status` and pays everything that is escrowed back, to a token account of the client.
    #[inline(never)]
    pub fn refund(&mut self, status: Status, client_token: &UncheckedAccount) -> Result<u64> {
        require_token_account(client_token.account(), &self.job.payment_mint, &self.job.client)?;
        self.job.set_status(status);
        let refund = self.job.vault_balance;
        self.pay(client_token, refund)?;
        Ok(refund)
    }

    /// Sends what was never escrowed but given to the vault to `to`, and closes it; the rent goes to `rent_to`.
    pub fn close(&self, to: &UncheckedAccount, rent_to: &AccountView) -> Result<()> {
        let left = balance(self.vault.account())?;
        self.signed(|signers| {
            self.send(to, left, signers)?;
            self.context()
                .close(self.vault.account(), rent_to, self.job.view(), signers)
        })
    }

    fn send(&self, to: &UncheckedAccount, amount: u64, signers: &[Signer]) -> Result<()> {
        let (vault, job) = (self.vault.account(), self.job.view());
        self.context().transfer(vault, to.account(), job, amount, signers)
    }

    fn context(&self) -> TokenContext<'_> {
        TokenContext {
            program: self.token_program.address(),
            mint: self.payment_mint.account(),
            decimals: self.job.payment_decimals,
        }
    }

    fn signed(&self, call: impl FnOnce(&[Signer]) -> Result<()>) -> Result<()> {
        let (nonce, bump) = (self.job.nonce.to_le_bytes(), [self.job.bump]);
        let seeds = [
            Seed::from(b"job".as_slice()),
            Seed::from(self.job.client.as_ref()),
            Seed::from(nonce.as_slice()),
            Seed::from(bump.as_slice()),
        ];
        call(&[Signer::from(&seeds)])
    }
}
