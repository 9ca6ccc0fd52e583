//! The standard library's sources for the target: the distribution's, with one line added.

use std::{fs, path::Path, process::Command};

use super::error::SetupError;
use crate::{process, sbf::upstream::STD_SOURCES};

/// std's allocator shim lists the alignment of every architecture it knows.
const FILE: &str = "std/src/sys/alloc/mod.rs";
const KNOWN: &str = "    target_arch = \"wasm32\",";
const ADDED: &str = "    target_arch = \"bpf\",";

/// Copies the sources to `tools/library`, patched.
pub fn install(tools: &Path) -> Result<(), SetupError> {
    let part = tools.join("library.part");
    let installed = tools.join("library");
    for folder in [&part, &installed] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(SetupError::file(folder))?;
        }
    }
    // Debian's folder is full of links into its packages of vendored crates: -L copies the files.
    process::run_quietly(Command::new("cp").arg("-rL").arg(STD_SOURCES).arg(&part)).map_err(|source| {
        SetupError::Command {
            what: "the sources of std could not be copied",
            source,
        }
    })?;
    let file = part.join(FILE);
    let source = fs::read_to_string(&file).map_err(SetupError::file(&file))?;
    let patched = patch(&source).ok_or_else(|| SetupError::Patch {
        path: file.display().to_string(),
        line: KNOWN.trim(),
    })?;
    fs::write(&file, patched).map_err(SetupError::file(&file))?;
    fs::rename(&part, &installed).map_err(SetupError::file(&installed))
}

fn patch(source: &str) -> Option<String> {
    let at = source.find(&format!("{KNOWN}\n"))? + KNOWN.len() + 1;
    Some(format!("{}{ADDED}\n{}", &source[..at], &source[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_architecture_is_added_beside_wasm() {
        let source = "any(\n    target_arch = \"wasm32\",\n    target_arch = \"hexagon\",\n)";
        assert_eq!(
            patch(source).unwrap(),
            "any(\n    target_arch = \"wasm32\",\n    target_arch = \"bpf\",\n    target_arch = \"hexagon\",\n)"
        );
    }

    #[test]
    fn sources_that_changed_are_refused() {
        assert_eq!(patch("target_arch = \"wasm64\","), None);
    }
}
