//! Running a job's graph and committing to every result.

mod liveness;
mod run;

use std::sync::Arc;

use assay_proof::{arith, check_ids, trace_root, EvalError, Hash, JobSpec, Op, Shape, Source, Tensor};

use crate::backend::{Backend, BackendError};
pub use liveness::Footprint;
pub use run::{run, Control, Progress, Timings};

/// The result of one op as it is committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpRoot {
    /// Type and size.
    pub shape: Shape,
    /// Tensor root.
    pub root: Hash,
}

/// A finished run held in memory.
#[derive(Debug)]
pub struct Execution {
    /// The result of every op, in op order; the last is the job's output.
    pub tensors: Vec<Tensor>,
    /// Their tensor roots.
    pub roots: Vec<Hash>,
    /// Root over all of them.
    pub trace_root: Hash,
    /// Root of the last.
    pub output_root: Hash,
}

/// Where the results of a run go, op by op and in order. What a trace holds already is not
/// computed again.
pub trait Trace: Send {
    /// Ops whose results are held: `0..done()`.
    fn done(&self) -> usize;

    /// The result of op `op`, which is below `done()`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn load(&self, op: usize) -> Result<Tensor, TraceError>;

    /// Adds the result of op `done()`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    fn append(&mut self, tensor: &Arc<Tensor>, root: Hash) -> Result<(), TraceError>;

    /// Roots of all results held.
    fn roots(&self) -> Vec<Hash>;
}

/// A trace that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("result of op {op}: {reason}")]
pub struct TraceError {
    /// Position of the op.
    pub op: usize,
    /// What went wrong.
    pub reason: String,
}

/// Why a job cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The number of tensors differs from the spec's.
    #[error("the spec has {expected} {what}s, {found} given")]
    Count {
        /// `input` or `weight`.
        what: &'static str,
        /// Number in the spec.
        expected: usize,
        /// Number given.
        found: usize,
    },
    /// A tensor has another shape than the spec says.
    #[error("{what} {index} is {found}, the spec says {expected}")]
    Shape {
        /// `input` or `weight`.
        what: &'static str,
        /// Position.
        index: usize,
        /// Shape in the spec.
        expected: Shape,
        /// Shape given.
        found: Shape,
    },
    /// A bias is so large that no result of the op can be proven.
    #[error("op {op}: bias {value} of column {column} is not below 2^30 in magnitude; refuse the job")]
    Bias {
        /// Position of the op.
        op: usize,
        /// Column of the bias.
        column: usize,
        /// Its value.
        value: i32,
    },
    /// An id is outside the table it looks up, so no result of the op is defined.
    #[error(
        "op {op}: id {id} at position {position} of {ids} is outside a table of {rows} rows; refuse the job"
    )]
    Id {
        /// Position of the op.
        op: usize,
        /// The input or weight that holds the ids.
        ids: Source,
        /// Position among the ids, in row-major order.
        position: usize,
        /// The id.
        id: i32,
        /// Rows of the table.
        rows: u32,
    },
    /// The backend failed.
    #[error("op {op}: {error}")]
    Backend {
        /// Position of the op.
        op: usize,
        /// What it said.
        error: BackendError,
    },
    /// The backend returned a tensor of another shape than the op's.
    #[error("op {op}: the backend returned {found} instead of {expected}")]
    ResultShape {
        /// Position of the op.
        op: usize,
        /// Shape in the spec.
        expected: Shape,
        /// Shape returned.
        found: Shape,
    },
    /// The trace could not be kept.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The run was told to stop.
    #[error("stopped before op {op} as asked; what is done is kept")]
    Stopped {
        /// The next op.
        op: usize,
    },
}

/// Runs `spec` and keeps every result in memory.
///
/// # Errors
///
/// [`ExecuteError`] when operands do not fit the spec or the backend fails.
pub fn execute(
    spec: &JobSpec,
    weights: &[Tensor],
    inputs: &[Tensor],
    backend: &mut dyn Backend,
) -> Result<Execution, ExecuteError> {
    execute_with(spec, weights, inputs, backend, &Control::default())
}

