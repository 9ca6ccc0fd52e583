use super::escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed};
use crate::{error::EscrowError, event::JobCancelled, state::Status};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct Cancel {
    #[account(constraint = escrowed.job.client.is(client.address()) @ EscrowError::NotClient)]
    pub client: Signer,
    pub escrowed: Nested<Escrowed>,
    #[account(mut)]
    pub client_token: UncheckedAccount,
}

impl Cancel {
    pub fn cancel(&mut self) -> Result<()> {
        self.escrowed.job.require(Status::Open)?;
        let refund = self.escrowed.refund(Status::Cancelled, &self.client_token)?;
        emit(&JobCancelled {
            job: *self.escrowed.job.address(),
            client: self.escrowed.job.client,
            refund,
        });
        Ok(())
    }
}
