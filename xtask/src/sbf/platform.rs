//! The route through Solana's own tools.

use std::{env, path::PathBuf, process::Command};

use anyhow::Result;

use crate::{process, programs::Program, workspace::Workspace};

/// Whether `cargo build-sbf` and the compiler it drives are both here. The command alone is not
/// enough: it would start by downloading the compiler.
pub fn installed() -> bool {
    let Some(home) = env::var_os("HOME") else {
        return false;
    };
    process::find("cargo-build-sbf").is_some()
        && PathBuf::from(home)
            .join(".cache/solana")
            .read_dir()
            .is_ok_and(|versions| {
                versions
                    .flatten()
                    .any(|version| version.path().join("platform-tools/rust/bin/rustc").exists())
            })
}

/// Compiles one program and returns its ELF file.
pub fn compile(workspace: &Workspace, program: &Program) -> Result<PathBuf> {
    let output = workspace.sbf_target().join("platform-tools");
    let mut command = Command::new("cargo");
    command
        .current_dir(workspace.root())
        .arg("build-sbf")
        .arg("--manifest-path")
        .arg(workspace.root().join(program.folder).join("Cargo.toml"))
        .arg("--sbf-out-dir")
        .arg(&output)
        .args(["--", "--ignore-rust-version"])
        .args(program.profile())
        .env("CARGO_TARGET_DIR", workspace.sbf_target().join("platform"));
    process::run(&mut command)?;
    Ok(output.join(format!("{}.so", program.name)))
}
