//! Measuring a backend: int8 throughput, and what proving costs on top of computing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_proof::{DType, JobSpec, Op, Shape, Source, Tensor};
use serde::Serialize;

use crate::backend::{Backend, BackendError};
use crate::execute::{self, Control, ExecuteError, Footprint, Trace};
use crate::store::{JobFolder, JobId, Store, StoreError};
use assay_hash::parallel_root;

/// Side of the product with which a backend is tried before it takes jobs.
const TRIAL_SIDE: u32 = 384;
/// Repetitions of a measurement, at least and, for short ones, until this much time has gone.
const REPEAT: usize = 5;
const MEASURE: Duration = Duration::from_millis(300);

/// An address that no job can have.
const NO_JOB: JobId = JobId([0; 32]);

/// Measured speed of one MatMul size.
#[derive(Clone, Debug, Serialize)]
pub struct Throughput {
    /// The backend.
    pub backend: String,
    /// Rows, columns and inner dimension.
    pub side: u32,
    /// Repetitions.
    pub runs: usize,
    /// Median time of one, milliseconds.
    pub median_ms: f64,
    /// Fastest time of one, milliseconds.
    pub best_ms: f64,
    /// Multiplications and additions per second at the median, in billions.
    pub giga_ops: f64,
}

/// What proving adds to a job.
#[derive(Clone, Debug, Serialize)]
pub struct Overhead {
    /// The backend.
    pub backend: String,
    /// Time in operators, milliseconds, median.
    pub compute_ms: f64,
    /// Time hashing and keeping results (beside the computing), milliseconds, median.
    pub prove_ms: f64,
    /// From the first op to the salt on disk, milliseconds, median.
    pub wall_ms: f64,
    /// Bytes of results.
    pub trace_bytes: u64,
    /// `wall / compute − 1`: what the provider waits longer because it proves.
    pub overhead: f64,
}

/// What a job costs on the thread that measures it, in its CPU time: what other work on the machine disturbs least.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Computing results.
    pub compute: Duration,
    /// Hashing them to their tensor roots.
    pub hash: Duration,
    /// Writing them to the store and sealing it.
    pub keep: Duration,
    /// Bytes of results.
    pub trace_bytes: u64,
}

/// Why a measurement was not made.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The backend failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The job could not be run.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The results could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Operations per second of a small product: whether the backend works, and how long jobs will take.
///
/// # Errors
///
/// When the backend fails.
pub fn trial(backend: &mut dyn Backend) -> Result<f64, BackendError> {
    // The first run pays for compiling and for memory; the second is what jobs see.
    product(backend, TRIAL_SIDE)?;
    let time = product(backend, TRIAL_SIDE)?;
    Ok(operations(TRIAL_SIDE) / time.as_secs_f64())
}

/// Speed of `side × side × side` products.
///
/// # Errors
///
/// When the backend fails.
pub fn throughput(backend: &mut dyn Backend, side: u32) -> Result<Throughput, BackendError> {
    product(backend, side)?;
    let times = repeat(|| product(backend, side))?;
    let median = times[times.len() / 2];
    Ok(Throughput {
        backend: backend.name(),
        side,
        runs: times.len(),
        median_ms: millis(median),
        best_ms: millis(times[0]),
        giga_ops: operations(side) / median.as_secs_f64() / 1e9,
    })
}

