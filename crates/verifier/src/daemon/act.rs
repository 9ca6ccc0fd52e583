//! What the daemon sends to the chain, always after a check of its own and never without one.

mod accuse;

use super::{metrics::Metrics, store::Store, DaemonError, Finding};
use assay_client::{
    accounts,
    crank::{self, Due},
    escrow::{Attestation, EscrowMarket, Job, Market, Status, Verdict},
    stake::{BondLedger, Operator},
    upload, ClientError, Rpc, Transaction,
};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tracing::{debug, info, warn};

pub(super) struct Actor {
    rpc: Rpc,
    agent: Keypair,
    operator: Address,
    store: Arc<Store>,
    metrics: Metrics,
    markets: Mutex<HashMap<Address, EscrowMarket>>,
}

impl Actor {
    pub(super) fn new(
        rpc: Rpc,
        agent: Keypair,
        operator: Address,
        store: Arc<Store>,
        metrics: Metrics,
    ) -> Self {
        Self {
            rpc,
            agent,
            operator,
            store,
            metrics,
            markets: Mutex::default(),
        }
    }

    /// Shows the proof of a fraud, and attests where we have a seat.
    pub(super) async fn act(
        &self,
        address: &Address,
        job: &Job,
        finding: Finding,
    ) -> Result<(), DaemonError> {
        match finding {
            Finding::Accept => self.accept(address, job).await,
            Finding::Unavailable => self.attest(address, job, Verdict::Unavailable, [0; 32]).await,
            Finding::Fraud => self.convict(address, job).await,
        }
    }

    /// Says what we computed. What cannot be proven, as the provider does not show it any more, is not accepted where
    /// proof is asked for.
    async fn accept(&self, address: &Address, job: &Job) -> Result<(), DaemonError> {
        match self.store.vectors_root(address)? {
            Some(root) => self.attest(address, job, Verdict::Accept, root).await,
            None if job.terms.require_proof_of_verification == 0 => {
                self.attest(address, job, Verdict::Accept, [0; 32]).await
            }
            None => self.attest(address, job, Verdict::Unavailable, [0; 32]).await,
        }
    }

    /// Moves on every job that waits for anybody, and tidies up behind our own proofs.
    pub(super) async fn crank(&self, jobs: &[(Address, Job)]) {
        if let Err(error) = self.try_crank(jobs).await {
            self.metrics.failures.inc();
            debug!(%error, "a step that was due did not go through; somebody else may have taken it");
        }
    }

    async fn try_crank(&self, jobs: &[(Address, Job)]) -> Result<(), DaemonError> {
        if jobs.iter().any(|(_, job)| self.seat(job).is_some()) {
            let now = self.rpc.unix_time().await?;
            let slot = self.rpc.named(self.rpc.inner().get_slot().await)?;
            for (address, job) in jobs.iter().filter(|(_, job)| self.seat(job).is_some()) {
                if let Some(step) = crank::due(job, now, slot, false) {
                    self.step(*address, job, step).await?;
                }
            }
        }
        self.pay_own_seats().await?;
        self.close_buffers().await
    }

