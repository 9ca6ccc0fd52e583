//! LLVM 23 as one shared library, linked from the static archives of two wheels.
//!
//! BPF in LLVM 22 refuses functions of more than five arguments; 23 passes them on the stack.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    error::SetupError,
    wheels::{self, Wheel},
};
use crate::process;

pub const WHEELS: &[Wheel] = &[
    Wheel {
        name: "mlc-llvm-static",
        version: "23.1.1.post0",
        sha256: "dcfec888abfaa418be77d41af585805f31463584cf9c90582992c00f392c1ac5",
    },
    Wheel {
        name: "mlc-llvm-static-extra-targets",
        version: "23.1.1.post0",
        sha256: "c36e834d9a4e9cf9759f27fece65711ece7a2fc2b5a96dbb15d66f5e9e787929",
    },
];

/// Back ends that the linker has no use for, and tools that need libraries of their own.
const LEFT_OUT: &[&str] = &[
    "AArch64",
    "AMDGPU",
    "ARM",
    "AVR",
    "Hexagon",
    "Lanai",
    "LoongArch",
    "MSP430",
    "Mips",
    "NVPTX",
    "PowerPC",
    "RISCV",
    "SPIRV",
    "Sparc",
    "SystemZ",
    "VE",
    "WebAssembly",
    "XCore",
    "X86",
    "TableGen",
    "FuzzerCLI",
    "Extensions",
    "Debuginfod",
    "HTTP",
    "Plugins",
];
/// Downloads, links and moves `libLLVM.so` into `tools/llvm`.
pub fn install(tools: &Path) -> Result<(), SetupError> {
    let scratch = tools.join("llvm.wheels");
    let unpacked = wheels::unpack("LLVM 23", WHEELS, &scratch)?;
    let library = unpacked.join("mlc_llvm_static/static/lib");
    let archives = archives(&library)?;

    let part = tools.join("llvm.part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(SetupError::file(&part))?;
    }
    fs::create_dir_all(&part).map_err(SetupError::file(&part))?;
    process::run_quietly(
        Command::new("g++")
            .args(["-shared", "-o"])
            .arg(part.join("libLLVM.so"))
            .arg("-Wl,--whole-archive")
            .args(archives)
            .arg("-Wl,--no-whole-archive")
            .args([library.join("libz.a"), library.join("libzstd.a")])
            .args(["-lpthread", "-ldl"]),
    )
    .map_err(|source| SetupError::Command {
        what: "libLLVM.so could not be linked (it needs g++ and 1 GB of free disk)",
        source,
    })?;

    let installed = tools.join("llvm");
    if installed.exists() {
        fs::remove_dir_all(&installed).map_err(SetupError::file(&installed))?;
    }
    fs::rename(&part, &installed).map_err(SetupError::file(&installed))?;
    fs::remove_dir_all(&scratch).map_err(SetupError::file(&scratch))
}

fn archives(library: &Path) -> Result<Vec<PathBuf>, SetupError> {
    let mut archives = Vec::new();
    for entry in fs::read_dir(library).map_err(SetupError::file(library))? {
        let path = entry.map_err(SetupError::file(library))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_linked(&name) {
            archives.push(path);
        }
    }
    archives.sort();
    Ok(archives)
}

fn is_linked(name: &str) -> bool {
    let Some(part) = name
        .strip_prefix("libLLVM")
        .and_then(|rest| rest.strip_suffix(".a"))
    else {
        return false;
    };
    !LEFT_OUT.iter().any(|left_out| part.starts_with(left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bpf_back_end_is_linked() {
        for name in ["libLLVMCore.a", "libLLVMBPFCodeGen.a", "libLLVMVectorize.a"] {
            assert!(is_linked(name), "{name}");
        }
        for name in [
            "libLLVMX86CodeGen.a",
            "libLLVMVECodeGen.a",
            "libLLVMTableGen.a",
            "libclang.a",
            "libLLVM.so",
        ] {
            assert!(!is_linked(name), "{name}");
        }
    }
}
