//! Whether this machine can work as a provider, and what to do where it cannot.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use assay_client::{stake::Operator, Rpc};
use serde::Serialize;
use solana_address::Address;

use crate::backend::BackendKind;
use crate::bench;
use crate::daemon::{Config, View};

/// Free disk below which jobs of ordinary size may fail.
const LITTLE_DISK: u64 = 1 << 30;
/// Lamports of the agent below which its transactions will soon not be paid for.
const FEW_LAMPORTS: u64 = 10_000_000;
/// Difference between this machine's clock and the chain's that is worth a look, seconds. A cluster's
/// own clock may drift by that much.
const MUCH_SKEW: i64 = 30;
const HTTP_TIMEOUT: Duration = Duration::from_secs(5);

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// The worker runs, but not as well as it could, or not for long.
    Warning,
    /// The worker cannot run.
    Failure,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, and what to do about it.
    pub detail: String,
}

impl Check {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Ok,
            detail: detail.into(),
        }
    }

    fn warning(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Warning,
            detail: detail.into(),
        }
    }

    fn failure(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Failure,
            detail: detail.into(),
        }
    }
}

/// Looks at backends, disk, port, chain, clock, keys and bond. `agent` is the address of the key the
/// worker is to run with.
pub async fn doctor(config: &Config, rpc: &Rpc, agent: Address) -> Vec<Check> {
    let wanted = config.backend;
    let backends = tokio::task::spawn_blocking(move || {
        BackendKind::ALL
            .iter()
            .map(|&kind| backend(kind, kind == wanted))
            .collect()
    });
    let mut checks: Vec<Check> = match backends.await {
        Ok(checks) => checks,
        Err(error) => vec![Check::failure(
            "backends",
            format!("a backend broke off: {error}"),
        )],
    };
    checks.push(disk(&config.data_dir));
    checks.push(port(config.server.listen).await);
    checks.push(clock(rpc).await);
    checks.push(lamports(rpc, agent).await);
    checks.extend(operator(config, rpc, agent).await);
    checks
}

/// Opens a backend and has it multiply. A backend that is not asked for may be absent.
fn backend(kind: BackendKind, wanted: bool) -> Check {
    let name = match kind {
        BackendKind::Cpu => "backend cpu",
        BackendKind::Wgpu => "backend wgpu",
        #[cfg(feature = "cuda")]
        BackendKind::Cuda => "backend cuda",
    };
    let tried = kind
        .open()
        .and_then(|mut backend| Ok((backend.name(), bench::trial(backend.as_mut())?)));
    match tried {
        Ok((hardware, speed)) => Check::ok(
            name,
            format!("{hardware}: {:.1} billion int8 operations a second", speed / 1e9),
        ),
        Err(error) if wanted => Check::failure(name, error.to_string()),
        Err(error) => Check::warning(name, error.to_string()),
    }
}

fn disk(data_dir: &Path) -> Check {
    let name = "disk";
    let probe = data_dir.join(".doctor");
    let written = std::fs::create_dir_all(data_dir)
        .and_then(|()| std::fs::write(&probe, []))
        .and_then(|()| std::fs::remove_file(&probe));
    if let Err(error) = written {
        return Check::failure(
            name,
            format!(
                "{} cannot be written: {error}; give another --data-dir",
                data_dir.display()
            ),
        );
    }
    match rustix::fs::statvfs(data_dir) {
        Ok(system) => {
            let free = system.f_bavail * system.f_frsize;
            let detail = format!("{} MiB free in {}", free >> 20, data_dir.display());
            if free < LITTLE_DISK {
                Check::warning(name, format!("{detail}; results of large jobs will not fit"))
            } else {
                Check::ok(name, detail)
            }
        }
        Err(error) => Check::warning(
            name,
            format!("{}: free space is unknown: {error}", data_dir.display()),
        ),
    }
}

