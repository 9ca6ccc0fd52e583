// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::{__client_accounts_fail, __cpi_accounts_fail, Fail};
use crate::error::EscrowError;
use anchor_lang::prelude::*;
use stake::check::{now, Is};

#[derive(Accounts)]
pub struct Abort {
    #[account(constraint = fail.escrowed.job.client.is(client.address()) @ EscrowError::NotClient)]
    pub client: Signer,
    pub fail: Nested<Fail>,
}

impl Abort {
    /// The client need not wait for the deadline of a provider that has fallen silent.
    pub fn abort(&mut self) -> Result<()> {
        let now = now()?;
        let job = &self.fail.escrowed.job;
        if !job.missed_deadline(now) && !job.missed_heartbeat(now) {
            return Err(self.fail.too_early());
        }
        self.fail.fail()
    }
}
