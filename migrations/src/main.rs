//! Deploys and initialises the suite: `cargo xtask deploy --url devnet`.

use anyhow::{bail, Context as _};
use assay_client::{read_keypair, Config, Rpc, SyncSigner};
use assay_migrations::{
    default_state_dir, initialise, load_programs, ClusterConfig, Deployment, Loader, Outcome,
};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::PathBuf, process::ExitCode};

/// Deploy the programs through the upgradeable loader and initialise the suite. Running it again
/// changes nothing that is as it should be, and continues what was interrupted.
#[derive(Parser)]
struct Arguments {
    /// Cluster: a URL, or testnet, devnet, localhost [default: as the Solana CLI is configured]
    #[arg(short, long)]
    url: Option<String>,
    /// Keypair file that pays, upgrades, and governs the pool [default: as the Solana CLI is configured]
    #[arg(short, long)]
    keypair: Option<PathBuf>,
    /// Configuration to initialise with: localnet, devnet, or a file [default: by the cluster's URL]
    #[arg(long)]
    config: Option<String>,
    /// Folder of the ELF files
    #[arg(long, default_value = "target/deploy")]
    programs: PathBuf,
    /// Folder of the programs' own keypairs, NAME-keypair.json; only a first deployment needs them
    #[arg(long, default_value = "target/deploy")]
    program_keypairs: PathBuf,
    /// Folder that remembers an interrupted deployment [default: ~/.local/state/assay]
    #[arg(long)]
    state: Option<PathBuf>,
    /// Initialise only; the programs are there already
    #[arg(long)]
    skip_deploy: bool,
    /// Print one line of JSON at the end
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let config = Config::load(
        &Config::default_path()?,
        arguments.url.as_deref(),
        arguments.keypair.as_deref(),
    )?;
    let cluster_config = match &arguments.config {
        Some(named) => ClusterConfig::named(named)?,
        None => ClusterConfig::named(default_config(&config.cluster.rpc_url)?)?,
    };
    let payer = read_keypair(&config.keypair_path)?;
    let rpc = Rpc::new(config.cluster);
    eprintln!("{} as {}", rpc.cluster().rpc_url, payer.pubkey());

    let deployed = if arguments.skip_deploy {
        Vec::new()
    } else {
        deploy(&arguments, &rpc, &payer).await?
    };
    let suite = initialise(&rpc, &payer, &cluster_config, &|line| eprintln!("{line}")).await?;
    if arguments.json {
        let deployed: serde_json::Map<_, _> = deployed.into_iter().collect();
        println!("{}", serde_json::json!({ "deployed": deployed, "suite": suite }));
    } else {
        println!("reward mint {}\npool        {}", suite.reward_mint, suite.pool);
        for market in &suite.markets {
            println!("market      {} for mint {}", market.address, market.payment_mint);
        }
        for tier in &suite.fee_tiers {
            println!("fee tier {:<2} {}", tier.index, tier.address);
        }
        if let Some(realm) = &suite.realm {
            println!("realm       {} with treasury {}", realm.address, realm.treasury);
        }
    }
    Ok(())
}

async fn deploy(
    arguments: &Arguments,
    rpc: &Rpc,
    payer: &Keypair,
) -> anyhow::Result<Vec<(String, serde_json::Value)>> {
    let state_dir = match &arguments.state {
        Some(folder) => folder.clone(),
        None => default_state_dir().context("HOME is not set: name a folder with --state")?,
    };
    let style =
        ProgressStyle::with_template("{msg:<16} {bar:32} {pos}/{len} chunks").context("progress style")?;
    let bar = ProgressBar::new(0).with_style(style);
    let progress = |name: &str, done: usize, total: usize| {
        bar.set_message(name.to_owned());
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let loader = Loader {
        rpc,
        payer,
        state_dir: &state_dir,
        progress: &progress,
    };
    let mut outcomes = Vec::new();
    for program in load_programs(&arguments.programs)? {
        let key = program.keypair(&arguments.program_keypairs)?;
        let outcome = loader
            .deploy(&Deployment {
                name: program.name,
                elf: &program.elf,
                id: program.id,
                key: key.as_ref().map(|key| key as &SyncSigner),
            })
            .await
            .with_context(|| format!("deploying {}", program.name))?;
        bar.suspend(|| eprintln!("{:<8} {} {outcome}", program.name, program.id));
        let kind = match outcome {
            Outcome::Deployed { .. } => "deployed",
            Outcome::Upgraded { .. } => "upgraded",
            Outcome::Unchanged => "unchanged",
        };
        outcomes.push((program.name.to_owned(), kind.into()));
    }
    bar.finish_and_clear();
    Ok(outcomes)
}

/// The configuration for test clusters; where real money is, somebody must have chosen one.
fn default_config(url: &str) -> anyhow::Result<&'static str> {
    if url.contains("://127.0.0.1") || url.contains("://localhost") {
        Ok("localnet")
    } else if url.contains("devnet") || url.contains("testnet") {
        Ok("devnet")
    } else {
        bail!("{url} is neither a local chain nor a test cluster: choose its parameters with --config FILE")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_clusters_have_parameters_by_default() {
        assert_eq!(
            default_config("http://127.0.0.1:8899").expect("local"),
            "localnet"
        );
        assert_eq!(
            default_config("https://api.devnet.solana.com").expect("devnet"),
            "devnet"
        );
        let real = "https://api.mainnet-beta.solana.com";
        let error = default_config(real).expect_err("real money").to_string();
        assert!(error.contains(real) && error.contains("--config"), "{error}");
    }
}
