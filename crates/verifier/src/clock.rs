//! Where the time of a check goes, measured on several threads at once.

use crate::report::Timings;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of a check.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    Fetch,
    Hash,
    Matmul,
    Exact,
    Replay,
    Prove,
}

/// Adds up what each phase takes.
pub(crate) struct Clock {
    start: Instant,
    nanoseconds: [AtomicU64; 6],
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            start: Instant::now(),
            nanoseconds: Default::default(),
        }
    }

    /// Runs `work` and adds its time to `phase`.
    pub(crate) fn time<T>(&self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        let took = start.elapsed().as_nanos() as u64;
        self.nanoseconds[phase as usize].fetch_add(took, Ordering::Relaxed);
        result
    }

    pub(crate) fn timings(&self) -> Timings {
        let of = |phase: Phase| {
            let nanoseconds = self.nanoseconds[phase as usize].load(Ordering::Relaxed);
            Duration::from_nanos(nanoseconds)
        };
        Timings {
            fetch: of(Phase::Fetch),
            hash: of(Phase::Hash),
            matmul: of(Phase::Matmul),
            exact: of(Phase::Exact),
            replay: of(Phase::Replay),
            prove: of(Phase::Prove),
            wall: self.start.elapsed(),
        }
    }
}
