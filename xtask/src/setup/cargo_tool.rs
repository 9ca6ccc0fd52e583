//! Programs from the Rust registry, at pinned versions, built with their own lock files.

use std::{
    env,
    ffi::OsString,
    fs, iter,
    path::{Path, PathBuf},
};

use super::error::SetupError;
use crate::{process, workspace::Workspace};

/// A binary crate.
pub struct CargoTool {
    pub name: &'static str,
    pub version: &'static str,
}

/// Links bitcode to sBPF ELF files.
pub const SBPF_LINKER: CargoTool = CargoTool {
    name: "sbpf-linker",
    version: "0.2.6",
};

/// Checks licences, sources and duplicates of dependencies.
pub const CARGO_DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    version: "0.20.2",
};

/// Builds and runs the coverage-guided fuzzers.
pub const CARGO_FUZZ: CargoTool = CargoTool {
    name: "cargo-fuzz",
    version: "0.13.2",
};

impl CargoTool {
    /// What a stamp's key needs to know.
    pub fn key(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Builds the tool into `root/bin`. An interrupted build is taken up where it was.
    pub fn install(&self, workspace: &Workspace, root: &Path) -> Result<(), SetupError> {
        let scratch = root.join(format!("{}.build", self.name));
        let mut command = workspace.cargo("install");
        command
            .args([self.name, "--version", self.version])
            .args(["--locked", "--force", "--root"])
            .arg(root)
            .env("CARGO_TARGET_DIR", &scratch)
            // Spares the user cargo's advice to put the folder on the PATH.
            .env("PATH", path_with(&root.join("bin")))
            // The checkout's settings are for the checkout.
            .current_dir("/");
        process::run(&mut command).map_err(|source| SetupError::Cargo {
            what: self.name,
            source,
        })?;
        fs::remove_dir_all(&scratch).map_err(SetupError::file(&scratch))
    }
}

/// The PATH, ended by `folder`.
fn path_with(folder: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(iter::once(PathBuf::from(folder)));
    env::join_paths(folders).unwrap_or(path)
}
