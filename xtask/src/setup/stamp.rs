//! Remembering which steps are done, so that a set-up that was interrupted goes on where it was.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::error::SetupError;

/// The record of one step: a file that holds the key the step was last done for.
pub struct Stamp {
    path: PathBuf,
    key: String,
}

impl Stamp {
    /// The stamp of step `name`; `key` names everything its result depends on.
    pub fn new(folder: &Path, name: &str, key: impl Into<String>) -> Self {
        Self {
            path: folder.join(name).with_extension("stamp"),
            key: key.into(),
        }
    }

    /// Whether the step was done for the same key and what it made is still there.
    pub fn is_current(&self, made: &[PathBuf]) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|done| done == self.key)
            && made.iter().all(|path| path.exists())
    }

    /// Records the step as done. Written under another name first: a stamp is whole or absent.
    pub fn set(&self) -> Result<(), SetupError> {
        let part = self.path.with_extension("part");
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(SetupError::file(folder))?;
        }
        fs::write(&part, &self.key).map_err(SetupError::file(&part))?;
        fs::rename(&part, &self.path).map_err(SetupError::file(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_done_again_when_its_key_changes_or_its_result_is_gone() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let made = [folder.join("result")];
        let stamp = Stamp::new(&folder, "llvm", "23.1.1");
        assert!(!stamp.is_current(&[]));

        stamp.set().unwrap();
        assert!(stamp.is_current(&[]));
        assert!(!stamp.is_current(&made));
        fs::write(&made[0], "").unwrap();
        assert!(stamp.is_current(&made));
        assert!(!Stamp::new(&folder, "llvm", "23.1.2").is_current(&made));

        fs::remove_dir_all(&folder).unwrap();
        assert!(!stamp.is_current(&[]));
    }
}
