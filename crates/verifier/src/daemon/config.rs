use serde::{de::Error, Deserialize, Deserializer};
use solana_address::Address;
use std::{net::SocketAddr, path::PathBuf};

/// How a verifier daemon runs. Every field has a default but the operator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The verifier's operator account.
    #[serde(deserialize_with = "address")]
    pub operator: Address,
    /// Where it remembers what it has checked.
    #[serde(default = "data_dir")]
    pub data_dir: PathBuf,
    /// Metrics and health; loopback unless told otherwise.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// Longest sleep between looks at the chain, milliseconds.
    #[serde(default = "poll_ms")]
    pub poll_ms: u64,
    /// Whether `file:` content is followed: only where clients share the machine.
    #[serde(default)]
    pub allow_files: bool,
    /// Most bytes of a weights or inputs file, or of a provider's tensor.
    #[serde(default = "max_tensor_bytes")]
    pub max_tensor_bytes: u64,
    /// Whether jobs are checked that it was not drawn for: a conviction pays anyone.
    #[serde(default)]
    pub watch_all: bool,
}

fn data_dir() -> PathBuf {
    PathBuf::from("assay-verifier")
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 9_465))
}

fn poll_ms() -> u64 {
    1_000
}

fn max_tensor_bytes() -> u64 {
    2 << 30
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("`{text}` is not an address: give it in base58")))
}
