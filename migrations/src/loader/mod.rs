//! Deploying and upgrading a program through the upgradeable loader, over plain RPC.
//!
//! The ELF goes into a buffer account first, in parallel and without preflight. What has arrived
//! is read back from the buffer itself, so what is missing is simply sent again, and a deployment
//! that was interrupted at any point continues where it stopped.

mod buffer;
mod chunks;
mod program;
mod stage;

pub use buffer::default_state_dir;
pub use program::ProgramData;
pub use stage::{Buffer, Staged};

use buffer::BufferKey;

use crate::MigrationError;
use assay_client::{ClientError, Rpc, SyncSigner, Transaction};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_loader_v3_interface::{
    instruction::{deploy_with_max_program_len, upgrade},
    state::UpgradeableLoaderState,
};
use solana_signer::Signer;
use std::{path::Path, time::Duration};

/// How long to wait for the next slot before looking again.
const SLOT_POLL: Duration = Duration::from_millis(100);

/// A program to bring to the chain.
pub struct Deployment<'a> {
    pub name: &'a str,
    pub elf: &'a [u8],
    pub id: Address,
    /// The key of `id`, which a first deployment must sign with and later ones do not need.
    pub key: Option<&'a SyncSigner>,
}

/// What a deployment came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    Deployed { writes: usize },
    /// It was there with other bytes.
    Upgraded { writes: usize },
    /// It was there already.
    Unchanged,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Deployed { writes } => write!(f, "deployed with {writes} writes"),
            Self::Upgraded { writes } => write!(f, "upgraded with {writes} writes"),
            Self::Unchanged => write!(f, "is there already"),
        }
    }
}

/// Brings programs to one chain.
pub struct Loader<'a> {
    pub rpc: &'a Rpc,
    /// Pays, and is the upgrade authority.
    pub payer: &'a Keypair,
    /// Where buffer keys are kept until their deployment is complete.
    pub state_dir: &'a Path,
    /// Told how many of how many chunks have arrived.
    pub progress: &'a (dyn Fn(&str, usize, usize) + Sync),
}

impl Loader<'_> {
    /// Deploys the program, upgrades it, or leaves it alone when its bytes are there already.
    ///
    /// # Errors
    /// When the chain refuses or cannot be reached; run it again, and it continues.
    pub async fn deploy(&self, deployment: &Deployment<'_>) -> Result<Outcome, MigrationError> {
        let id = deployment.id;
        let name = deployment.name.to_owned();
        // Everything that can refuse the deployment is asked before anything is paid for.
        let step = match (self.programdata(&id).await?, deployment.key) {
            (Some(existing), _) if existing.holds(deployment.elf) => return Ok(Outcome::Unchanged),
            (Some(existing), _) if existing.authority == Some(self.payer.pubkey()) => Step::Upgrade,
            (Some(existing), _) => {
                return Err(MigrationError::NotUpgradeAuthority {
                    name,
                    id,
                    authority: existing.authority.map(|authority| authority.to_string()),
                    payer: self.payer.pubkey(),
                })
            }
            (None, Some(key)) => Step::Deploy(key),
            (None, None) => return Err(MigrationError::NoProgramKey { name, id }),
        };
        let buffer = BufferKey::load_or_create(self.state_dir, self.rpc, deployment.name).await?;
        let writes = self.fill(&buffer, deployment.name, deployment.elf).await?;
        let outcome = match step {
            Step::Deploy(key) => {
                self.create_program(&buffer, deployment, key).await?;
                Outcome::Deployed { writes }
            }
            Step::Upgrade => {
                self.upgrade_program(&buffer, deployment).await?;
                Outcome::Upgraded { writes }
            }
        };
        buffer.forget()?;
        self.wait_until_callable().await?;
        Ok(outcome)
    }

    async fn create_program(
        &self,
        buffer: &BufferKey,
        deployment: &Deployment<'_>,
        key: &SyncSigner,
    ) -> Result<(), MigrationError> {
        let payer = self.payer.pubkey();
        let rent = self.rent(UpgradeableLoaderState::size_of_program()).await?;
        let instructions = deploy_with_max_program_len(
            &payer,
            &deployment.id,
            &buffer.pubkey(),
            &payer,
            rent,
            deployment.elf.len(),
        )
        .map_err(|error| MigrationError::Instruction(error.to_string()))?;
        Transaction::new(self.payer, instructions)
            .signed_by(key)
            .send(self.rpc)
            .await?;
        Ok(())
    }

    async fn upgrade_program(
        &self,
        buffer: &BufferKey,
        deployment: &Deployment<'_>,
    ) -> Result<(), MigrationError> {
        let payer = self.payer.pubkey();
        let id = deployment.id;
        self.make_room(&id, deployment.elf.len()).await?;
        let upgrade = upgrade(&id, &buffer.pubkey(), &payer, &payer);
        Transaction::new(self.payer, vec![upgrade]).send(self.rpc).await?;
        Ok(())
    }

    /// The loader lets a program be called from the slot after its deployment.
    async fn wait_until_callable(&self) -> Result<(), MigrationError> {
        let deployed = self.slot().await?;
        while self.slot().await? <= deployed + 1 {
            tokio::time::sleep(SLOT_POLL).await;
        }
        Ok(())
    }

    async fn slot(&self) -> Result<u64, ClientError> {
        self.rpc.named(self.rpc.inner().get_slot().await)
    }

    async fn rent(&self, len: usize) -> Result<u64, ClientError> {
        let rent = self.rpc.inner().get_minimum_balance_for_rent_exemption(len);
        self.rpc.named(rent.await)
    }
}

/// What a filled buffer is for.
enum Step<'a> {
    Deploy(&'a SyncSigner),
    Upgrade,
}
