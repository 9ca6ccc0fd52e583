//! The quotes as WebAssembly.
//!
//! anchor-lang does not compile for 32 bits because of two assertions, evaluated while compiling, in a function that
//! signs calls of other programs, which nothing in the browser does. In a copy of its source they are evaluated when
//! that function is called, so that it still cannot do harm; cargo takes the copy in the registry's place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{bail, ensure, Context as _, Result};
use serde_json::Value;

use crate::{process, setup::WASM_TARGET, workspace::Workspace};

/// A workspace of its own.
pub const MANIFEST: &str = "app/client/wasm/Cargo.toml";
const BUILT: &str = "app/client/src/wasm/assay.wasm";
const PATCHED: &str = "anchor-lang";
const FILE: &str = "src/cpi.rs";
/// What is compared, and cannot be equal in 32 bits.
const ASSERTIONS: [&str; 2] = ["size_of", "align_of"];

/// Builds the module to where the client's package has it; returns its path.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let patched = patch(workspace)?;
    let target = workspace.wasm_target();
    let paths = format!("paths=[{}]", Value::from(path_text(&patched)?));
    let mut cargo = workspace.cargo("build");
    cargo
        .args(["--manifest-path", MANIFEST, "--target", WASM_TARGET])
        .args(["--release", "--locked", "--quiet", "--ignore-rust-version"])
        .args(["--config", &paths])
        .env("CARGO_TARGET_DIR", &target);
    process::run(&mut cargo).context("the quotes were not built as WebAssembly")?;
    let module = target.join(WASM_TARGET).join("release/assay_wasm.wasm");
    let built = workspace.root().join(BUILT);
    let bytes = fs::read(&module).with_context(|| format!("reading {}", module.display()))?;
    if fs::read(&built).is_ok_and(|there| there == bytes) {
        return Ok(built);
    }
    // Written under another name first: whoever serves it never sees a part.
    let part = built.with_extension("part");
    let folder = built.parent().context("a file inside the checkout")?;
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    fs::write(&part, &bytes).with_context(|| format!("writing {}", part.display()))?;
    fs::rename(&part, &built).with_context(|| format!("writing {}", built.display()))?;
    eprintln!("{:>12}  {} bytes", "assay.wasm", bytes.len());
    Ok(built)
}

/// A patched copy of anchor-lang; returns its folder.
fn patch(workspace: &Workspace) -> Result<PathBuf> {
    let (version, source) = source(workspace)?;
    let copy = workspace.wasm_target().join(format!("{PATCHED}-{version}"));
    let file = source.join(FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let patched = relaxed(&text).with_context(|| format!("patching {}", file.display()))?;
    if fs::read_to_string(copy.join(FILE)).is_ok_and(|there| there == patched) {
        return Ok(copy);
    }
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| format!("removing {}", copy.display()))?;
    }
    copy_folder(&source, &copy).with_context(|| format!("copying {}", source.display()))?;
    // Last: a copy is taken for whole when this is there.
    fs::write(copy.join(FILE), patched).with_context(|| format!("writing into {}", copy.display()))?;
    Ok(copy)
}

/// Version and folder of anchor-lang as the registry has it.
fn source(workspace: &Workspace) -> Result<(String, PathBuf)> {
    let mut cargo = workspace.cargo("metadata");
    cargo.args(["--format-version=1", "--locked", "--manifest-path", MANIFEST]);
    let metadata: Value = serde_json::from_str(&process::run_quietly(&mut cargo)?)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages
        .into_iter()
        .find(|package| package["name"] == PATCHED)
        .with_context(|| format!("{MANIFEST} does not lead to {PATCHED}"))?;
    let manifest = package["manifest_path"].as_str().map(Path::new);
    let folder = manifest
        .and_then(Path::parent)
        .context("a package has a folder")?;
    Ok((
        package["version"].as_str().unwrap_or_default().to_owned(),
        folder.to_owned(),
    ))
}

/// The text with both assertions evaluated at run time. Fails when it is not the text that this was made for.
fn relaxed(text: &str) -> Result<String> {
    let mut text = text.to_owned();
    for what in ASSERTIONS {
        let assertion =
            format!("assert!(core::mem::{what}::<&[u8]>() == core::mem::{what}::<pinocchio::cpi::Seed>())");
        let constant = format!("const _: () =\n        {assertion};");
        let found = text.matches(&constant).count();
        ensure!(
            found == 1,
            "the assertion about {what} of a seed is there {found} times and should be once: {PATCHED} has changed, look whether it compiles for {WASM_TARGET} now"
        );
        text = text.replace(&constant, &format!("{assertion};"));
    }
    Ok(text)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn path_text(path: &Path) -> Result<&str> {
    match path.to_str() {
        Some(text) => Ok(text),
        None => bail!(
            "{} is not UTF-8: set ASSAY_CACHE to a folder that is",
            path.display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assertion(what: &str) -> String {
        format!("    const _: () =\n        assert!(core::mem::{what}::<&[u8]>() == core::mem::{what}::<pinocchio::cpi::Seed>());\n")
    }

    #[test]
    fn both_assertions_move_to_run_time() {
        let text = format!(
            "fn sign() {{\n{}{}}}\n",
            assertion("size_of"),
            assertion("align_of")
        );
        let relaxed = relaxed(&text).unwrap();
        assert!(!relaxed.contains("const _"), "{relaxed}");
        assert_eq!(relaxed.matches("assert!(").count(), 2, "{relaxed}");
    }

    #[test]
    fn another_text_is_not_guessed_at() {
        let twice = assertion("size_of").repeat(2) + &assertion("align_of");
        for text in ["", &assertion("size_of"), &twice] {
            let error = relaxed(text).unwrap_err().to_string();
            assert!(error.contains("should be once"), "{error}");
        }
    }
}
