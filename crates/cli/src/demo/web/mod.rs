//! The web app beside the running chain, with what only a local chain can give: tokens for nothing, moving the clock,
//! a provider that cheats, and a place for jobs' content.
//!
//! | route | answer |
//! |---|---|
//! | `GET /local/config.json` | where the chain is and what is on it; an app that another server serves gets none |
//! | `POST /local/faucet` `{"address"}` | 10 SOL, 1,000 reward tokens, 1,000 local dollars |
//! | `GET`, `POST /local/cheat` `{"on"}` | whether provider B, which changes one number, is on duty instead of provider A |
//! | `POST /local/clock` `{"to"}` | moves the chain's clock to this Unix time |
//! | `PUT`, `GET /local/jobs/{id}/{file}` | a job's content; the job's URI is what comes before the file |
//! | anything else | the app |
//!
//! Failures are plain text, a sentence.

mod app;
mod content;
pub mod stage;
mod tools;

use super::{cast::Cast, story::Story};
use crate::commands::localnet::Chain;
use anyhow::Context as _;
use assay_client::address;
use axum::{extract::State, Json};
use serde_json::{json, Value};
use solana_address::Address;
use stage::Stage;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{atomic::AtomicU32, Arc},
};
use tokio::{net::TcpListener, sync::Mutex};

/// Decimals of the local dollar, and of the reward token.
const DECIMALS: u8 = 6;

/// How the app is served.
#[derive(clap::Args)]
pub struct Served {
    /// Also serve the web app, with a faucet and a clock that can be moved; implies --keep
    #[arg(long)]
    pub web: bool,
    /// Port of the web app on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8901, requires = "web")]
    web_port: u16,
    /// Folder of the built app [default: app/web/dist here or in a folder above]
    #[arg(long, requires = "web")]
    app: Option<PathBuf>,
    /// Set the stage and skip the acts
    #[arg(long, requires = "web")]
    pub no_story: bool,
}

/// A port that is ours, and the app to serve there.
pub struct House {
    listener: TcpListener,
    address: SocketAddr,
    app: PathBuf,
}

impl Served {
    /// Takes the port and finds the app, before anything that takes time.
    pub async fn house(&self) -> anyhow::Result<Option<House>> {
        if !self.web {
            return Ok(None);
        }
        let app = app_folder(self.app.as_deref())?;
        let listener = TcpListener::bind(("127.0.0.1", self.web_port))
            .await
            .with_context(|| {
                format!(
                    "port {} cannot be used for the web app: choose another one with --web-port, or 0 for a free one",
                    self.web_port
                )
            })?;
        let address = listener.local_addr()?;
        Ok(Some(House {
            listener,
            address,
            app,
        }))
    }
}

/// The folder named, or `app/web/dist` here or in a folder above.
fn app_folder(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let is_app = |folder: &Path| folder.join("index.html").is_file();
    if let Some(folder) = named {
        anyhow::ensure!(
            is_app(folder),
            "there is no index.html in {}: build the app with `cargo xtask web`",
            folder.display()
        );
        return Ok(folder.to_owned());
    }
    let here = std::env::current_dir()?;
    here.ancestors()
        .map(|folder| folder.join("app/web/dist"))
        .find(|folder| is_app(folder))
        .context("no app/web/dist/index.html here or in a folder above: build the app with `cargo xtask web`, or name its folder with --app")
}

/// What the routes share.
struct Local {
    chain: Chain,
    cast: Mutex<Cast>,
    stage: Stage,
    home: PathBuf,
    config: Value,
    gifts: AtomicU32,
    /// One gift at a time: two alike in one slot would be one transaction.
    giving: Mutex<()>,
    /// Whether provider B is on duty.
    cheating: std::sync::atomic::AtomicBool,
}

/// Serves until it is asked to end; then everything rests.
pub async fn serve(
    house: House,
    chain: Chain,
    mut cast: Cast,
    stage: Stage,
    (minilm, json): (Option<PathBuf>, bool),
    story: &Story,
) -> anyhow::Result<()> {
    cast.honest_on_duty(&chain).await?;
    let config = config(&chain, &cast, &stage).await?;
    let url = format!("http://{}", house.address);
    let (rpc_url, ws_url) = (chain.net.rpc_url().to_owned(), chain.net.ws_url().to_owned());
    let local = Arc::new(Local {
        home: cast.home.clone(),
        chain,
        cast: Mutex::new(cast),
        stage,
        config,
        gifts: AtomicU32::new(0),
        giving: Mutex::new(()),
        cheating: false.into(),
    });
    let app = app::router(local.clone(), house.address, &house.app, minilm);
    let served = tokio::spawn(async move { axum::serve(house.listener, app).await });
    let kept = tokio::spawn(tools::keep_epochs(local.clone()));
    if json {
        println!("{}", json!({ "url": url, "rpc_url": rpc_url, "ws_url": ws_url }));
    }
    story.aside(&format!(
        "web app   {url}\nJSON-RPC  {rpc_url}\nWebSocket {ws_url}\nCtrl-C stops everything."
    ));
    crate::shutdown::requested().await;
    served.abort();
    kept.abort();
    local.cast.lock().await.rest().await;
    // A browser may still hold a connection, and with it the chain, which then ends with this process.
    if let Some(local) = Arc::into_inner(local) {
        tokio::task::spawn_blocking(move || local.chain.net.stop()).await??;
    }
    Ok(())
}

async fn config_json(State(local): State<Arc<Local>>) -> Json<Value> {
    Json(local.config.clone())
}

async fn config(chain: &Chain, cast: &Cast, stage: &Stage) -> anyhow::Result<Value> {
    let genesis = chain.rpc.named(chain.rpc.inner().get_genesis_hash().await)?;
    let text = |address: &Address| address.to_string();
    let token = |mint: &Address, symbol: &str, decimals: u8| json!({ "mint": text(mint), "symbol": symbol, "decimals": decimals });
    let pools = stage.pools.iter().map(|pool| {
        json!({
            "address": text(&pool.address),
            "config": text(&pool.config),
            "mints": pool.mints.map(|mint| text(&mint.address)),
            "lpMint": text(&pool.lp_mint),
        })
    });
    let operators = cast
        .members()
        .map(|member| json!({ "name": member.name, "address": text(&member.operator) }));
    Ok(json!({
        "cluster": "local",
        "genesisHash": genesis.to_string(),
        "rpcUrl": chain.net.rpc_url(),
        "wsUrl": chain.net.ws_url(),
        "rewardMint": text(&cast.pool.reward_mint),
        "stakePool": text(&cast.pool.address),
        "markets": [text(&cast.market.address)],
        "realm": text(&address::realm(&cast.pool.address)),
        "pools": pools.collect::<Vec<_>>(),
        "farms": [text(&stage.farm.address)],
        "operators": operators.collect::<Vec<_>>(),
        "tokens": [
            token(&cast.pool.reward_mint, "ASSAY", DECIMALS),
            token(&stage.dollar, "USDL", DECIMALS),
            token(&assay_client::token::NATIVE_MINT, "SOL", 9),
        ],
    }))
}