/// As [`execute`], seen and stopped by `control`.
///
/// # Errors
///
/// As [`execute`], and [`ExecuteError::Stopped`].
pub fn execute_with(
    spec: &JobSpec,
    weights: &[Tensor],
    inputs: &[Tensor],
    backend: &mut dyn Backend,
    control: &Control<'_>,
) -> Result<Execution, ExecuteError> {
    let mut memory = Memory::default();
    run(spec, weights, inputs, backend, &mut memory, control)?;
    let Memory { tensors, roots } = memory;
    let output_root = *roots.last().expect("a spec has at least one op");
    let trace_root = trace_root(&roots);
    let tensors = tensors.into_iter().map(Arc::unwrap_or_clone).collect();
    Ok(Execution {
        tensors,
        roots,
        trace_root,
        output_root,
    })
}

/// Checks what a provider must know before it locks a bond on a job: that the tensors fit the spec,
/// and that no weight makes an op fail.
///
/// # Errors
///
/// [`ExecuteError::Count`], [`ExecuteError::Shape`] or [`ExecuteError::Bias`].
pub fn check_operands(spec: &JobSpec, weights: &[Tensor], inputs: &[Tensor]) -> Result<(), ExecuteError> {
    check_shapes("input", spec.inputs.iter().copied(), inputs)?;
    check_shapes("weight", spec.weights.iter().map(|weight| weight.shape), weights)?;
    let given = |source| match source {
        Source::Input(index) => inputs.get(usize::from(index)),
        Source::Weight(index) => weights.get(usize::from(index)),
        Source::Op(_) => None,
    };
    for (op, desc) in spec.ops.iter().enumerate() {
        match desc.op {
            Op::AddBias { bias, .. } => given(bias).map_or(Ok(()), |bias| check_bias(op, bias))?,
            Op::Gather { ids, table } => {
                // A table that is computed has a shape before it has rows.
                let rows = spec.shape_of(table).map_or(0, |table| table.rows);
                if let Some(tensor) = given(ids) {
                    check_ids(tensor, rows).map_err(|error| id_error(op, ids, error))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_bias(op: usize, bias: &Tensor) -> Result<(), ExecuteError> {
    let bias = bias.as_i32().unwrap_or_default();
    match bias.iter().position(|&value| !arith::bias_in_range(value)) {
        None => Ok(()),
        Some(column) => Err(ExecuteError::Bias {
            op,
            column,
            value: bias[column],
        }),
    }
}

/// What [`check_ids`] says, with the op and the operand it says it of.
fn id_error(op: usize, ids: Source, error: EvalError) -> ExecuteError {
    match error {
        EvalError::IdOutOfRange { position, id, rows } => ExecuteError::Id {
            op,
            ids,
            position,
            id,
            rows,
        },
        other => ExecuteError::Backend {
            op,
            error: other.into(),
        },
    }
}

fn check_shapes(
    what: &'static str,
    expected: impl ExactSizeIterator<Item = Shape>,
    given: &[Tensor],
) -> Result<(), ExecuteError> {
    if expected.len() != given.len() {
        return Err(ExecuteError::Count {
            what,
            expected: expected.len(),
            found: given.len(),
        });
    }
    for (index, (expected, tensor)) in expected.zip(given).enumerate() {
        let found = tensor.shape();
        if expected != found {
            return Err(ExecuteError::Shape {
                what,
                index,
                expected,
                found,
            });
        }
    }
    Ok(())
}

/// The trace of [`execute`].
#[derive(Default)]
struct Memory {
    tensors: Vec<Arc<Tensor>>,
    roots: Vec<Hash>,
}

impl Trace for Memory {
    fn done(&self) -> usize {
        self.tensors.len()
    }

    fn load(&self, op: usize) -> Result<Tensor, TraceError> {
        Ok((*self.tensors[op]).clone())
    }

    fn append(&mut self, tensor: &Arc<Tensor>, root: Hash) -> Result<(), TraceError> {
        self.tensors.push(tensor.clone());
        self.roots.push(root);
        Ok(())
    }

    fn roots(&self) -> Vec<Hash> {
        self.roots.clone()
    }
}
