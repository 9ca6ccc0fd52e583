//! `cargo xtask idl`: the programs' interfaces, generated from their code.

use std::{env, fs, path::PathBuf};

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{bail, Context as _, Result};

use crate::{
    programs::{self, Program},
    workspace::Workspace,
};

/// What to do with the generated files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write those that changed.
    Write,
    /// Fail when one differs from what is committed.
    Check,
}

/// Generates every deployed program's IDL.
pub fn run(workspace: &Workspace, mode: Mode) -> Result<()> {
    let mut stale = Vec::new();
    for program in programs::DEPLOYED {
        let generated = generate(workspace, program)
            .with_context(|| format!("the IDL of `{}` was not generated", program.name))?;
        let path = committed(workspace, program);
        if fs::read_to_string(&path).is_ok_and(|present| present == generated) {
            eprintln!("{:>12}  IDL is current", program.name);
            continue;
        }
        match mode {
            Mode::Check => stale.push(program.name),
            Mode::Write => {
                let folder = path.parent().context("a file inside the checkout")?;
                fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
                fs::write(&path, generated).with_context(|| format!("writing {}", path.display()))?;
                eprintln!("{:>12}  IDL written to {}", program.name, path.display());
            }
        }
    }
    if !stale.is_empty() {
        bail!(
            "the committed IDL of {} differs from the program: run `cargo xtask idl` and commit app/client/idl",
            stale.join(" and ")
        );
    }
    Ok(())
}

/// Where a program's IDL is committed.
fn committed(workspace: &Workspace, program: &Program) -> PathBuf {
    workspace
        .root()
        .join("app/client/idl")
        .join(format!("{}.json", program.name))
}

fn generate(workspace: &Workspace, program: &Program) -> Result<String> {
    // The builder runs `cargo` with our environment. It takes a rustup toolchain named there for
    // an argument and misspells it, and would build into the checkout.
    env::remove_var("RUSTUP_TOOLCHAIN");
    env::set_var("CARGO_TARGET_DIR", workspace.host_target());
    let idl = IdlBuilder::new()
        .program_path(workspace.root().join(program.folder))
        .cargo_args(vec!["--lib".into(), "--ignore-rust-version".into()])
        .skip_lint(true)
        .build()?;
    Ok(serde_json::to_string_pretty(&idl)? + "\n")
}
