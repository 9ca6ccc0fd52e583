//! Processor time, which other processes of a shared machine do not lengthen as they do wall time.

use rustix::time::{clock_gettime, ClockId};
use std::time::Duration;

/// Processor time of this process, all threads together.
pub fn now() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("processor time is positive")
}
