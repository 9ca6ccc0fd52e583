//! `cargo xtask test`: every test of the workspace, the programs as ELF files, and a short run of the fuzzers.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Write},
    process::{Command, Stdio},
};

use anyhow::{ensure, Context as _, Result};

use crate::{binaries, fuzz, programs, workspace::Workspace};

/// Installs, builds and tests. What all test binaries counted together is the last thing printed.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    binaries::prepare(workspace, &programs::all())?;
    // Whoever asks for some tests does not wait for the fuzzers.
    let fuzzed = match arguments {
        [] => fuzz::briefly(workspace),
        _ => Ok(()),
    };
    let mut command = workspace.cargo("test");
    command
        .args(["--workspace", "--ignore-rust-version", "--no-fail-fast"])
        // Without a card, its kernels are tested on the processor.
        .args(["--features", "assay-worker/cuda"])
        // Without the documentation's examples, which have none and would close the output
        // with "0 passed".
        .args(["--lib", "--bins", "--tests"])
        .args(arguments)
        // solana-program-test looks for programs here.
        .env("SBF_OUT_DIR", workspace.deploy())
        // Set-up has installed a driver: a test that finds none has found a fault.
        .env("ASSAY_REQUIRE_GPU", "1")
        .env("ASSAY_REQUIRE_CUDA_KERNELS", "1");
    let tested = summarised(&mut command, &mut io::stdout());
    fuzzed.and(tested)
}

/// Runs the tests with their output passed on, then adds up the summaries of all test binaries: cargo prints one for
/// each, and the last is of whichever package comes last.
fn summarised(command: &mut Command, out: &mut impl Write) -> Result<()> {
    let mut tests = command
        .stdout(Stdio::piped())
        .spawn()
        .context("starting `cargo test`")?;
    let output = tests.stdout.take().expect("it is piped");
    let mut total = Summary::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("reading what `cargo test` prints")?;
        total.add(&String::from_utf8_lossy(&line));
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    let status = tests.wait().context("waiting for `cargo test`")?;
    writeln!(out, "{total}")?;
    ensure!(status.success() && total.failed == 0, "tests failed ({status})");
    Ok(())
}

/// What the test binaries counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Summary {
    binaries: usize,
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Summary {
    /// Counts a line like `test result: ok. 3 passed; 0 failed; 1 ignored; …`, and no other.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        self.binaries += 1;
        for count in counts.split("; ") {
            let Some((number, what)) = count.split_once(' ') else {
                continue;
            };
            let number = number.parse().unwrap_or(0);
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            binaries,
            passed,
            failed,
            ignored,
        } = self;
        let result = if *failed == 0 { "ok" } else { "FAILED" };
        write!(
            f,
            "all {binaries} test binaries: {result}. {passed} passed; {failed} failed; {ignored} ignored"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_add_up_and_other_lines_do_not_count() {
        let mut total = Summary::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test a::result: ok. 7 passed ... ok",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            total.add(line);
        }
        let all = "all 2 test binaries: FAILED. 13 passed; 2 failed; 1 ignored";
        assert_eq!(total.to_string(), all);
    }

    #[test]
    fn a_run_that_fails_is_an_error() {
        let run = |text: &str, code: i32| {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("echo '{text}'; exit {code}")]);
            let mut out = Vec::new();
            let result = summarised(&mut command, &mut out);
            (result.is_ok(), String::from_utf8(out).unwrap())
        };
        let line = "test result: ok. 1 passed; 0 failed; 0 ignored";
        let total = "all 1 test binaries: ok. 1 passed; 0 failed; 0 ignored";
        assert_eq!(run(line, 0), (true, format!("{line}\n{total}\n")));
        assert!(!run(line, 101).0);
        assert!(!run("test result: FAILED. 0 passed; 1 failed", 0).0);
    }
}
