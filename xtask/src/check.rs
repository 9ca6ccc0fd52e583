//! `cargo xtask check`: everything a reviewer should not have to look for.

use std::process::Command;

use anyhow::{bail, Result};

use crate::{
    idl::{self, Mode},
    process,
    sbf::Route,
    setup::{self, Purpose},
    wasm, web,
    workspace::Workspace,
};

/// The fuzzers are a workspace of their own.
const FUZZ: [&str; 2] = ["--manifest-path", "fuzz/Cargo.toml"];
/// So is what the browser runs.
const WASM: [&str; 2] = ["--manifest-path", wasm::MANIFEST];

type Check = fn(&Workspace) -> Result<()>;

/// Runs every check, also after one has failed, and names those that did.
pub fn run(workspace: &Workspace, advisories: bool) -> Result<()> {
    setup::ensure(workspace, Route::choose(), Purpose::Check)?;
    let checks: [(&str, Check); 7] = [
        ("fmt", fmt),
        ("typos", typos),
        ("deny", deny),
        ("clippy", clippy),
        ("clippy with cuda", clippy_cuda),
        ("idl", |workspace| idl::run(workspace, Mode::Check)),
        ("web", web::check),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        eprintln!("check {name}");
        if let Err(error) = check(workspace) {
            eprintln!("check {name} failed: {error:#}");
            failed.push(name);
        }
    }
    if advisories {
        eprintln!("check advisories");
        if let Err(error) = deny_with(workspace, &["advisories"]) {
            eprintln!("check advisories failed: {error:#}");
            failed.push("advisories");
        }
    }
    if !failed.is_empty() {
        bail!("these checks failed: {}", failed.join(", "));
    }
    eprintln!("All checks passed");
    Ok(())
}

fn fmt(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo("fmt").args(["--all", "--check"]))?;
    for own in [FUZZ, WASM] {
        process::run(workspace.cargo("fmt").args(own).arg("--check"))?;
    }
    Ok(())
}

fn clippy(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo("clippy").args([
        "--workspace",
        "--all-targets",
        "--ignore-rust-version",
        "--",
        "-Dwarnings",
    ]))?;
    process::run(
        workspace
            .cargo("clippy")
            .args(FUZZ)
            .args(["--all-targets", "--", "-Dwarnings"]),
    )?;
    // For the host: the target's own needs a patch, and the code is the same.
    process::run(
        workspace
            .cargo("clippy")
            .args(WASM)
            .args([
                "--all-targets",
                "--locked",
                "--ignore-rust-version",
                "--",
                "-Dwarnings",
            ])
            .env("CARGO_TARGET_DIR", workspace.wasm_target()),
    )?;
    Ok(())
}

/// The backend that no build has by default. It takes nothing of NVIDIA's to compile.
fn clippy_cuda(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo("clippy").args([
        "--package",
        "assay-worker",
        "--features",
        "cuda",
        "--all-targets",
        "--ignore-rust-version",
        "--",
        "-Dwarnings",
    ]))?;
    Ok(())
}

/// Configured by `typos.toml`.
fn typos(workspace: &Workspace) -> Result<()> {
    process::run(Command::new(workspace.tools().join("bin/typos")).current_dir(workspace.root()))?;
    Ok(())
}

/// Configured by `deny.toml`. The database of advisories is a git repository of its own, which a
/// build machine may not reach: it is asked for.
fn deny(workspace: &Workspace) -> Result<()> {
    deny_with(workspace, &["bans", "licenses", "sources"])
}

fn deny_with(workspace: &Workspace, what: &[&str]) -> Result<()> {
    process::run(
        Command::new(workspace.tools().join("bin/cargo-deny"))
            .current_dir(workspace.root())
            .args(["--workspace", "--log-level", "error", "check"])
            .args(what),
    )?;
    Ok(())
}
