//! `cargo xtask deploy`: the programs onto a cluster, and the suite initialised.

use std::ffi::{OsStr, OsString};

use anyhow::Result;

use crate::{
    binaries::{self, MIGRATIONS},
    programs,
    workspace::Workspace,
};

/// Builds what is deployed and hands over to the deployer with the user's arguments.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    binaries::prepare(workspace, programs::DEPLOYED)?;
    MIGRATIONS.run(
        workspace,
        &with_programs(arguments, workspace.deploy().as_os_str()),
    )
}

/// The arguments with the folder of the ELF files just built, unless the user names another.
fn with_programs(arguments: &[OsString], folder: &OsStr) -> Vec<OsString> {
    let named = arguments.iter().any(|argument| {
        let argument = argument.to_string_lossy();
        argument == "--programs" || argument.starts_with("--programs=")
    });
    let mut all = arguments.to_vec();
    if !named {
        all.extend(["--programs".into(), folder.to_owned()]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(arguments: &[&str]) -> Vec<OsString> {
        arguments.iter().map(OsString::from).collect()
    }

    #[test]
    fn the_built_programs_are_deployed_unless_others_are_named() {
        let folder = OsStr::new("/checkout/target/deploy");
        assert_eq!(
            with_programs(&words(&["--url", "devnet"]), folder),
            words(&["--url", "devnet", "--programs", "/checkout/target/deploy"])
        );
        for named in [
            words(&["--programs", "mine"]),
            words(&["--programs=mine", "--json"]),
        ] {
            assert_eq!(with_programs(&named, folder), named);
        }
    }
}
