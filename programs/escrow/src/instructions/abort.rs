// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::{__client_accounts_fail, __cpi_accounts_fail, Fail};
use crate::error::EscrowError;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct Abort {
    pub client: Signer,
    pub fail: Nested<Fail>,
}

impl Abort {
    /// The client need not wait for the deadline of a provider that has fallen silent.
    pub fn abort(&mut self, signer_bump: u8) -> Result<()> {
        require!(
            self.fail.job.client == *self.client.address(),
            EscrowError::NotClient
        );
        let now = Clock::get()?.unix_timestamp;
        if !self.fail.job.missed_deadline(now) && !self.fail.job.missed_heartbeat(now) {
            return Err(self.fail.too_early());
        }
        self.fail.fail(signer_bump)
    }
}
