//! The route through upstream Rust and LLVM. `docs/decisions.md` tells why each flag is here.

use std::{env, fs, os::unix::fs::PermissionsExt as _, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};

use crate::{process, programs::Program, workspace::Workspace};

/// The target: LLVM's BPF with an operating system that has a bare-metal port of std.
const TARGET: &str = "bpf-solana";
const TARGET_JSON: &str = include_str!("../../sbf/bpf-solana.json");
/// Links the program being built; other crates that declare a `cdylib` get an empty file.
const LINKER: &str = include_str!("../../sbf/sbf-ld.sh");

/// Debian's compiler, and the package of sources that std is built from.
pub const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
pub const STD_SOURCES: &str = "/usr/lib/rustlib/src/rust/library";

const RUSTC_FLAGS: &[&str] = &[
    "-Zunstable-options",
    "-Crelocation-model=static",
    // The panic machinery has writable statics, which a program cannot have.
    "-Cpanic=immediate-abort",
    // Programs are single-threaded and the machine has no atomics.
    "-Cpasses=lower-atomic",
    "--cfg=target_os=\"solana\"",
    "--cfg=target_feature=\"static-syscalls\"",
    "-Aexplicit_builtin_cfgs_in_flags",
];

const LINKER_FLAGS: &[&str] = &[
    "--arch=v3",
    "--log-level=error",
    // The linker would also write to `target/deploy` of its working directory, under cargo's name.
    "--deploy=false",
    "--llvm-args=-bpf-stack-size=4096",
    "--llvm-args=--bpf-max-stores-per-memfunc=5",
    // Instructions in an order that needs fewer registers: there are ten, and what they do not hold costs two more.
    "--llvm-args=-enable-misched",
    "--llvm-args=-pre-RA-sched=list-burr",
    // Instructions of eBPF that sBPF v3 lacks.
    "--llvm-args=--disable-gotox",
    "--llvm-args=--disable-bswap",
    "--llvm-args=--disable-ldsx",
    "--llvm-args=--disable-movsx",
];

/// Given to the compilation of the program alone, in which everything it links is optimised.
const PROGRAM_FLAGS: &[&str] = &[
    // Code for size inlines a function marked `#[inline]` up to a size of 325, which is a hint for fast machines:
    // copies of the framework's error conversions alone would be a tenth of a program.
    "-Cllvm-args=-inlinehint-threshold=25",
    // Functions that are the same but for their name become one.
    "-Zmerge-functions=aliases",
];

/// Compiles one program and returns its ELF file.
pub fn compile(workspace: &Workspace, program: &Program) -> Result<PathBuf> {
    let tools = workspace.sbf_tools();
    let target = write_if_changed(tools.join(format!("{TARGET}.json")), TARGET_JSON)?;
    let linker = write_if_changed(tools.join("bin/sbf-ld"), LINKER)?;
    fs::set_permissions(&linker, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("making {} executable", linker.display()))?;

    let mut flags = vec![format!("-Clinker={}", linker.display())];
    flags.extend(RUSTC_FLAGS.iter().map(|flag| flag.to_string()));
    flags.extend(LINKER_FLAGS.iter().map(|flag| format!("-Clink-arg={flag}")));

    let mut command = Command::new(CARGO);
    command.current_dir(workspace.root());
    for (name, _) in env::vars_os() {
        // What the calling cargo, or a user's settings for the host, would mix into this build.
        if name.to_str().is_some_and(is_foreign) {
            command.env_remove(name);
        }
    }
    command
        .args(["rustc", "--release", "--lib", "--ignore-rust-version"])
        // A program that is also a library would otherwise be compiled without link-time
        // optimisation.
        .args(["--crate-type", "cdylib", "--package", program.package])
        .args(["-Zbuild-std=std", "-Zjson-target-spec", "--target"])
        .arg(target)
        .args(program.profile())
        .arg("--")
        .args(PROGRAM_FLAGS)
        .env("RUSTC", RUSTC)
        // Building std and JSON targets are unstable options.
        .env("RUSTC_BOOTSTRAP", "1")
        // std would otherwise mark itself as restricted on a target it does not know.
        .env("RUSTC_BOOTSTRAP_SYNTHETIC_TARGET", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", tools.join("library"))
        // Hashes the names of cdylibs, so that `stake` the program and `stake` the dependency of
        // `escrow` do not overwrite one another.
        .env("__CARGO_DEFAULT_LIB_METADATA", "assay")
        .env("CARGO_TARGET_DIR", workspace.sbf_target())
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("SBF_PROGRAM", program.name)
        .env("SBF_LINKER", tools.join("bin/sbpf-linker"))
        .env("SBF_LLVM", tools.join("llvm"));
    process::run(&mut command)?;
    Ok(workspace
        .sbf_target()
        .join(TARGET)
        .join("release")
        .join(format!("lib{}.so", program.name)))
}

fn is_foreign(name: &str) -> bool {
    name.starts_with("CARGO_BUILD_")
        || name.starts_with("CARGO_PROFILE_")
        || name.starts_with("CARGO_TARGET_")
        || name.starts_with("CARGO_ENCODED_")
        || name.starts_with("RUSTC")
        || matches!(name, "RUSTFLAGS" | "RUSTUP_TOOLCHAIN" | "LD_LIBRARY_PATH")
}

/// Cargo compares the times of these files: they are left alone when they are right.
fn write_if_changed(path: PathBuf, content: &str) -> Result<PathBuf> {
    if fs::read_to_string(&path).map_or(true, |present| present != content) {
        let folder = path.parent().expect("a file inside the cache");
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_for_the_host_do_not_reach_the_programs() {
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "CARGO_PROFILE_RELEASE_LTO",
            "RUSTC_WRAPPER",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(is_foreign(name), "{name}");
        }
        for name in ["PATH", "HOME", "CARGO_HOME", "CARGO_NET_OFFLINE", "HTTPS_PROXY"] {
            assert!(!is_foreign(name), "{name}");
        }
    }
}
