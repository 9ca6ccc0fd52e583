//! Installing Debian packages, as root or through sudo, or saying what to type.

use std::{fs, process::Command};

use super::error::SetupError;
use crate::process::{self, CommandError};

/// What this machine lets us do about packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    NoApt,
    Root,
    Sudo,
    User,
}

impl Means {
    fn detect() -> Self {
        if process::find("apt-get").is_none() {
            return Self::NoApt;
        }
        let id = process::run_quietly(Command::new("id").arg("-u"));
        if id.is_ok_and(|id| id.trim() == "0") {
            return Self::Root;
        }
        // `-n` fails rather than ask for a password: a build is no place to type one.
        if process::run_quietly(Command::new("sudo").args(["-n", "true"])).is_ok() {
            Self::Sudo
        } else {
            Self::User
        }
    }

    /// The words before `apt-get`, or why it cannot be run.
    fn prefix(self, packages: &[&str]) -> Result<&'static [&'static str], SetupError> {
        let packages = packages.join(" ");
        match self {
            Self::NoApt => Err(SetupError::NoApt { packages }),
            Self::User => Err(SetupError::NotRoot { packages }),
            Self::Root => Ok(&[]),
            Self::Sudo => Ok(&["sudo", "-n"]),
        }
    }
}

/// Installs `packages` from the distribution's archives.
pub fn install(packages: &[&str]) -> Result<(), SetupError> {
    let prefix = Means::detect().prefix(packages)?;
    let failed = |source: CommandError| SetupError::Apt {
        packages: packages.join(" "),
        source,
    };
    eprintln!("  apt-get install {}", packages.join(" "));
    // Without fresh lists apt finds nothing, or an old version that is gone from the archive. One
    // archive that does not answer is no reason to stop: the candidates decide.
    let update = process::run_quietly(&mut apt_get(prefix, &["update"]));
    for package in packages {
        if !has_candidate(package) {
            return Err(match update {
                Err(source) => failed(source),
                Ok(_) => SetupError::NoCandidate {
                    package: (*package).to_owned(),
                    distribution: distribution(),
                },
            });
        }
    }
    let mut command = apt_get(prefix, &["install", "-y", "--no-install-recommends"]);
    command.args(packages);
    process::run_quietly(&mut command).map(|_| ()).map_err(failed)
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut words = prefix
        .iter()
        .copied()
        .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        // Another apt, an unattended upgrade say, is waited for.
        .chain(["-q", "-o", "DPkg::Lock::Timeout=300"])
        .chain(arguments.iter().copied());
    let mut command = Command::new(words.next().expect("`apt-get` at least"));
    command.args(words);
    command
}

fn has_candidate(package: &str) -> bool {
    process::run_quietly(Command::new("apt-cache").args(["policy", package]))
        .is_ok_and(|policy| names_candidate(&policy))
}

fn names_candidate(policy: &str) -> bool {
    policy
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Candidate:"))
        .any(|candidate| candidate.trim() != "(none)")
}

fn distribution() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    pretty_name(&release).unwrap_or_else(|| "unknown".to_owned())
}

fn pretty_name(release: &str) -> Option<String> {
    release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map(|name| name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_without_root_is_told_the_command() {
        let error = Means::User.prefix(&["g++", "make"]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("run `sudo apt-get update && sudo apt-get install -y g++ make`"),
            "{error}"
        );
    }

    #[test]
    fn a_machine_without_apt_is_told_the_packages() {
        let error = Means::NoApt.prefix(&["rustc-web"]).unwrap_err().to_string();
        assert!(error.starts_with("rustc-web must be installed first"), "{error}");
        assert!(error.contains("platform-tools"), "{error}");
    }

    #[test]
    fn sudo_is_asked_not_to_prompt() {
        let prefix = Means::Sudo.prefix(&[]).unwrap();
        let command = apt_get(prefix, &["update"]);
        assert_eq!(command.get_program(), "sudo");
        assert_eq!(command.get_args().next().unwrap(), "-n");
        assert_eq!(apt_get(&[], &["update"]).get_program(), "env");
    }

    #[test]
    fn candidates_are_read_from_the_policy() {
        let installable = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0\n";
        let absent = "rustc-web:\n  Installed: (none)\n  Candidate: (none)\n";
        assert!(names_candidate(installable));
        assert!(!names_candidate(absent));
        assert!(!names_candidate(""));
    }

    #[test]
    fn the_distribution_is_named_as_it_names_itself() {
        let release = "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(pretty_name(release).unwrap(), "Debian GNU/Linux 12 (bookworm)");
    }
}
