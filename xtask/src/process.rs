//! Running other programs, with errors that name the command.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Output, Stdio},
};

use thiserror::Error;

/// A command that did not do its work.
#[derive(Debug, Error)]
pub enum CommandError {
    #[error("`{program}` is not installed, or not on the PATH")]
    Missing { program: String },
    #[error("`{program}` could not be started: {source}")]
    Start { program: String, source: io::Error },
    #[error("`{command}` failed ({status}){tail}")]
    Failed {
        command: String,
        status: ExitStatus,
        /// The last lines it printed, when they were captured.
        tail: String,
    },
}

/// Runs a command whose output goes straight to the terminal.
pub fn run(command: &mut Command) -> Result<(), CommandError> {
    let status = command.status().map_err(|error| start(command, error))?;
    check(command, status, String::new())
}

/// Runs a command quietly; what it printed last is part of the error when it fails.
pub fn run_quietly(command: &mut Command) -> Result<String, CommandError> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| start(command, error))?;
    check(command, output.status, tail(&output))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where a program lies on the PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| is_file(candidate))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file())
}

fn start(command: &Command, source: io::Error) -> CommandError {
    let program = command.get_program().to_string_lossy().into_owned();
    if source.kind() == io::ErrorKind::NotFound {
        CommandError::Missing { program }
    } else {
        CommandError::Start { program, source }
    }
}

fn check(command: &Command, status: ExitStatus, tail: String) -> Result<(), CommandError> {
    if status.success() {
        return Ok(());
    }
    let words = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy);
    let command = shorten(&words.collect::<Vec<_>>().join(" "));
    Err(CommandError::Failed {
        command,
        status,
        tail,
    })
}

/// Command lines of linkers run to kilobytes; their beginning is enough to know which one failed.
fn shorten(command: &str) -> String {
    const LONGEST: usize = 160;
    match command.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &command[..end]),
        None => command.to_owned(),
    }
}

fn tail(output: &Output) -> String {
    const LINES: usize = 12;
    let printed = [&output.stdout[..], &output.stderr[..]].concat();
    let printed = String::from_utf8_lossy(&printed);
    let lines: Vec<_> = printed.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    if last.is_empty() {
        String::new()
    } else {
        format!(":\n  {}", last.join("\n  "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("assay-no-such-program")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`assay-no-such-program` is not installed, or not on the PATH"
        );
    }

    #[test]
    fn a_failure_carries_the_last_lines() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo second >&2; exit 3"]);
        let message = run_quietly(&mut command).unwrap_err().to_string();
        assert!(message.contains("exit status: 3"), "{message}");
        assert!(message.ends_with("first\n  second"), "{message}");
    }

    #[test]
    fn long_commands_are_cut_at_a_character() {
        let long = "é".repeat(500);
        assert_eq!(shorten(&long).chars().count(), 162);
        assert_eq!(shorten("short"), "short");
    }
}
