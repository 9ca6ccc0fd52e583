//! The spelling checker, from its wheel: a program, no Python inside.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::{
    error::SetupError,
    wheels::{self, Wheel},
};

pub const WHEEL: Wheel = Wheel {
    name: "typos",
    version: "1.52.0",
    sha256: "418fd85f7fc11dec14e5482e747f6e916af56da96207cde0cdd69540a4b389f6",
};

/// Puts the program into `tools/bin`.
pub fn install(tools: &Path) -> Result<(), SetupError> {
    let scratch = tools.join("typos.wheel");
    let unpacked = wheels::unpack("typos", &[WHEEL], &scratch)?;
    let program = unpacked.join(format!("typos-{}.data/scripts/typos", WHEEL.version));
    let bin = tools.join("bin");
    let installed = bin.join("typos");
    fs::create_dir_all(&bin).map_err(SetupError::file(&bin))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).map_err(SetupError::file(&program))?;
    fs::rename(&program, &installed).map_err(SetupError::file(&installed))?;
    fs::remove_dir_all(&scratch).map_err(SetupError::file(&scratch))
}
