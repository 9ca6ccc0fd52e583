//! Files of a key: a folded weight, or the weight itself.
//!
//! ```text
//! folded   "ASSAYFLD"  version u32  weight root  dtype, rows, cols  batch u32
//!          r: rows / batch × u64    B · r: batch × cols × u64       SHA-256 of all before
//! kept     "ASSAYWGT"  version u32  weight root  dtype, rows, cols  data       SHA-256 of all before
//! ```

use super::{FoldedWeight, WeightsError};
use crate::field::Fp;
use crate::freivalds::{Challenge, Folded};
use assay_hash::parallel_root;
use assay_proof::{Hash, Tensor, WeightDesc};
use solana_sha256_hasher::hash;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const FOLDED: [u8; 8] = *b"ASSAYFLD";
const KEPT: [u8; 8] = *b"ASSAYWGT";
const VERSION: u32 = 1;
const SHAPE_BYTES: usize = 9;
/// Magic, version, root and shape.
const HEADER: usize = 8 + 4 + 32 + SHAPE_BYTES;
const CHECKSUM: usize = 32;

/// Why a key file is not used. Nothing of it is then.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The operating system refused.
    #[error("cannot {action} {path}: {error}; check the disk's space and the folder's owner")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Others can read the secret: they could make wrong products that pass.
    #[error("{path} can be read by others (mode {mode:o}); remove it, so that the weight is folded with new randomness")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is no such file.
    #[error("{path} is not a key file; remove it and it is made again")]
    Magic {
        /// The file.
        path: PathBuf,
    },
    /// Another version wrote it.
    #[error("{path} has version {found}, this verifier reads {VERSION}; remove it and it is made again")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// It was cut or something follows it.
    #[error("{path} has {found} bytes instead of {expected}; remove it and it is made again")]
    Length {
        /// The file.
        path: PathBuf,
        /// Bytes it has.
        found: u64,
        /// Bytes that its weight takes.
        expected: u64,
    },
    /// Its bytes changed.
    #[error("{path} is corrupted: its checksum does not fit; remove it and it is made again")]
    Checksum {
        /// The file.
        path: PathBuf,
    },
    /// It is about another weight, or folded for another number of blocks.
    #[error("{path} is of another weight; remove it and it is made again")]
    OtherWeight {
        /// The file.
        path: PathBuf,
    },
    /// The weights to be kept cannot be read.
    #[error(transparent)]
    Weights(WeightsError),
    /// A number is not below p = 2⁶¹ − 1.
    #[error("{path} holds {value}, which is not an element of the field; remove it and it is made again")]
    Element {
        /// The file.
        path: PathBuf,
        /// The number.
        value: u64,
    },
}

/// Writes a weight folded in `batch` blocks.
pub(super) fn write_folded(
    path: &Path,
    desc: &WeightDesc,
    batch: u32,
    folded: &FoldedWeight,
) -> Result<(), KeyFileError> {
    let mut bytes = header(FOLDED, desc);
    bytes.extend_from_slice(&batch.to_le_bytes());
    let blocks = folded.blocks.iter().flat_map(Folded::elements);
    for element in folded.challenge.elements().iter().copied().chain(blocks) {
        bytes.extend_from_slice(&element.value().to_le_bytes());
    }
    write(path, bytes)
}

/// Reads what [`write_folded`] wrote; `None` when there is no file.
pub(super) fn read_folded(
    path: &Path,
    desc: &WeightDesc,
    batch: u32,
) -> Result<Option<FoldedWeight>, KeyFileError> {
    let (n, k) = ((desc.shape.rows / batch) as usize, desc.shape.cols as usize);
    let elements = n + batch as usize * k;
    let Some(bytes) = read(path, FOLDED, desc, 4 + 8 * elements as u64)? else {
        return Ok(None);
    };
    let (found, elements) = bytes.split_at(4);
    if found != batch.to_le_bytes() {
        return Err(KeyFileError::OtherWeight { path: path.into() });
    }
    let (words, _) = elements.as_chunks::<8>();
    let element = |word: &[u8; 8]| {
        let value = u64::from_le_bytes(*word);
        Fp::new(value).ok_or_else(|| KeyFileError::Element {
            path: path.into(),
            value,
        })
    };
    let elements: Vec<Fp> = words.iter().map(element).collect::<Result<_, _>>()?;
    let (challenge, blocks) = elements.split_at(n);
    Ok(Some(FoldedWeight {
        challenge: Challenge::of(challenge),
        blocks: blocks.chunks_exact(k).map(Folded::of).collect(),
    }))
}

