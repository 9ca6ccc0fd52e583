//! How votes are held, as people write and read it.

use super::{
    arguments::{duration, parse_duration, Moment},
    trading::Bps,
};
use crate::output::{parse_tokens, tokens};
use anyhow::{ensure, Context as _};
use assay_client::governor::RealmParams;
use governor::constants as bounds;
use serde_json::{json, Value};
use std::ops::RangeInclusive;

/// Parameters of a realm. What is not named stays as it is.
#[derive(clap::Args)]
pub struct Flags {
    /// What a proposal holds until it is over, SOL; forfeited when its vote misses the quorum or is vetoed
    #[arg(long, value_name = "SOL", value_parser = lamports)]
    deposit: Option<u64>,
    /// How long a vote is open, 1h to 30d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    voting: Option<u32>,
    /// The end of a vote in which turning it into a success extends it
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    late: Option<u32>,
    /// How long it is open from then on, up to 7d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    extension: Option<u32>,
    /// Between success and execution, 1h to 30d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    timelock: Option<u32>,
    /// How much longer than the cooldown of stake something critical waits at least, 1h to 30d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    exit: Option<u32>,
    /// How long it can be executed, 1d to 30d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    execution: Option<u32>,
    /// Weight that a proposal needs, of all voting weight, up to 5%
    #[arg(long, value_name = "BPS")]
    threshold: Option<Bps>,
    /// Participation that a vote needs, of all voting weight, 1% to 50%
    #[arg(long, value_name = "BPS")]
    quorum: Option<Bps>,
    /// Share of for among for and against, 50% to 90%
    #[arg(long, value_name = "BPS")]
    approval: Option<Bps>,
    /// The same for what is critical, at least as much
    #[arg(long, value_name = "BPS")]
    critical_approval: Option<Bps>,
}

impl Flags {
    pub fn over(&self, params: RealmParams) -> RealmParams {
        let bps = |named: Option<Bps>, now| named.map_or(now, |bps| bps.0);
        RealmParams {
            deposit: self.deposit.unwrap_or(params.deposit),
            voting_seconds: self.voting.unwrap_or(params.voting_seconds),
            late_seconds: self.late.unwrap_or(params.late_seconds),
            extension_seconds: self.extension.unwrap_or(params.extension_seconds),
            timelock_seconds: self.timelock.unwrap_or(params.timelock_seconds),
            exit_seconds: self.exit.unwrap_or(params.exit_seconds),
            execution_seconds: self.execution.unwrap_or(params.execution_seconds),
            threshold_bps: bps(self.threshold, params.threshold_bps),
            quorum_bps: bps(self.quorum, params.quorum_bps),
            approval_bps: bps(self.approval, params.approval_bps),
            critical_approval_bps: bps(self.critical_approval, params.critical_approval_bps),
        }
    }
}

/// Requires every parameter to be one that the program takes, and names the one that is not.
pub fn require_bounds(params: &RealmParams) -> anyhow::Result<()> {
    let time = |name: &str, value: u32, bounds: RangeInclusive<u32>| {
        let (least, most) = (bounds.start(), bounds.end());
        ensure!(
            bounds.contains(&value),
            "{name} is {}, and must be {} to {}",
            duration(value.into()),
            duration((*least).into()),
            duration((*most).into())
        );
        Ok(())
    };
    let share = |name: &str, value: u16, bounds: RangeInclusive<u16>| {
        let (least, most) = (Bps(*bounds.start()), Bps(*bounds.end()));
        ensure!(
            bounds.contains(&value),
            "{name} is {}, and must be {least} to {most}",
            Bps(value)
        );
        Ok(())
    };
    ensure!(
        params.deposit <= bounds::MAX_DEPOSIT,
        "--deposit is {} SOL, and at most {} are allowed",
        tokens(params.deposit, 9),
        tokens(bounds::MAX_DEPOSIT, 9)
    );
    let locks = bounds::MIN_LOCK_SECONDS..=bounds::MAX_LOCK_SECONDS;
    let voting = bounds::MIN_VOTING_SECONDS..=bounds::MAX_VOTING_SECONDS;
    let execution = bounds::MIN_EXECUTION_SECONDS..=bounds::MAX_EXECUTION_SECONDS;
    time("--voting", params.voting_seconds, voting)?;
    time("--late", params.late_seconds, 0..=params.voting_seconds)?;
    time(
        "--extension",
        params.extension_seconds,
        0..=bounds::MAX_EXTENSION_SECONDS,
    )?;
    time("--timelock", params.timelock_seconds, locks.clone())?;
    time("--exit", params.exit_seconds, locks)?;
    time("--execution", params.execution_seconds, execution)?;
    share("--threshold", params.threshold_bps, 0..=bounds::MAX_THRESHOLD_BPS)?;
    let quorum = bounds::MIN_QUORUM_BPS..=bounds::MAX_QUORUM_BPS;
    share("--quorum", params.quorum_bps, quorum)?;
    let approval = bounds::MIN_APPROVAL_BPS..=bounds::MAX_APPROVAL_BPS;
    share("--approval", params.approval_bps, approval)?;
    let critical = params.approval_bps..=bounds::MAX_APPROVAL_BPS;
    share("--critical-approval", params.critical_approval_bps, critical)
}

