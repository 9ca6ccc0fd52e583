//! Proofs of verification: what we computed, for others to audit, and what other verifiers say they computed.

use super::check::{Checker, FIRST_RETRY, LONGEST_RETRY};
use super::openings::Remote;
use crate::pov::{accuse, prove_shown, LieProof};
use anyhow::ensure;
use assay_client::{
    accounts,
    escrow::{Job, Seat, Status},
    stake::Operator,
};
use assay_proof::pov::{seed, Commitment, VerifierRoots};
use assay_proof::{Hash, Roots};
use solana_address::Address;
use std::sync::Arc;
use tokio::{task, time};
use tracing::{debug, info, warn};

/// What became of our vectors.
pub(super) struct Proved {
    pub job: Address,
    /// Their root and their bytes; `None` when the provider does not show what they are made of.
    pub vectors: Option<(Hash, Vec<u8>)>,
}

/// What became of an audit.
pub(super) struct Audited {
    pub job: Address,
    pub operator: Address,
    /// Against the verifier; `None` when there is none.
    pub evidence: Option<Vec<u8>>,
}

impl Checker {
    /// Computes the vectors of `operator`, ours, for a job whose result is right.
    pub(super) async fn prove(self: Arc<Self>, address: Address, job: Job, operator: Address) -> Proved {
        let mut retry = FIRST_RETRY;
        let vectors = loop {
            match self.try_prove(&address, &job, &operator).await {
                Ok(vectors) => break Some((vectors.root(), vectors.to_bytes())),
                Err(error) => {
                    self.metrics.failures.inc();
                    warn!(job = %address, %error, "the check could not be proven");
                }
            }
            if self.last_call(&job).await {
                break None;
            }
            time::sleep(retry).await;
            retry = (retry * 2).min(LONGEST_RETRY);
        };
        Proved {
            job: address,
            vectors,
        }
    }

    async fn try_prove(
        &self,
        address: &Address,
        job: &Job,
        operator: &Address,
    ) -> anyhow::Result<Commitment> {
        let material = self.material(address, job).await?;
        let seed = seed(address.as_array(), &job.beacon, operator.as_array());
        let proven = task::spawn_blocking(move || {
            prove_shown(&material.key, &material.commitment(), &material.openings, &seed)
        });
        Ok(proven.await??)
    }

    /// Audits the verifier on a seat until there is something to say about it, or it is too late.
    pub(super) async fn audit(self: Arc<Self>, address: Address, mut job: Job, seat: Seat) -> Audited {
        let operator = seat.operator;
        let mut retry = FIRST_RETRY;
        let (found, evidence) = loop {
            match self.try_audit(&address, &job, &seat).await {
                Ok(None) => {
                    info!(job = %address, %operator, "what a verifier says it computed is right");
                    break ("honest", None);
                }
                Ok(Some(proof)) => {
                    warn!(job = %address, %operator, conviction = ?proof.conviction, "a verifier lies");
                    break ("guilty", Some(proof.evidence));
                }
                Err(error) if retry == FIRST_RETRY => {
                    warn!(job = %address, %operator, %error, "a verifier cannot be audited; trying again");
                }
                Err(error) => debug!(job = %address, %operator, %error, "a verifier cannot be audited"),
            }
            time::sleep(retry).await;
            retry = (retry * 2).min(LONGEST_RETRY);
            match self.can_still_convict(&address, &seat).await {
                Ok(Some(now)) => job = now,
                Ok(None) => {
                    warn!(job = %address, %operator, "a verifier did not show what it says it computed: there is nothing to convict it with");
                    break ("unserved", None);
                }
                Err(error) => debug!(job = %address, %error, "the chain could not be read"),
            }
        };
        self.metrics.audits.with_label_values(&[found]).inc();
        Audited {
            job: address,
            operator,
            evidence,
        }
    }

    /// The job, while the seat's bond can still be taken.
    async fn can_still_convict(&self, address: &Address, seat: &Seat) -> anyhow::Result<Option<Job>> {
        let Some(job) = accounts::find::<Job>(&self.rpc, address).await? else {
            return Ok(None);
        };
        let now = self.rpc.unix_time().await?;
        let sits = accused_seat(&job, &seat.operator).is_some();
        let open = job.status() == Status::Challengeable || job.is_held(seat, now);
        Ok((sits && open).then_some(job))
    }

    async fn try_audit(&self, address: &Address, job: &Job, seat: &Seat) -> anyhow::Result<Option<LieProof>> {
        let roots = verifier_roots(address, job, seat);
        let accused: Operator = accounts::fetch(&self.rpc, &seat.operator).await?;
        let remote = Remote::new(self.http.clone(), accused.endpoint_str(), address, self.limits);
        let key = self.keys.of(&self.fetcher, job).await?;
        let most = Commitment::encoded_len(key.spec(), &roots.seed());
        let bytes = remote.vectors(most).await?;
        let accused = Commitment::parse(key.spec(), &roots.seed(), &bytes)?;
        let served = accused.root() == roots.vectors;
        ensure!(served, "what it serves does not hash to what it attested with");
        let material = self.material(address, job).await?;
        let audited = task::spawn_blocking(move || {
            let (commitment, openings) = (material.commitment(), &material.openings);
            accuse(&material.key, &commitment, openings, &roots, &accused)
        });
        Ok(audited.await??)
    }
}

fn verifier_roots(address: &Address, job: &Job, seat: &Seat) -> VerifierRoots {
    VerifierRoots {
        job: address.to_bytes(),
        beacon: job.beacon,
        operator: seat.operator.to_bytes(),
        result: Roots {
            spec: job.spec_root,
            input: job.input_root,
            trace: job.trace_root,
            output: job.output_root,
        },
        vectors: seat.verification_root,
    }
}

/// The seat of `operator`, if what it said can convict it.
pub(super) fn accused_seat(job: &Job, operator: &Address) -> Option<usize> {
    let guilty = |seat: &Seat| seat.operator == *operator && seat.can_be_convicted() && seat.done == 0;
    let seat = job.seats.iter().position(guilty);
    seat.filter(|_| job.status() != Status::Convicted)
}
