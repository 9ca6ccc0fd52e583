//! `cargo xtask test`: every test of the workspace, the programs as ELF files.

use std::ffi::OsString;

use anyhow::Result;

use crate::{binaries, process, programs, workspace::Workspace};

/// Installs, builds and tests. The runner's own summary is the last thing printed.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    binaries::prepare(workspace, &programs::all())?;
    process::run(
        workspace
            .cargo("test")
            .args(["--workspace", "--ignore-rust-version"])
            // Without the documentation's examples, which have none and would close the output
            // with "0 passed".
            .args(["--lib", "--bins", "--tests"])
            .args(arguments)
            // solana-program-test looks for programs here.
            .env("SBF_OUT_DIR", workspace.deploy())
            // Set-up has installed a driver: a test that finds none has found a fault.
            .env("ASSAY_REQUIRE_GPU", "1"),
    )?;
    Ok(())
}
