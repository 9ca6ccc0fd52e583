//! `cargo xtask bench`: what things cost.

use std::ffi::OsString;

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    binaries::{self, CU_BENCH},
    process, programs, web,
    workspace::Workspace,
};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// Compute units of every instruction and sizes of the ELF files, into benches/cu.md
    Cu,
    /// Time to verify a job
    Verifier,
    /// Time to execute and prove a job
    Worker,
    /// Time of a client's quotes
    Client,
    /// Size and times of the web app, in a browser on a local chain
    Web,
}

/// Measures `subject`; `arguments` go to the bench.
pub fn run(workspace: &Workspace, subject: Subject, arguments: &[OsString]) -> Result<()> {
    match subject {
        Subject::Cu => {
            binaries::prepare(workspace, programs::DEPLOYED)?;
            CU_BENCH.run(workspace, arguments)
        }
        Subject::Verifier => cargo_bench(workspace, "assay-verifier", arguments),
        Subject::Worker => cargo_bench(workspace, "assay-worker", arguments),
        Subject::Client => cargo_bench(workspace, "assay-client", arguments),
        Subject::Web => {
            binaries::prepare(workspace, programs::DEPLOYED)?;
            web::bench(workspace, arguments)
        }
    }
}

fn cargo_bench(workspace: &Workspace, package: &str, arguments: &[OsString]) -> Result<()> {
    process::run(
        workspace
            .cargo("bench")
            .args(["--ignore-rust-version", "--benches", "--package", package, "--"])
            .args(arguments),
    )?;
    Ok(())
}
