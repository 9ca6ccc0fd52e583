use crate::{
    amm::{Refusal, RouteError},
    config::ConfigError,
    content::ContentError,
    failure::ProgramFailure,
    keypair::KeypairError,
};
use solana_address::Address;
use solana_rpc_client_api::client_error::{Error as RpcFailure, ErrorKind};
use solana_signature::Signature;

/// Why a client's request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("nothing answers at {url} ({reason}): check the address with --url, and that the cluster is up")]
    Unreachable { url: String, reason: String },
    #[error("{url} refused the request: {reason}")]
    Rpc { url: String, reason: String },
    #[error("{0}")]
    Program(Box<ProgramFailure>),
    #[error("the transaction is refused before it runs: {0}")]
    Refused(String),
    #[error("transaction {signature} was not confirmed before its blockhash expired, {attempts} times over: the cluster drops transactions; try again with a higher --priority-fee")]
    Expired { signature: Signature, attempts: usize },
    #[error("the transaction cannot be signed: {0}")]
    Signing(String),
    #[error("{instructions} instructions make a transaction of {bytes} bytes, and {most} is the most there can be: take them apart into several transactions, or shorten it with an address look-up table")]
    TooLarge {
        instructions: usize,
        bytes: u64,
        most: u64,
    },
    #[error("there is no {what} at {address}{hint}")]
    NoAccount {
        what: &'static str,
        address: Address,
        hint: &'static str,
    },
    #[error("account {address} is not a {what}: {reason}")]
    BadAccount {
        what: &'static str,
        address: Address,
        reason: String,
    },
    #[error("the suite is not initialised on {url}: run `assay localnet` for a local chain, or `cargo xtask deploy --url {url}`")]
    NotInitialised { url: String },
    #[error("{url} has several pools, of the reward mints {mints}: name yours with --mint or ASSAY_MINT")]
    WhichPool { url: String, mints: String },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Keypair(#[from] KeypairError),
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Quote(#[from] Refusal),
    #[error(transparent)]
    Route(#[from] RouteError),
    #[error("the subscription at {url} failed: {reason}")]
    Subscription { url: String, reason: String },
}

impl ClientError {
    /// Sorts the RPC library's failures into "nobody there" and "said no".
    pub(crate) fn from_rpc(url: &str, failure: RpcFailure) -> Self {
        let url = url.to_owned();
        match failure.kind() {
            ErrorKind::Reqwest(error) if error.is_connect() || error.is_timeout() => {
                let reason = if error.is_timeout() {
                    "no answer in time"
                } else {
                    "no connection"
                };
                Self::Unreachable {
                    url,
                    reason: reason.to_owned(),
                }
            }
            ErrorKind::Io(error) => Self::Unreachable {
                url,
                reason: error.to_string(),
            },
            ErrorKind::TransactionError(error) => Self::Refused(error.to_string()),
            other => Self::Rpc {
                url,
                reason: other.to_string(),
            },
        }
    }

    /// The program's own error name, when a program refused (for example `InsufficientBond`).
    pub fn program_error(&self) -> Option<&str> {
        match self {
            Self::Program(failure) => failure.name.as_deref(),
            Self::Quote(refusal) | Self::Route(RouteError::Refused(refusal)) => Some(refusal.name),
            _ => None,
        }
    }
}
