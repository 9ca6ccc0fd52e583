//! Which cluster and which keypair, as the Solana command line decides it: flags first, then
//! `~/.config/solana/cli/config.yml`, then its defaults.

use serde::Deserialize;
use std::path::{Path, PathBuf};

const MAINNET: &str = "https://api.mainnet-beta.solana.com";
const DEFAULT_PORT: u16 = 8899;

/// Why the cluster or the configuration could not be determined.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path} cannot be read: {reason}; correct it, or run `solana config set`")]
    Unreadable { path: PathBuf, reason: String },
    #[error("`{0}` is neither a cluster's name (mainnet-beta, testnet, devnet, localhost) nor a URL that begins with http:// or https://")]
    BadUrl(String),
    #[error("the home folder is unknown: set HOME, or give both --url and --keypair")]
    NoHome,
}

/// Where a cluster answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// JSON-RPC over HTTP.
    pub rpc_url: String,
    /// Subscriptions over WebSocket.
    pub ws_url: String,
}

impl Cluster {
    /// A cluster by its moniker (`devnet`, `d`, `localhost`, ...) or URL. Subscriptions are taken
    /// to be where the Solana tools look for them: the next port, or the same when none is named.
    ///
    /// # Errors
    /// [`ConfigError::BadUrl`] when it is neither.
    pub fn new(url_or_moniker: &str) -> Result<Self, ConfigError> {
        let rpc_url = match url_or_moniker {
            "m" | "mainnet-beta" | "mainnet" => MAINNET.to_owned(),
            "t" | "testnet" => "https://api.testnet.solana.com".to_owned(),
            "d" | "devnet" => "https://api.devnet.solana.com".to_owned(),
            "l" | "localhost" | "localnet" => format!("http://127.0.0.1:{DEFAULT_PORT}"),
            url => url.to_owned(),
        };
        let ws_url = websocket_url(&rpc_url).ok_or_else(|| ConfigError::BadUrl(url_or_moniker.to_owned()))?;
        Ok(Self { rpc_url, ws_url })
    }

    /// The same cluster with its subscriptions somewhere else.
    #[must_use]
    pub fn with_ws_url(mut self, ws_url: impl Into<String>) -> Self {
        self.ws_url = ws_url.into();
        self
    }
}

/// Derives the WebSocket URL: scheme ws or wss, and the next port where one is named.
fn websocket_url(rpc_url: &str) -> Option<String> {
    let mut url = reqwest::Url::parse(rpc_url).ok()?;
    url.host_str()?;
    let scheme = match url.scheme() {
        "http" => "ws",
        "https" => "wss",
        _ => return None,
    };
    let port = url.port().map(|port| port.checked_add(1)).unwrap_or(None);
    url.set_scheme(scheme).ok()?;
    url.set_port(port).ok()?;
    Some(url.to_string())
}

/// The Solana command line's configuration file; keys it does not have take its defaults.
#[derive(Debug, Default, Deserialize)]
struct ConfigFile {
    json_rpc_url: Option<String>,
    websocket_url: Option<String>,
    keypair_path: Option<PathBuf>,
}

/// What flags and the configuration file come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub cluster: Cluster,
    pub keypair_path: PathBuf,
}

impl Config {
    /// Where the Solana command line keeps its configuration.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] when there is no home folder.
    pub fn default_path() -> Result<PathBuf, ConfigError> {
        Ok(home()?.join(".config/solana/cli/config.yml"))
    }

    /// Flags win over the file at `path`; a file that does not exist counts as an empty one.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or the URL is not one.
    pub fn load(path: &Path, url: Option<&str>, keypair: Option<&Path>) -> Result<Self, ConfigError> {
        let unreadable = |reason: String| ConfigError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let file: ConfigFile = match std::fs::read_to_string(path) {
            Ok(text) => serde_yaml::from_str(&text).map_err(|e| unreadable(e.to_string()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => ConfigFile::default(),
            Err(e) => return Err(unreadable(e.to_string())),
        };
        let cluster = match (url, file.json_rpc_url) {
            (Some(flag), _) => Cluster::new(flag)?,
            (None, Some(configured)) => {
                let cluster = Cluster::new(&configured)?;
                // The tools write an empty string where the address is to be derived.
                match file.websocket_url.filter(|ws| !ws.is_empty()) {
                    Some(ws_url) => cluster.with_ws_url(ws_url),
                    None => cluster,
                }
            }
            (None, None) => Cluster::new(MAINNET)?,
        };
        let keypair_path = match (keypair, file.keypair_path) {
            (Some(flag), _) => flag.to_owned(),
            (None, Some(configured)) => configured,
            (None, None) => home()?.join(".config/solana/id.json"),
        };
        Ok(Self {
            cluster,
            keypair_path,
        })
    }
}

fn home() -> Result<PathBuf, ConfigError> {
    std::env::var_os("HOME")
        .filter(|home| !home.is_empty())
        .map(PathBuf::from)
        .ok_or(ConfigError::NoHome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monikers_and_urls_name_both_endpoints() {
        for (given, rpc, ws) in [
            (
                "d",
                "https://api.devnet.solana.com",
                "wss://api.devnet.solana.com/",
            ),
            ("localhost", "http://127.0.0.1:8899", "ws://127.0.0.1:8900/"),
            ("http://node:18000", "http://node:18000", "ws://node:18001/"),
            (
                "https://rpc.example/key?a=b",
                "https://rpc.example/key?a=b",
                "wss://rpc.example/key?a=b",
            ),
        ] {
            let cluster = Cluster::new(given).expect(given);
            assert_eq!((cluster.rpc_url.as_str(), cluster.ws_url.as_str()), (rpc, ws));
        }
        for wrong in ["devent", "ftp://node", "http://"] {
            let error = Cluster::new(wrong).expect_err(wrong).to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.yml");
        std::fs::write(
            &path,
            "---\njson_rpc_url: https://api.testnet.solana.com\nwebsocket_url: ''\nkeypair_path: /keys/a.json\naddress_labels:\n  x: y\ncommitment: confirmed\n",
        )
        .expect("written");
        let configured = Config::load(&path, None, None).expect("loaded");
        assert_eq!(configured.cluster, Cluster::new("testnet").expect("a moniker"));
        assert_eq!(configured.keypair_path, Path::new("/keys/a.json"));

        let flagged = Config::load(&path, Some("d"), Some(Path::new("/b.json"))).expect("loaded");
        assert_eq!(flagged.cluster, Cluster::new("devnet").expect("a moniker"));
        assert_eq!(flagged.keypair_path, Path::new("/b.json"));

        std::fs::write(&path, "json_rpc_url: [").expect("written");
        let error = Config::load(&path, None, None).expect_err("not YAML").to_string();
        assert!(error.contains("config.yml"), "{error}");
    }
}
