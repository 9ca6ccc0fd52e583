//! `assay swap`.

use super::{
    plan::{send, Plan},
    trading::{
        around_sol, decimals, label, require_balance, Amount, Bps, MaxImpact, MintName, NearMean, Tolerance,
    },
};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    amm::{Exact, Hop, Limits, Route, Side, Snapshot, Swap as _},
    stake::StakePool,
    ClientError,
};
use serde_json::{json, Value};
use solana_address::Address;
use solana_signer::Signer;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Arguments {
    /// Whole tokens to sell, or to buy with --exact-out
    amount: Amount,
    /// Mint to sell: its address, `reward`, or `sol`, which is wrapped on the way
    from: MintName,
    /// Mint to buy: its address, `reward`, or `sol`, which is unwrapped with whatever was wrapped before
    to: MintName,
    /// Buy exactly AMOUNT, instead of selling it
    #[arg(long)]
    exact_out: bool,
    #[command(flatten)]
    tolerance: Tolerance,
    #[command(flatten)]
    near_mean: NearMean,
    #[command(flatten)]
    max_impact: MaxImpact,
    /// Only say what would happen
    #[arg(long)]
    quote: bool,
}

pub async fn run(context: &Context, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let stake = context.pool().await?;
    let swap = Swap::find(context, &stake, &arguments).await?;
    if arguments.quote {
        context.out.result(&swap.to_json(), || swap.to_text())?;
        return Ok(ExitCode::SUCCESS);
    }
    let me = context.keypair()?.pubkey();
    let first = &swap.route.hops[0];
    let sold = first.pool.mints[first.from() as usize];
    let most = swap.route.maximum_sent();
    require_balance(context, &stake, &me, (sold, swap.decimals[0]), most).await?;
    arguments.max_impact.require(swap.route.price_impact_bps())?;
    let [from, to] = swap.mints;
    let instructions = swap.route.instructions(me, swap.limits);
    let instructions = around_sol(&me, &[(from, most), (to, 0)], instructions);
    let plan = Plan::new(instructions, swap.done()).with("quote", swap.to_json());
    send(context, plan).await
}

/// A swap that was asked for, with all that is known about it.
struct Swap {
    stake: StakePool,
    mints: [Address; 2],
    decimals: [u8; 2],
    route: Route,
    limits: Limits,
}

impl Swap {
    async fn find(context: &Context, stake: &StakePool, arguments: &Arguments) -> anyhow::Result<Self> {
        let mints = [arguments.from, arguments.to].map(|mint| mint.address(stake));
        let pools = Snapshot::load_all(&context.rpc, stake).await?;
        let decimals = [
            decimals(context, &pools, &mints[0]).await?,
            decimals(context, &pools, &mints[1]).await?,
        ];
        let (exact, of) = match arguments.exact_out {
            true => (Exact::Out, decimals[1]),
            false => (Exact::In, decimals[0]),
        };
        let amount = arguments.amount.units(of)?;
        let (reward, slippage) = (&stake.reward_mint, arguments.tolerance.slippage()?);
        let route = Route::find(&pools, reward, [&mints[0], &mints[1]], exact, amount, slippage);
        let route = route.map_err(ClientError::from)?;
        // All of them were read at one time.
        let now = pools.first().map_or(0, |pool| pool.now());
        let deadline = arguments.tolerance.deadline.from(now);
        let limits = arguments.near_mean.limits(deadline);
        for hop in &route.hops {
            let pool = pools.iter().find(|it| it.pool == hop.pool);
            pool.map_or(Ok(()), |pool| pool.require_within(&limits))
                .map_err(ClientError::from)?;
        }
        Ok(Self {
            stake: *stake,
            mints,
            decimals,
            route,
            limits,
        })
    }

    fn name(&self, side: usize) -> String {
        label(&self.stake, &self.mints[side])
    }

    fn amount(&self, side: usize, units: u64) -> String {
        format!("{} {}", tokens(units, self.decimals[side]), self.name(side))
    }

    fn left_over(&self) -> String {
        format!("{} reward", tokens(self.route.left_over(), REWARD_DECIMALS))
    }

    fn done(&self) -> String {
        let route = &self.route;
        let (sent, received) = (self.amount(0, route.sent()), self.amount(1, route.received()));
        let mut done = format!("swapped {sent} for {received}");
        if route.left_over() > 0 {
            done += &format!("; {} of the way between are left", self.left_over());
        }
        done
    }

    fn to_json(&self) -> Value {
        let route = &self.route;
        json!({
            "exact": match route.exact { Exact::In => "in", Exact::Out => "out" },
            "from": self.mints[0].to_string(),
            "to": self.mints[1].to_string(),
            "from_decimals": self.decimals[0],
            "to_decimals": self.decimals[1],
            "sent": route.sent(),
            "maximum_sent": route.maximum_sent(),
            "received": route.received(),
            "minimum_received": route.minimum_received(),
            "left_over_reward": route.left_over(),
            "price_impact_bps": route.price_impact_bps(),
            "deadline": self.limits.deadline,
            "hops": route.hops.iter().map(hop_json).collect::<Vec<_>>(),
        })
    }

    fn to_text(&self) -> String {
        let route = &self.route;
        let mut rows = vec![
            ["you send".to_owned(), self.amount(0, route.sent())],
            ["at most".to_owned(), self.amount(0, route.maximum_sent())],
            ["you receive".to_owned(), self.amount(1, route.received())],
            ["at least".to_owned(), self.amount(1, route.minimum_received())],
            [
                "price impact".to_owned(),
                Bps(route.price_impact_bps()).to_string(),
            ],
        ];
        if route.left_over() > 0 {
            rows.push(["left over on the way".to_owned(), self.left_over()]);
        }
        rows.extend(
            route
                .hops
                .iter()
                .map(|hop| [format!("fee of pool {}", hop.pool.address), fee_text(hop)]),
        );
        table(["", ""], rows)
    }
}

fn hop_json(hop: &Hop) -> Value {
    let (effect, fee) = (&hop.quote.effect, &hop.quote.fee_bps);
    let mint = |side: Side| hop.pool.mints[side as usize].address.to_string();
    json!({
        "pool": hop.pool.address.to_string(),
        "from": mint(hop.from()),
        "to": mint(hop.from().other()),
        "sent": effect.sent,
        "received": effect.received,
        "fee": effect.fee,
        "fee_bps": fee.total(),
        "launch_fee_bps": fee.launch,
        "surcharge_bps": fee.surcharge,
        "price_impact_bps": hop.quote.price_impact_bps,
        "limit": hop.quote.limit,
    })
}

fn fee_text(hop: &Hop) -> String {
    let fee = &hop.quote.fee_bps;
    let mut text = Bps(fee.total()).to_string();
    for (part, what) in [(fee.launch, "launch"), (fee.surcharge, "surcharge")] {
        if part > 0 {
            text += &format!(", of which {} {what}", Bps(part));
        }
    }
    text
}
