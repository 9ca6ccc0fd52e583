//! `assay localnet`: a chain for trying everything out.

use crate::{
    context::{Context, Globals},
    output::Output,
};
use anyhow::Context as _;
use assay_client::{
    read_keypair, token, write_keypair, ClientError, Cluster, KeypairError, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{ClusterConfig, Suite};
use serde_json::json;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

const LAMPORTS: u64 = 1_000_000_000_000;
/// What the deployer can give away.
const DEPLOYER_LAMPORTS: u64 = 10 * LAMPORTS;
/// Reward tokens for the wallet at hand, base units.
const REWARD_UNITS: u64 = 1_000_000_000_000;

#[derive(clap::Args)]
pub struct Arguments {
    /// Port of JSON-RPC; subscriptions are on the next one
    #[arg(long, default_value_t = 8899)]
    port: u16,
    /// Milliseconds between two slots
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    slot_ms: u64,
    /// Folder of the ELF files [default: target/deploy here or in a folder above]
    #[arg(long)]
    programs: Option<PathBuf>,
    /// Configuration to initialise with: localnet, devnet, or a file
    #[arg(long, default_value = "localnet")]
    suite: String,
}

pub async fn run(globals: &Globals, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let out = Output::new(globals.json);
    let spinner = out.spinner("starting the chain");
    let config = ClusterConfig::named(&arguments.suite)?;
    let ws_port = arguments.port.checked_add(1).context("--port is too high")?;
    let chain = start(&Options {
        programs: programs_folder(arguments.programs.as_deref())?,
        ports: Some((arguments.port, ws_port)),
        slot_time: Duration::from_millis(arguments.slot_ms),
        config,
    })
    .await?;
    let wallet = give_to_wallet(globals, &chain).await?;
    spinner.finish_and_clear();

    let value = json!({
        "rpc_url": chain.net.rpc_url(),
        "ws_url": chain.net.ws_url(),
        "suite": chain.suite,
        "wallet": wallet.to_string(),
    });
    out.result(&value, || {
        format!(
            "JSON-RPC    {}\nWebSocket   {}\nreward mint {}\npool        {}\nwallet      {wallet} has SOL and reward tokens\n\nCtrl-C stops it.",
            chain.net.rpc_url(),
            chain.net.ws_url(),
            chain.suite.reward_mint,
            chain.suite.pool,
        )
    })?;
    crate::shutdown::requested().await;
    tokio::task::spawn_blocking(move || chain.net.stop()).await??;
    Ok(ExitCode::SUCCESS)
}

/// What a local chain is to be.
pub struct Options {
    pub programs: PathBuf,
    pub ports: Option<(u16, u16)>,
    pub slot_time: Duration,
    pub config: ClusterConfig,
}

/// A local chain with the suite on it.
pub struct Chain {
    pub net: Localnet,
    pub rpc: Rpc,
    pub suite: Suite,
    /// Deployed and governs the suite, and holds the genesis supply.
    pub deployer: Keypair,
}

/// Starts a chain with the programs in it and initialises the suite.
pub async fn start(options: &Options) -> anyhow::Result<Chain> {
    let deployer = Keypair::new();
    let mut builder = Localnet::builder()
        .slot_time(options.slot_time)
        .wallet(deployer.pubkey(), DEPLOYER_LAMPORTS);
    if let Some((rpc, ws)) = options.ports {
        builder = builder.ports(rpc, ws);
    }
    for program in assay_migrations::load_programs(&options.programs)? {
        builder = builder.upgradeable_program(program.id, program.elf, deployer.pubkey());
    }
    let net = builder.start().await?;
    let rpc = Rpc::new(Cluster::new(net.rpc_url())?.with_ws_url(net.ws_url()));
    let say = |line: &str| tracing::info!("{line}");
    let suite = assay_migrations::initialise(&rpc, &deployer, &options.config, &say).await?;
    Ok(Chain {
        net,
        rpc,
        suite,
        deployer,
    })
}

impl Chain {
    /// Gives a wallet SOL and reward tokens out of the genesis supply.
    pub async fn give(&self, to: &Address, lamports: u64, units: u64) -> anyhow::Result<()> {
        let from = self.deployer.pubkey();
        let mint = self.suite.reward_mint;
        let account = |owner| token::associated(owner, &mint, &token::TOKEN_PROGRAM);
        let instructions = vec![
            solana_system_interface::instruction::transfer(&from, to, lamports),
            token::open_associated(&from, to, &mint, &token::TOKEN_PROGRAM),
            token::transfer(
                &account(&from),
                &mint,
                &account(to),
                &from,
                units,
                crate::output::REWARD_DECIMALS,
            ),
        ];
        Transaction::new(&self.deployer, instructions)
            .send(&self.rpc)
            .await?;
        Ok(())
    }
}

/// Gives to the wallet the Solana command line is configured with, making one where there is none:
/// a local chain without a wallet is of no use.
pub async fn give_to_wallet(globals: &Globals, chain: &Chain) -> anyhow::Result<Address> {
    let context = Context::new(globals)?;
    let path = &context.config.keypair_path;
    let keypair = match read_keypair(path) {
        Err(KeypairError::Missing { .. }) => {
            let keypair = Keypair::new();
            write_keypair(&keypair, path).map_err(ClientError::from)?;
            context.out.say(format!("created keypair {}", path.display()));
            keypair
        }
        other => other.map_err(ClientError::from)?,
    };
    let wallet = keypair.pubkey();
    chain.give(&wallet, LAMPORTS / 10, REWARD_UNITS).await?;
    Ok(wallet)
}

/// The folder of the ELF files: the one named, or `target/deploy` here or in a folder above.
pub fn programs_folder(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(folder) = named {
        return Ok(folder.to_owned());
    }
    let here = std::env::current_dir()?;
    here.ancestors()
        .map(|folder| folder.join("target/deploy"))
        .find(|folder| folder.join("escrow.so").is_file())
        .context("no target/deploy/escrow.so here or in a folder above: run `cargo xtask build`, or name the folder with --programs")
}
