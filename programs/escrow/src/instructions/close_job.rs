use super::escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed};
use crate::{error::EscrowError, event::JobClosed};
use anchor_lang::{prelude::*, AccountClose};
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct CloseJob {
    #[account(mut, constraint = escrowed.job.client.is(client.address()) @ EscrowError::NotClient)]
    pub client: Signer,
    pub escrowed: Nested<Escrowed>,
    /// Gets what others sent to the vault.
    #[account(mut)]
    pub client_token: UncheckedAccount,
}

impl CloseJob {
    pub fn close(&mut self) -> Result<()> {
        self.escrowed.job.require_closable()?;
        self.escrowed.close(&self.client_token, self.client.account())?;
        emit(&JobClosed {
            job: *self.escrowed.job.address(),
            client: self.escrowed.job.client,
        });
        self.escrowed.job.close(*self.client.account())
    }
}
