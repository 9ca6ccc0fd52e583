//! Keypair files as the Solana tools write them: 64 numbers in a JSON array.

use solana_keypair::{read_keypair_file, Keypair};
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Why a keypair could not be read or written. No message ever carries the key.
#[derive(Debug, thiserror::Error)]
pub enum KeypairError {
    #[error(
        "there is no keypair file at {path}: create one with `assay init`, or name yours with --keypair"
    )]
    Missing { path: PathBuf },
    #[error("the keypair file {path} can be read by other users (mode {mode:03o}): run `chmod 600 {path}`, and move its funds if anybody else may have read it")]
    ReadableByOthers { path: PathBuf, mode: u32 },
    #[error(
        "{path} is not a keypair file: expected a JSON array of 64 numbers, as `solana-keygen new` writes it"
    )]
    Malformed { path: PathBuf },
    #[error("there is already a file at {path}, and a keypair is never overwritten: choose another path")]
    Exists { path: PathBuf },
    #[error("{path} cannot be read or written: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// Reads a keypair file, refusing one that other users of this machine can read.
///
/// # Errors
/// When the file is missing, readable by group or others, or not a keypair.
pub fn read_keypair(path: &Path) -> Result<Keypair, KeypairError> {
    let owned = || path.to_owned();
    let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => KeypairError::Missing { path: owned() },
        _ => KeypairError::Io {
            path: owned(),
            source,
        },
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeypairError::ReadableByOthers { path: owned(), mode });
        }
    }
    #[cfg(not(unix))]
    let _ = metadata;
    // The library's own message can quote the file, so it is not passed on.
    read_keypair_file(path).map_err(|_| KeypairError::Malformed { path: owned() })
}

/// Writes a keypair to a new file that only its owner can read.
///
/// # Errors
/// When the file exists already or cannot be written.
pub fn write_keypair(keypair: &Keypair, path: &Path) -> Result<(), KeypairError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => KeypairError::Exists {
            path: path.to_owned(),
        },
        _ => KeypairError::Io {
            path: path.to_owned(),
            source,
        },
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    let numbers: Vec<String> = keypair.to_bytes().iter().map(u8::to_string).collect();
    file.write_all(format!("[{}]", numbers.join(",")).as_bytes())
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_signer::Signer;

    #[test]
    fn a_written_keypair_is_private_and_reads_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/id.json");
        let keypair = Keypair::new();
        write_keypair(&keypair, &path).expect("written");
        assert_eq!(read_keypair(&path).expect("read").pubkey(), keypair.pubkey());
        let again = write_keypair(&Keypair::new(), &path);
        assert!(matches!(again, Err(KeypairError::Exists { .. })));
        assert_eq!(read_keypair(&path).expect("read").pubkey(), keypair.pubkey());
    }

    #[cfg(unix)]
    #[test]
    fn a_keypair_others_can_read_is_refused_by_name() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("id.json");
        write_keypair(&Keypair::new(), &path).expect("written");
        for mode in [0o640, 0o604, 0o644, 0o610] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("permissions");
            let error = read_keypair(&path).expect_err("refused").to_string();
            assert!(error.contains(&format!("mode {mode:03o}")), "{error}");
            assert!(error.contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn a_missing_or_foreign_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("none.json");
        let error = read_keypair(&missing).expect_err("missing").to_string();
        assert!(error.contains("there is no keypair file at") && error.contains("none.json"));

        let foreign = folder.path().join("foreign.json");
        std::fs::write(&foreign, "[1,2,3]").expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&foreign, std::fs::Permissions::from_mode(0o600)).expect("permissions");
        }
        assert!(matches!(
            read_keypair(&foreign),
            Err(KeypairError::Malformed { .. })
        ));
    }
}
