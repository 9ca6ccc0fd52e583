//! Paying a job in another token than its market's.

use crate::{
    commands::trading::{around_sol, label, require_balance, MaxImpact, MintName, NearMean, Tolerance},
    context::Context,
    output::tokens,
};
use anyhow::Context as _;
use assay_client::{
    amm::{Exact, Route, Snapshot, Swap as _},
    escrow::{EscrowMarket, JobRequest},
    ClientError,
};
use serde_json::{json, Value};
use solana_address::Address;
use solana_instruction::Instruction;

#[derive(clap::Args)]
pub struct PayWith {
    /// Mint to pay with instead, sold for the price in the same transaction: its address, `reward`, or `sol`
    #[arg(long)]
    pay_with: Option<MintName>,
    #[command(flatten)]
    tolerance: Tolerance,
    #[command(flatten)]
    near_mean: NearMean,
    #[command(flatten)]
    max_impact: MaxImpact,
}

/// How a job is paid.
pub struct Payment {
    /// A transaction of its own that has to come first: a trade through two pools and a job do not fit into one. What it
    /// leaves, if the job cannot be posted after it, are reward tokens of the client's.
    pub before: Option<Vec<Instruction>>,
    pub instructions: Vec<Instruction>,
    /// What is sold for the price, for people and for programs; nothing when the job is paid in its market's token.
    pub sold: Option<(String, Value)>,
}

impl PayWith {
    /// The mint to sell, when it is not the market's own.
    pub fn mint(&self, market: &EscrowMarket) -> Option<Address> {
        let mint = self.pay_with?.address(&market.pool);
        (mint != market.payment_mint).then_some(mint)
    }

    /// Sells as much of `mint` as the price takes, by the best route there is.
    pub async fn post(
        &self,
        context: &Context,
        market: &EscrowMarket,
        me: Address,
        mint: Address,
        request: JobRequest,
    ) -> anyhow::Result<Payment> {
        let stake = &market.pool;
        let pools = Snapshot::load_all(&context.rpc, stake).await?;
        let (price, slippage) = (request.price, self.tolerance.slippage()?);
        let mints = [&mint, &market.payment_mint];
        let route = Route::find(&pools, &stake.reward_mint, mints, Exact::Out, price, slippage)
            .map_err(ClientError::from)?;
        self.max_impact.require(route.price_impact_bps())?;
        let now = pools.first().map_or(0, |pool| pool.now());
        let limits = self.near_mean.limits(self.tolerance.deadline.from(now));
        let (first, last) = (route.first(), route.last());
        let sold = first.pool.mints[first.from() as usize];
        let decimals = pools
            .iter()
            .find(|pool| pool.pool == first.pool)
            .map_or(0, |pool| pool.state.decimals[first.from() as usize]);
        require_balance(context, stake, &me, (sold, decimals), route.maximum_sent()).await?;
        let post = market
            .post_job_with_swap(me, request, &last.pool, last.quote.limit, limits)
            .context("the last pool of the route trades the payment mint")?;
        let most = [(mint, route.maximum_sent())];
        let before = route.instructions_before_last(me, limits);
        let (before, instructions) = if before.is_empty() {
            (None, around_sol(&me, &most, vec![post]))
        } else {
            (Some(around_sol(&me, &most, before)), vec![post])
        };
        let amount = |units| format!("{} {}", tokens(units, decimals), label(stake, &mint));
        let text = format!(
            "{} sold for it, at most {}",
            amount(route.sent()),
            amount(route.maximum_sent())
        );
        let value = json!({
            "mint": mint.to_string(),
            "sent": route.sent(),
            "maximum_sent": route.maximum_sent(),
            "price_impact_bps": route.price_impact_bps(),
            "pools": route.hops.iter().map(|hop| hop.pool.address.to_string()).collect::<Vec<_>>(),
        });
        Ok(Payment {
            before,
            instructions,
            sold: Some((text, value)),
        })
    }
}
