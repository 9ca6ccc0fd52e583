//! Ways to cheat, and what the verifier makes of them.

mod cheats;
#[path = "../../../proof/tests/proof/job.rs"]
#[allow(
    dead_code,
    reason = "shared with the proof crate's tests, which use all of it"
)]
mod job;
mod kernels;
mod padding;
mod provider;
