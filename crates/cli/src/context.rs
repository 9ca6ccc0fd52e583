//! What every command needs: which cluster, whose key, and how to speak.

use crate::output::Output;
use anyhow::Context as _;
use assay_client::{read_keypair, stake::StakePool, ClientError, Config, PriorityFee, Rpc};
use solana_address::Address;
use solana_keypair::Keypair;
use std::path::PathBuf;

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Globals {
    /// Cluster: a URL, or mainnet-beta, testnet, devnet, localhost [default: as the Solana CLI is configured]
    #[arg(short, long, global = true, value_name = "URL_OR_MONIKER")]
    pub url: Option<String>,
    /// Where the cluster answers subscriptions [default: derived from the URL]
    #[arg(long, global = true, value_name = "URL")]
    pub ws: Option<String>,
    /// Keypair file that pays and signs [default: as the Solana CLI is configured]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub keypair: Option<PathBuf>,
    /// The Solana CLI's configuration file
    #[arg(short = 'C', long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Mint of the reward token, where a cluster has more than one pool
    #[arg(long, global = true, value_name = "ADDRESS", env = "ASSAY_MINT")]
    pub mint: Option<Address>,
    /// Highest price per compute unit, micro-lamports; what recent transactions paid is used below it
    #[arg(long, global = true, value_name = "MICRO_LAMPORTS", default_value_t = 0)]
    pub priority_fee: u64,
    /// Print JSON for programs instead of text for people
    #[arg(long, global = true)]
    pub json: bool,
    /// Log more to standard error; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The options, resolved.
pub struct Context {
    pub config: Config,
    pub rpc: Rpc,
    pub out: Output,
    mint: Option<Address>,
}

impl Context {
    pub fn new(globals: &Globals) -> anyhow::Result<Self> {
        let path = match &globals.config {
            Some(path) => path.clone(),
            None => Config::default_path().map_err(ClientError::from)?,
        };
        let mut config = Config::load(&path, globals.url.as_deref(), globals.keypair.as_deref())
            .map_err(ClientError::from)?;
        if let Some(ws) = &globals.ws {
            config.cluster = config.cluster.with_ws_url(ws);
        }
        let fee = match globals.priority_fee {
            0 => PriorityFee::None,
            cap => PriorityFee::Recent { cap },
        };
        Ok(Self {
            rpc: Rpc::new(config.cluster.clone()).with_priority_fee(fee),
            out: Output::new(globals.json),
            mint: globals.mint,
            config,
        })
    }

    /// The key that pays and signs.
    pub fn keypair(&self) -> anyhow::Result<Keypair> {
        Ok(read_keypair(&self.config.keypair_path).map_err(ClientError::from)?)
    }

    /// The reward mint, where it was named.
    pub fn mint(&self) -> Option<Address> {
        self.mint
    }

    /// The pool this cluster's suite was initialised with.
    pub async fn pool(&self) -> anyhow::Result<StakePool> {
        assay_client::stake::discover(&self.rpc, self.mint)
            .await
            .with_context(|| format!("the suite on {}", self.config.cluster.rpc_url))
    }
}
