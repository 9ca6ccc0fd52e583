//! `assay pool create`.

use super::{
    arguments::Moment,
    trading::{around_sol, label, require_balance, Amount, Bps, Deadline, MintName, Window},
    Plan,
};
use crate::context::Context;
use anyhow::ensure;
use assay_client::{
    accounts, address,
    amm::{self, AmmPool, FeeConfig, LaunchTerms, LiquidityPool, MintInfo},
};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Arguments {
    /// Whole tokens of the first mint
    amount: Amount,
    /// The first mint: its address, `reward` or `sol`
    #[arg(value_name = "MINT")]
    first: MintName,
    /// Whole tokens of the second mint; the two amounts make the first price
    other_amount: Amount,
    /// The second mint; one of the two must be the reward token
    #[arg(value_name = "OTHER_MINT", default_value = "reward")]
    second: MintName,
    /// Tier of fees, from `assay pool configs`
    #[arg(long = "tier", value_name = "INDEX")]
    index: u16,
    /// When trading opens: Unix time, or so long from now, at most 7 days
    #[arg(long, value_name = "TIME", default_value = "0s")]
    opens: Moment,
    /// How long the launch lasts from there, at most 7 days: seconds, or a duration such as 2h
    #[arg(long, value_name = "SECONDS")]
    launch: Option<Window>,
    /// Fee at the start of the launch, which falls evenly to the tier's: basis points, or a percentage up to 50%
    #[arg(long, value_name = "BPS", requires = "launch")]
    launch_fee: Option<Bps>,
    /// Share of a reserve that may leave it in one slot during the launch: basis points, or a percentage
    #[arg(long, value_name = "BPS", requires = "launch")]
    launch_cap: Option<Bps>,
    /// Get the creator's share of the fees, where the tier has one
    #[arg(long)]
    creator_share: bool,
    #[command(flatten)]
    deadline: Deadline,
}

pub async fn plan(context: &Context, me: Address, arguments: Arguments) -> anyhow::Result<Plan> {
    let stake = context.pool().await?;
    let config = address::fee_config(&stake.address, arguments.index);
    accounts::fetch::<FeeConfig>(&context.rpc, &config).await?;
    let names = [arguments.first, arguments.second].map(|mint| mint.address(&stake));
    ensure!(
        names[0] != names[1],
        "{} cannot be traded for itself: name two different mints",
        label(&stake, &names[0])
    );
    let found = amm::mints(&context.rpc, &names).await?;
    let amounts = [&arguments.amount, &arguments.other_amount];
    let mut sides = Vec::with_capacity(2);
    for (info, amount) in found.into_iter().zip(amounts) {
        let units = amount.units(info.decimals)?;
        require_balance(context, &stake, &me, (info.mint, info.decimals), units).await?;
        sides.push((info, units));
    }
    sides.sort_unstable_by_key(|(info, _)| info.mint.address.to_bytes());
    let [(a, in_a), (b, in_b)]: [(MintInfo, u64); 2] = [sides[0], sides[1]];
    let pool = AmmPool::in_order(stake, config, [a.mint, b.mint]);
    let there = accounts::find::<LiquidityPool>(&context.rpc, &pool.address).await?;
    ensure!(
        there.is_none(),
        "pool {} of this tier trades these two already: add to it with `assay pool deposit`, or name another tier",
        pool.address
    );
    let now = context.rpc.unix_time().await?;
    let launch = arguments.terms(now)?;
    let deadline = arguments.deadline.from(now);
    let create = pool.initialize_pool(me, [in_a, in_b], launch, arguments.creator_share, deadline);
    let sold = [(a.mint.address, in_a), (b.mint.address, in_b)];
    let done = format!("pool {} created", pool.address);
    Ok(Plan::new(around_sol(&me, &sold, vec![create]), done)
        .with("pool", pool.address.to_string())
        .with("lp_mint", pool.lp_mint.to_string()))
}

impl Arguments {
    fn terms(&self, now: i64) -> anyhow::Result<LaunchTerms> {
        let bps = |bps: Option<Bps>| bps.map_or(0, |bps| bps.0);
        Ok(LaunchTerms {
            opens_at: self.opens.from(now)?,
            seconds: self.launch.map_or(0, |launch| launch.seconds),
            fee_bps: bps(self.launch_fee),
            cap_bps: bps(self.launch_cap),
        })
    }
}