/// What proving adds to this job, results kept in `store` and removed again.
///
/// # Errors
///
/// When the job cannot be run or its results cannot be kept.
pub fn overhead(
    spec: &JobSpec,
    weights: &[Tensor],
    inputs: &[Tensor],
    backend: &mut dyn Backend,
    store: &Store,
) -> Result<Overhead, BenchError> {
    let mut runs = Vec::new();
    let wall = repeat(|| -> Result<Duration, BenchError> {
        store.remove(NO_JOB)?;
        let started = Instant::now();
        let mut folder = store.create(NO_JOB)?;
        let timings = execute::run(spec, weights, inputs, backend, &mut folder, &Control::default())?;
        folder.seal(&[0; 32])?;
        let wall = started.elapsed();
        runs.push(timings);
        Ok(wall)
    })?;
    store.remove(NO_JOB)?;
    let median = |time: fn(&execute::Timings) -> Duration| {
        let mut times: Vec<Duration> = runs.iter().map(time).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (compute, wall) = (median(|run| run.compute), wall[wall.len() / 2]);
    Ok(Overhead {
        backend: backend.name(),
        compute_ms: millis(compute),
        prove_ms: millis(median(|run| run.prove)),
        wall_ms: millis(wall),
        trace_bytes: Footprint::of(spec).trace_bytes,
        overhead: wall.as_secs_f64() / compute.as_secs_f64() - 1.0,
    })
}

/// What this job costs, each part the best of several runs; results are kept in `store` and removed again. Call it in a
/// rayon pool of one thread: what other threads do is not counted.
///
/// # Errors
///
/// When the job cannot be run or its results cannot be kept.
pub fn cost(
    spec: &JobSpec,
    weights: &[Tensor],
    inputs: &[Tensor],
    backend: &mut dyn Backend,
    store: &Store,
) -> Result<Cost, BenchError> {
    let mut best = [Duration::MAX; 3];
    for _ in 0..REPEAT {
        let mut parts = Parts {
            backend,
            kept: store.create(NO_JOB)?,
            compute: Duration::ZERO,
            keep: Duration::ZERO,
            hash: Duration::ZERO,
        };
        let run = parts.run(spec, weights, inputs);
        let Parts {
            compute, hash, keep, ..
        } = parts;
        store.remove(NO_JOB)?;
        run?;
        for (best, time) in best.iter_mut().zip([compute, hash, keep]) {
            *best = time.min(*best);
        }
    }
    let [compute, hash, keep] = best;
    let trace_bytes = Footprint::of(spec).trace_bytes;
    Ok(Cost {
        compute,
        hash,
        keep,
        trace_bytes,
    })
}

/// One run whose parts follow one another on this thread.
struct Parts<'a> {
    backend: &'a mut dyn Backend,
    kept: JobFolder,
    compute: Duration,
    hash: Duration,
    keep: Duration,
}

impl Parts<'_> {
    fn run(&mut self, spec: &JobSpec, weights: &[Tensor], inputs: &[Tensor]) -> Result<(), BenchError> {
        execute::check_operands(spec, weights, inputs)?;
        let mut results: Vec<Arc<Tensor>> = Vec::new();
        for desc in &spec.ops {
            let operands: Vec<&Tensor> = desc
                .op
                .operands()
                .iter()
                .map(|&source| match source {
                    Source::Input(index) => &inputs[usize::from(index)],
                    Source::Weight(index) => &weights[usize::from(index)],
                    Source::Op(index) => &*results[usize::from(index)],
                })
                .collect();
            let begun = thread_time();
            let result = self.backend.run(&desc.op, desc.shape, &operands)?;
            let computed = thread_time();
            let root = parallel_root(&result);
            let hashed = thread_time();
            let result = Arc::new(result);
            self.kept.append(&result, root).map_err(ExecuteError::from)?;
            self.compute += computed - begun;
            self.hash += hashed - computed;
            self.keep += thread_time() - hashed;
            results.push(result);
        }
        let begun = thread_time();
        self.kept.seal(&[0; 32])?;
        self.keep += thread_time() - begun;
        Ok(())
    }
}

/// CPU time of this thread; wall time where the system does not tell.
#[must_use]
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    }
    #[cfg(not(unix))]
    {
        static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        BEGUN.get_or_init(Instant::now).elapsed()
    }
}

/// The least of several times that `once` measures.
///
/// # Errors
///
/// What `once` gives.
pub fn fastest<E>(once: impl FnMut() -> Result<Duration, E>) -> Result<Duration, E> {
    Ok(repeat(once)?[0])
}

fn product(backend: &mut dyn Backend, side: u32) -> Result<Duration, BackendError> {
    let elements = side as usize * side as usize;
    let bytes: Vec<u8> = (0..elements)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 11) as u8)
        .collect();
    let operand = Tensor::new(Shape::new(DType::I8, side, side), bytes)?;
    let op = Op::MatMul {
        a: Source::Input(0),
        b: Source::Input(1),
        batch: 1,
    };
    let started = Instant::now();
    backend.run(&op, Shape::new(DType::I32, side, side), &[&operand, &operand])?;
    Ok(started.elapsed())
}

/// Sorted times of at least [`REPEAT`] runs.
fn repeat<E>(mut once: impl FnMut() -> Result<Duration, E>) -> Result<Vec<Duration>, E> {
    let started = Instant::now();
    let mut times = Vec::new();
    while times.len() < REPEAT || started.elapsed() < MEASURE {
        times.push(once()?);
    }
    times.sort_unstable();
    Ok(times)
}

fn operations(side: u32) -> f64 {
    2.0 * f64::from(side).powi(3)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
