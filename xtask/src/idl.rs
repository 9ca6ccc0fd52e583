//! `cargo xtask idl`: the programs' interfaces, generated from their code.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{bail, Context as _, Result};

use crate::{
    process,
    programs::{self, Program},
    sbf::Route,
    setup::{self, Purpose},
    web,
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
    let mut owners = BTreeMap::new();
    for program in programs::DEPLOYED {
        let generated = generate(workspace, program)
            .with_context(|| format!("the IDL of `{}` was not generated", program.name))?;
        claim_names(&mut owners, program.name, &generated)?;
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
    client(workspace, mode)
}

/// The TypeScript client, which is generated from the IDLs.
fn client(workspace: &Workspace, mode: Mode) -> Result<()> {
    setup::ensure(workspace, Route::choose(), Purpose::Web)?;
    let script = match mode {
        Mode::Write => "generate",
        Mode::Check => "generate:check",
    };
    process::run(&mut web::npm(workspace, script)).context(
        "the generated TypeScript client differs from the IDLs: run `cargo xtask idl` and commit app/client/src/generated",
    )?;
    Ok(())
}

/// Notes which program calls what of its own an account type. Two programs must not use one name: where one reads
/// accounts of the other, an IDL has a single type of that name, and clients would decode one as the other.
fn claim_names(owners: &mut BTreeMap<String, String>, program: &str, idl: &str) -> Result<()> {
    let idl: serde_json::Value = serde_json::from_str(idl)?;
    let types = idl["types"].as_array().map_or(&[][..], Vec::as_slice);
    let accounts = idl["accounts"].as_array().into_iter().flatten();
    for name in accounts.filter_map(|account| account["name"].as_str()) {
        let shape = types.iter().find(|shape| shape["name"] == name);
        let shape = shape.map(ToString::to_string).unwrap_or_default();
        if let Some(other) = owners.insert(name.to_owned(), shape.clone()) {
            if other != shape {
                bail!("`{program}` and a program before it call different accounts `{name}`: rename one");
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_programs_share_a_name_only_for_one_type() {
        let idl = |field: &str| {
            let account = r#"{"name": "Pool"}"#;
            format!(r#"{{"accounts": [{account}], "types": [{{"name": "Pool", "fields": "{field}"}}]}}"#)
        };
        let mut owners = BTreeMap::new();
        claim_names(&mut owners, "one", &idl("bond")).expect("the first");
        claim_names(&mut owners, "reader of one", &idl("bond")).expect("the same type");
        let error = claim_names(&mut owners, "two", &idl("reserve")).expect_err("another type");
        assert!(error.to_string().contains("`Pool`"), "{error}");
    }
}
