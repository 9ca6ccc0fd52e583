//! The run itself: ops on this thread, hashing and keeping of results beside it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{sync_channel, Receiver};
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_proof::{JobSpec, OpDesc, Source, Tensor};

use super::liveness::{last_uses, released};
use super::{check_operands, ExecuteError, Trace, TraceError};
use crate::backend::Backend;
use crate::hash::parallel_root;

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

/// Runs the ops of `spec` that `trace` does not hold yet.
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
    let (sender, receiver) = sync_channel::<Arc<Tensor>>(QUEUE);
    let mut compute = Duration::ZERO;

    let (ran, kept) = std::thread::scope(|scope| {
        let keeper = scope.spawn(|| keep(trace, receiver));
        let mut ops = || -> Result<(), ExecuteError> {
            for (op, desc) in spec.ops.iter().enumerate().skip(first) {
                if control.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                    return Err(ExecuteError::Stopped { op });
                }
                let operands: Vec<&Tensor> = desc
                    .op
                    .operands()
                    .iter()
                    .map(|&source| results.operand(source, weights, inputs))
                    .collect();
                let begun = Instant::now();
                let tensor = Arc::new(run_op(backend, op, desc, &operands)?);
                compute += begun.elapsed();
                if sender.send(tensor.clone()).is_err() {
                    // The keeper has failed; its error is the one to report.
                    return Ok(());
                }
                results.held[op] = Some(tensor);
                for done in released(spec, &last, op) {
                    results.held[done] = None;
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
    let prove = kept?;
    ran?;
    Ok(Timings {
        compute,
        prove,
        wall: started.elapsed(),
    })
}

/// Hashes and keeps results until there are no more; returns the time it took.
fn keep(trace: &mut dyn Trace, results: Receiver<Arc<Tensor>>) -> Result<Duration, TraceError> {
    let mut busy = Duration::ZERO;
    for tensor in results {
        let begun = Instant::now();
        trace.append(&tensor, parallel_root(&tensor))?;
        busy += begun.elapsed();
    }
    Ok(busy)
}

fn run_op(
    backend: &mut dyn Backend,
    op: usize,
    desc: &OpDesc,
    operands: &[&Tensor],
) -> Result<Tensor, ExecuteError> {
    let tensor = backend
        .run(&desc.op, desc.shape, operands)
        .map_err(|error| ExecuteError::Backend { op, error })?;
    if tensor.shape() != desc.shape {
        let (expected, found) = (desc.shape, tensor.shape());
        return Err(ExecuteError::ResultShape { op, expected, found });
    }
    Ok(tensor)
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
