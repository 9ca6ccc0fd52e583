//! `assay gov init`.

use super::{
    arguments::{date, Moment},
    params::Flags,
    Plan,
};
use crate::{commands::plan::send, context::Context};
use anyhow::{ensure, Context as _};
use assay_client::{
    accounts,
    governor::{Governance, RealmParams},
    stake::Pool,
};
use assay_migrations::{realm_missing, GovernorConfig, GuardianConfig};
use serde_json::json;
use solana_address::Address;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// TOML file with parameters, as the section [governor] of a cluster's configuration; flags come before it
    #[arg(long, value_name = "FILE")]
    params: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
    /// Who may veto until the term is over
    #[arg(long, value_name = "ADDRESS", requires = "term")]
    guardian: Option<Address>,
    /// The guardian's term, at most a year: a duration such as 180d, or the Unix time of its end
    #[arg(long, value_name = "DURATION", requires = "guardian")]
    term: Option<Moment>,
}

impl Arguments {
    fn config(&self, now: i64) -> anyhow::Result<GovernorConfig> {
        let file: GovernorConfig = match &self.params {
            None => GovernorConfig::default(),
            Some(path) => {
                let named = || format!("{}", path.display());
                let text = std::fs::read_to_string(path).with_context(named)?;
                toml::from_str(&text).with_context(named)?
            }
        };
        let params = self.flags.over(file.params());
        super::params::require_bounds(&params)?;
        let guardian = match (self.guardian, self.term) {
            (Some(address), Some(term)) => Some(GuardianConfig {
                address: address.to_string(),
                term_seconds: super::params::term(term, now)?,
            }),
            _ => file.guardian,
        };
        Ok(of(params, guardian))
    }
}

fn of(params: RealmParams, guardian: Option<GuardianConfig>) -> GovernorConfig {
    GovernorConfig {
        deposit: params.deposit,
        voting_seconds: params.voting_seconds,
        late_seconds: params.late_seconds,
        extension_seconds: params.extension_seconds,
        timelock_seconds: params.timelock_seconds,
        exit_seconds: params.exit_seconds,
        execution_seconds: params.execution_seconds,
        threshold_bps: params.threshold_bps,
        quorum_bps: params.quorum_bps,
        approval_bps: params.approval_bps,
        critical_approval_bps: params.critical_approval_bps,
        guardian,
    }
}

pub async fn run(context: &Context, me: Address, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let pool = context.pool().await?;
    let now = context.rpc.unix_time().await?;
    let config = arguments.config(now)?;
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let governance = Governance::new(pool);
    let missing = realm_missing(&context.rpc, &pool, me, &config).await?;
    if missing.is_empty() {
        let message = format!("realm {} is there and governs the pool", governance.realm);
        let value = json!({ "message": message, "realm": governance.realm.to_string(), "signatures": [] });
        context.out.result(&value, || message.clone())?;
        return Ok(ExitCode::SUCCESS);
    }
    ensure!(
        state.authority == me,
        "only the pool's authority, {}, creates its realm, and you sign as {me}: name its key with --keypair",
        state.authority
    );
    let (done, instructions): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
    let guardian = config
        .guardian(now)?
        .map(|(guardian, until)| format!("; {guardian} may veto until {}", date(until)));
    let done = done.join("; ") + &guardian.unwrap_or_default();
    let plan = Plan::new(instructions, done)
        .with("realm", governance.realm.to_string())
        .with("treasury", governance.treasury.to_string());
    send(context, plan).await
}
