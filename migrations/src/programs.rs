//! The programs of the suite: their names, ids and ELF files.

use crate::MigrationError;
use assay_client::{read_keypair, KeypairError};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::Path;

/// A program as it is built.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: &'static str,
    /// The id it is built for, which it checks on every call.
    pub id: Address,
    pub elf: Vec<u8>,
}

/// Name and id of every program, in the order they are deployed.
pub const PROGRAMS: [(&str, Address); 5] = [
    ("stake", stake::ID),
    ("escrow", escrow::ID),
    ("amm", amm::ID),
    ("governor", governor::ID),
    ("judge", judge::ID),
];

/// Reads the ELF files that `cargo xtask build` left in `folder`.
///
/// # Errors
/// [`MigrationError::Elf`] names the first that is missing.
pub fn load(folder: &Path) -> Result<Vec<Program>, MigrationError> {
    PROGRAMS
        .into_iter()
        .map(|(name, id)| {
            let path = folder.join(format!("{name}.so"));
            let elf = std::fs::read(&path).map_err(|source| MigrationError::Elf { path, source })?;
            Ok(Program { name, id, elf })
        })
        .collect()
}

impl Program {
    /// Reads the key that may deploy this program for the first time from
    /// `{folder}/{name}-keypair.json`, where the standard tools keep it; `None` when there is no
    /// such file.
    ///
    /// # Errors
    /// When the file is unsafe, malformed, or the key of another address.
    pub fn keypair(&self, folder: &Path) -> Result<Option<Keypair>, MigrationError> {
        let path = folder.join(format!("{}-keypair.json", self.name));
        let keypair = match read_keypair(&path) {
            Err(KeypairError::Missing { .. }) => return Ok(None),
            other => other?,
        };
        if keypair.pubkey() == self.id {
            return Ok(Some(keypair));
        }
        Err(MigrationError::WrongProgramKey {
            name: self.name.to_owned(),
            path,
            actual: keypair.pubkey(),
            expected: self.id,
        })
    }
}
