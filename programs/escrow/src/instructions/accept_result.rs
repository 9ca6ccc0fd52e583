// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::{__client_accounts_settle, __cpi_accounts_settle, Settle};
use crate::error::EscrowError;
use anchor_lang::prelude::*;
use stake::check::Is;

#[derive(Accounts)]
pub struct AcceptResult {
    #[account(constraint = settle.escrowed.job.client.is(client.address()) @ EscrowError::NotClient)]
    pub client: Signer,
    pub settle: Nested<Settle>,
}

impl AcceptResult {
    /// The window protects the client, who may do without it.
    pub fn accept(&mut self) -> Result<()> {
        self.settle.escrowed.job.require_acceptable()?;
        self.settle.pay(true, None)
    }
}
