//! The keys of models: in memory, on disk, or made of weights that are fetched.

use crate::{KeyFileError, KeyStore, VerifierKey};
use assay_client::{content::Fetcher, escrow::Job};
use assay_proof::{Hash, JobSpec};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::task;
use tracing::warn;

/// Models whose keys are held in memory.
const HELD: usize = 4;

pub(super) struct Keys {
    store: KeyStore,
    most_bytes: u64,
    /// By spec root, which binds the weights.
    held: Mutex<HashMap<Hash, Arc<VerifierKey>>>,
}

impl Keys {
    pub(super) fn new(store: KeyStore, most_bytes: u64) -> Self {
        Self {
            store,
            most_bytes,
            held: Mutex::default(),
        }
    }

    /// The key of the job's model; its secret randomness serves every job on it.
    pub(super) async fn of(&self, fetcher: &Fetcher, job: &Job) -> anyhow::Result<Arc<VerifierKey>> {
        let held = {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.get(&job.spec_root).cloned()
        };
        if let Some(key) = held {
            return Ok(key);
        }
        let spec = fetcher.spec(job.uri_str(), &job.spec_root).await?;
        let key = match self.kept(&spec).await? {
            Some(key) => key,
            None => {
                let weights = fetcher.weights(job.uri_str(), &spec).await?;
                let (store, most_bytes) = (self.store.clone(), self.most_bytes);
                let made = task::spawn_blocking(move || -> anyhow::Result<VerifierKey> {
                    let mut key = VerifierKey::new(&spec, weights, &mut rand::rng())?;
                    match store.save(&key).and_then(|()| store.prune(most_bytes)) {
                        Ok(()) => key.release_weights(store.loader(&spec)),
                        Err(error) => warn!(%error, "the key is held in memory, as it could not be kept"),
                    }
                    Ok(key)
                });
                made.await??
            }
        };
        let key = Arc::new(key);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= HELD {
            held.clear();
        }
        held.insert(job.spec_root, key.clone());
        Ok(key)
    }

    /// Lets the key of a model go, whose weights cannot be read any more.
    pub(super) fn forget(&self, spec_root: &Hash) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(spec_root);
    }

    /// The key on disk, if it is whole. One that is not is made again.
    async fn kept(&self, spec: &JobSpec) -> anyhow::Result<Option<VerifierKey>> {
        let (store, spec) = (self.store.clone(), spec.clone());
        let loaded = task::spawn_blocking(move || store.load(&spec)).await?;
        Ok(loaded.unwrap_or_else(|error| {
            warn!(%error, "a key on disk is not used, but made again");
            None
        }))
    }
}

/// The store in the daemon's folder.
pub(super) fn open(folder: &std::path::Path) -> Result<KeyStore, KeyFileError> {
    KeyStore::open(folder.join("keys"))
}
