use solana_address::Address;

/// Why the local chain could not be started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum LocalnetError {
    #[error("port {port} on {host} cannot be used: {source}; choose another one or stop what listens there")]
    Port {
        host: String,
        port: u16,
        source: std::io::Error,
    },
    #[error("program {id} cannot be loaded: {reason}; build it again with `cargo xtask build`")]
    Program { id: Address, reason: String },
    #[error("account {address} cannot be created: {reason}")]
    Account { address: Address, reason: String },
    #[error("the local chain did not start: {0}")]
    Start(String),
    #[error("the chain's clock says {now}, and cannot go back to {asked}: name a later time, or start a new chain")]
    BackInTime { now: i64, asked: i64 },
    #[error("the chain's clock cannot be moved: {reason}")]
    Clock { reason: String },
    #[error("the local chain at {rpc_url} did not close within {seconds} s; its ports may still be in use")]
    StillBound { rpc_url: String, seconds: u64 },
}
