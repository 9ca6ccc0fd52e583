//! What the machine itself must have, and the Debian packages that bring it.

use std::{fs, path::Path, process::Command};

use super::{apt, error::SetupError};
use crate::{
    process,
    sbf::upstream::{RUSTC, STD_SOURCES},
};

/// Something a step needs from the distribution.
pub struct Requirement {
    /// What it is, for messages.
    pub what: &'static str,
    /// The packages of Debian 12 that bring it.
    pub packages: &'static [&'static str],
    present: fn() -> bool,
}

impl Requirement {
    /// Whether the machine has it, from whatever source.
    fn is_present(&self) -> bool {
        (self.present)()
    }
}

/// For the crates of the host: several compile C, and OpenSSL's build runs perl and make.
pub const HOST: &[Requirement] = &[
    Requirement {
        what: "a C compiler",
        packages: &["gcc", "libc6-dev"],
        present: || process::find("cc").is_some() && Path::new("/usr/include/stdio.h").exists(),
    },
    Requirement {
        what: "make",
        packages: &["make"],
        present: || process::find("make").is_some(),
    },
    Requirement {
        what: "perl with its modules",
        packages: &["perl"],
        present: || succeeds(Command::new("perl").args(["-MFindBin", "-MIPC::Cmd", "-e", "1"])),
    },
];

/// For compiling the programs, when platform-tools are absent.
pub const UPSTREAM: &[Requirement] = &[Requirement {
    what: "Debian's Rust 1.96 with its sources",
    packages: &["rustc-web", "cargo-web", "rust-web-src"],
    present: || {
        rustc_version().is_some_and(|version| version.starts_with("rustc 1.96."))
            && Path::new("/usr/bin/cargo").exists()
            && Path::new(STD_SOURCES).join("std/src/lib.rs").exists()
    },
}];

const CPP: Requirement = Requirement {
    what: "a C++ compiler",
    packages: &["g++"],
    present: || process::find("g++").is_some(),
};

/// For the fuzzers: libFuzzer is compiled with them.
pub const FUZZING: &[Requirement] = &[CPP];

/// For the tests of the worker's CUDA kernels, which are compiled for the processor.
pub const CUDA_KERNELS: &[Requirement] = &[CPP];

/// For installing tools: wheels are downloaded with pip, LLVM is linked with g++.
pub const INSTALLING: &[Requirement] = &[
    CPP,
    Requirement {
        what: "Python 3",
        packages: &["python3"],
        present: || process::find("python3").is_some(),
    },
    Requirement {
        what: "pip",
        packages: &["python3-pip"],
        present: || succeeds(Command::new("python3").args(["-m", "pip", "--version"])),
    },
];

/// For the worker's GPU backend: the loader, and a driver that runs on the processor.
pub const VULKAN: &[Requirement] = &[
    Requirement {
        what: "the Vulkan loader",
        packages: &["libvulkan1"],
        present: || has_shared_library("libvulkan.so.1"),
    },
    Requirement {
        what: "a Vulkan driver",
        packages: &["mesa-vulkan-drivers"],
        present: || {
            ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"]
                .iter()
                .any(|folder| fs::read_dir(folder).is_ok_and(|mut drivers| drivers.next().is_some()))
        },
    },
];

/// For the web app's tests.
pub const BROWSER: &[Requirement] = &[Requirement {
    what: "Chromium",
    packages: &["chromium"],
    present: || Path::new("/usr/bin/chromium").exists(),
}];

/// Installs what is missing of `requirements`, all in one go.
pub fn ensure(requirements: &[&'static [Requirement]]) -> Result<(), SetupError> {
    let missing: Vec<_> = requirements
        .iter()
        .copied()
        .flatten()
        .filter(|requirement| !requirement.is_present())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|requirement| requirement.packages)
        .copied()
        .collect();
    let names: Vec<_> = missing.iter().map(|requirement| requirement.what).collect();
    eprintln!("setup: {} missing", names.join(", "));
    apt::install(&packages)?;
    match missing.iter().find(|requirement| !requirement.is_present()) {
        None => Ok(()),
        Some(still) => Err(SetupError::StillMissing {
            packages: packages.join(" "),
            missing: still.what.to_owned(),
        }),
    }
}

/// The version line of the compiler that the programs are built with.
pub fn rustc_version() -> Option<String> {
    process::run_quietly(Command::new(RUSTC).arg("--version"))
        .ok()
        .map(|version| version.trim().to_owned())
}

fn succeeds(command: &mut Command) -> bool {
    process::run_quietly(command).is_ok()
}

fn has_shared_library(name: &str) -> bool {
    let ldconfig = process::find("ldconfig").unwrap_or_else(|| "/sbin/ldconfig".into());
    process::run_quietly(Command::new(ldconfig).arg("-p")).is_ok_and(|libraries| libraries.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_names_a_package() {
        for requirement in [HOST, UPSTREAM, FUZZING, INSTALLING, VULKAN, BROWSER]
            .into_iter()
            .flatten()
        {
            assert!(!requirement.packages.is_empty(), "{}", requirement.what);
        }
    }

    #[test]
    fn nothing_missing_installs_nothing() {
        const HERE: &[Requirement] = &[Requirement {
            what: "this",
            packages: &["no-such-package"],
            present: || true,
        }];
        ensure(&[HERE]).unwrap();
    }
}
