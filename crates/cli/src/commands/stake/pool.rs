//! `assay stake pool` and `assay stake advance-epoch`.

use super::{
    arguments::{duration, Percent},
    Plan,
};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use anyhow::ensure;
use assay_client::{
    accounts,
    stake::{projection, Pool, StakePool},
};
use serde_json::json;
use std::process::ExitCode;

pub async fn advance(context: &Context, pool: &StakePool) -> anyhow::Result<Plan> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let left = state.epoch_ends_at() - context.rpc.unix_time().await?;
    ensure!(left <= 0, "epoch {} goes on for {}", state.epoch, duration(left));
    let epoch = state.epoch + 1;
    Ok(Plan::new([pool.advance_epoch()], format!("epoch {epoch} has begun")).with("epoch", epoch))
}

pub async fn show(context: &Context, pool: &StakePool) -> anyhow::Result<ExitCode> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let now = context.rpc.unix_time().await?;
    let left = (state.epoch_ends_at() - now).max(0);
    let yearly = projection::yearly_stream(&state);
    let shares = [
        ("security", state.security_bps),
        ("work", state.work_bps),
        ("verification", state.verification_bps),
        ("liquidity", state.liquidity_bps),
        ("treasury", state.treasury_bps),
    ];
    let value = json!({
        "pool": pool.address.to_string(),
        "reward_mint": pool.reward_mint.to_string(),
        "authority": state.authority.to_string(),
        "epoch": state.epoch,
        "epoch_ends_at": state.epoch_ends_at(),
        "seconds_left": left,
        "epoch_emission": state.epoch_emission,
        "next_emission": state.next_emission,
        "stream": state.stream,
        "streamed": state.streamed,
        "yearly_stream": yearly,
        "emitted": state.emitted,
        "emission_cap": state.emission_cap,
        "unclaimed": state.rewards,
        "liquidity": state.liquidity,
        "liquidity_stream": state.liquidity_stream,
        "liquidity_streamed": state.liquidity_streamed,
        "farm_weight": state.farm_weight,
        "treasury": state.treasury,
        "total_staked": state.total_staked,
        "total_bond": state.total_bond,
        "total_cooling": state.total_cooling,
        "total_locked": state.total_locked,
        "total_slashed": state.total_slashed,
        "total_burnt": state.total_burnt,
        "total_weight": state.total_weight,
        "total_effective": state.total_effective,
        "saturation": state.saturation,
        "cooldown_seconds": state.cooldown_seconds,
        "max_commission_bps": state.max_commission_bps,
        "shares_bps": shares.iter().map(|(name, bps)| (*name, *bps)).collect::<std::collections::BTreeMap<_, _>>(),
    });
    context.out.result(&value, || {
        let amount = |units| tokens(units, REWARD_DECIMALS);
        let over = "over: begin the next one with `assay stake advance-epoch`".to_owned();
        let mut rows = vec![
            ["pool".to_owned(), pool.address.to_string()],
            ["epoch".to_owned(), state.epoch.to_string()],
            [
                "time left".to_owned(),
                if left > 0 { duration(left) } else { over },
            ],
            [
                "emission of the epoch, at most".to_owned(),
                amount(state.epoch_emission),
            ],
            [
                "emission of the next one, at most".to_owned(),
                amount(state.next_emission),
            ],
            ["streamed to stake in the epoch".to_owned(), amount(state.stream)],
            ["streamed to stake in a year".to_owned(), amount(yearly)],
            [
                "streamed to farms in the epoch".to_owned(),
                amount(state.liquidity_stream),
            ],
            [
                "emitted so far".to_owned(),
                format!("{} of {}", amount(state.emitted), amount(state.emission_cap)),
            ],
            ["minted and not paid out".to_owned(), amount(state.rewards)],
            ["in positions".to_owned(), amount(state.total_staked)],
            ["in operators' own bonds".to_owned(), amount(state.total_bond)],
            ["cooling down".to_owned(), amount(state.total_cooling)],
            ["locked for jobs".to_owned(), amount(state.total_locked)],
            ["slashed so far".to_owned(), amount(state.total_slashed)],
        ];
        rows.extend(shares.map(|(name, bps)| [format!("share for {name}"), Percent { bps }.to_string()]));
        table(["", ""], rows)
    })?;
    Ok(ExitCode::SUCCESS)
}
