// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::{__client_accounts_settle, __cpi_accounts_settle, Settle};
use crate::{error::EscrowError, state::Status};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct AcceptResult {
    pub client: Signer,
    pub settle: Nested<Settle>,
}

impl AcceptResult {
    /// The window protects the client, who may do without it.
    pub fn accept(&mut self, signer_bump: u8) -> Result<()> {
        require!(
            self.settle.job.client == *self.client.address(),
            EscrowError::NotClient
        );
        self.settle.job.require(Status::Challengeable)?;
        self.settle.pay(signer_bump, true)
    }
}
