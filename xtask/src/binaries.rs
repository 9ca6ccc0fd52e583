//! Building our own host programs and running them in the user's folder.

use std::{ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};

use crate::{
    process,
    programs::Program,
    sbf::{self, Route},
    setup::{self, Purpose},
    workspace::Workspace,
};

/// A binary of the workspace.
pub struct Binary {
    package: &'static str,
    name: &'static str,
}

/// The command line, `assay`.
pub const CLI: Binary = Binary {
    package: "assay-cli",
    name: "assay",
};

/// The deployer.
pub const MIGRATIONS: Binary = Binary {
    package: "assay-migrations",
    name: "assay-migrations",
};

/// The compute-unit bench.
pub const CU_BENCH: Binary = Binary {
    package: "assay-tests",
    name: "cu",
};

/// The player of random instructions.
pub const FUZZ: Binary = Binary {
    package: "assay-tests",
    name: "fuzz",
};

/// Installs what is missing and builds `programs`, for whatever runs them next.
pub fn prepare(workspace: &Workspace, programs: &[Program]) -> Result<()> {
    let route = Route::choose();
    setup::ensure(workspace, route, Purpose::Test)?;
    sbf::build(workspace, route, programs)
}

impl Binary {
    /// Builds the binary and returns its path.
    ///
    /// The whole workspace's binaries are built together: alone, a package would resolve other
    /// features of the Solana crates, and those would be compiled once more.
    pub fn build(&self, workspace: &Workspace) -> Result<PathBuf> {
        process::run(
            workspace
                .cargo("build")
                .args(["--ignore-rust-version", "--workspace", "--bins"]),
        )
        .with_context(|| format!("`{}` of {} was not built", self.name, self.package))?;
        Ok(workspace.host_target().join("debug").join(self.name))
    }

    /// Builds the binary and runs it where the user is, so that paths mean what they say.
    pub fn run(&self, workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
        let binary = self.build(workspace)?;
        process::run(Command::new(binary).args(arguments))?;
        Ok(())
    }
}
