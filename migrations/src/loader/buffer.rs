//! The key of a buffer account outlives the process that fills it, so that the next run finds what
//! was written and the rent it holds is never lost.

use crate::MigrationError;
use assay_client::{read_keypair, write_keypair, KeypairError, Rpc};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::{Path, PathBuf};

/// A buffer's key, kept in a file.
pub struct BufferKey {
    keypair: Keypair,
    path: PathBuf,
}

impl BufferKey {
    /// The key an interrupted run left for this program on this chain, or a new one.
    pub(super) async fn load_or_create(
        folder: &Path,
        rpc: &Rpc,
        program: &str,
    ) -> Result<Self, MigrationError> {
        let genesis = rpc.named(rpc.inner().get_genesis_hash().await)?.to_string();
        // A chain is known by its genesis hash, of which eight characters tell ours apart.
        let path = folder.join(format!("{}-{program}-buffer.json", &genesis[..8]));
        match read_keypair(&path) {
            Ok(keypair) => Ok(Self { keypair, path }),
            Err(KeypairError::Missing { .. }) => {
                let keypair = Keypair::new();
                write_keypair(&keypair, &path)?;
                Ok(Self { keypair, path })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The deployment is complete: the buffer has been consumed.
    pub(super) fn forget(&self) -> Result<(), MigrationError> {
        std::fs::remove_file(&self.path).map_err(|source| MigrationError::State {
            path: self.path.clone(),
            source,
        })
    }

    /// The buffer's address.
    pub fn pubkey(&self) -> Address {
        self.keypair.pubkey()
    }

    pub(super) fn signer(&self) -> &Keypair {
        &self.keypair
    }
}

/// Where the keys of buffers are kept when no other folder is named; nothing when the home folder is not known.
pub fn default_state_dir() -> Option<PathBuf> {
    let named = |variable| std::env::var_os(variable).filter(|folder| !folder.is_empty());
    match named("XDG_STATE_HOME") {
        Some(folder) => Some(PathBuf::from(folder).join("assay")),
        None => Some(PathBuf::from(named("HOME")?).join(".local/state/assay")),
    }
}
