//! Building the programs to sBPF ELF files, by whichever toolchain the machine has.

mod artifact;
mod platform;
pub mod upstream;

use std::{fmt, path::PathBuf, time::Instant};

use anyhow::{Context as _, Result};

use crate::{
    programs::{Program, CONFORMANCE},
    workspace::Workspace,
};

/// A way to compile the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Solana's platform-tools, through `cargo build-sbf`.
    PlatformTools,
    /// Upstream Rust and LLVM, which `cargo xtask setup` installs.
    Upstream,
}

impl Route {
    /// Platform-tools when the machine has them: what most Solana developers use.
    pub fn choose() -> Self {
        if platform::installed() {
            Self::PlatformTools
        } else {
            Self::Upstream
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PlatformTools => "Solana platform-tools (cargo build-sbf)",
            Self::Upstream => "upstream Rust and LLVM (cargo xtask setup)",
        })
    }
}

/// Compiles `programs` and leaves their ELF files where tests and tools look for them.
pub fn build(workspace: &Workspace, route: Route, programs: &[Program]) -> Result<()> {
    eprintln!("Building programs with {route}");
    for program in programs {
        let started = Instant::now();
        let compiled = match route {
            Route::PlatformTools => platform::compile(workspace, program),
            Route::Upstream => upstream::compile(workspace, program),
        }
        .with_context(|| format!("the program `{}` was not built", program.name))?;
        let report = artifact::install(&compiled, &destination(workspace, program))?;
        eprintln!(
            "{:>12}  {:>7} bytes  {:>5.1} s  {report}",
            program.name,
            report.bytes,
            started.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

/// Where a program's ELF file goes.
pub fn destination(workspace: &Workspace, program: &Program) -> PathBuf {
    let folder = if *program == CONFORMANCE {
        workspace.root().join("target/conformance")
    } else {
        workspace.deploy()
    };
    folder.join(format!("{}.so", program.name))
}
