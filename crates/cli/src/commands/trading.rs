//! What commands about pools share: mints and amounts as people write them, limits, and SOL as a token.

use super::arguments::parse_duration;
use crate::{
    context::Context,
    output::{parse_tokens, tokens},
};
use anyhow::{bail, ensure, Context as _};
use assay_client::{
    amm::{self, Limits, Side, Slippage, Snapshot},
    stake::StakePool,
    token::{self, NATIVE_MINT, TOKEN_PROGRAM},
};
use solana_address::Address;
use solana_instruction::Instruction;
use std::{fmt, str::FromStr};

/// A mint: its address, `reward` or `sol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MintName {
    Reward,
    Sol,
    At(Address),
}

impl FromStr for MintName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match text {
            "reward" => Ok(Self::Reward),
            "sol" | "SOL" => Ok(Self::Sol),
            address => match address.parse() {
                Ok(address) => Ok(Self::At(address)),
                Err(_) => bail!("`{text}` is neither the address of a mint, nor `reward`, nor `sol`"),
            },
        }
    }
}

impl MintName {
    pub fn address(self, stake: &StakePool) -> Address {
        match self {
            Self::Reward => stake.reward_mint,
            Self::Sol => NATIVE_MINT,
            Self::At(address) => address,
        }
    }
}

/// An amount of whole tokens, more than zero, of a mint whose decimals are not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount(String);

impl FromStr for Amount {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.matches('.').count() < 2;
        ensure!(is_number, "`{text}` is not an amount such as 12 or 0.5");
        ensure!(
            text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)),
            "the amount is zero; give more than that"
        );
        Ok(Self(text.to_owned()))
    }
}

impl Amount {
    /// Base units.
    pub fn units(&self, decimals: u8) -> anyhow::Result<u64> {
        parse_tokens(&self.0, decimals)
    }
}

/// An amount, or all there is.
pub type Part = super::arguments::Part<Amount>;

/// A share of something: basis points, or a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bps(pub u16);

impl FromStr for Bps {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let wrong =
            || format!("`{text}` is neither basis points, such as 50, nor a percentage, such as 0.5%");
        let bps = match text.strip_suffix('%') {
            Some(percent) => parse_tokens(percent.trim_end(), 2),
            None => parse_tokens(text, 0),
        }
        .with_context(wrong)?;
        ensure!(bps <= 10_000, "{text} is more than the whole");
        Ok(Self(bps as u16))
    }
}

impl fmt::Display for Bps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", tokens(self.0.into(), 2))
    }
}

/// A length of time: seconds, or a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub seconds: u32,
}

impl FromStr for Window {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let seconds = match text.parse() {
            Ok(seconds) => seconds,
            Err(_) => parse_duration(text)?.as_secs(),
        };
        let seconds = u32::try_from(seconds).with_context(|| format!("{text} is too long"))?;
        ensure!(seconds > 0, "the time is zero; give at least one second");
        Ok(Self { seconds })
    }
}

/// Until when something may happen.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Deadline {
    /// Seconds from now, by the chain's clock, after which it must not happen any more
    #[arg(
        long = "deadline",
        value_name = "SECONDS",
        default_value_t = 60,
        allow_negative_numbers = true
    )]
    seconds: i64,
}

impl Deadline {
    /// Unix time.
    pub fn from(self, now: i64) -> i64 {
        now.saturating_add(self.seconds)
    }
}

/// How much worse than quoted it may become.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Tolerance {
    /// How much worse than quoted it may become: basis points, or a percentage such as 0.5%
    #[arg(long = "slippage", value_name = "BPS", default_value = "50")]
    bps: Bps,
    #[command(flatten)]
    pub deadline: Deadline,
}

impl Tolerance {
    pub fn slippage(self) -> anyhow::Result<Slippage> {
        Slippage::new(self.bps.0).context("the slippage is more than the whole")
    }
}

/// How far a trade may move the price.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct MaxImpact {
    /// Refuse a trade that moves the price by more than this: basis points, or a percentage
    #[arg(long, value_name = "BPS", default_value = "10%")]
    max_impact: Bps,
}

impl MaxImpact {
    /// Requires a trade that moves the price by `impact` basis points to be one that is wanted.
    pub fn require(self, impact: u16) -> anyhow::Result<()> {
        ensure!(
            impact <= self.max_impact.0,
            "this moves the price by {}, more than {}: trade less, or allow it with --max-impact",
            Bps(impact),
            self.max_impact
        );
        Ok(())
    }
}

/// How far from its mean the price may be.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct NearMean {
    /// Refuse while the price is further than this from its mean: basis points, or a percentage
    #[arg(long, value_name = "BPS")]
    pub within_mean: Option<Bps>,
    /// Time over which that mean is taken: seconds, or a duration such as 10m
    #[arg(long, value_name = "SECONDS", default_value = "10m", requires = "within_mean")]
    mean_window: Window,
}

