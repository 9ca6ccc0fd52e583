//! Verifiers on trial, through the public interface.

mod convict;
mod demands;
mod hostile;
#[path = "../proof/job.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of the judge of providers, which use all of it"
)]
mod job;
mod trial;
mod vectors;
