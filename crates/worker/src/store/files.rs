//! File operations that survive a crash, readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::StoreError;

fn failed<'a>(action: &'static str, path: &'a Path) -> impl Fn(std::io::Error) -> StoreError + 'a {
    move |error| StoreError::Io {
        action,
        path: path.to_owned(),
        error,
    }
}

/// Creates a folder and its parents, for this user only.
pub(super) fn create_private_dir(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(failed("create", path))
}

/// Opens a file for reading and writing, creating it for this user only.
pub(super) fn open_private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(failed("open", path))
}

/// Writes a whole file; after a crash it may be torn.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = open_private(path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(bytes))
        .map_err(failed("write", path))
}

/// Replaces a file so that it holds either its old or its new contents whatever happens, and the
/// new ones once this has returned.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("new");
    write(&temporary, bytes)?;
    sync(&temporary)?;
    fs::rename(&temporary, path).map_err(failed("replace", path))?;
    match path.parent() {
        Some(folder) => sync(folder),
        None => Ok(()),
    }
}

/// Waits until the file or folder is on the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    let opened = File::open(path).map_err(failed("open", path))?;
    opened.sync_all().map_err(failed("sync", path))
}

/// The file's bytes, if it exists.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}
