//! `assay worker`: the provider's side of the market.

use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
    shutdown,
};
use anyhow::Context as _;
use assay_client::{
    accounts,
    content::{Fetcher, Limits},
    stake::{Operator, Pool},
    write_keypair, ClientError,
};
use assay_worker::{
    bench,
    daemon::{self, Config, View},
    store::Store,
    Backend, BackendKind,
};
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};
use toml::{Table, Value};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Create the daemon's key and configuration
    Init(InitArguments),
    /// Try every backend, the operator and the endpoint, and say what to do
    Doctor(Settings),
    /// Measure the backends, and what proving adds to a job
    Bench(BenchArguments),
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

#[derive(clap::Args)]
pub struct InitArguments {
    /// Folder for key, configuration and data
    #[arg(default_value = "assay-worker")]
    folder: PathBuf,
    /// Where clients and verifiers reach the openings server, for example https://gpu.example
    #[arg(long)]
    endpoint: String,
    /// Where the openings server listens
    #[arg(long, default_value = "127.0.0.1:9701")]
    listen: SocketAddr,
    /// What runs the operators: cpu or wgpu
    #[arg(long, default_value = "cpu")]
    backend: BackendKind,
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

#[derive(clap::Args)]
pub struct BenchArguments {
    /// Backends to measure [default: all that this machine has]
    #[arg(long)]
    backend: Vec<BackendKind>,
    /// Side of the square product
    #[arg(long, default_value_t = 1_024)]
    side: u32,
    /// Folder or base URI of a job, to measure what proving adds to it
    #[arg(long)]
    job: Option<String>,
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Init(arguments) => init(context, &arguments),
        Command::Doctor(settings) => doctor(context, &settings).await,
        Command::Bench(arguments) => measure(context, arguments).await,
        Command::Run(settings) => {
            let config = settings.load()?;
            let backend = config.backend.open()?;
            serve(context, config, backend).await
        }
        Command::Status(settings) => status(context, &settings).await,
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

fn init(context: &Context, arguments: &InitArguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    let owner = context.keypair()?;
    let agent = Keypair::new();
    let key = folder.join("agent.json");
    write_keypair(&agent, &key).map_err(ClientError::from)?;
    let path = folder.join("worker.toml");
    let data = std::path::absolute(folder.join("data"))?;
    std::fs::create_dir_all(&data)?;
    let mint = context.mint();
    let operator = mint.map(|mint| {
        assay_client::stake::StakePool::new(mint)
            .operator(&owner.pubkey())
            .to_string()
    });
    let operator_line = match &operator {
        Some(operator) => format!("operator = \"{operator}\""),
        None => "# The address that `assay stake register` prints:\n# operator = \"\"".to_owned(),
    };
    let text = format!(
        "{operator_line}\ndata_dir = \"{}\"\nbackend = \"{}\"\n\n[server]\nlisten = \"{}\"\n",
        data.display(),
        arguments.backend,
        arguments.listen
    );
    std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    let register = format!(
        "assay stake register --role provider --agent {} --endpoint {}",
        agent.pubkey(),
        arguments.endpoint
    );
    let value = json!({
        "agent": agent.pubkey().to_string(),
        "agent_keypair": key,
        "settings": path,
        "operator": operator,
        "next": register,
    });
    context.out.result(&value, || {
        format!(
            "wrote {} and the agent's key {}\n\nNext:\n  send a little SOL to {} for fees\n  {register}\n  assay stake bond AMOUNT\n  assay worker run --settings {} --keypair {}",
            path.display(),
            key.display(),
            agent.pubkey(),
            path.display(),
            key.display()
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn doctor(context: &Context, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut rows = Vec::new();
    let mut healthy = true;
    let mut note = |name: String, result: Result<String, String>| {
        healthy &= result.is_ok();
        let mark = if result.is_ok() { "ok" } else { "FAILED" };
        rows.push([mark.to_owned(), name, result.unwrap_or_else(|reason| reason)]);
    };
    let config = settings.load();
    let chosen = config.as_ref().map_or(BackendKind::Cpu, |config| config.backend);
    for kind in BackendKind::ALL {
        let tried = tokio::task::spawn_blocking(move || {
            let mut backend = kind.open()?;
            let speed = bench::trial(backend.as_mut())?;
            Ok::<_, assay_worker::BackendError>((backend.name(), speed))
        })
        .await?;
        let name = format!("backend {kind}");
        match tried {
            Ok((backend, speed)) => {
                note(
                    name,
                    Ok(format!("{backend}, {:.1} billion operations/s", speed / 1e9)),
                );
            }
            Err(error) if kind == chosen => note(name, Err(error.to_string())),
            Err(error) => note(name, Ok(format!("not on this machine: {error}"))),
        }
    }
    match &config {
        Err(error) => note("settings".to_owned(), Err(format!("{error:#}"))),
        Ok(config) => {
            note("settings".to_owned(), Ok(format!("operator {}", config.operator)));
            match examine(context, config).await {
                Ok(checks) => checks.into_iter().for_each(|(name, result)| note(name, result)),
                Err(error) => note("operator".to_owned(), Err(format!("{error:#}"))),
            }
        }
    }
    let value: Vec<_> = rows
        .iter()
        .map(|[mark, name, detail]| json!({ "ok": mark == "ok", "name": name, "detail": detail }))
        .collect();
    context
        .out
        .result(&value, || table(["", "check", "detail"], rows))?;
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

type Check = (String, Result<String, String>);

async fn examine(context: &Context, config: &Config) -> anyhow::Result<Vec<Check>> {
    let operator: Operator = accounts::fetch(&context.rpc, &config.operator).await?;
    let pool: Pool = accounts::fetch(&context.rpc, &operator.pool).await?;
    let now = context.rpc.unix_time().await?;
    let mut checks = Vec::new();
    let agent = context.keypair().map(|keypair| keypair.pubkey());
    checks.push((
        "agent".to_owned(),
        match agent {
            Ok(agent) if agent == operator.agent => Ok(agent.to_string()),
            Ok(agent) => Err(format!(
                "--keypair is {agent}, but the operator's agent is {}: pass the agent's key, or `assay stake update --agent {agent}`",
                operator.agent
            )),
            Err(error) => Err(format!("{error:#}")),
        },
    ));
    let free = operator.free_bond(pool.bond_factor_bps);
    checks.push((
        "bond".to_owned(),
        if free > 0 {
            Ok(format!("{} free", tokens(free, REWARD_DECIMALS)))
        } else {
            Err("nothing is free to lock: `assay stake bond AMOUNT`".to_owned())
        },
    ));
    checks.push((
        "may work".to_owned(),
        match operator.jailed_until {
            until if until > now => Err(format!("jailed for {} more seconds", until - now)),
            _ if operator.retired == 1 => Err("the operator is retired".to_owned()),
            _ => Ok("neither jailed nor retired".to_owned()),
        },
    ));
    let endpoint = operator.endpoint_str();
    let answer = reqwest::get(format!("{}/healthz", endpoint.trim_end_matches('/'))).await;
    checks.push((
        "endpoint".to_owned(),
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(endpoint.to_owned()),
            Ok(answer) => Err(format!("{endpoint} answers {}", answer.status())),
            Err(error) => Err(format!(
                "{endpoint} does not answer ({}): start the daemon, or correct the endpoint with `assay stake update`",
                error.without_url()
            )),
        },
    ));
    Ok(checks)
}

async fn measure(context: &Context, arguments: BenchArguments) -> anyhow::Result<ExitCode> {
    let kinds = match arguments.backend.as_slice() {
        [] => BackendKind::ALL.to_vec(),
        named => named.to_vec(),
    };
    let content = match &arguments.job {
        Some(job) => {
            let uri = super::job::base_uri(job)?;
            Some(Fetcher::new(Limits::default())?.inspect(&uri).await?)
        }
        None => None,
    };
    let mut results = Vec::new();
    let mut rows = Vec::new();
    for kind in kinds {
        let content = content.clone();
        let spinner = context.out.spinner(format!("measuring {kind}"));
        let measured = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
            let mut backend = kind.open()?;
            let throughput = bench::throughput(backend.as_mut(), arguments.side)?;
            let overhead = match content {
                None => None,
                Some(content) => {
                    let folder = tempfile::tempdir()?;
                    let store = Store::open(folder.path())?;
                    let (weights, inputs) = (&content.weights, &content.inputs);
                    let backend = backend.as_mut();
                    Some(bench::overhead(&content.spec, weights, inputs, backend, &store)?)
                }
            };
            Ok((throughput, overhead))
        })
        .await?;
        spinner.finish_and_clear();
        match measured {
            Ok((throughput, overhead)) => {
                rows.push([
                    throughput.backend.clone(),
                    format!("{:.1}", throughput.giga_ops),
                    format!("{:.2}", throughput.median_ms),
                    overhead.as_ref().map_or_else(String::new, |overhead| {
                        format!(
                            "{:.1} % of {:.1} ms",
                            overhead.overhead * 100.0,
                            overhead.compute_ms
                        )
                    }),
                ]);
                results.push(json!({ "throughput": throughput, "overhead": overhead }));
            }
            // A backend that was not asked for by name may be missing.
            Err(error) if arguments.backend.is_empty() => tracing::info!(%error, "not measured"),
            Err(error) => return Err(error),
        }
    }
    context.out.result(&results, || {
        table(
            ["backend", "billion operations/s", "median ms", "proving adds"],
            rows,
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn status(context: &Context, settings: &Settings) -> anyhow::Result<ExitCode> {
    let config = settings.load()?;
    let view = View::read(&context.rpc, &config.operator, false).await?;
    let jobs: Vec<_> = view
        .own
        .iter()
        .map(|(address, job)| {
            json!({
                "job": address.to_string(),
                "state": job.status().name(),
                "price": job.price,
            })
        })
        .collect();
    let free = view.operator.free_bond(view.pool.bond_factor_bps);
    let value = json!({
        "operator": config.operator.to_string(),
        "free_bond": free,
        "locked": view.operator.locked,
        "reputation": view.operator.reputation(view.now),
        "jobs": jobs,
    });
    context.out.result(&value, || {
        let rows = view
            .own
            .iter()
            .map(|(address, job)| {
                [
                    address.to_string(),
                    job.status().name().to_owned(),
                    job.price.to_string(),
                ]
            })
            .collect();
        format!(
            "{} free, {} locked\n{}",
            tokens(free, REWARD_DECIMALS),
            tokens(view.operator.locked, REWARD_DECIMALS),
            table(["job", "state", "price (base units)"], rows)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
