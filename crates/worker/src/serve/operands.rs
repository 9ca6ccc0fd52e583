//! Operands of a job's ops where they lie on disk, read by rows.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use assay_client::content::{INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE};
use assay_proof::{JobSpec, Shape, Source, Tensor};
use serde::Deserialize;

use crate::store::{JobFolder, Store};

/// Most bytes of the header of a file of tensors.
const MAX_HEADER: u64 = 64 << 20;

/// A job's graph and where its tensors are.
pub(super) struct Operands {
    pub spec: JobSpec,
    job: PathBuf,
    ops: Vec<PathBuf>,
    model: PathBuf,
}

/// A tensor on disk: `shape.bytes()` bytes from `start` on.
pub(super) struct Place {
    pub shape: Shape,
    path: PathBuf,
    start: u64,
}

/// What is needed of an entry in the header of a file of tensors.
#[derive(Deserialize)]
struct Entry {
    data_offsets: (u64, u64),
}

/// Why an operand cannot be read: for the operator's log.
#[derive(Debug, thiserror::Error)]
pub(super) enum OperandError {
    #[error("{path}: {reason}")]
    File { path: PathBuf, reason: String },
    #[error("the graph has no {0}")]
    Dangling(Source),
}

impl Operands {
    /// `None` when the job's graph was not kept with it.
    pub(super) fn of(folder: &JobFolder, store: &Store) -> Result<Option<Self>, OperandError> {
        let path = folder.path().join(SPEC_FILE);
        let failed = |reason: String| OperandError::File {
            path: path.clone(),
            reason,
        };
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error.to_string())),
        };
        let spec = JobSpec::parse(&bytes).map_err(|error| failed(error.to_string()))?;
        let model = store.model_path(&spec.spec_root());
        Ok(Some(Self {
            job: folder.path().to_owned(),
            ops: (0..spec.ops.len()).map(|op| folder.op_path(op)).collect(),
            model,
            spec,
        }))
    }

    /// Where an operand lies.
    pub(super) fn place(&self, source: Source) -> Result<Place, OperandError> {
        let shape = self.spec.shape_of(source);
        let shape = shape.ok_or(OperandError::Dangling(source))?;
        let (path, start) = match source {
            Source::Op(n) => (self.ops[usize::from(n)].clone(), 0),
            Source::Input(n) => within(&self.job.join(INPUTS_FILE), &format!("input.{n}"), &shape)?,
            Source::Weight(n) => within(&self.model.join(WEIGHTS_FILE), &format!("weight.{n}"), &shape)?,
        };
        Ok(Place { shape, path, start })
    }
}

/// Where the tensor `name` starts in a file of tensors: 8 bytes of length, a header in JSON, the data.
fn within(path: &Path, name: &str, shape: &Shape) -> Result<(PathBuf, u64), OperandError> {
    let failed = |reason: String| OperandError::File {
        path: path.to_owned(),
        reason,
    };
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length).min(MAX_HEADER);
        let mut header = Vec::new();
        file.take(length).read_to_end(&mut header)?;
        Ok(header)
    };
    let header = read().map_err(|error| failed(error.to_string()))?;
    let entries: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&header).map_err(|error| failed(error.to_string()))?;
    let entry = entries
        .get(name)
        .ok_or_else(|| failed(format!("tensor {name} is missing")))?;
    let Entry {
        data_offsets: (start, end),
    } = Entry::deserialize(entry).map_err(|error| failed(error.to_string()))?;
    if end.checked_sub(start) != Some(shape.bytes()) {
        return Err(failed(format!("tensor {name} is not {shape}")));
    }
    Ok((path.to_owned(), 8 + header.len() as u64 + start))
}

impl Place {
    /// Rows `rows` of the tensor.
    pub(super) fn rows(&self, rows: Range<u32>) -> Result<Tensor, OperandError> {
        let failed = |reason: String| OperandError::File {
            path: self.path.clone(),
            reason,
        };
        let row_bytes = self.shape.row_bytes();
        let mut data = vec![0; row_bytes * (rows.end - rows.start) as usize];
        let start = self.start + u64::from(rows.start) * row_bytes as u64;
        let mut read = || -> std::io::Result<()> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut data)
        };
        read().map_err(|error| failed(error.to_string()))?;
        let shape = Shape {
            rows: rows.end - rows.start,
            ..self.shape
        };
        Tensor::new(shape, data).map_err(|error| failed(error.to_string()))
    }

    /// All of the tensor.
    pub(super) fn all(&self) -> Result<Tensor, OperandError> {
        self.rows(0..self.shape.rows)
    }
}
