use assay_client::{ClientError, KeypairError};
use solana_address::Address;
use std::path::PathBuf;

/// Why deploying or initialising stopped. Running it again continues where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Keypair(#[from] KeypairError),
    #[error("program {name} at {id} can only be upgraded by {}, not by {payer}: name that keypair with --keypair", authority.as_deref().unwrap_or("nobody"))]
    NotUpgradeAuthority {
        name: String,
        id: Address,
        authority: Option<String>,
        payer: Address,
    },
    #[error("program {name} is not deployed yet, and deploying it to {id} needs the key of that address: put {name}-keypair.json into the folder named by --program-keypairs. Without it, create your own with `solana-keygen new`, set declare_id! in programs/{name}/src/lib.rs and Anchor.toml to its address, and build again")]
    NoProgramKey { name: String, id: Address },
    #[error("account {id} is taken by something that is not an upgradeable program")]
    NotAProgram { id: Address },
    #[error("account {address} is not a buffer of the upgradeable loader: it has been used for an upgrade, or was never one")]
    NotABuffer { address: Address },
    #[error("{missing} of {total} writes of program {name} were dropped again and again: run the same command again, it continues with those")]
    WritesDropped {
        name: String,
        missing: usize,
        total: usize,
    },
    #[error("{path} holds the key of {actual}, but the program {name} is built for {expected}: set declare_id! in programs/{name}/src/lib.rs and Anchor.toml to the key's address and build again")]
    WrongProgramKey {
        name: String,
        path: PathBuf,
        actual: Address,
        expected: Address,
    },
    #[error("{path} cannot be read: {source}; build the programs with `cargo xtask build`")]
    Elf { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a valid configuration: {reason}")]
    Config { path: PathBuf, reason: String },
    #[error("{path} cannot be read or written: {source}")]
    State { path: PathBuf, source: std::io::Error },
    #[error("an instruction cannot be built: {0}")]
    Instruction(String),
    #[error("{what} on chain is {actual}, but the configuration says {expected}: this chain was initialised with another configuration")]
    Differs {
        what: &'static str,
        actual: String,
        expected: String,
    },
}
