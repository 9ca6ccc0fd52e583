//! How a worker daemon runs: a TOML file, then the environment, then flags, each over the one before.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use solana_address::Address;
use toml::{Table, Value};

use crate::backend::BackendKind;
use crate::serve::ServerConfig;

/// Environment variables that set a field: `ASSAY_WORKER_DATA_DIR`, `ASSAY_WORKER_SERVER__LISTEN`.
const PREFIX: &str = "ASSAY_WORKER_";
const GIB: u64 = 1 << 30;

/// Every field has a default but the operator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The provider's operator account.
    #[serde(deserialize_with = "address")]
    pub operator: Address,
    /// Where executions, salts and fetched models are kept.
    #[serde(default = "data_dir")]
    pub data_dir: PathBuf,
    /// What runs the operators.
    #[serde(default = "backend")]
    pub backend: BackendKind,
    /// The openings server.
    #[serde(default)]
    pub server: ServerConfig,
    /// Longest sleep between looks at the chain, milliseconds.
    #[serde(default = "poll_ms")]
    pub poll_ms: u64,
    /// Whether `file:` content is followed: only where clients share the machine.
    #[serde(default)]
    pub allow_files: bool,
    /// Most bytes of a weights or inputs file.
    #[serde(default = "max_tensor_bytes")]
    pub max_tensor_bytes: u64,
    /// Most bytes of all results of one job, which are kept on disk until it is over.
    #[serde(default = "max_trace_bytes")]
    pub max_trace_bytes: u64,
    /// Most bytes of operands and results in memory at once.
    #[serde(default = "max_memory_bytes")]
    pub max_memory_bytes: u64,
    /// Lowest price accepted, payment base units; the operator's price floor on chain when not given.
    pub min_price: Option<u64>,
    /// Most jobs between accept and reveal; the operator's capacity on chain when not given.
    pub max_jobs: Option<u16>,
    /// Clients worked for; everybody when empty.
    #[serde(default, deserialize_with = "addresses")]
    pub clients: Vec<Address>,
    /// How long results are kept and served after a job is over, hours.
    #[serde(default = "keep_hours")]
    pub keep_hours: u64,
}

fn data_dir() -> PathBuf {
    PathBuf::from("assay-worker")
}

fn backend() -> BackendKind {
    BackendKind::Cpu
}

fn poll_ms() -> u64 {
    1_000
}

fn max_tensor_bytes() -> u64 {
    2 * GIB
}

fn max_trace_bytes() -> u64 {
    16 * GIB
}

fn max_memory_bytes() -> u64 {
    8 * GIB
}

fn keep_hours() -> u64 {
    24
}

/// Why there is no valid configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {reason}; correct it, or write one with `assay worker init`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A field is missing, unknown or of the wrong type.
    #[error("the worker's configuration: {0}; correct it in the file of --settings (`assay worker init` writes one), in a variable `ASSAY_WORKER_…` or by a flag")]
    Invalid(String),
}

impl Config {
    /// Reads the file at `path`, if one is given, and lays the environment's `ASSAY_WORKER_…` and
    /// then `flags` (a table of fields) over it. Two underscores in a variable's name go into a
    /// table: `ASSAY_WORKER_SERVER__LISTEN`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the file or the field.
    pub fn load(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: Table,
    ) -> Result<Self, ConfigError> {
        let mut table = path.map_or_else(|| Ok(Table::new()), read)?;
        for (name, value) in environment {
            if let Some(field) = name.strip_prefix(PREFIX) {
                let field = field.to_ascii_lowercase();
                let keys: Vec<&str> = field.split("__").collect();
                set(&mut table, &keys, parse(&value));
            }
        }
        overlay(&mut table, flags);
        Self::deserialize(table).map_err(|error| ConfigError::Invalid(error.to_string()))
    }
}

fn read(path: &Path) -> Result<Table, ConfigError> {
    let unreadable = |reason: String| ConfigError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    text.parse()
        .map_err(|error: toml::de::Error| unreadable(error.to_string()))
}

