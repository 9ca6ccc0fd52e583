//! Running accepted jobs, away from the loop that watches the chain.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assay_client::escrow::Job;
use assay_proof::Hash;
use solana_address::Address;
use tracing::info;

use super::library::{Library, Work};
use super::refusal::Refusal;
use crate::backend::Backend;
use crate::execute::{self, Control, ExecuteError, Progress, Timings, Trace};
use crate::metrics::Metrics;
use crate::store::{JobId, Store, StoreError};

/// Why a run did not end in a sealed result.
#[derive(Debug, thiserror::Error)]
pub(super) enum RunError {
    #[error(transparent)]
    Content(#[from] Refusal),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the backend broke off: {0}")]
    Panicked(String),
}

/// What runs need, shared by all of them.
pub(super) struct Runner {
    pub store: Arc<Store>,
    pub library: Arc<Library>,
    /// One job at a time has the whole device.
    pub backend: Arc<Mutex<Box<dyn Backend>>>,
    pub metrics: Arc<Metrics>,
    /// The operator, to whom the commitment binds the result.
    pub operator: Hash,
}

impl Runner {
    /// Runs what is missing of a job and seals its result. `stop` breaks it off between two ops.
    pub(super) async fn run(
        self: Arc<Self>,
        address: Address,
        job: Job,
        stop: Arc<AtomicBool>,
    ) -> Result<(), RunError> {
        let work = self.library.work(&address, &job).await?;
        let run =
            tokio::task::spawn_blocking(move || self.run_and_seal(JobId(address.to_bytes()), &work, &stop));
        run.await
            .unwrap_or_else(|error| Err(RunError::Panicked(error.to_string())))
    }

    fn run_and_seal(&self, id: JobId, work: &Work, stop: &AtomicBool) -> Result<(), RunError> {
        let Work { model, inputs } = work;
        // A run that panicked left no state in the backend that the next one relies on.
        let mut backend = self.backend.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folder = self.store.create(id)?;
        folder.recover(&model.spec)?;
        let resumed = folder.done();
        let progress = |progress: Progress| {
            tracing::debug!(job = %id, done = progress.done, of = progress.of, "running");
        };
        let control = Control {
            stop: Some(stop),
            progress: Some(&progress),
        };
        info!(job = %id, ops = model.spec.ops.len(), resumed, backend = %backend.name(), "running");
        let timings = execute::run(
            &model.spec,
            &model.weights,
            inputs,
            backend.as_mut(),
            &mut folder,
            &control,
        )?;
        drop(backend);
        self.metrics.ran(model.spec.ops.len() - resumed, &timings);
        folder.seal(&self.operator)?;
        let Timings { compute, prove, wall } = timings;
        let ms = |time: Duration| time.as_millis() as u64;
        info!(job = %id, compute_ms = ms(compute), prove_ms = ms(prove), wall_ms = ms(wall), "sealed");
        Ok(())
    }
}
