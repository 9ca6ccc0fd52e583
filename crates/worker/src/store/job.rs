//! One job's folder.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assay_proof::{commitment, trace_root, DType, Hash, JobSpec, Shape, Tensor};
use rand::TryRngCore;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{files, JobId, StoreError};
use crate::execute::{OpRoot, Trace, TraceError};
use assay_hash::parallel_root;

/// Format of the state file.
const VERSION: u32 = 1;
/// Bytes of one record of `trace.bin`: dtype, rows, cols, root.
const RECORD: usize = 1 + 4 + 4 + 32;

/// What is kept of a job besides its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    version: u32,
    /// The finished result, once it is sealed.
    pub sealed: Option<Sealed>,
    /// Whether the opening was sent to the chain, so that results may be shown to anyone.
    pub revealed: bool,
    /// Unix time at which the job was first seen to be over, seconds.
    pub ended_at: Option<u64>,
}

/// A finished result and the salt that hides it until it is revealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Root over all results.
    #[serde(with = "hex::serde")]
    pub trace_root: Hash,
    /// Root of the output.
    #[serde(with = "hex::serde")]
    pub output_root: Hash,
    /// 32 random bytes; secret until the reveal.
    #[serde(with = "hex::serde")]
    pub salt: Hash,
    /// What goes on chain first.
    #[serde(with = "hex::serde")]
    pub commitment: Hash,
}

/// A job's folder, open for writing its results.
#[derive(Debug)]
pub struct JobFolder {
    path: PathBuf,
    job: JobId,
    record: JobRecord,
    ops: Vec<OpRoot>,
}

impl JobFolder {
    pub(super) fn create(path: PathBuf, job: JobId) -> Result<Self, StoreError> {
        files::create_private_dir(&path.join("ops"))?;
        let record = JobRecord {
            version: VERSION,
            sealed: None,
            revealed: false,
            ended_at: None,
        };
        let folder = Self {
            path,
            job,
            record,
            ops: Vec::new(),
        };
        folder.save()?;
        Ok(folder)
    }

    /// `None` when nothing was written yet.
    pub(crate) fn open(path: PathBuf, job: JobId) -> Result<Option<Self>, StoreError> {
        let state = path.join("state.json");
        let Some(bytes) = files::read(&state)? else {
            return Ok(None);
        };
        let damaged = |reason: String| StoreError::Damaged {
            path: state.clone(),
            reason,
        };
        let record: JobRecord = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if record.version != VERSION {
            return Err(damaged(format!(
                "version {}, this worker writes {VERSION}",
                record.version
            )));
        }
        let trace = files::read(&path.join("trace.bin"))?.unwrap_or_default();
        let ops = trace.chunks_exact(RECORD).map_while(read_record).collect();
        Ok(Some(Self {
            path,
            job,
            record,
            ops,
        }))
    }

    /// The job it belongs to.
    #[must_use]
    pub fn job(&self) -> JobId {
        self.job
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is kept besides the results.
    #[must_use]
    pub fn record(&self) -> &JobRecord {
        &self.record
    }

    /// Shapes and roots of the results, in op order.
    #[must_use]
    pub fn ops(&self) -> &[OpRoot] {
        &self.ops
    }

    /// File that holds the result of op `op`.
    #[must_use]
    pub fn op_path(&self, op: usize) -> PathBuf {
        self.path.join("ops").join(format!("{op}.bin"))
    }

    /// Drops results that do not fit `spec` or whose bytes do not hash to their record, and all
    /// after them: what a crash may leave behind. A sealed result was made durable and is kept.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or the trace cannot be shortened.
    pub fn recover(&mut self, spec: &JobSpec) -> Result<(), StoreError> {
        if self.record.sealed.is_some() {
            return Ok(());
        }
        let mut whole = 0;
        for (op, (kept, desc)) in self.ops.iter().zip(&spec.ops).enumerate() {
            if kept.shape != desc.shape {
                break;
            }
            let bytes = files::read(&self.op_path(op))?.unwrap_or_default();
            match Tensor::new(kept.shape, bytes) {
                Ok(tensor) if parallel_root(&tensor) == kept.root => whole = op + 1,
                _ => break,
            }
        }
        self.ops.truncate(whole);
        let path = self.path.join("trace.bin");
        let file = files::open_private(&path)?;
        let length = (whole * RECORD) as u64;
        file.set_len(length).map_err(|error| StoreError::Io {
            action: "shorten",
            path,
            error,
        })
    }

    /// Makes all results durable, draws the salt and records the commitment of operator `provider`.
    /// The salt is drawn once: sealing again gives the same commitment.
    ///
    /// # Errors
    ///
    /// When something cannot be written; then nothing may be committed to.
    ///
    /// # Panics
    ///
    /// When no op has a result.
    pub fn seal(&mut self, provider: &Hash) -> Result<Sealed, StoreError> {
        if let Some(sealed) = &self.record.sealed {
            return Ok(sealed.clone());
        }
        // The disk takes many small flushes together sooner than one after the other.
        (0..self.ops.len())
            .into_par_iter()
            .try_for_each(|op| files::sync(&self.op_path(op)))?;
        files::sync(&self.path.join("trace.bin"))?;
        files::sync(&self.path.join("ops"))?;
        let roots = self.roots();
        let trace_root = trace_root(&roots);
        let output_root = *roots.last().expect("a spec has at least one op");
        let mut salt = [0; 32];
        rand::rngs::OsRng
            .try_fill_bytes(&mut salt)
            .map_err(|error| StoreError::Io {
                action: "draw a salt for",
                path: self.path.clone(),
                error: std::io::Error::other(error),
            })?;
        let commitment = commitment(&self.job.0, provider, &trace_root, &output_root, &salt);
        let sealed = Sealed {
            trace_root,
            output_root,
            salt,
            commitment,
        };
        self.record.sealed = Some(sealed.clone());
        self.save()?;
        Ok(sealed)
    }

    /// Adds a file beside the results, durably.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        files::replace(&self.path.join(name), bytes)
    }

