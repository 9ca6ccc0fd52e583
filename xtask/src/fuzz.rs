//! `cargo xtask fuzz`: random instructions for the programs, and mutated bytes for whatever reads a stranger's.

use std::{ffi::OsString, fs, process::Command};

use anyhow::{bail, Context as _, Result};
use clap::{builder::PossibleValuesParser, Parser};

use crate::{
    binaries::{self, FUZZ},
    process, programs,
    sbf::Route,
    setup::{self, Purpose},
    workspace::Workspace,
};

/// The coverage-guided targets, `fuzz/fuzz_targets/<name>.rs`.
const TARGETS: [&str; 4] = ["spec", "evidence", "judge", "openings"];

/// Seconds that each of them runs for when nobody says how long, also in `cargo xtask test`.
const SECONDS: u64 = 20;

/// What may follow `proof`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask fuzz proof", no_binary_name = true)]
struct Proof {
    /// Only these targets [default: all]
    #[arg(value_parser = PossibleValuesParser::new(TARGETS))]
    targets: Vec<String>,
    /// How long each target runs
    #[arg(long, default_value_t = SECONDS)]
    seconds: u64,
}

/// Fuzzes what the first argument names: `proof`, or a program.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    match arguments.split_first() {
        Some((subject, rest)) if subject == "proof" => {
            let Proof { targets, seconds } = Proof::try_parse_from(rest).unwrap_or_else(|error| error.exit());
            proof(workspace, &targets, seconds)
        }
        _ => {
            binaries::prepare(workspace, programs::DEPLOYED)?;
            FUZZ.run(workspace, arguments)
        }
    }
}

/// The short run of every coverage-guided target that goes with the tests.
pub fn briefly(workspace: &Workspace) -> Result<()> {
    proof(workspace, &[], SECONDS)
}

/// Runs the targets of these names, or all when none is named; also after one has failed.
fn proof(workspace: &Workspace, targets: &[String], seconds: u64) -> Result<()> {
    setup::ensure(workspace, Route::choose(), Purpose::Fuzz)?;
    let named = |target: &&str| targets.is_empty() || targets.iter().any(|name| name == target);
    let mut failed = Vec::new();
    for target in TARGETS.into_iter().filter(named) {
        eprintln!("fuzz {target}, {seconds} s");
        if let Err(error) = one(workspace, target, seconds) {
            eprintln!("fuzz {target} failed: {error:#}");
            failed.push(target);
        }
    }
    if !failed.is_empty() {
        bail!(
            "the fuzzers found something in: {}; what did it is in fuzz/artifacts, `cargo fuzz run` repeats it",
            failed.join(", ")
        );
    }
    Ok(())
}

/// Starts from the corpus in the repository; what the fuzzer adds stays in the cache.
fn one(workspace: &Workspace, target: &str, seconds: u64) -> Result<()> {
    let outputs = workspace.fuzz();
    let grown = outputs.join("corpus").join(target);
    fs::create_dir_all(&grown).with_context(|| format!("{} cannot be made", grown.display()))?;
    process::run(
        Command::new(workspace.tools().join("bin/cargo-fuzz"))
            .current_dir(workspace.root())
            // Sanitizers need a nightly compiler; there is no unsafe code here for them to watch.
            .args(["run", "--fuzz-dir", "fuzz", "--sanitizer", "none", "--target-dir"])
            .arg(outputs.join("target"))
            .arg(target)
            .arg(grown)
            .arg(workspace.root().join("fuzz/corpus").join(target))
            .args(["--", "-print_final_stats=1"])
            .arg(format!("-max_total_time={seconds}")),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_its_file_and_its_corpus() {
        let workspace = Workspace::locate().unwrap();
        let fuzz = workspace.root().join("fuzz");
        let mut files: Vec<_> = fs::read_dir(fuzz.join("fuzz_targets"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_owned())
            .collect();
        files.sort();
        let mut targets = TARGETS.map(OsString::from).to_vec();
        targets.sort();
        assert_eq!(files, targets);
        for target in TARGETS {
            let corpus = fuzz.join("corpus").join(target);
            assert!(fs::read_dir(&corpus).unwrap().count() > 0, "{target}");
        }
    }

    #[test]
    fn targets_and_their_time_are_read_and_others_refused() {
        let read = |arguments: &[&str]| Proof::try_parse_from(arguments);
        let all = read(&[]).unwrap();
        assert_eq!((all.targets.len(), all.seconds), (0, 20));
        let two = read(&["spec", "judge", "--seconds", "600"]).unwrap();
        assert_eq!(
            (two.targets, two.seconds),
            (vec!["spec".into(), "judge".into()], 600)
        );
        assert!(read(&["escrow"]).is_err());
    }
}