/// Writes a weight itself.
pub(super) fn write_kept(path: &Path, desc: &WeightDesc, weight: &Tensor) -> Result<(), KeyFileError> {
    let mut bytes = header(KEPT, desc);
    bytes.extend_from_slice(weight.data());
    write(path, bytes)
}

/// Reads what [`write_kept`] wrote; `None` when there is no file. What is returned hashes to the weight's root.
pub(super) fn read_kept(path: &Path, desc: &WeightDesc) -> Result<Option<Tensor>, KeyFileError> {
    let Some(bytes) = read(path, KEPT, desc, desc.shape.bytes())? else {
        return Ok(None);
    };
    let weight = Tensor::new(desc.shape, bytes).ok();
    let weight = weight.filter(|weight| parallel_root(weight) == desc.root);
    match weight {
        Some(weight) => Ok(Some(weight)),
        None => Err(KeyFileError::OtherWeight { path: path.into() }),
    }
}

fn header(magic: [u8; 8], desc: &WeightDesc) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&desc.root);
    bytes.extend_from_slice(&desc.shape.to_bytes());
    bytes
}

/// Adds the checksum and puts the file in its place, for this user only and at once.
fn write(path: &Path, mut bytes: Vec<u8>) -> Result<(), KeyFileError> {
    let checksum = hash(&bytes).to_bytes();
    bytes.extend_from_slice(&checksum);
    let beside = path.with_extension("new");
    let failed = |action, error| KeyFileError::Io {
        action,
        path: beside.clone(),
        error,
    };
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed("remove", error)),
        _ => {}
    }
    let mut file = create_private(&beside).map_err(|error| failed("create", error))?;
    // Not made durable: what a crash leaves of it is refused, and made again.
    file.write_all(&bytes).map_err(|error| failed("write", error))?;
    fs::rename(&beside, path).map_err(|error| failed("rename", error))
}

fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What follows the header, `length` bytes of it, when everything about the file is right.
fn read(
    path: &Path,
    magic: [u8; 8],
    desc: &WeightDesc,
    length: u64,
) -> Result<Option<Vec<u8>>, KeyFileError> {
    let failed = |error| KeyFileError::Io {
        action: "read",
        path: path.into(),
        error,
    };
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777;
        if magic == FOLDED && mode & 0o077 != 0 {
            return Err(KeyFileError::Exposed {
                path: path.into(),
                mode,
            });
        }
    }
    let expected = (HEADER + CHECKSUM) as u64 + length;
    let wrong_length = |found| KeyFileError::Length {
        path: path.into(),
        found,
        expected,
    };
    // A file of another size is not read: it may be of any.
    if about.len() != expected {
        return Err(wrong_length(about.len()));
    }
    let mut bytes = fs::read(path).map_err(failed)?;
    if bytes.len() as u64 != expected {
        return Err(wrong_length(bytes.len() as u64));
    }
    if bytes[..8] != magic {
        return Err(KeyFileError::Magic { path: path.into() });
    }
    let found = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
    if found != VERSION {
        return Err(KeyFileError::Version {
            path: path.into(),
            found,
        });
    }
    let checksum: Hash = hash(&bytes[..bytes.len() - CHECKSUM]).to_bytes();
    if bytes[bytes.len() - CHECKSUM..] != checksum {
        return Err(KeyFileError::Checksum { path: path.into() });
    }
    if bytes[..HEADER] != header(magic, desc) {
        return Err(KeyFileError::OtherWeight { path: path.into() });
    }
    bytes.truncate(bytes.len() - CHECKSUM);
    bytes.drain(..HEADER);
    Ok(Some(bytes))
}
