//! What people write on the command line, as the program takes it. What makes no sense is refused before anything is
//! asked of a cluster.

use crate::output::{parse_tokens, tokens, REWARD_DECIMALS};
use anyhow::{bail, ensure, Context as _};
use solana_address::Address;
use stake::constants::{BPS, MAX_LOCK_SECONDS};
use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime},
};

/// Reward tokens, more than zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub base_units: u64,
}

impl FromStr for Amount {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let base_units = parse_tokens(text, REWARD_DECIMALS)?;
        ensure!(base_units > 0, "the amount is zero; give more than that");
        Ok(Self { base_units })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tokens(self.base_units, REWARD_DECIMALS))
    }
}

/// Part of what there is, or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<A = Amount> {
    All,
    Of(A),
}

impl<A: FromStr<Err = anyhow::Error>> FromStr for Part<A> {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match text {
            "all" => Ok(Self::All),
            amount => amount.parse().map(Self::Of),
        }
    }
}

/// A commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    pub bps: u16,
}

impl FromStr for Percent {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let number = text.trim_end_matches('%').trim_end();
        let bps = parse_tokens(number, 2)
            .with_context(|| format!("`{text}` is not a percentage with at most 2 decimals"))?;
        ensure!(bps <= BPS, "{text} % is more than the whole");
        Ok(Self { bps: bps as u16 })
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", tokens(self.bps.into(), 2))
    }
}

/// How long a position is locked, at most four years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    pub seconds: u32,
}

impl FromStr for Lock {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let seconds = parse_duration(text)?.as_secs();
        // The program's years have 365 days, those of people six hours more.
        let four_years = humantime::parse_duration("4y").context("four years")?.as_secs();
        ensure!(
            seconds <= four_years,
            "{text} is longer than the longest lock, which is four years (4y)"
        );
        ensure!(seconds > 0, "a lock is at least one second long");
        let seconds = u32::try_from(seconds).unwrap_or(MAX_LOCK_SECONDS);
        Ok(Self {
            seconds: seconds.min(MAX_LOCK_SECONDS),
        })
    }
}

/// A moment: a Unix time, or so long after another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    At(i64),
    After(Duration),
}

impl Moment {
    /// Unix time, counted from `origin`.
    pub fn from(self, origin: i64) -> anyhow::Result<i64> {
        match self {
            Self::At(time) => Ok(time),
            Self::After(duration) => i64::try_from(duration.as_secs())
                .ok()
                .and_then(|seconds| origin.checked_add(seconds))
                .context("the time is too far away"),
        }
    }
}

impl FromStr for Moment {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::At(text.parse()?));
        }
        parse_duration(text).map(Self::After)
    }
}

/// A position by its id or its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionName {
    Id(u64),
    Address(Address),
}

impl FromStr for PositionName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        match text.parse() {
            Ok(address) => Ok(Self::Address(address)),
            Err(_) => bail!("`{text}` is neither the id nor the address of a position"),
        }
    }
}

pub fn parse_duration(text: &str) -> anyhow::Result<Duration> {
    humantime::parse_duration(text)
        .map_err(|reason| anyhow::anyhow!("`{text}` is not a duration such as 12h, 30d or 4y: {reason}"))
}

/// A number of seconds for people; below zero is zero.
pub fn duration(seconds: i64) -> String {
    const DAY: u64 = 86_400;
    let seconds = u64::try_from(seconds).unwrap_or(0);
    // Months and years have no fixed length, and locks are counted in days.
    let (days, rest) = (seconds / DAY, Duration::from_secs(seconds % DAY));
    match (days, rest.is_zero()) {
        (0, _) => humantime::format_duration(rest).to_string(),
        (_, true) => format!("{days}d"),
        _ => format!("{days}d {}", humantime::format_duration(rest)),
    }
}

/// A Unix time for people, UTC.
pub fn date(time: i64) -> String {
    let since = Duration::from_secs(u64::try_from(time).unwrap_or(0));
    let moment = SystemTime::UNIX_EPOCH.checked_add(since);
    moment.map_or_else(
        || time.to_string(),
        |moment| humantime::format_rfc3339_seconds(moment).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: FromStr<Err = anyhow::Error> + fmt::Debug>(text: &str, word: &str) {
        let error = text.parse::<T>().expect_err(text).to_string();
        assert!(error.contains(word), "{error}");
    }

    #[test]
    fn amounts_are_more_than_nothing() {
        assert_eq!("1.5".parse::<Amount>().expect("fits").base_units, 1_500_000);
        assert_eq!("all".parse::<Part>().expect("a part"), Part::All);
        refused::<Amount>("0.0", "zero");
        refused::<Part>("everything", "amount");
    }

    #[test]
    fn four_years_are_the_longest_lock() {
        let lock = |text: &str| text.parse::<Lock>().expect(text).seconds;
        assert_eq!((lock("12h"), lock("30d")), (43_200, 30 * 86_400));
        assert_eq!((lock("4y"), lock("1460d")), (MAX_LOCK_SECONDS, MAX_LOCK_SECONDS));
        refused::<Lock>("4y 1s", "four years");
        refused::<Lock>("5y", "four years");
        refused::<Lock>("0s", "at least");
        refused::<Lock>("long", "duration");
    }

    #[test]
    fn percentages_have_two_decimals() {
        for (text, bps) in [("0", 0), ("7.5", 750), ("7.5%", 750), ("100 %", 10_000)] {
            assert_eq!(text.parse::<Percent>().expect(text), Percent { bps });
        }
        refused::<Percent>("100.01", "whole");
        refused::<Percent>("0.001", "percentage");
    }

    #[test]
    fn moments_are_times_or_durations() {
        let moment = |text: &str| text.parse::<Moment>().expect(text).from(1_000).expect("fits");
        assert_eq!(
            (moment("1700000000"), moment("1h"), moment("0s")),
            (1_700_000_000, 4_600, 1_000)
        );
        refused::<Moment>("soon", "duration");
    }

    #[test]
    fn seconds_are_told_in_days() {
        let told = [0, 61, 86_400, 4 * 365 * 86_400, 90_000, -5].map(duration);
        assert_eq!(date(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(told, ["0s", "1m 1s", "1d", "1460d", "1d 1h", "0s"]);
    }

    #[test]
    fn positions_are_named_by_id_or_address() {
        assert_eq!("17".parse::<PositionName>().expect("an id"), PositionName::Id(17));
        let address = Address::new_from_array([7; 32]);
        let named = address.to_string().parse::<PositionName>().expect("an address");
        assert_eq!(named, PositionName::Address(address));
        refused::<PositionName>("mine", "position");
    }
}
