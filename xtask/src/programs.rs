//! The one table of on-chain programs.

use anyhow::{bail, Result};

/// A program that `cargo xtask build` compiles to an ELF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The library's name, the ELF file's stem, and the name in tables and JSON.
    pub name: &'static str,
    /// The cargo package.
    pub package: &'static str,
    /// Its folder in the checkout.
    pub folder: &'static str,
}

/// What is deployed. `target/deploy` holds these and nothing else.
pub const DEPLOYED: &[Program] = &[
    Program {
        name: "stake",
        package: "assay-stake",
        folder: "programs/stake",
    },
    Program {
        name: "escrow",
        package: "assay-escrow",
        folder: "programs/escrow",
    },
    Program {
        name: "amm",
        package: "assay-amm",
        folder: "programs/amm",
    },
    Program {
        name: "governor",
        package: "assay-governor",
        folder: "programs/governor",
    },
    Program {
        name: "judge",
        package: "assay-judge",
        folder: "programs/judge",
    },
];

/// The program that pins what the toolchain must get right. It is never deployed, so its ELF file
/// is kept out of `target/deploy`.
pub const CONFORMANCE: Program = Program {
    name: "conformance",
    package: "conformance",
    folder: "tests/conformance",
};

/// The largest ELF file a program may have, in bytes (`docs` call it the size budget): rent for
/// the program's account grows with it.
pub const ELF_BUDGET: u64 = 150 * 1024;

impl Program {
    /// What cargo is told besides the profiles of the workspace. Rent for a program's account grows with its size,
    /// which does not matter off the chain: so everything is compiled for size here. Another program that this one
    /// links is compiled for speed: its small functions, inlined, take less room than calls of them. `benches/cu.md`
    /// watches sizes and costs.
    pub fn profile(&self) -> Vec<String> {
        let level = |of: &str, level: &str| format!("profile.release.{of}opt-level={level}");
        // The judge is all loops, and has room.
        let own = if self.name == "judge" { "3" } else { "\"s\"" };
        let mut settings = vec![level("", own)];
        for other in DEPLOYED.iter().filter(|other| *other != self) {
            settings.push(level(&format!("package.{}.", other.package), "3"));
        }
        settings
            .into_iter()
            .flat_map(|setting| ["--config".to_owned(), setting])
            .collect()
    }
}

/// Everything that is compiled to an ELF file.
pub fn all() -> Vec<Program> {
    DEPLOYED.iter().chain([&CONFORMANCE]).copied().collect()
}

/// The programs of these names, or all of them when none is named.
pub fn select(names: &[String]) -> Result<Vec<Program>> {
    if names.is_empty() {
        return Ok(all());
    }
    names.iter().map(|name| find(name)).collect()
}

fn find(name: &str) -> Result<Program> {
    let all = all();
    match all.iter().find(|program| program.name == name) {
        Some(program) => Ok(*program),
        None => {
            let names: Vec<_> = all.iter().map(|program| program.name).collect();
            bail!("there is no program `{name}`: there are {}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_selected_by_name() {
        let names =
            |selected: Vec<Program>| -> Vec<_> { selected.iter().map(|program| program.name).collect() };
        assert_eq!(
            names(select(&[]).unwrap()),
            ["stake", "escrow", "amm", "governor", "judge", "conformance"]
        );
        assert_eq!(names(select(&["escrow".into()]).unwrap()), ["escrow"]);
        assert_eq!(
            select(&["stakes".into()]).unwrap_err().to_string(),
            "there is no program `stakes`: there are stake, escrow, amm, governor, judge, conformance"
        );
    }

    #[test]
    fn the_conformance_program_is_not_deployed() {
        assert!(!DEPLOYED.contains(&CONFORMANCE));
    }
}