impl NearMean {
    pub fn limits(self, deadline: i64) -> Limits {
        let (mean_seconds, mean_bps) = match self.within_mean {
            Some(bps) => (self.mean_window.seconds, bps.0),
            None => (0, 0),
        };
        Limits {
            deadline,
            mean_seconds,
            mean_bps,
        }
    }
}

/// What people call a mint.
pub fn label(stake: &StakePool, mint: &Address) -> String {
    if *mint == stake.reward_mint {
        "reward".to_owned()
    } else if *mint == NATIVE_MINT {
        "SOL".to_owned()
    } else {
        mint.to_string()
    }
}

/// The two mints of a pool, for people.
pub fn pair(snapshot: &Snapshot) -> String {
    let [a, b] = snapshot.state.mints;
    let stake = &snapshot.pool.stake;
    format!("{} / {}", label(stake, &a), label(stake, &b))
}

/// Base units of one side of a pool, for people.
pub fn of_side(snapshot: &Snapshot, side: Side, units: u64) -> String {
    let name = label(&snapshot.pool.stake, &snapshot.state.mints[side as usize]);
    format!("{} {name}", on_side(snapshot, side, units))
}

/// As [`of_side`], without the mint.
pub fn on_side(snapshot: &Snapshot, side: Side, units: u64) -> String {
    tokens(units, snapshot.state.decimals[side as usize])
}

/// The side of a pool that `mint` is.
pub fn side_of(snapshot: &Snapshot, mint: MintName) -> anyhow::Result<Side> {
    let address = mint.address(&snapshot.pool.stake);
    let side = snapshot.pool.side_of(&address);
    side.with_context(|| {
        format!(
            "pool {} trades {}, not {address}",
            snapshot.pool.address,
            pair(snapshot)
        )
    })
}

/// Decimals of a mint: a pool knows them, and otherwise the chain does.
pub async fn decimals(context: &Context, pools: &[Snapshot], mint: &Address) -> anyhow::Result<u8> {
    let known = pools
        .iter()
        .find_map(|it| Some(it.state.decimals[it.pool.side_of(mint)? as usize]));
    match known {
        Some(decimals) => Ok(decimals),
        None => Ok(amm::mints(&context.rpc, &[*mint]).await?[0].decimals),
    }
}

/// Requires `owner` to have `units` of a mint: of SOL itself, where it is SOL.
pub async fn require_balance(
    context: &Context,
    stake: &StakePool,
    owner: &Address,
    (mint, decimals): (amm::PoolMint, u8),
    units: u64,
) -> anyhow::Result<()> {
    let balance = if mint.address == NATIVE_MINT {
        context.rpc.lamports(owner).await?
    } else {
        let account = token::associated(owner, &mint.address, &mint.token_program);
        context.rpc.token_balance(&account).await?
    };
    ensure!(
        units <= balance,
        "{owner} has {} {name}, and this takes up to {} {name}",
        tokens(balance, decimals),
        tokens(units, decimals),
        name = label(stake, &mint.address)
    );
    Ok(())
}

/// Wraps what is needed of SOL before, and unwraps all there is after: `sold` is what of each mint goes in, at most.
pub fn around_sol(me: &Address, sold: &[(Address, u64)], instructions: Vec<Instruction>) -> Vec<Instruction> {
    let lamports: Vec<u64> = sold
        .iter()
        .filter(|(mint, _)| *mint == NATIVE_MINT)
        .map(|(_, amount)| *amount)
        .collect();
    if lamports.is_empty() {
        return instructions;
    }
    let mut all = vec![token::open_associated(me, me, &NATIVE_MINT, &TOKEN_PROGRAM)];
    let lamports = lamports.iter().sum();
    if lamports > 0 {
        all.extend(token::wrap(me, lamports));
    }
    all.extend(instructions);
    all.push(token::unwrap(me));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_basis_points_or_percentages() {
        for (text, bps) in [("50", 50), ("0.5%", 50), ("100 %", 10_000), ("0", 0)] {
            assert_eq!(text.parse::<Bps>().expect(text), Bps(bps));
        }
        for text in ["0.5", "101%", "10001", "half", "0.001%", "-1", ""] {
            assert!(text.parse::<Bps>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_more_than_nothing_and_fit_their_mint() {
        let amount = |text: &str| text.parse::<Amount>().expect(text);
        assert_eq!(amount("1.5").units(9).expect("fits"), 1_500_000_000);
        assert!(amount("1.5").units(0).is_err());
        for text in ["0", "0.00", ".", "", "1e3", "1.2.3", "-1", "all"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
        assert_eq!("all".parse::<Part>().expect("all"), Part::All);
    }

    #[test]
    fn windows_are_seconds_or_durations() {
        let window = |text: &str| text.parse::<Window>().map(|window| window.seconds);
        assert_eq!((window("90").ok(), window("10m").ok()), (Some(90), Some(600)));
        assert!(window("0").is_err() && window("soon").is_err() && window("200y").is_err());
    }
}
