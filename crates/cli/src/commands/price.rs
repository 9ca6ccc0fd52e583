//! `assay price`.

use super::trading::{label, pair, MintName, Window};
use crate::{
    context::Context,
    output::{table, tokens},
};
use anyhow::ensure;
use assay_client::{
    amm::{Price, Refusal, RouteError, Snapshot},
    stake::StakePool,
    ClientError,
};
use serde_json::{json, Value};
use solana_address::Address;
use std::process::ExitCode;

/// Time over which the mean is taken when none is named.
const WINDOW: Window = Window { seconds: 600 };

#[derive(clap::Args)]
pub struct Arguments {
    /// Only pools of this mint: its address, `reward` or `sol`
    #[arg(value_name = "MINT")]
    one: Option<MintName>,
    /// Only pools that trade it for this one
    #[arg(value_name = "OTHER_MINT")]
    other: Option<MintName>,
    /// Time over which the mean is taken: seconds, or a duration such as 1h [default: 10m]
    #[arg(long, value_name = "SECONDS")]
    window: Option<Window>,
}

pub async fn run(context: &Context, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let stake = context.pool().await?;
    let wanted: Vec<Address> = [arguments.one, arguments.other]
        .into_iter()
        .flatten()
        .map(|mint| mint.address(&stake))
        .collect();
    if let [one, other] = wanted.as_slice() {
        ensure!(
            one != other,
            "{one} has no price in itself: name two different mints"
        );
    }
    let mut pools = Snapshot::load_all(&context.rpc, &stake).await?;
    pools.retain(|pool| wanted.iter().all(|mint| pool.pool.side_of(mint).is_some()));
    if let (true, Some(mint)) = (
        pools.is_empty(),
        wanted.iter().find(|mint| **mint != stake.reward_mint),
    ) {
        return Err(ClientError::from(RouteError::NoPool { mint: *mint }).into());
    }
    let seconds = arguments.window.unwrap_or(WINDOW).seconds;
    let priced = priced(pools, seconds, arguments.window.is_some())?;
    let value: Vec<_> = priced.iter().map(|it| it.to_json(seconds)).collect();
    context.out.result(&value, || match priced.is_empty() {
        true => "there is no pool yet: `assay pool create` makes one".to_owned(),
        false => {
            let rows = priced.iter().flat_map(|it| it.rows(&stake)).collect();
            let mean = format!("mean of {seconds} s");
            table(["pool", "pair", "fee", "price of", "now", &mean], rows)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A pool with its prices.
struct Priced {
    pool: Snapshot,
    spot: Price,
    mean: Result<Price, Refusal>,
}

/// Means that were asked for must be there in one pool at least.
fn priced(pools: Vec<Snapshot>, seconds: u32, asked: bool) -> anyhow::Result<Vec<Priced>> {
    let priced: Vec<_> = pools
        .into_iter()
        .map(|pool| Priced {
            spot: pool.spot(),
            mean: pool.mean(seconds),
            pool,
        })
        .collect();
    if asked && priced.iter().all(|it| it.mean.is_err()) {
        if let Some(Err(refusal)) = priced.first().map(|it| &it.mean) {
            return Err(ClientError::from(refusal.clone()).into());
        }
    }
    Ok(priced)
}

impl Priced {
    fn to_json(&self, seconds: u32) -> Value {
        let [a, b] = self.pool.state.mints;
        json!({
            "pool": self.pool.pool.address.to_string(),
            "mint_a": a.to_string(),
            "mint_b": b.to_string(),
            "fee_bps": self.pool.fee_bps().total(),
            "spot": self.spot,
            "mean_seconds": seconds,
            "mean": self.mean.as_ref().ok(),
        })
    }

    /// Both directions.
    fn rows(&self, stake: &StakePool) -> [[String; 6]; 2] {
        let mints = self.pool.state.mints.map(|mint| label(stake, &mint));
        let mean = |price: fn(&Price) -> &String| match &self.mean {
            Ok(mean) => short(price(mean)),
            Err(_) => "pool too young".to_owned(),
        };
        let fee = tokens(self.pool.fee_bps().total().into(), 2);
        let [a, b] = [
            (&mints[0], &self.spot.a, mean(|price| &price.a)),
            (&mints[1], &self.spot.b, mean(|price| &price.b)),
        ];
        [
            [
                self.pool.pool.address.to_string(),
                pair(&self.pool),
                format!("{fee} %"),
                a.0.clone(),
                short(a.1),
                a.2,
            ],
            [
                String::new(),
                String::new(),
                String::new(),
                b.0.clone(),
                short(b.1),
                b.2,
            ],
        ]
    }
}

/// A price with as many digits as people read; machines get them all.
pub fn short(price: &str) -> String {
    const DIGITS: usize = 8;
    let Some((whole, fraction)) = price.split_once('.') else {
        return price.to_owned();
    };
    let zeros = match whole {
        "0" => fraction.len() - fraction.trim_start_matches('0').len(),
        _ => 0,
    };
    let used = if whole == "0" { 0 } else { whole.len() };
    let kept = zeros + DIGITS.saturating_sub(used);
    match fraction[..kept.min(fraction.len())].trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn people_read_eight_digits() {
        for (price, text) in [
            ("12", "12"),
            ("1.50000000001", "1.5"),
            ("0.000012345678912", "0.000012345678"),
            ("123456.789123", "123456.78"),
            ("1234567890.5", "1234567890"),
        ] {
            assert_eq!(short(price), text);
        }
    }
}
