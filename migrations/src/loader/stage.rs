//! Buffers for upgrades that somebody else carries out, a DAO for example: written by anyone, and
//! handed over to whoever may upgrade the program.

use super::{BufferKey, Loader};
use crate::MigrationError;
use assay_client::Transaction;
use solana_address::Address;
use solana_loader_v3_interface::{instruction::set_buffer_authority, state::UpgradeableLoaderState};
use solana_signer::Signer;

/// A buffer that is ready for an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged {
    pub buffer: Address,
    /// How many writes it took.
    pub writes: usize,
}

/// What a buffer holds, and who may change it or upgrade a program with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buffer {
    /// `None` when nobody may.
    pub authority: Option<Address>,
    pub elf: Vec<u8>,
}

impl Loader<'_> {
    /// Writes the ELF of the program `name` into a buffer of its own and hands the buffer over to `authority`, which
    /// does not have to sign and may be a PDA. From then on nobody else can change what is in it.
    ///
    /// # Errors
    /// When the chain refuses or cannot be reached; run it again, and it continues.
    pub async fn stage(&self, name: &str, elf: &[u8], authority: &Address) -> Result<Staged, MigrationError> {
        let payer = self.payer.pubkey();
        // Apart from the buffer of a deployment, which would not survive being handed over.
        let file = format!("{name}-staged");
        let mut key = BufferKey::load_or_create(self.state_dir, self.rpc, &file).await?;
        match self.buffer(&key.pubkey()).await? {
            // An earlier run was interrupted after its last step on chain.
            Some(found) if found.authority == Some(*authority) && found.elf == elf && *authority != payer => {
                key.forget()?;
                return Ok(Staged {
                    buffer: key.pubkey(),
                    writes: 0,
                });
            }
            // It has been handed over, with another ELF or to somebody else, and is not ours to fill any more.
            Some(found) if found.authority != Some(payer) => {
                key.forget()?;
                key = BufferKey::load_or_create(self.state_dir, self.rpc, &file).await?;
            }
            _ => {}
        }
        let buffer = key.pubkey();
        let writes = self.fill(&key, name, elf).await?;
        if *authority != payer {
            let set = set_buffer_authority(&buffer, &payer, authority);
            Transaction::new(self.payer, vec![set]).send(self.rpc).await?;
        }
        key.forget()?;
        Ok(Staged { buffer, writes })
    }

    /// What the buffer at `address` holds, or `None` when there is no account.
    ///
    /// # Errors
    /// [`MigrationError::NotABuffer`] when something else is there.
    pub async fn buffer(&self, address: &Address) -> Result<Option<Buffer>, MigrationError> {
        let Some(account) = self.rpc.account(address).await? else {
            return Ok(None);
        };
        let metadata = UpgradeableLoaderState::size_of_buffer_metadata();
        let not_one = MigrationError::NotABuffer { address: *address };
        if account.owner != solana_sdk_ids::bpf_loader_upgradeable::ID {
            return Err(not_one);
        }
        match account.data.get(..metadata).map(bincode::deserialize) {
            Some(Ok(UpgradeableLoaderState::Buffer { authority_address })) => Ok(Some(Buffer {
                authority: authority_address,
                elf: account.data[metadata..].to_vec(),
            })),
            _ => Err(not_one),
        }
    }
}