/// A variable's text as the TOML value it looks like, otherwise as a string.
fn parse(text: &str) -> Value {
    let line = format!("value = {text}");
    let parsed = line
        .parse::<Table>()
        .ok()
        .and_then(|mut table| table.remove("value"));
    parsed.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn set(table: &mut Table, keys: &[&str], value: Value) {
    match keys {
        [] => {}
        [key] => {
            table.insert((*key).to_owned(), value);
        }
        [key, rest @ ..] => {
            let inner = table.entry(*key).or_insert_with(|| Value::Table(Table::new()));
            if !inner.is_table() {
                *inner = Value::Table(Table::new());
            }
            if let Value::Table(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

fn overlay(table: &mut Table, over: Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(value)) => overlay(below, value),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| serde::de::Error::custom(format!("`{text}` is not an address")))
}

fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let parse = |text: String| {
        text.parse()
            .map_err(|_| serde::de::Error::custom(format!("`{text}` is not an address")))
    };
    texts.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATOR: &str = "2uqxgxyzqjHxumY61rsnF8LhxthSy9kCtB79qVoK1Rpv";

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    fn variable(name: &str, value: &str) -> (String, String) {
        (format!("ASSAY_WORKER_{name}"), value.to_owned())
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let file = file(&format!(
            "operator = \"{OPERATOR}\"\npoll_ms = 1\nmin_price = 1\nkeep_hours = 1\n[server]\nburst = 1\nstall_seconds = 1\n"
        ));
        let environment = [
            variable("POLL_MS", "2"),
            variable("MIN_PRICE", "2"),
            variable("SERVER__BURST", "2"),
            variable("SERVER__LISTEN", "127.0.0.1:2"),
            variable("DATA_DIR", "/srv/worker"),
            ("PATH".to_owned(), "/bin".to_owned()),
        ];
        let flags = "poll_ms = 3\nbackend = \"wgpu\"\n[server]\nburst = 3"
            .parse()
            .unwrap();
        let config = Config::load(Some(file.path()), environment, flags).unwrap();
        assert_eq!(config.operator.to_string(), OPERATOR);
        assert_eq!(
            (config.poll_ms, config.min_price, config.keep_hours),
            (3, Some(2), 1)
        );
        assert_eq!((config.server.burst, config.server.stall_seconds), (3, 1));
        assert_eq!(config.server.listen, "127.0.0.1:2".parse().unwrap());
        assert_eq!(config.data_dir, Path::new("/srv/worker"));
        assert_eq!(config.backend, BackendKind::Wgpu);
    }

    #[test]
    fn only_the_operator_is_needed_and_the_server_is_on_loopback() {
        let config = Config::load(None, [variable("OPERATOR", OPERATOR)], Table::new()).unwrap();
        assert!(config.server.listen.ip().is_loopback());
        assert!(!config.allow_files);
        let missing = Config::load(None, [], Table::new()).unwrap_err().to_string();
        assert!(missing.contains("operator"), "{missing}");
    }

    #[test]
    fn unknown_fields_and_bad_values_are_named() {
        let operator = || variable("OPERATOR", OPERATOR);
        let unknown = Config::load(None, [operator(), variable("PRISE", "1")], Table::new());
        assert!(unknown.unwrap_err().to_string().contains("prise"));
        let bad = Config::load(None, [variable("OPERATOR", "abc")], Table::new());
        assert!(bad.unwrap_err().to_string().contains("`abc` is not an address"));
        let bad = Config::load(None, [operator(), variable("BACKEND", "tpu")], Table::new());
        assert!(bad.unwrap_err().to_string().contains("tpu"));
        let missing = Config::load(Some(Path::new("/no/such.toml")), [], Table::new()).unwrap_err();
        assert!(missing.to_string().contains("/no/such.toml"), "{missing}");
    }
}
