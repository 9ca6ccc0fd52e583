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
    /// Metrics, health and vectors; loopback unless told otherwise: others ask for `/v1` at the endpoint of the operator.
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
    /// How thoroughly jobs are checked.
    #[serde(default)]
    pub mode: Check,
    /// Rows drawn of each op in mode `sampled`, 1 to 256.
    #[serde(default = "samples", deserialize_with = "sample_count")]
    pub samples: u32,
    /// Most bytes of the weights and secrets kept in `data_dir`; what was kept first makes room.
    #[serde(default = "max_key_bytes")]
    pub max_key_bytes: u64,
    /// Whether jobs are checked that it was not drawn for: a conviction pays anyone.
    #[serde(default)]
    pub watch_all: bool,
}

/// How thoroughly jobs are checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    /// Every element: products by Freivalds' check, everything else recomputed.
    #[default]
    Full,
    /// Some rows of every op.
    Sampled,
    /// The job is executed again.
    Replay,
}

/// Most rows drawn of each op: what they depend on must fit a request.
const MAX_SAMPLES: u32 = 256;

fn samples() -> u32 {
    16
}

fn sample_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let count = u32::deserialize(deserializer)?;
    match (1..=MAX_SAMPLES).contains(&count) {
        true => Ok(count),
        false => Err(D::Error::custom(format!(
            "samples = {count}: give 1 to {MAX_SAMPLES}"
        ))),
    }
}

fn max_key_bytes() -> u64 {
    32 << 30
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Result<Config, String> {
        let text = format!(r#"{{ "operator": "11111111111111111111111111111111"{more} }}"#);
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    #[test]
    fn jobs_are_checked_in_full_unless_told_otherwise() {
        let config = read("").unwrap();
        assert_eq!((config.mode, config.samples), (Check::Full, 16));
        let config = read(r#", "mode": "sampled", "samples": 4"#).unwrap();
        assert_eq!((config.mode, config.samples), (Check::Sampled, 4));
        assert_eq!(read(r#", "mode": "replay""#).unwrap().mode, Check::Replay);
    }

    #[test]
    fn other_modes_and_numbers_of_samples_are_refused() {
        let error = read(r#", "mode": "quick""#).unwrap_err();
        assert!(error.contains("`full`, `sampled`, `replay`"), "{error}");
        for samples in [0, 257] {
            let error = read(&format!(r#", "samples": {samples}"#)).unwrap_err();
            assert!(
                error.contains(&format!("samples = {samples}: give 1 to 256")),
                "{error}"
            );
        }
    }
}
