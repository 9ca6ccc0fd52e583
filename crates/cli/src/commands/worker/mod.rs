//! `assay worker`: the provider's side of the market.

mod bench;
mod benchmark;
mod init;

use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
    shutdown,
};
use assay_worker::{
    daemon::{self, Config},
    doctor::{self, Verdict},
    Backend,
};
use serde_json::json;
use solana_signer::Signer;
use std::{path::PathBuf, process::ExitCode};
use toml::{Table, Value};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Create the daemon's key and configuration
    Init(init::Arguments),
    /// Try every backend, the operator and the endpoint, and say what to do
    Doctor(Settings),
    /// Measure the backends, and what proving adds to a job
    Bench(bench::Arguments),
    /// Show on chain what hardware this machine has: it gives the operator its class
    Benchmark(benchmark::Arguments),
    /// Run the daemon: accept jobs, run them, prove them, be paid
    Run(Settings),
    /// Show what the operator is working on
    Status(Settings),
    /// Ask the running daemon to finish what it has accepted, and end
    Drain(Settings),
}

impl Command {
    /// Daemons log what they do; other commands answer on standard output.
    pub fn is_daemon(&self) -> bool {
        matches!(self, Self::Run(_))
    }
}

/// The daemon's configuration: a TOML file, `ASSAY_WORKER_…` variables over it, these flags over
/// both. The keypair is the agent's.
#[derive(clap::Args)]
pub struct Settings {
    /// Configuration file, as `assay worker init` writes it
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The provider's operator account
    #[arg(long)]
    operator: Option<String>,
    /// Where results, salts and models are kept
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// What runs the operators: cpu or wgpu
    #[arg(long)]
    backend: Option<String>,
    /// Where the openings server listens
    #[arg(long)]
    listen: Option<String>,
    /// Follow `file:` content: only where clients share the machine
    #[arg(long)]
    allow_files: bool,
}

impl Settings {
    pub fn load(&self) -> anyhow::Result<Config> {
        let mut flags = Table::new();
        let mut set = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                flags.insert(key.to_owned(), Value::String(value));
            }
        };
        set("operator", self.operator.clone());
        set("backend", self.backend.clone());
        set(
            "data_dir",
            self.data_dir.as_ref().map(|folder| folder.display().to_string()),
        );
        if self.allow_files {
            flags.insert("allow_files".to_owned(), Value::Boolean(true));
        }
        if let Some(listen) = &self.listen {
            let mut server = Table::new();
            server.insert("listen".to_owned(), Value::String(listen.clone()));
            flags.insert("server".to_owned(), Value::Table(server));
        }
        Ok(Config::load(self.settings.as_deref(), std::env::vars(), flags)?)
    }
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Init(arguments) => init::run(context, &arguments),
        Command::Doctor(settings) => examine(context, &settings.load()?).await,
        Command::Bench(arguments) => bench::run(context, arguments).await,
        Command::Benchmark(arguments) => benchmark::run(context, &arguments).await,
        Command::Run(settings) => {
            let config = settings.load()?;
            let backend = config.backend.open()?;
            serve(context, config, backend).await
        }
        Command::Status(settings) => status(context, &settings.load()?).await,
        Command::Drain(settings) => {
            let config = settings.load()?;
            daemon::request_drain(&config.data_dir)?;
            let value = json!({ "data_dir": config.data_dir });
            context.out.result(&value, || {
                "asked; the daemon ends when its jobs are over".to_owned()
            })?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs the daemon on this backend until it is told to stop, or drained.
pub async fn serve(context: &Context, config: Config, backend: Box<dyn Backend>) -> anyhow::Result<ExitCode> {
    let agent = context.keypair()?;
    let ready = |address| tracing::info!(%address, "ready");
    daemon::run(
        config,
        context.rpc.clone(),
        agent,
        backend,
        ready,
        shutdown::requested(),
    )
    .await?;
    Ok(ExitCode::SUCCESS)
}

async fn examine(context: &Context, config: &Config) -> anyhow::Result<ExitCode> {
    let agent = context.keypair()?.pubkey();
    let spinner = context.out.spinner("looking at everything");
    let checks = doctor::doctor(config, &context.rpc, agent).await;
    spinner.finish_and_clear();
    context.out.result(&checks, || {
        let rows = checks
            .iter()
            .map(|check| {
                let mark = match check.verdict {
                    Verdict::Ok => "ok",
                    Verdict::Warning => "warning",
                    Verdict::Failure => "FAILED",
                };
                [mark.to_owned(), check.name.to_owned(), check.detail.clone()]
            })
            .collect();
        table(["", "check", "detail"], rows)
    })?;
    let failed = checks.iter().any(|check| check.verdict == Verdict::Failure);
    Ok(ExitCode::from(u8::from(failed)))
}

async fn status(context: &Context, config: &Config) -> anyhow::Result<ExitCode> {
    let status = daemon::status(config, &context.rpc).await?;
    context.out.result(&status, || {
        let daemon = match (status.running, status.draining) {
            (true, true) => "draining",
            (true, false) => "running",
            (false, _) => "not running: start it with `assay worker run`",
        };
        let rows = status
            .jobs
            .iter()
            .map(|job| {
                [
                    job.job.clone(),
                    job.status.to_owned(),
                    job.price.to_string(),
                    job.ops_done.to_string(),
                ]
            })
            .collect();
        format!(
            "operator    {}\ndaemon      {daemon}\nbond        {}, of which {} locked\nreputation  {} ({} settled, {} failed, {} convictions)\n{}",
            status.operator,
            tokens(status.bond, REWARD_DECIMALS),
            tokens(status.locked, REWARD_DECIMALS),
            status.reputation,
            status.settled,
            status.failed,
            status.convictions,
            table(["job", "state", "price (base units)", "operators done"], rows)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
