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
mod web;

use crate::{
    commands::localnet::{self, Chain},
    context::Globals,
    output::Output,
};
use anyhow::{bail, Context as _};
use assay_client::{accounts, escrow::Market};
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
use web::stage::Stage;

/// Slots of the demo's chain: short, so that nobody watches transactions being confirmed.
const SLOT_TIME: Duration = Duration::from_millis(50);
/// Where it runs for hours beside a browser.
const WEB_SLOT_TIME: Duration = Duration::from_millis(100);

/// Epochs while a page is watched: fewer transactions that only begin the next one.
const WEB_EPOCH_SECONDS: u32 = 10;

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
    /// With --keep or --web, port of JSON-RPC; subscriptions are on the next one. 0 takes free ones
    #[arg(long, default_value_t = 8899)]
    port: u16,
    #[command(flatten)]
    web: web::Served,
}

/// What is there when the curtain falls.
struct Played {
    cast: Cast,
    stage: Option<Stage>,
    balances_ok: bool,
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
    let house = arguments.web.house().await?;
    let home = tempfile::Builder::new().prefix("assay-demo-").tempdir()?;
    let model = Model::find(&arguments.model, home.path())?;
    let chain = localnet::start(&arguments.chain(&model)?).await?;
    story.tell(&format!(
        "A local chain runs at {} with the programs' real ELF files, and the market is open.",
        chain.net.rpc_url()
    ));
    let played = tokio::select! {
        played = play(&chain, home.path(), &model, &arguments.web, &story) => played,
        // Leaving this way ends the daemons with it.
        () = crate::shutdown::requested() => bail!("interrupted; the daemons are stopped"),
    };
    let Played {
        mut cast,
        stage,
        balances_ok,
    } = match played {
        Ok(played) => played,
        Err(error) => {
            let logs = home.keep();
            return Err(error.context(format!(
                "the demo broke off; the daemons' logs are in {}",
                logs.display()
            )));
        }
    };
    if let (Some(house), Some(stage)) = (house, stage) {
        let minilm = model.is_minilm().then(|| model.folder.clone());
        web::serve(house, chain, cast, stage, (minilm, globals.json), &story).await?;
    } else {
        if arguments.keep {
            keep(globals, &chain, &mut cast, &story).await?;
        }
        cast.rest().await;
        tokio::task::spawn_blocking(move || chain.net.stop()).await??;
    }
    Ok(if balances_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Arguments {
    /// The chain of the demo.
    fn chain(&self, model: &Model) -> anyhow::Result<localnet::Options> {
        let mut config = ClusterConfig::named("localnet")?;
        for market in &mut config.markets {
            market.attest_seconds = market.attest_seconds.max(model.attest_seconds);
        }
        if self.web.web {
            config.pool.emission.epoch_seconds = WEB_EPOCH_SECONDS;
        }
        let ws_port = match self.port {
            0 => 0,
            port => port.checked_add(1).context("--port is too high")?,
        };
        Ok(localnet::Options {
            programs: localnet::programs_folder(self.programs.as_deref())?,
            ports: (self.keep || self.web.web).then_some((self.port, ws_port)),
            slot_time: match self.web.web {
                true => WEB_SLOT_TIME,
                false => SLOT_TIME,
            },
            config,
        })
    }
}

/// All acts and the closing table, or the stage alone.
async fn play(
    chain: &Chain,
    home: &Path,
    model: &Model,
    web: &web::Served,
    story: &Story,
) -> anyhow::Result<Played> {
    let (mut cast, shown) = Cast::gather(chain, home).await?;
    let stage = match web.web {
        true => Some(web::stage::set(chain, &cast.pool).await?),
        false => None,
    };
    let balances_ok = if web.no_story {
        let market: Market = accounts::fetch(&chain.rpc, &cast.market.address).await?;
        handover::hand_over(chain, &cast, market.params, story).await?;
        cast.begin(chain, &shown, story).await?;
        true
    } else {
        cast.begin(chain, &shown, story).await?;
        act(chain, &mut cast, model, story).await?
    };
    Ok(Played {
        cast,
        stage,
        balances_ok,
    })
}

/// All acts and the closing table. Says whether every balance is right.
async fn act(chain: &Chain, cast: &mut Cast, model: &Model, story: &Story) -> anyhow::Result<bool> {
    let mut books = Books::open(chain, cast).await?;
    let settled = acts::settle(chain, cast, &mut books, model, story).await?;
    let rewards = backer::claim(chain, cast, &mut books, settled.burnt(), story).await?;
    let convicted = acts::convict(chain, cast, &mut books, model, story).await?;
    let governed = vote::govern(chain, cast, &mut books, story).await?;
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
    Ok(balances_ok)
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
