//! `assay demo`: two jobs on a real local chain, with real worker and verifier processes. The first
//! is proven, verified and paid; in the second one number is wrong, and the chain convicts. Then a vote changes the fee.

mod acts;
mod backer;
mod books;
mod cast;
mod handover;
mod job;
mod member;
mod model;
mod numbers;
mod place;
mod process;
mod rules;
pub mod saboteur;
mod story;
mod vote;

use crate::{
    commands::localnet::{self, Chain},
    context::Globals,
    output::Output,
};
use anyhow::bail;
use assay_migrations::ClusterConfig;
use books::Books;
use cast::Cast;
use model::Model;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};
use story::Story;

/// Slots of the demo's chain: short, so that nobody watches transactions being confirmed.
const SLOT_TIME: Duration = Duration::from_millis(50);

#[derive(clap::Args)]
pub struct Arguments {
    /// Leave the chain and the daemons running, and print where they are
    #[arg(long)]
    keep: bool,
    /// The model that the jobs run: digits, minilm, or a job's folder
    #[arg(long, default_value = "digits")]
    model: PathBuf,
    /// Folder of the ELF files [default: target/deploy here or in a folder above]
    #[arg(long)]
    programs: Option<PathBuf>,
}

/// The closing line for programs.
#[derive(Serialize)]
struct Closing {
    settled: acts::Settled,
    rewards: backer::Rewards,
    convicted: acts::Convicted,
    governed: vote::Governed,
    balances_ok: bool,
    elapsed_s: f64,
}

pub async fn run(globals: &Globals, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let story = Story::new(Output::new(globals.json));
    let home = tempfile::Builder::new().prefix("assay-demo-").tempdir()?;
    let model = Model::find(&arguments.model, home.path())?;
    let mut config = ClusterConfig::named("localnet")?;
    for market in &mut config.markets {
        market.attest_seconds = market.attest_seconds.max(model.attest_seconds);
    }
    let chain = localnet::start(&localnet::Options {
        programs: localnet::programs_folder(arguments.programs.as_deref())?,
        ports: arguments.keep.then_some((8_899, 8_900)),
        slot_time: SLOT_TIME,
        config,
    })
    .await?;
    story.tell(&format!(
        "A local chain runs at {} with the programs' real ELF files, and the market is open.",
        chain.net.rpc_url()
    ));
    let played = tokio::select! {
        played = play(&chain, home.path(), &model, &story) => played,
        // Leaving this way ends the daemons with it.
        () = crate::shutdown::requested() => bail!("interrupted; the daemons are stopped"),
    };
    let (mut cast, balances_ok) = match played {
        Ok(played) => played,
        Err(error) => {
            let logs = home.keep();
            return Err(error.context(format!(
                "the demo broke off; the daemons' logs are in {}",
                logs.display()
            )));
        }
    };
    if arguments.keep {
        keep(globals, &chain, &mut cast, &story).await?;
    }
    cast.rest().await;
    tokio::task::spawn_blocking(move || chain.net.stop()).await??;
    Ok(if balances_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// All acts and the closing table. Says whether every balance is right.
async fn play(chain: &Chain, home: &Path, model: &Model, story: &Story) -> anyhow::Result<(Cast, bool)> {
    let mut cast = Cast::assemble(chain, home, story).await?;
    let mut books = Books::open(chain, &cast).await?;
    let settled = acts::settle(chain, &mut cast, &mut books, model, story).await?;
    let rewards = backer::claim(chain, &cast, &mut books, settled.burnt(), story).await?;
    let convicted = acts::convict(chain, &mut cast, &mut books, model, story).await?;
    let governed = vote::govern(chain, &mut cast, &mut books, story).await?;
    let balances_ok = books.close(chain, story).await?;
    let seconds = story.seconds();
    story.tell(&format!("Done in {seconds:.1} s."));
    story.json(&Closing {
        settled,
        rewards,
        convicted,
        governed,
        balances_ok,
        elapsed_s: (seconds * 10.0).round() / 10.0,
    })?;
    Ok((cast, balances_ok))
}

async fn keep(globals: &Globals, chain: &Chain, cast: &mut Cast, story: &Story) -> anyhow::Result<()> {
    cast.go_on().await?;
    let wallet = localnet::give_to_wallet(globals, chain).await?;
    story.aside(&format!(
        "JSON-RPC  {}\nWebSocket {}\nwallet {wallet} has SOL and reward tokens; keys and logs of the cast are in {}\nCtrl-C stops everything.",
        chain.net.rpc_url(),
        chain.net.ws_url(),
        cast.home.display()
    ));
    crate::shutdown::requested().await;
    Ok(())
}
