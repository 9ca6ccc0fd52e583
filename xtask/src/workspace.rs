//! Where things are: the checkout, and the cache that every tool and build output goes to.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

/// The checkout and the cache root. Nothing is written anywhere else.
pub struct Workspace {
    root: PathBuf,
    cache: PathBuf,
    host_target: PathBuf,
}

impl Workspace {
    /// The checkout this binary was built from, with the cache at `ASSAY_CACHE` or
    /// `~/.cache/assay`.
    pub fn locate() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .context("xtask must be run from inside the checkout, as `cargo xtask`")?
            .to_path_buf();
        let cache = match env::var_os("ASSAY_CACHE") {
            Some(path) => std::path::absolute(path).context("ASSAY_CACHE is not a path")?,
            None => PathBuf::from(
                env::var_os("HOME")
                    .context("neither ASSAY_CACHE nor HOME is set: set ASSAY_CACHE to a folder that tools and build outputs may fill")?,
            )
            .join(".cache/assay"),
        };
        let host_target = match env::var_os("CARGO_TARGET_DIR") {
            // Relative to where the user is, while children run in the checkout.
            Some(path) => std::path::absolute(path).context("CARGO_TARGET_DIR is not a path")?,
            None => cache.join("target"),
        };
        Ok(Self {
            root,
            cache,
            host_target,
        })
    }

    /// The checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// LLVM, the linker and the standard library's sources.
    pub fn sbf_tools(&self) -> PathBuf {
        self.cache.join("sbf-tools")
    }

    /// Cargo's outputs for the programs, a folder for each checkout: cargo tells two checkouts of one workspace apart
    /// by nothing but the times of their files, and a program must never be linked from another checkout's code.
    pub fn sbf_target(&self) -> PathBuf {
        self.cache.join("sbf-target").join(self.checkout())
    }

    /// Cargo's outputs for WebAssembly, for each checkout likewise.
    pub fn wasm_target(&self) -> PathBuf {
        self.cache.join("wasm").join(self.checkout())
    }

    /// The checkout as a file's name.
    fn checkout(&self) -> String {
        let name: String = self
            .root
            .to_string_lossy()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        name.trim_matches('-').to_owned()
    }

    /// Linters that are not part of the Rust toolchain.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// What the coverage-guided fuzzers build, and the inputs they found.
    pub fn fuzz(&self) -> PathBuf {
        self.cache.join("fuzz")
    }

    /// The ELF files of the programs, where the standard tools leave and look for them.
    pub fn deploy(&self) -> PathBuf {
        self.root.join("target/deploy")
    }

    /// The host's build outputs: the user's `CARGO_TARGET_DIR`, or one in the cache, so that a
    /// fresh clone does not compile the Solana stack again.
    pub fn host_target(&self) -> &Path {
        &self.host_target
    }

    /// Cargo for the host, in the checkout, with the shared target folder.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .arg(subcommand)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.host_target());
        command
    }
}