/// The port is free, or a worker answers on it.
async fn port(listen: SocketAddr) -> Check {
    let name = "openings port";
    match tokio::net::TcpListener::bind(listen).await {
        Ok(_) => Check::ok(name, format!("{listen} is free")),
        Err(error) => match answers(&format!("http://{listen}")).await {
            Ok(()) => Check::ok(name, format!("a worker answers on {listen}")),
            Err(_) => Check::failure(
                name,
                format!("{listen} cannot be used: {error}; give another --listen"),
            ),
        },
    }
}

async fn answers(base: &str) -> Result<(), String> {
    let client = reqwest::Client::builder()
        .timeout(HTTP_TIMEOUT)
        .build()
        .map_err(|error| error.to_string())?;
    let url = format!("{}/healthz", base.trim_end_matches('/'));
    let answer = client
        .get(url)
        .send()
        .await
        .map_err(|error| error.without_url().to_string())?;
    // Unhealthy is an answer too.
    let body = answer
        .text()
        .await
        .map_err(|error| error.without_url().to_string())?;
    let health = serde_json::from_str::<serde_json::Value>(&body).unwrap_or_default();
    health
        .get("draining")
        .map(|_| ())
        .ok_or_else(|| "something else answers there".to_owned())
}

async fn clock(rpc: &Rpc) -> Check {
    let name = "clock";
    let chain = match rpc.unix_time().await {
        Ok(chain) => chain,
        Err(error) => return Check::failure("chain", error.to_string()),
    };
    let here = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() as i64);
    let skew = here - chain;
    if skew.abs() > MUCH_SKEW {
        return Check::warning(name, format!("this machine is {skew} s ahead of the chain; deadlines follow the chain, logs this machine: check its time service"));
    }
    Check::ok(name, format!("within {} s of the chain's", skew.abs()))
}

async fn lamports(rpc: &Rpc, agent: Address) -> Check {
    let name = "fees";
    match rpc.lamports(&agent).await {
        Ok(lamports) if lamports < FEW_LAMPORTS => {
            Check::warning(name, format!("the agent {agent} has {lamports} lamports; send it some SOL, or its transactions will not be paid for"))
        }
        Ok(lamports) => Check::ok(name, format!("the agent {agent} has {lamports} lamports")),
        Err(error) => Check::failure(name, error.to_string()),
    }
}

async fn operator(config: &Config, rpc: &Rpc, agent: Address) -> Vec<Check> {
    let view = match View::read(rpc, &config.operator, false).await {
        Ok(view) => view,
        Err(error) => return vec![Check::failure("operator", error.to_string())],
    };
    let mut checks = Vec::new();
    if view.operator.agent == agent {
        checks.push(Check::ok(
            "operator",
            format!("{agent} is the agent of {}", config.operator),
        ));
    } else {
        let named = view.operator.agent;
        checks.push(Check::failure("operator", format!("the agent of {} is {named}, not {agent}; pass that key, or name this one with `assay stake update`", config.operator)));
    }
    checks.push(bond(&view));
    let endpoint = view.operator.endpoint_str();
    checks.push(match answers(endpoint).await {
        Ok(()) => Check::ok("endpoint", format!("a worker answers at {endpoint}")),
        Err(reason) => Check::warning("endpoint", format!("nothing of ours answers at the endpoint on chain, `{endpoint}` ({reason}); verifiers look there while the worker runs")),
    });
    checks
}

fn bond(view: &View) -> Check {
    let free = view.operator.free_bond(view.pool.bond_factor_bps);
    let Operator { own_bond, locked, .. } = view.operator;
    let detail = format!(
        "{own_bond} base units, {locked} locked for {} jobs, {free} free",
        view.own.len()
    );
    if free == 0 {
        Check::warning(
            "bond",
            format!("{detail}; add some with `assay stake deposit` to take jobs"),
        )
    } else {
        Check::ok("bond", detail)
    }
}
