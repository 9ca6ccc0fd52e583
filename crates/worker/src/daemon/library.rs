//! The content of jobs, fetched once, checked against the chain and kept.
//!
//! Before a bond is locked everything needed to finish the job is on this machine's disk: a client
//! that takes its content down afterwards, or a restart, cannot make the provider miss its deadline.
//! Models are kept by their spec root, so the next job on the same model fetches its inputs only.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use assay_client::content::{
    write_tensors, ContentError, Fetcher, Limits, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE,
};
use assay_client::escrow::Job;
use assay_proof::{Hash, JobSpec, Tensor};
use solana_address::Address;

use super::refusal::Refusal;
use super::Config;
use crate::execute::{check_operands, Footprint};
use crate::store::{JobId, Store, StoreError};

/// A graph with its weights.
pub(super) struct Model {
    pub spec: JobSpec,
    pub weights: Vec<Tensor>,
}

/// Everything needed to run one job.
pub(super) struct Work {
    pub model: Arc<Model>,
    pub inputs: Vec<Tensor>,
}

pub(super) struct Library {
    store: Arc<Store>,
    /// Takes from clients, within the operator's limits.
    remote: Fetcher,
    /// Reads what this library wrote.
    local: Fetcher,
    max_trace_bytes: u64,
    max_memory_bytes: u64,
    /// Multiplications and additions per second, measured at the start.
    speed: f64,
    /// The model used last, which the next job is most likely to use again.
    last: Mutex<Option<(Hash, Arc<Model>)>>,
}

impl Library {
    pub(super) fn new(config: &Config, store: Arc<Store>, speed: f64) -> Result<Self, ContentError> {
        let limits = Limits {
            tensor_bytes: config.max_tensor_bytes,
            files: config.allow_files,
            ..Limits::default()
        };
        // The files are this library's own; their format adds a little to what was fetched.
        let own = Limits {
            tensor_bytes: u64::MAX,
            files: true,
            ..limits
        };
        Ok(Self {
            store,
            remote: Fetcher::new(limits)?,
            local: Fetcher::new(own)?,
            max_trace_bytes: config.max_trace_bytes,
            max_memory_bytes: config.max_memory_bytes,
            speed,
            last: Mutex::default(),
        })
    }

    /// Fetches a job's content, checks that it is the job's and that it can be run here in time,
    /// and makes it durable.
    pub(super) async fn fetch(&self, address: &Address, job: &Job) -> Result<(), Refusal> {
        let uri = job.uri_str();
        let model = match self.model_kept(&job.spec_root).await {
            Some(model) => {
                self.check_size(&model.spec, job)?;
                model
            }
            None => {
                let spec = self.remote.spec(uri, &job.spec_root).await?;
                // The graph says how large the rest is, before it is fetched.
                self.check_size(&spec, job)?;
                let weights = self.remote.weights(uri, &spec).await?;
                self.keep_model(&job.spec_root, Model { spec, weights })?
            }
        };
        let inputs = self.remote.inputs(uri, &model.spec, &job.input_root).await?;
        check_operands(&model.spec, &model.weights, &inputs)?;
        let folder = self.store.create(JobId(address.to_bytes()))?;
        folder.keep(INPUTS_FILE, &write_tensors("input", &inputs))?;
        // From graph, inputs and model the server computes sums that verifiers ask for.
        folder.keep(SPEC_FILE, &model.spec.to_bytes())?;
        Ok(())
    }

    /// What [`Library::fetch`] kept of a job; fetched again if it was lost.
    pub(super) async fn work(&self, address: &Address, job: &Job) -> Result<Work, Refusal> {
        if let Some(work) = self.work_kept(address, job).await {
            return Ok(work);
        }
        self.fetch(address, job).await?;
        self.work_kept(address, job).await.ok_or_else(|| {
            StoreError::Damaged {
                path: self.models(),
                reason: "what was just written cannot be read".into(),
            }
            .into()
        })
    }

    /// Removes models that no job of `in_use` needs and that are older than `keep`.
    pub(super) fn clean(&self, in_use: &[Hash], keep: Duration) {
        for (name, age) in folders(&self.models()) {
            let used = in_use.iter().any(|root| hex::encode(root) == name);
            if !used && age > keep {
                if let Err(error) = std::fs::remove_dir_all(self.models().join(&name)) {
                    tracing::warn!(model = %name, %error, "an old model could not be removed");
                }
            }
        }
    }

    async fn work_kept(&self, address: &Address, job: &Job) -> Option<Work> {
        let model = self.model_kept(&job.spec_root).await?;
        let folder = self.store.job(JobId(address.to_bytes())).ok()??;
        let uri = file_uri(folder.path())?;
        let inputs = self.local.inputs(&uri, &model.spec, &job.input_root).await.ok()?;
        Some(Work { model, inputs })
    }

    async fn model_kept(&self, root: &Hash) -> Option<Arc<Model>> {
        {
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, model)) = last.as_ref().filter(|(last, _)| last == root) {
                return Some(model.clone());
            }
        }
        // A damaged or absent copy is fetched again; the roots tell.
        let uri = file_uri(self.folder(root))?;
        let spec = self.local.spec(&uri, root).await.ok()?;
        let weights = self.local.weights(&uri, &spec).await.ok()?;
        Some(self.remember(root, Model { spec, weights }))
    }

    fn keep_model(&self, root: &Hash, model: Model) -> Result<Arc<Model>, StoreError> {
        let folder = self.folder(root);
        self.store
            .keep(&folder, WEIGHTS_FILE, &write_tensors("weight", &model.weights))?;
        self.store.keep(&folder, SPEC_FILE, &model.spec.to_bytes())?;
        Ok(self.remember(root, model))
    }

    fn remember(&self, root: &Hash, model: Model) -> Arc<Model> {
        let model = Arc::new(model);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((*root, model.clone()));
        model
    }

    fn check_size(&self, spec: &JobSpec, job: &Job) -> Result<(), Refusal> {
        let size = Footprint::of(spec);
        let memory = size.operand_bytes + size.peak_bytes;
        for (what, needed, most) in [
            ("results on disk", size.trace_bytes, self.max_trace_bytes),
            ("memory", memory, self.max_memory_bytes),
        ] {
            if needed > most {
                return Err(Refusal::Size { what, needed, most });
            }
        }
        // Twice the estimate must fit: other work shares the machine, and hashing takes time too.
        let needed = (2.0 * size.arithmetic as f64 / self.speed).ceil() as u64;
        if needed > u64::from(job.run_seconds) {
            return Err(Refusal::Time {
                needed,
                given: job.run_seconds,
            });
        }
        Ok(())
    }

    fn models(&self) -> PathBuf {
        self.store.models_path()
    }

    fn folder(&self, root: &Hash) -> PathBuf {
        self.store.model_path(root)
    }
}

/// Names of the folders in `path` and how long ago each was written.
fn folders(path: &std::path::Path) -> Vec<(String, Duration)> {
    let age = |entry: std::fs::DirEntry| {
        let written = entry.metadata().and_then(|metadata| metadata.modified()).ok()?;
        let age = SystemTime::now().duration_since(written).unwrap_or_default();
        Some((entry.file_name().into_string().ok()?, age))
    };
    // Without the folder there is nothing to clean.
    std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(age)
        .collect()
}

fn file_uri(path: impl AsRef<std::path::Path>) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    Some(reqwest::Url::from_directory_path(path).ok()?.to_string())
}
