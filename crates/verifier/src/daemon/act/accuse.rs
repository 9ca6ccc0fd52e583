//! Verifiers whose vectors are wrong, and our own vectors when they have served.

use super::{nonce, Actor};
use crate::daemon::{verification::accused_seat, DaemonError};
use assay_client::{accounts, escrow::Job, stake::Operator, token, upload, Transaction};
use solana_address::Address;
use solana_signer::Signer;
use tracing::{info, warn};

impl Actor {
    /// Convicts every verifier there is evidence against, and forgets what nobody needs any more.
    pub(in crate::daemon) async fn end_verifications(&self) {
        match self.try_convict_verifiers().await {
            Ok(()) => {}
            Err(error) => {
                self.metrics.failures.inc();
                warn!(%error, "could not convict a verifier; trying again");
            }
        }
        if let Err(error) = self.forget_vectors().await {
            self.metrics.failures.inc();
            warn!(%error, "could not tidy up; trying again");
        }
    }

    async fn try_convict_verifiers(&self) -> Result<(), DaemonError> {
        for (address, operator) in self.store.accusations()? {
            let job: Option<Job> = accounts::find(&self.rpc, &address).await?;
            let seat = job.as_ref().and_then(|job| accused_seat(job, &operator));
            match (job, seat) {
                (Some(job), Some(seat)) => self.convict_verifier((&address, &job), seat, &operator).await?,
                (job, _) => self.close_accusation((&address, job), &operator).await?,
            }
        }
        Ok(())
    }

    async fn convict_verifier(
        &self,
        (address, job): (&Address, &Job),
        seat: usize,
        operator: &Address,
    ) -> Result<(), DaemonError> {
        let Some(evidence) = self.store.accusation(address, operator)? else {
            return Ok(());
        };
        let market = self.market(&job.market).await?;
        let verifier: Operator = accounts::fetch(&self.rpc, operator).await?;
        let (challenger, nonce) = (self.agent.pubkey(), nonce_of(address, operator));
        upload::evidence(&self.rpc, &market, &self.agent, nonce, &evidence).await?;
        let open = |owner: &Address| market.open_reward_account(&challenger, owner);
        let refund = token::open_associated(
            &challenger,
            &job.client,
            &market.payment_mint,
            &market.token_program,
        );
        let verifier = verifier.authority;
        let convict = market.convict_verifier((*address, job), verifier, seat as u8, challenger, nonce);
        let instructions = vec![open(&challenger), open(&job.client), refund, convict];
        let receipt = Transaction::new(&self.agent, instructions)
            .send(&self.rpc)
            .await?;
        self.metrics.convictions.inc();
        info!(job = %address, verifier = %operator, units = receipt.units, "convicted a verifier");
        Ok(())
    }

    /// Closes the buffer of evidence that has served, for its rent.
    async fn close_accusation(
        &self,
        (address, job): (&Address, Option<Job>),
        operator: &Address,
    ) -> Result<(), DaemonError> {
        let nonce = nonce_of(address, operator);
        let buffer = assay_client::address::evidence(&self.agent.pubkey(), nonce);
        if let (Some(job), true) = (job, self.rpc.account(&buffer).await?.is_some()) {
            let market = self.market(&job.market).await?;
            let close = market.close_evidence(self.agent.pubkey(), nonce);
            Transaction::new(&self.agent, vec![close]).send(&self.rpc).await?;
        }
        self.store.forget_accusation(address, operator)?;
        Ok(())
    }

    /// Forgets our vectors of jobs for which we cannot be convicted any more.
    async fn forget_vectors(&self) -> Result<(), DaemonError> {
        let proved = self.store.proved()?;
        let found = self.rpc.accounts(&proved).await?;
        for (address, account) in proved.into_iter().zip(found) {
            let job = account.map(|account| accounts::decode::<Job>(address, &account.data));
            let needed = job.transpose()?.is_some_and(|job| {
                job.require_final().is_err() || accused_seat(&job, &self.operator).is_some()
            });
            if !needed {
                self.store.forget_vectors(&address)?;
            }
        }
        Ok(())
    }
}

/// One buffer per job and accused, at an address that a restart finds again.
fn nonce_of(job: &Address, operator: &Address) -> u64 {
    nonce(job) ^ nonce(operator)
}
