//! `assay pool list`, `show` and `configs`.

use super::trading::{of_side, on_side, pair, Bps};
use crate::{
    commands::{
        arguments::{date, duration},
        price::short,
    },
    context::Context,
    output::{table, tokens},
};
use ::amm::constants::{LP_DECIMALS, PAUSE_CREATE, PAUSE_DEPOSIT, PAUSE_SWAP};
use assay_client::amm::{self, FeeConfig, Side, Snapshot};
use serde_json::{json, Value};
use solana_address::Address;
use std::process::ExitCode;

pub async fn list(context: &Context) -> anyhow::Result<ExitCode> {
    let stake = context.pool().await?;
    let pools = Snapshot::load_all(&context.rpc, &stake).await?;
    let value: Vec<_> = pools.iter().map(to_json).collect();
    context.out.result(&value, || match pools.is_empty() {
        true => "there is no pool yet: `assay pool create` makes one".to_owned(),
        false => {
            let heading = [
                "pool",
                "pair",
                "tier",
                "fee",
                "reserves",
                "price of a",
                "liquidity",
                "locked",
            ];
            table(heading, pools.iter().map(row).collect())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn row(pool: &Snapshot) -> [String; 8] {
    let reserve = |side: Side| on_side(pool, side, pool.state.reserves[side as usize]);
    [
        pool.pool.address.to_string(),
        pair(pool),
        pool.config.index.to_string(),
        Bps(pool.fee_bps().total()).to_string(),
        format!("{} / {}", reserve(Side::A), reserve(Side::B)),
        short(&pool.spot().a),
        tokens(pool.state.liquidity, LP_DECIMALS),
        tokens(pool.state.locked, LP_DECIMALS),
    ]
}

pub async fn show(context: &Context, address: &Address) -> anyhow::Result<ExitCode> {
    let pool = Snapshot::load(&context.rpc, address).await?;
    context
        .out
        .result(&to_json(&pool), || table(["", ""], details(&pool)))?;
    Ok(ExitCode::SUCCESS)
}

fn details(pool: &Snapshot) -> Vec<[String; 2]> {
    let state = &pool.state;
    let both = |amounts: [u64; 2]| {
        let of = |side: Side| of_side(pool, side, amounts[side as usize]);
        format!("{}, {}", of(Side::A), of(Side::B))
    };
    let fee = pool.fee_bps();
    let (spot, terms) = (pool.spot(), state.launch.terms);
    let mut rows = [
        ["pool", &pool.pool.address.to_string()],
        ["pair", &pair(pool)],
        ["tier", &pool.config.index.to_string()],
        ["reserves", &both(state.reserves)],
        [
            "price of a, of b",
            &format!("{}, {}", short(&spot.a), short(&spot.b)),
        ],
        ["fee now", &Bps(fee.total()).to_string()],
        ["liquidity", &tokens(state.liquidity, LP_DECIMALS)],
        ["of it locked", &tokens(state.locked, LP_DECIMALS)],
        ["liquidity mint", &state.lp_mint.to_string()],
        ["protocol's fees to collect", &both(state.protocol_fees)],
        ["creator", &state.creator.to_string()],
        ["creator's fees to collect", &both(state.creator_fees)],
        ["oracle reaches back", &duration(reach(pool))],
    ]
    .map(|[name, value]| [name.to_owned(), value.to_owned()])
    .to_vec();
    let mut add = |name: &str, value: String| rows.push([name.to_owned(), value]);
    if terms.opens_at > pool.now() {
        add("opens for trading", date(terms.opens_at));
    }
    let ends = terms.opens_at.saturating_add(terms.seconds.into());
    if pool.now() < ends {
        add("launch ends", date(ends));
        add("fee of the launch", Bps(fee.total()).to_string());
    }
    let paused = paused(state.pause_mask | pool.config.pause_mask);
    if !paused.is_empty() {
        add("paused", paused.join(", "));
    }
    rows
}

/// For how long the oracle can tell a mean, seconds.
fn reach(pool: &Snapshot) -> i64 {
    let oracle = &pool.state.oracle;
    let len = oracle.observations.len();
    let oldest = (usize::from(oracle.newest) + len + 1 - usize::from(oracle.count)) % len;
    oracle.last.at - oracle.observations[oldest].at
}

fn to_json(pool: &Snapshot) -> Value {
    let (state, fee) = (&pool.state, pool.fee_bps());
    let terms = state.launch.terms;
    json!({
        "pool": pool.pool.address.to_string(),
        "config": state.config.to_string(),
        "config_index": pool.config.index,
        "mint_a": state.mints[0].to_string(),
        "mint_b": state.mints[1].to_string(),
        "decimals_a": state.decimals[0],
        "decimals_b": state.decimals[1],
        "reserve_a": state.reserves[0],
        "reserve_b": state.reserves[1],
        "spot": pool.spot(),
        "lp_mint": state.lp_mint.to_string(),
        "liquidity": state.liquidity,
        "locked": state.locked,
        "fee_bps": fee.total(),
        "tier_fee_bps": fee.tier,
        "launch_fee_bps": fee.launch,
        "surcharge_bps": fee.surcharge,
        "transfer_fee_bps": [pool.taxes[0].bps, pool.taxes[1].bps],
        "creator": state.creator.to_string(),
        "creator_share": state.creator_share == 1,
        "protocol_fees": state.protocol_fees,
        "creator_fees": state.creator_fees,
        "burnt": state.burnt,
        "launch": {
            "opens_at": terms.opens_at,
            "seconds": terms.seconds,
            "fee_bps": terms.fee_bps,
            "cap_bps": terms.cap_bps,
        },
        "oracle_seconds": reach(pool),
        "paused": paused(state.pause_mask | pool.config.pause_mask),
    })
}

pub async fn configs(context: &Context) -> anyhow::Result<ExitCode> {
    let stake = context.pool().await?;
    let configs = amm::configs(&context.rpc, &stake).await?;
    let value: Vec<_> = configs.iter().map(config_json).collect();
    context.out.result(&value, || {
        let heading = [
            "tier",
            "config",
            "fee",
            "protocol",
            "burnt",
            "creator",
            "surcharge",
            "launches",
            "pools",
            "paused",
        ];
        table(heading, configs.iter().map(config_row).collect())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn config_json((address, config): &(Address, FeeConfig)) -> Value {
    let fees = &config.fees;
    json!({
        "index": config.index,
        "config": address.to_string(),
        "fee_bps": fees.fee_bps,
        "protocol_bps": fees.protocol_bps,
        "burn_bps": fees.burn_bps,
        "creator_bps": fees.creator_bps,
        "surcharge_share_bps": fees.surcharge_share_bps,
        "surcharge_most_bps": fees.surcharge_most_bps,
        "surcharge_seconds": fees.surcharge_seconds,
        "launch_bps": fees.launch_bps,
        "launch_hours": fees.launch_hours,
        "observation_seconds": fees.observation_seconds,
        "pools": config.pools,
        "paused": paused(config.pause_mask),
    })
}

fn config_row((address, config): &(Address, FeeConfig)) -> [String; 10] {
    let (fees, share) = (&config.fees, |bps| Bps(bps).to_string());
    let surcharge = match (fees.surcharge_share_bps, fees.surcharge_most_bps) {
        (0, _) | (_, 0) => "none".to_owned(),
        (part, most) => format!(
            "{} of the distance from the mean of {}, at most {}",
            Bps(part),
            duration(fees.surcharge_seconds.into()),
            Bps(most)
        ),
    };
    [
        config.index.to_string(),
        address.to_string(),
        share(fees.fee_bps),
        share(fees.protocol_bps),
        share(fees.burn_bps),
        share(fees.creator_bps),
        surcharge,
        match fees.launch_hours {
            0 => "none".to_owned(),
            hours => format!("up to {}, for {hours} h", Bps(fees.launch_bps)),
        },
        config.pools.to_string(),
        paused(config.pause_mask).join(", "),
    ]
}

/// Names of what a mask pauses.
pub fn paused(mask: u8) -> Vec<&'static str> {
    [
        (PAUSE_SWAP, "swap"),
        (PAUSE_DEPOSIT, "deposit"),
        (PAUSE_CREATE, "create"),
    ]
    .into_iter()
    .filter_map(|(bit, name)| (mask & bit != 0).then_some(name))
    .collect()
}
