//! What leaves a job's vault, always signed by the job and always counted in its state of record.

use crate::state::{Job, Market};
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer};
use stake::token::TokenContext;

/// A job's vault with what its token instructions name.
pub(super) struct Vault<'a> {
    pub token_program: &'a Address,
    pub mint: &'a AccountView,
    pub decimals: u8,
    pub account: &'a AccountView,
}

impl<'a> Vault<'a> {
    pub fn of(
        market: &Market,
        mint: &'a UncheckedAccount,
        account: &'a UncheckedAccount,
        program: &'a Address,
    ) -> Self {
        Self {
            token_program: program,
            mint: mint.account(),
            decimals: market.payment_decimals,
            account: account.account(),
        }
    }

    /// Pays `amount` of what is escrowed to `to`.
    pub fn pay(&self, job: &mut Account<Job>, to: &AccountView, amount: u64) -> Result<()> {
        job.pay_out(amount)?;
        self.signed(job, |signers| {
            self.context()
                .transfer(self.account, to, job.view(), amount, signers)
        })
    }

    /// Burns `amount` of what is escrowed.
    pub fn burn(&self, job: &mut Account<Job>, amount: u64) -> Result<()> {
        job.pay_out(amount)?;
        self.signed(job, |signers| {
            self.context().burn(self.account, job.view(), amount, signers)
        })
    }

    /// Sends what was never escrowed but given to the vault to `to`, and closes it; the rent goes to `rent_to`.
    pub fn close(&self, job: &Account<Job>, to: &AccountView, rent_to: &AccountView) -> Result<()> {
        let left = stake::token::balance(self.account)?;
        self.signed(job, |signers| {
            self.context()
                .transfer(self.account, to, job.view(), left, signers)?;
            self.context().close(self.account, rent_to, job.view(), signers)
        })
    }

    fn context(&self) -> TokenContext<'_> {
        TokenContext {
            program: self.token_program,
            mint: self.mint,
            decimals: self.decimals,
        }
    }

    fn signed(&self, job: &Job, call: impl FnOnce(&[Signer]) -> Result<()>) -> Result<()> {
        let (nonce, bump) = (job.nonce.to_le_bytes(), [job.bump]);
        let seeds = [
            Seed::from(b"job".as_slice()),
            Seed::from(job.client.as_ref()),
            Seed::from(nonce.as_slice()),
            Seed::from(bump.as_slice()),
        ];
        call(&[Signer::from(&seeds)])
    }
}
