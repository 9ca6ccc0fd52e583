//! The run itself: ops on this thread, hashing and keeping of results beside it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{sync_channel, Receiver};
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_proof::{Hash, JobSpec, OpDesc, Source, Tensor, SEEDED};

use super::liveness::{last_uses, released};
use super::{check_operands, ExecuteError, Trace, TraceError};
use crate::backend::{Backend, BackendError, Computed, Operand, TensorId};
use assay_hash::parallel_root;

/// Results that may wait to be hashed and kept before the next op has to wait: bounds the memory.
const QUEUE: usize = 2;

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Ops done.
    pub done: usize,
    /// Ops in all.
    pub of: usize,
}

/// What a caller may see and ask of a run while it is under way.
#[derive(Default)]
pub struct Control<'a> {
    /// Set to `true`, the run stops before its next op.
    pub stop: Option<&'a AtomicBool>,
    /// Called after every op.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

/// Where a run's time went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Computing results.
    pub compute: Duration,
    /// Hashing and keeping them, beside the computing.
    pub prove: Duration,
    /// The whole run, from the first op to the last result kept.
    pub wall: Duration,
}

/// Runs the ops of `spec` that `trace` does not hold yet. `weights` have the roots that `spec` says: a backend may use those
/// that it still holds from an earlier run.
///
/// # Errors
///
/// [`ExecuteError`]; results already in `trace` stay there.
pub fn run(
    spec: &JobSpec,
    weights: &[Tensor],
    inputs: &[Tensor],
    backend: &mut dyn Backend,
    trace: &mut dyn Trace,
    control: &Control<'_>,
) -> Result<Timings, ExecuteError> {
    check_operands(spec, weights, inputs)?;
    let started = Instant::now();
    let first = trace.done();
    let last = last_uses(spec);
    let mut results = Results::load(spec, &last, trace)?;
    let names = Names::new(spec);
    let (sender, receiver) = sync_channel::<Kept>(QUEUE);
    let mut compute = Duration::ZERO;

    let (ran, kept) = std::thread::scope(|scope| {
        let keeper = scope.spawn(|| keep(trace, receiver));
        let mut ops = || -> Result<(), ExecuteError> {
            for (op, desc) in spec.ops.iter().enumerate().skip(first) {
                if control.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                    return Err(ExecuteError::Stopped { op });
                }
                let operands: Vec<Operand<'_>> = desc
                    .op
                    .operands()
                    .iter()
                    .map(|&source| Operand {
                        tensor: results.operand(source, weights, inputs),
                        id: Some(names.of(source)),
                    })
                    .collect();
                let begun = Instant::now();
                let Computed { tensor, root } = run_op(backend, op, desc, &operands, names.ops[op])?;
                compute += begun.elapsed();
                let tensor = Arc::new(tensor);
                let kept = Kept {
                    tensor: tensor.clone(),
                    root,
                };
                if sender.send(kept).is_err() {
                    // The keeper has failed; its error is the one to report.
                    return Ok(());
                }
                results.held[op] = Some(tensor);
                for done in released(spec, &last, op) {
                    results.held[done] = None;
                    backend.release(names.ops[done]);
                }
                if let Some(progress) = control.progress {
                    progress(Progress {
                        done: op + 1,
                        of: spec.ops.len(),
                    });
                }
            }
            Ok(())
        };
        let ran = ops();
        drop(sender);
        let kept = keeper.join().expect("keeping a result does not panic");
        (ran, kept)
    });
    // Also when the run broke off.
    names
        .ops
        .iter()
        .chain(&names.inputs)
        .chain(&names.seeded)
        .for_each(|&id| backend.release(id));
    let prove = kept?;
    ran?;
    Ok(Timings {
        compute,
        prove,
        wall: started.elapsed(),
    })
}

/// A result to be kept.
struct Kept {
    tensor: Arc<Tensor>,
    /// Its root, where the backend has hashed it.
    root: Option<Hash>,
}

/// Hashes and keeps results until there are no more; returns the time it took.
fn keep(trace: &mut dyn Trace, results: Receiver<Kept>) -> Result<Duration, TraceError> {
    let mut busy = Duration::ZERO;
    for Kept { tensor, root } in results {
        let begun = Instant::now();
        trace.append(&tensor, root.unwrap_or_else(|| parallel_root(&tensor)))?;
        busy += begun.elapsed();
    }
    Ok(busy)
}

fn run_op(
    backend: &mut dyn Backend,
    op: usize,
    desc: &OpDesc,
    operands: &[Operand<'_>],
    result: TensorId,
) -> Result<Computed, ExecuteError> {
    let mut run = || backend.run_held(&desc.op, desc.shape, operands, result);
    let computed = match run() {
        // A device that comes back at once need not cost the job.
        Err(BackendError::Lost { .. }) => run(),
        ran => ran,
    };
    let computed = computed.map_err(|error| ExecuteError::Backend { op, error })?;
    let found = computed.tensor.shape();
    if found != desc.shape {
        let expected = desc.shape;
        return Err(ExecuteError::ResultShape { op, expected, found });
    }
    Ok(computed)
}

/// What a backend knows the tensors of a run by.
struct Names {
    weights: Vec<TensorId>,
    inputs: Vec<TensorId>,
    ops: Vec<TensorId>,
    /// Those of the weights that follow from a seed, and so are nobody's in another run.
    seeded: Vec<TensorId>,
}

impl Names {
    fn new(spec: &JobSpec) -> Self {
        let fresh = |count| (0..count).map(|_| TensorId::fresh()).collect();
        let mut seeded = Vec::new();
        let mut name = |root| {
            if root != SEEDED {
                return TensorId::of_root(root);
            }
            // The root says nothing about what is in it.
            let id = TensorId::fresh();
            seeded.push(id);
            id
        };
        let weights = spec.weights.iter().map(|weight| name(weight.root)).collect();
        Self {
            weights,
            seeded,
            inputs: fresh(spec.inputs.len()),
            ops: fresh(spec.ops.len()),
        }
    }

    fn of(&self, source: Source) -> TensorId {
        match source {
            Source::Input(index) => self.inputs[usize::from(index)],
            Source::Weight(index) => self.weights[usize::from(index)],
            Source::Op(index) => self.ops[usize::from(index)],
        }
    }
}

/// Results that a later op still reads.
struct Results {
    held: Vec<Option<Arc<Tensor>>>,
}

impl Results {
    /// Reads back what ops after `trace.done()` need of the ops before.
    fn load(spec: &JobSpec, last: &[usize], trace: &dyn Trace) -> Result<Self, TraceError> {
        let first = trace.done();
        let mut held = vec![None; spec.ops.len()];
        for op in 0..first {
            if last[op] >= first {
                held[op] = Some(Arc::new(trace.load(op)?));
            }
        }
        Ok(Self { held })
    }

    fn operand<'a>(&'a self, source: Source, weights: &'a [Tensor], inputs: &'a [Tensor]) -> &'a Tensor {
        match source {
            Source::Input(index) => &inputs[usize::from(index)],
            Source::Weight(index) => &weights[usize::from(index)],
            Source::Op(index) => self.held[usize::from(index)]
                .as_ref()
                .expect("a result is held until its last use"),
        }
    }
}