/// Seconds of a guardian's term that ends at `term`.
pub fn term(term: Moment, now: i64) -> anyhow::Result<u32> {
    let seconds = term.from(now)?.saturating_sub(now);
    ensure!(
        seconds > 0 && seconds <= bounds::MAX_TERM_SECONDS,
        "a guardian's term ends at most {} from now, and not before now",
        duration(bounds::MAX_TERM_SECONDS)
    );
    Ok(u32::try_from(seconds)?)
}

pub fn to_json(params: &RealmParams) -> Value {
    json!({
        "deposit": params.deposit,
        "voting_seconds": params.voting_seconds,
        "late_seconds": params.late_seconds,
        "extension_seconds": params.extension_seconds,
        "timelock_seconds": params.timelock_seconds,
        "exit_seconds": params.exit_seconds,
        "execution_seconds": params.execution_seconds,
        "threshold_bps": params.threshold_bps,
        "quorum_bps": params.quorum_bps,
        "approval_bps": params.approval_bps,
        "critical_approval_bps": params.critical_approval_bps,
    })
}

pub fn rows(params: &RealmParams) -> Vec<[String; 2]> {
    let time = |seconds: u32| duration(seconds.into());
    let rows = [
        ("deposit", format!("{} SOL", tokens(params.deposit, 9))),
        ("a vote is open for", time(params.voting_seconds)),
        (
            "late success extends it",
            format!(
                "in its last {}, to {}",
                time(params.late_seconds),
                time(params.extension_seconds)
            ),
        ),
        ("time lock", time(params.timelock_seconds)),
        (
            "time lock of what is critical",
            format!("at least the cooldown and {}", time(params.exit_seconds)),
        ),
        ("can be executed for", time(params.execution_seconds)),
        ("needed to propose", Bps(params.threshold_bps).to_string()),
        ("quorum", Bps(params.quorum_bps).to_string()),
        ("approval", Bps(params.approval_bps).to_string()),
        (
            "approval of what is critical",
            Bps(params.critical_approval_bps).to_string(),
        ),
    ];
    rows.map(|(name, value)| [name.to_owned(), value]).to_vec()
}

/// A length of time that may be none.
pub fn seconds(text: &str) -> anyhow::Result<u32> {
    let seconds = match text.parse() {
        Ok(seconds) => seconds,
        Err(_) => parse_duration(text)?.as_secs(),
    };
    u32::try_from(seconds).with_context(|| format!("{text} is too long"))
}

fn lamports(text: &str) -> anyhow::Result<u64> {
    parse_tokens(text, 9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_migrations::GovernorConfig;

    #[test]
    fn a_parameter_out_of_bounds_is_named_with_its_bounds() {
        let good = GovernorConfig::default().params();
        require_bounds(&good).expect("within");
        let refused = |change: fn(&mut RealmParams), words: [&str; 2]| {
            let mut params = good;
            change(&mut params);
            assert!(params.validate().is_err(), "the program refuses it, too");
            let error = require_bounds(&params).expect_err("out of bounds").to_string();
            assert!(words.iter().all(|word| error.contains(word)), "{error}");
        };
        refused(
            |params| params.voting_seconds = 60,
            ["--voting is 1m", "1h to 30d"],
        );
        refused(|params| params.late_seconds = 6 * 86_400, ["--late", "0s to 5d"]);
        refused(
            |params| params.quorum_bps = 99,
            ["--quorum is 0.99 %", "1 % to 50 %"],
        );
        refused(
            |params| params.critical_approval_bps = 4_999,
            ["--critical-approval", "50 %"],
        );
        refused(
            |params| params.deposit = 10_000_000_001,
            ["--deposit", "at most 10"],
        );
    }
}