    async fn step(&self, address: Address, job: &Job, step: Due) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let payer = self.agent.pubkey();
        let instructions = crank::instructions(&self.rpc, &market, (address, job), step, payer, None).await?;
        Transaction::new(&self.agent, instructions)
            .send(&self.rpc)
            .await?;
        info!(job = %address, ?step, "moved on");
        Ok(())
    }

    /// Collects the fee and the bond of every job that is over: the ledger names them.
    async fn pay_own_seats(&self) -> Result<(), DaemonError> {
        let ledger = assay_client::address::ledger(&self.operator);
        let ledger: BondLedger = accounts::fetch(&self.rpc, &ledger).await?;
        let locked: Vec<Address> = ledger
            .locks
            .iter()
            .filter(|lock| lock.amount > 0)
            .map(|lock| lock.job)
            .collect();
        let found = self.rpc.accounts(&locked).await?;
        let now = self.rpc.unix_time().await?;
        for (address, account) in locked.into_iter().zip(found) {
            let Some(account) = account else { continue };
            let job: Job = accounts::decode(address, &account.data)?;
            let Some(seat) = self.seat(&job) else { continue };
            let entry = job.seats[seat];
            let guilty = job.status() == Status::Convicted && entry.verdict == u8::from(Verdict::Accept);
            let unpaid = entry.verdict != 0 && entry.done == 0 && !job.is_held(&entry, now);
            if job.require_final().is_ok() && unpaid && !guilty {
                let step = Due::PaySeat {
                    seat: seat as u8,
                    operator: self.operator,
                };
                self.step(address, &job, step).await?;
            }
        }
        Ok(())
    }

    /// Closes the buffers of proofs against jobs that are over, for their rent.
    async fn close_buffers(&self) -> Result<(), DaemonError> {
        let proven = self.store.proven()?;
        let found = self.rpc.accounts(&proven).await?;
        for (address, account) in proven.into_iter().zip(found) {
            let job = account
                .map(|account| accounts::decode::<Job>(address, &account.data))
                .transpose()?;
            if job
                .as_ref()
                .is_some_and(|job| job.status() == Status::Challengeable)
            {
                continue;
            }
            let buffer = assay_client::address::evidence(&self.agent.pubkey(), nonce(&address));
            if let (Some(job), true) = (job, self.rpc.account(&buffer).await?.is_some()) {
                let market = self.market(&job.market).await?;
                let close = market.close_evidence(self.agent.pubkey(), nonce(&address));
                Transaction::new(&self.agent, vec![close]).send(&self.rpc).await?;
            }
            self.store.forget_proof(&address)?;
        }
        Ok(())
    }

    async fn attest(
        &self,
        address: &Address,
        job: &Job,
        verdict: Verdict,
        verification_root: [u8; 32],
    ) -> Result<(), DaemonError> {
        let Some(seat) = self.seat(job) else {
            return Ok(());
        };
        if job.seats[seat].verdict != 0 || self.rpc.unix_time().await? > job.attest_by {
            return Ok(());
        }
        let market = self.market(&job.market).await?;
        let ledger = assay_client::address::ledger(&self.operator);
        let ledger: BondLedger = accounts::fetch(&self.rpc, &ledger).await?;
        let Some(slot) = ledger.locks.iter().position(|lock| lock.amount == 0) else {
            warn!(job = %address, "every slot of the bond ledger is taken; waiting for a job to end");
            return Ok(());
        };
        let attest = market.attest(
            self.agent.pubkey(),
            self.operator,
            *address,
            seat as u8,
            Attestation {
                verification_root,
                ..Attestation::bare(verdict, slot as u8)
            },
        );
        Transaction::new(&self.agent, vec![attest])
            .send(&self.rpc)
            .await?;
        self.metrics.attestations.inc();
        info!(job = %address, seat, ?verdict, "attested");
        Ok(())
    }

    async fn convict(&self, address: &Address, job: &Job) -> Result<(), DaemonError> {
        let Some(proof) = self.store.proof(address)? else {
            return Ok(());
        };
        let market = self.market(&job.market).await?;
        let provider: Operator = accounts::fetch(&self.rpc, &job.operator).await?;
        let (challenger, nonce) = (self.agent.pubkey(), nonce(address));
        upload::evidence(&self.rpc, &market, &self.agent, nonce, &proof).await?;
        let open = |owner: &Address| market.open_reward_account(&challenger, owner);
        let refund = assay_client::token::open_associated(
            &challenger,
            &job.client,
            &market.payment_mint,
            &market.token_program,
        );
        let convict = market.convict(*address, job.client, provider.authority, challenger, nonce);
        let instructions = vec![open(&challenger), open(&job.client), refund, convict];
        let receipt = Transaction::new(&self.agent, instructions)
            .send(&self.rpc)
            .await?;
        self.metrics.convictions.inc();
        info!(job = %address, provider = %job.operator, units = receipt.units, "convicted");
        Ok(())
    }

    fn seat(&self, job: &Job) -> Option<usize> {
        job.seats.iter().position(|seat| seat.operator == self.operator)
    }

    async fn market(&self, address: &Address) -> Result<EscrowMarket, ClientError> {
        let known = {
            let markets = self.markets.lock().unwrap_or_else(PoisonError::into_inner);
            markets.get(address).copied()
        };
        if let Some(market) = known {
            return Ok(market);
        }
        let market = EscrowMarket::of(&accounts::fetch::<Market>(&self.rpc, address).await?);
        let mut markets = self.markets.lock().unwrap_or_else(PoisonError::into_inner);
        markets.insert(*address, market);
        Ok(market)
    }
}

/// One buffer per job, at an address that a restart finds again.
fn nonce(job: &Address) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&job.as_ref()[..8]);
    u64::from_le_bytes(first)
}
