//! A deployed program: its bytes, who may change them, and room for more.

use super::Loader;
use crate::MigrationError;
use assay_client::Transaction;
use solana_address::Address;
use solana_loader_v3_interface::{
    get_program_data_address,
    instruction::{extend_program, set_upgrade_authority},
    state::UpgradeableLoaderState,
};
use solana_signer::Signer;

/// The loader refuses to extend a program by less than this.
const MIN_EXTENSION: usize = 10_240;

/// A deployed program's bytes and who may change them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramData {
    /// `None` when nobody may.
    pub authority: Option<Address>,
    /// The ELF, followed by zeros where there is room for growth.
    pub elf: Vec<u8>,
}

impl ProgramData {
    /// Whether these are the bytes, followed by nothing but room for growth.
    pub fn holds(&self, elf: &[u8]) -> bool {
        self.elf.len() >= elf.len()
            && self.elf[..elf.len()] == *elf
            && self.elf[elf.len()..].iter().all(|byte| *byte == 0)
    }
}

impl Loader<'_> {
    /// What is deployed at `program`, or `None`.
    ///
    /// # Errors
    /// When something is there that is not an upgradeable program, or the chain cannot be reached.
    pub async fn programdata(&self, program: &Address) -> Result<Option<ProgramData>, MigrationError> {
        let address = get_program_data_address(program);
        let Some(account) = self.rpc.account(&address).await? else {
            return Ok(None);
        };
        let metadata = UpgradeableLoaderState::size_of_programdata_metadata();
        let state = account.data.get(..metadata).map(bincode::deserialize);
        match state {
            Some(Ok(UpgradeableLoaderState::ProgramData {
                upgrade_authority_address,
                ..
            })) => Ok(Some(ProgramData {
                authority: upgrade_authority_address,
                elf: account.data[metadata..].to_vec(),
            })),
            _ => Err(MigrationError::NotAProgram { id: *program }),
        }
    }

    /// Extends the program so that an ELF of `len` bytes fits; anyone may. Returns whether that was needed. An upgrade
    /// to a longer ELF is refused without it.
    ///
    /// # Errors
    /// When there is no such program, or the chain refuses.
    pub async fn make_room(&self, program: &Address, len: usize) -> Result<bool, MigrationError> {
        let existing = self.programdata(program).await?;
        let existing = existing.ok_or(MigrationError::NotAProgram { id: *program })?;
        let missing = len.saturating_sub(existing.elf.len());
        if missing == 0 {
            return Ok(false);
        }
        let extension = missing.max(MIN_EXTENSION) as u32;
        let extend = extend_program(program, Some(&self.payer.pubkey()), extension);
        Transaction::new(self.payer, vec![extend]).send(self.rpc).await?;
        // A program that has changed cannot change again in the same slot.
        self.wait_until_callable().await?;
        Ok(true)
    }

    /// Hands the right to upgrade the program over to `authority`, which does not have to sign and may be a PDA. There
    /// is no way back without it.
    ///
    /// # Errors
    /// [`MigrationError::NotUpgradeAuthority`] when it is not the payer's to give.
    pub async fn hand_over(
        &self,
        name: &str,
        program: &Address,
        authority: &Address,
    ) -> Result<(), MigrationError> {
        let payer = self.payer.pubkey();
        let existing = self.programdata(program).await?;
        match existing
            .ok_or(MigrationError::NotAProgram { id: *program })?
            .authority
        {
            Some(found) if found == *authority => Ok(()),
            Some(found) if found == payer => {
                let set = set_upgrade_authority(program, &payer, Some(authority));
                Transaction::new(self.payer, vec![set]).send(self.rpc).await?;
                Ok(())
            }
            found => Err(MigrationError::NotUpgradeAuthority {
                name: name.to_owned(),
                id: *program,
                authority: found.map(|found| found.to_string()),
                payer,
            }),
        }
    }
}
