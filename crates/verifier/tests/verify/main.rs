//! Ways to cheat, and what the verifier makes of them.

mod budget;
mod cheats;
#[path = "../../../proof/tests/proof/job.rs"]
#[allow(
    dead_code,
    reason = "shared with the proof crate's tests, which use all of it"
)]
mod job;
mod kernels;
#[cfg(unix)]
mod keys;
mod padding;
mod provider;
mod sampling;
mod sums;
mod transformer;
