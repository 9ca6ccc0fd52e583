//! Checking a linked ELF file and putting it where it belongs.

use std::{fmt, fs, path::Path};

use anyhow::{ensure, Context as _, Result};

use crate::programs::ELF_BUDGET;

/// What became of an ELF file.
pub struct Installed {
    /// Its size.
    pub bytes: u64,
    changed: bool,
}

impl fmt::Display for Installed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.changed { "built" } else { "unchanged" })?;
        if self.bytes > ELF_BUDGET {
            write!(f, ", over the budget of {ELF_BUDGET} bytes")?;
        }
        Ok(())
    }
}

/// Copies `compiled` to `destination` unless the same bytes are already there, so that a build
/// with nothing changed leaves the file's time alone.
pub fn install(compiled: &Path, destination: &Path) -> Result<Installed> {
    let elf =
        fs::read(compiled).with_context(|| format!("the linker left no file at {}", compiled.display()))?;
    ensure!(
        elf.starts_with(b"\x7fELF"),
        "{} is not an ELF file ({} bytes): remove {} and build again",
        compiled.display(),
        elf.len(),
        compiled.display(),
    );
    let changed = fs::read(destination).map_or(true, |present| present != elf);
    if changed {
        let folder = destination.parent().expect("a file inside the checkout");
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let part = destination.with_extension("so.part");
        fs::write(&part, &elf).with_context(|| format!("writing {}", part.display()))?;
        fs::rename(&part, destination).with_context(|| format!("writing {}", destination.display()))?;
    }
    Ok(Installed {
        bytes: elf.len() as u64,
        changed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elf_files_are_installed_and_only_when_they_differ() {
        let folder = std::env::temp_dir().join(format!("xtask-artifact-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (from, to) = (folder.join("libx.so"), folder.join("deploy/x.so"));

        fs::write(&from, b"").unwrap();
        let error = install(&from, &to).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("is not an ELF file (0 bytes)"), "{error}");
        assert!(!to.exists());

        fs::write(&from, b"\x7fELF1").unwrap();
        assert_eq!(install(&from, &to).unwrap().to_string(), "built");
        assert_eq!(install(&from, &to).unwrap().to_string(), "unchanged");
        fs::write(&from, b"\x7fELF2").unwrap();
        assert_eq!(install(&from, &to).unwrap().to_string(), "built");
        assert_eq!(fs::read(&to).unwrap(), b"\x7fELF2");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_over_the_budget_says_so() {
        let over = Installed {
            bytes: ELF_BUDGET + 1,
            changed: true,
        };
        assert_eq!(over.to_string(), "built, over the budget of 153600 bytes");
    }
}
