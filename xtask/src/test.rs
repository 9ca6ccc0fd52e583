//! `cargo xtask test`: every test of the workspace, the programs as ELF files, a short run of the fuzzers, and the web app.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Write},
    process::{Command, Stdio},
};

use anyhow::{ensure, Context as _, Result};

use crate::{binaries, fuzz, programs, wasm, web, workspace::Workspace};

/// Installs, builds and tests. What all test runs counted together is the last thing printed.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    binaries::prepare(workspace, &programs::all())?;
    // Whoever asks for some tests does not wait for the fuzzers and the browser.
    let all = arguments.is_empty();
    let fuzzed = if all { fuzz::briefly(workspace) } else { Ok(()) };
    let built = if all { web::build(workspace) } else { Ok(()) };
    let mut command = workspace.cargo("test");
    command
        .args(["--workspace", "--ignore-rust-version", "--no-fail-fast"])
        // Without the documentation's examples, which have none and would close the output
        // with "0 passed".
        .args(["--lib", "--bins", "--tests"])
        .args(arguments)
        // solana-program-test looks for programs here.
        .env("SBF_OUT_DIR", workspace.deploy())
        // Set-up has installed a driver: a test that finds none has found a fault.
        .env("ASSAY_REQUIRE_GPU", "1")
        .env("ASSAY_REQUIRE_CUDA_KERNELS", "1");
    let mut runs = vec![command];
    if all && built.is_ok() {
        runs.extend(web_runs(workspace)?);
    }
    let tested = summarised(runs, &mut io::stdout());
    fuzzed.and(built).and(tested)
}

/// As [`run`], but the web app's tests alone.
pub fn run_web(workspace: &Workspace) -> Result<()> {
    binaries::prepare(workspace, programs::DEPLOYED)?;
    web::build(workspace)?;
    summarised(web_runs(workspace)?, &mut io::stdout())
}

/// What the browser runs, tested on the host, and the app's own tests.
fn web_runs(workspace: &Workspace) -> Result<Vec<Command>> {
    let mut quotes = workspace.cargo("test");
    quotes
        .args(["--manifest-path", wasm::MANIFEST, "--locked"])
        .args(["--ignore-rust-version", "--lib", "--tests"])
        .env("CARGO_TARGET_DIR", workspace.wasm_target());
    let mut runs = vec![quotes];
    runs.extend(web::tests(workspace)?);
    Ok(runs)
}

/// Runs everything, also after one has failed, then prints the total.
fn summarised(runs: Vec<Command>, out: &mut impl Write) -> Result<()> {
    let mut total = Summary::default();
    let mut failed = Vec::new();
    for mut run in runs {
        if let Err(error) = counted(&mut run, &mut total, out) {
            failed.push(error.to_string());
        }
    }
    writeln!(out, "{total}")?;
    ensure!(
        failed.is_empty() && total.failed == 0,
        "tests failed: {}",
        failed.join("; ")
    );
    Ok(())
}

/// Runs tests with their output passed on, and adds the summaries of all test binaries to `total`: cargo prints one for
/// each, and so do the app's runners.
fn counted(command: &mut Command, total: &mut Summary, out: &mut impl Write) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut tests = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting `{program}`"))?;
    let output = tests.stdout.take().expect("it is piped");
    let before = total.binaries;
    for line in BufReader::new(output).split(b'\n') {
        let line = line.with_context(|| format!("reading what `{program}` prints"))?;
        total.add(&String::from_utf8_lossy(&line));
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    let status = tests.wait().with_context(|| format!("waiting for `{program}`"))?;
    ensure!(status.success(), "`{program}` ended with {status}");
    // A runner that counts nothing would pass for one in which nothing failed.
    ensure!(total.binaries > before, "`{program}` counted no tests");
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

    fn shell(text: &str, code: i32) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("echo '{text}'; exit {code}")]);
        command
    }

    #[test]
    fn a_run_that_fails_is_an_error() {
        let run = |text: &str, code: i32| {
            let mut out = Vec::new();
            let result = summarised(vec![shell(text, code)], &mut out);
            (result.is_ok(), String::from_utf8(out).unwrap())
        };
        let line = "test result: ok. 1 passed; 0 failed; 0 ignored";
        let total = "all 1 test binaries: ok. 1 passed; 0 failed; 0 ignored";
        assert_eq!(run(line, 0), (true, format!("{line}\n{total}\n")));
        assert!(!run(line, 101).0);
        assert!(!run("test result: FAILED. 0 passed; 1 failed", 0).0);
        assert!(!run("nothing was counted", 0).0);
    }

    #[test]
    fn all_runs_are_counted_also_after_one_has_failed() {
        let mut out = Vec::new();
        let runs = vec![
            shell("test result: FAILED. 1 passed; 1 failed; 0 ignored", 1),
            shell("test result: ok. 4 passed; 0 failed; 1 ignored", 0),
        ];
        assert!(summarised(runs, &mut out).is_err());
        let out = String::from_utf8(out).unwrap();
        let last = out.lines().last();
        assert_eq!(
            last,
            Some("all 2 test binaries: FAILED. 5 passed; 1 failed; 1 ignored")
        );
    }
}
