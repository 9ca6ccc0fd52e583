//! Executions on disk: one folder per job, named by the job's address.
//!
//! ```text
//! <data>/lock                  held while a worker runs
//! <data>/jobs/<address>/state.json     salt, roots, commitment; replaced atomically
//! <data>/jobs/<address>/trace.bin      one record per finished op: shape and root
//! <data>/jobs/<address>/ops/<k>.bin    result of op k, row-major, little-endian
//! <data>/jobs/<address>/inputs.safetensors, spec.bin
//! <data>/models/<spec root>/           spec.bin and weights.safetensors of fetched models
//! ```
//!
//! A kill at any moment leaves a folder from which the run goes on: a result counts once its record
//! is complete and its bytes hash to the recorded root, and the salt is on disk before anything
//! that depends on it leaves the machine.

mod files;
mod job;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use assay_proof::Hash;
pub(crate) use job::holds;
pub use job::{JobFolder, JobRecord, Sealed};

/// Held while a worker runs.
const LOCK_FILE: &str = "lock";

/// A file operation that failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("cannot {action} {path}: {error}; check the disk's space and the folder's owner")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Another worker uses the folder.
    #[error("{path} is in use by another worker; give each worker its own data folder")]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// No worker uses the folder.
    #[error("no worker runs on {path}; check --data-dir, or data_dir in its settings")]
    NotInUse {
        /// The data folder.
        path: PathBuf,
    },
    /// A state file is not what this worker wrote.
    #[error("{path} is damaged: {reason}; if the job is over, remove its folder")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Address of a job, as 32 bytes shown in base58.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub [u8; 32]);

impl core::fmt::Display for JobId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&bs58::encode(self.0).into_string())
    }
}

impl FromStr for JobId {
    type Err = InvalidJobId;

    fn from_str(text: &str) -> Result<Self, InvalidJobId> {
        let mut bytes = [0; 32];
        // Longer text cannot be 32 bytes; decoding it would cost its length squared.
        let length = if text.len() <= 44 {
            bs58::decode(text).onto(&mut bytes)
        } else {
            Ok(0)
        };
        match length {
            Ok(32) => Ok(Self(bytes)),
            _ => Err(InvalidJobId),
        }
    }
}

/// Text that is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a job address: it must be 32 bytes in base58")]
pub struct InvalidJobId;

/// The data folder of one worker.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Held for the life of the store; the system releases it when the process dies.
    _lock: File,
}

impl Store {
    /// Opens `root`, creating it for this user only.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] when another worker has it open.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let root = root.into();
        files::create_private_dir(&root.join("jobs"))?;
        let path = root.join(LOCK_FILE);
        let lock = files::open_private(&path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root, _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::InUse { path: root }),
            Err(fs::TryLockError::Error(error)) => Err(StoreError::Io {
                action: "lock",
                path,
                error,
            }),
        }
    }

    /// Whether a worker has `root` open. Asking creates nothing, and keeps nobody else from asking.
    ///
    /// # Errors
    ///
    /// When the folder is there and cannot be read.
    pub fn is_in_use(root: &Path) -> Result<bool, StoreError> {
        let path = root.join(LOCK_FILE);
        let failed = |action, error| StoreError::Io {
            action,
            path: path.clone(),
            error,
        };
        let lock = match File::open(&path) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed("open", error)),
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(fs::TryLockError::WouldBlock) => Ok(true),
            Err(fs::TryLockError::Error(error)) => Err(failed("lock", error)),
        }
    }

    /// The folder it lies in.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All jobs with a folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be listed.
    pub fn jobs(&self) -> Result<Vec<JobId>, StoreError> {
        let path = self.root.join("jobs");
        let failed = |error| StoreError::Io {
            action: "list",
            path: path.clone(),
            error,
        };
        let mut jobs = Vec::new();
        for entry in fs::read_dir(&path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            jobs.extend(name.to_str().and_then(|name| JobId::from_str(name).ok()));
        }
        jobs.sort_unstable();
        Ok(jobs)
    }

    /// The folder of a job that was created before, if there is one.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn job(&self, job: JobId) -> Result<Option<JobFolder>, StoreError> {
        JobFolder::open(self.path(job), job)
    }

    /// The folder of a job, created now if there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn create(&self, job: JobId) -> Result<JobFolder, StoreError> {
        match self.job(job)? {
            Some(folder) => Ok(folder),
            None => JobFolder::create(self.path(job), job),
        }
    }

    /// Removes a job's folder and all its results. Does nothing when there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be removed.
    pub fn remove(&self, job: JobId) -> Result<(), StoreError> {
        let path = self.path(job);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io {
                action: "remove",
                path,
                error,
            }),
            _ => Ok(()),
        }
    }

    /// Writes a file durably into `folder`, which is created if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn keep(&self, folder: &Path, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        files::create_private_dir(folder)?;
        files::replace(&folder.join(name), bytes)
    }

    /// The folder of models.
    #[must_use]
    pub fn models_path(&self) -> PathBuf {
        self.root.join("models")
    }

    /// The folder of the model whose spec has this root.
    #[must_use]
    pub fn model_path(&self, spec_root: &Hash) -> PathBuf {
        self.models_path().join(hex::encode(spec_root))
    }

    fn path(&self, job: JobId) -> PathBuf {
        self.root.join("jobs").join(job.to_string())
    }
}