    /// Records that the job is over, at this Unix time.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn mark_ended(&mut self, now: u64) -> Result<(), StoreError> {
        self.record.ended_at.get_or_insert(now);
        self.save()
    }

    /// Records that the opening is being sent to the chain, from when anybody may see the results.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn mark_revealed(&mut self) -> Result<(), StoreError> {
        self.record.revealed = true;
        self.save()
    }

    fn save(&self) -> Result<(), StoreError> {
        let json = serde_json::to_vec_pretty(&self.record).expect("a record has no map and no float");
        files::replace(&self.path.join("state.json"), &json)
    }

    fn add_record(&self, kept: &OpRoot) -> Result<(), StoreError> {
        let path = self.path.join("trace.bin");
        let mut file = files::open_private(&path)?;
        let at = (self.ops.len() * RECORD) as u64;
        let write = |file: &mut File| {
            file.seek(SeekFrom::Start(at))?;
            file.write_all(&record_bytes(kept))
        };
        write(&mut file).map_err(|error| StoreError::Io {
            action: "write",
            path,
            error,
        })
    }
}

impl Trace for JobFolder {
    fn done(&self) -> usize {
        self.ops.len()
    }

    fn load(&self, op: usize) -> Result<Tensor, TraceError> {
        let failed = |reason: String| TraceError { op, reason };
        let bytes = fs::read(self.op_path(op)).map_err(|error| failed(error.to_string()))?;
        Tensor::new(self.ops[op].shape, bytes).map_err(|error| failed(error.to_string()))
    }

    fn append(&mut self, tensor: &Arc<Tensor>, root: Hash) -> Result<(), TraceError> {
        let op = self.ops.len();
        let kept = OpRoot {
            shape: tensor.shape(),
            root,
        };
        // The record follows its data, so that a record without data is rare; `recover` checks.
        files::write(&self.op_path(op), tensor.data())
            .and_then(|()| self.add_record(&kept))
            .map_err(|error| TraceError {
                op,
                reason: error.to_string(),
            })?;
        self.ops.push(kept);
        Ok(())
    }

    fn roots(&self) -> Vec<Hash> {
        self.ops.iter().map(|kept| kept.root).collect()
    }
}

fn record_bytes(kept: &OpRoot) -> [u8; RECORD] {
    let mut bytes = [0; RECORD];
    bytes[..9].copy_from_slice(&kept.shape.to_bytes());
    bytes[9..].copy_from_slice(&kept.root);
    bytes
}

/// `None` for a record that no op writes.
fn read_record(bytes: &[u8]) -> Option<OpRoot> {
    let word = |at: usize| bytes[at..at + 4].try_into().map(u32::from_le_bytes).ok();
    let shape = Shape::new(DType::from_code(bytes[0])?, word(1)?, word(5)?);
    let root = bytes[9..].try_into().ok()?;
    shape.is_valid().then_some(OpRoot { shape, root })
}

/// Whether `path` holds as many bytes as a tensor of this shape.
pub(crate) fn holds(path: &Path, shape: &Shape) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() == shape.bytes())
}
