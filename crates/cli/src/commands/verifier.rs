//! `assay verifier`: checks jobs, attests, and convicts.

use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
    shutdown,
};
use anyhow::Context as _;
use assay_client::{
    accounts,
    stake::{Operator, VerifierRegistry},
};
use assay_proof::{Op, Shape, Tensor};
use assay_verifier::{
    daemon::{self, Config, SharedExecutor},
    Executor,
};
use assay_worker::{Backend, BackendKind};
use serde_json::json;
use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex},
};
use toml::{Table, Value};

const PREFIX: &str = "ASSAY_VERIFIER_";

#[derive(clap::Subcommand)]
pub enum Command {
    /// Run the daemon: check what it was drawn for, attest, convict
    Run(Settings),
    /// Show the verifier's bond, its chance to be drawn, and whether its daemon is well
    Status(Settings),
}

impl Command {
    /// Daemons log what they do; other commands answer on standard output.
    pub fn is_daemon(&self) -> bool {
        matches!(self, Self::Run(_))
    }
}

/// The daemon's configuration: a TOML file, `ASSAY_VERIFIER_…` variables over it, these flags over
/// both. The keypair is the agent's.
#[derive(clap::Args)]
pub struct Settings {
    /// Configuration file
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The verifier's operator account
    #[arg(long)]
    operator: Option<String>,
    /// Where it remembers what it has checked
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Where metrics and health are served
    #[arg(long)]
    listen: Option<String>,
    /// Follow `file:` content: only where clients share the machine
    #[arg(long)]
    allow_files: bool,
    /// Check every job, drawn for or not: a conviction pays anyone
    #[arg(long)]
    watch_all: bool,
    /// How thoroughly jobs are checked: `full`, `sampled` or `replay`
    #[arg(long)]
    mode: Option<String>,
    /// Rows drawn of each op in mode `sampled`
    #[arg(long)]
    samples: Option<u32>,
    /// Most leaves demanded on chain of a job whose result is not served; 0 demands none
    #[arg(long)]
    demands: Option<u32>,
    /// What executes jobs again in mode `replay`: `cpu` or `wgpu`
    #[arg(long, default_value = "cpu")]
    backend: BackendKind,
}

/// A worker's backend as the verifier's executor.
struct Replayer(Box<dyn Backend>);

impl Executor for Replayer {
    fn execute(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, String> {
        self.0.run(op, out, operands).map_err(|error| error.to_string())
    }
}

impl Settings {
    fn load(&self) -> anyhow::Result<Config> {
        let mut table = match &self.settings {
            Some(path) => std::fs::read_to_string(path)
                .map_err(anyhow::Error::from)
                .and_then(|text| Ok(text.parse::<Table>()?))
                .with_context(|| format!("reading {}", path.display()))?,
            None => Table::new(),
        };
        for (name, text) in std::env::vars() {
            if let Some(field) = name.strip_prefix(PREFIX) {
                table.insert(field.to_ascii_lowercase(), value_of(&text));
            }
        }
        let folder = self.data_dir.as_ref().map(|folder| folder.display().to_string());
        for (key, value) in [
            ("operator", &self.operator),
            ("data_dir", &folder),
            ("listen", &self.listen),
            ("mode", &self.mode),
        ] {
            if let Some(value) = value {
                table.insert(key.to_owned(), Value::String(value.clone()));
            }
        }
        for (key, value) in [("samples", self.samples), ("demands", self.demands)] {
            if let Some(value) = value {
                table.insert(key.to_owned(), Value::Integer(value.into()));
            }
        }
        for (key, on) in [("allow_files", self.allow_files), ("watch_all", self.watch_all)] {
            if on {
                table.insert(key.to_owned(), Value::Boolean(true));
            }
        }
        let config = table.try_into();
        config.context("the verifier's configuration, of the file of --settings, variables `ASSAY_VERIFIER_…` and flags such as --operator")
    }
}

/// A variable's text as the TOML value it looks like, otherwise as a string.
fn value_of(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>();
    parsed
        .ok()
        .and_then(|mut table| table.remove("value"))
        .unwrap_or_else(|| Value::String(text.to_owned()))
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(settings) => {
            let config = settings.load()?;
            let agent = context.keypair()?;
            let executor: SharedExecutor = Arc::new(Mutex::new(Replayer(settings.backend.open()?)));
            let (rpc, stop) = (context.rpc.clone(), shutdown::requested());
            let ready = |address| tracing::info!(%address, "ready");
            daemon::run(config, rpc, agent, executor, ready, stop).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Status(settings) => status(context, &settings.load()?).await,
    }
}

async fn status(context: &Context, config: &Config) -> anyhow::Result<ExitCode> {
    let operator: Operator = accounts::fetch(&context.rpc, &config.operator).await?;
    let pool = context.pool().await?;
    let registry: VerifierRegistry = accounts::fetch(&context.rpc, &pool.registry).await?;
    let entry = registry
        .entries
        .iter()
        .find(|entry| entry.operator == config.operator);
    let weight = entry.map_or(0, |entry| entry.weight);
    let share = weight as f64 / registry.total_weight.max(1) as f64;
    let health = reqwest::get(format!("http://{}/healthz", config.listen)).await;
    let well = health.is_ok_and(|answer| answer.status().is_success());
    let value = json!({
        "operator": config.operator.to_string(),
        "own_bond": operator.own_bond,
        "locked": operator.locked,
        "in_lottery": entry.is_some(),
        "share_of_weight": share,
        "daemon_healthy": well,
    });
    context.out.result(&value, || {
        let amount = |units| tokens(units, REWARD_DECIMALS);
        let lottery = match entry {
            Some(_) => format!(
                "{:.2} % of the weight of {} verifiers",
                share * 100.0,
                registry.count
            ),
            None => "not in it: `assay stake join`".to_owned(),
        };
        let daemon = if well {
            format!("well at {}", config.listen)
        } else {
            format!(
                "does not answer at {}: start it with `assay verifier run`",
                config.listen
            )
        };
        table(
            ["", ""],
            vec![
                ["operator".to_owned(), config.operator.to_string()],
                ["bond".to_owned(), amount(operator.own_bond)],
                ["locked".to_owned(), amount(operator.locked)],
                ["lottery".to_owned(), lottery],
                ["daemon".to_owned(), daemon],
            ],
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
