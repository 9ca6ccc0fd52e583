//! The standard library for WebAssembly, which rustup brings.

use std::{path::PathBuf, process::Command};

use super::error::SetupError;
use crate::{process, workspace::Workspace};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Where the compiler of the host looks for it; wherever that came from.
pub fn library(workspace: &Workspace) -> PathBuf {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(workspace.root());
    let root = process::run_quietly(&mut rustc).unwrap_or_default();
    PathBuf::from(root.trim()).join("lib/rustlib").join(TARGET)
}

/// Adds it to the toolchain that builds this.
pub fn install(workspace: &Workspace) -> Result<(), SetupError> {
    if process::find("rustup").is_none() {
        return Err(SetupError::NoRustup { target: TARGET });
    }
    let mut rustup = Command::new("rustup");
    rustup
        .args(["target", "add", TARGET])
        .current_dir(workspace.root());
    process::run_quietly(&mut rustup)
        .map(drop)
        .map_err(|source| SetupError::Command {
            what: "rustup could not add the WebAssembly target: is the network up?",
            source,
        })
}
