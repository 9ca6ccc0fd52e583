//! Liquidity in and out.

use super::{
    trading::{
        around_sol, label, of_side, on_side, require_balance, side_of, Amount, Deadline, MaxImpact, MintName,
        NearMean, Part, Tolerance,
    },
    Plan,
};
use crate::{context::Context, output::tokens};
use ::amm::constants::LP_DECIMALS;
use anyhow::{ensure, Context as _};
use assay_client::{
    amm::{Limits, Side, Snapshot},
    ClientError,
};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Deposit {
    /// The pool's address, from `assay pool list`
    pool: Address,
    /// Whole tokens
    amount: Amount,
    /// Of which of the pool's mints: its address, `reward` or `sol`
    #[arg(value_name = "MINT")]
    side: MintName,
    /// Deposit this side alone: half of it is traded for the other side on the way
    #[arg(long)]
    single: bool,
    #[command(flatten)]
    tolerance: Tolerance,
    #[command(flatten)]
    near_mean: NearMean,
    #[command(flatten)]
    max_impact: MaxImpact,
}

#[derive(clap::Args)]
pub struct Withdraw {
    /// The pool's address, from `assay pool list`
    pool: Address,
    /// Liquidity, or `all` that is not locked
    liquidity: Part,
    /// All of it in this one of the pool's mints: its address, `reward` or `sol`
    #[arg(long, value_name = "MINT")]
    single: Option<MintName>,
    #[command(flatten)]
    tolerance: Tolerance,
    #[command(flatten)]
    near_mean: NearMean,
    #[command(flatten)]
    max_impact: MaxImpact,
}

#[derive(clap::Args)]
pub struct Donate {
    /// The pool's address, from `assay pool list`
    pool: Address,
    /// Whole tokens
    amount: Amount,
    /// Of which of the pool's mints: its address, `reward` or `sol`
    #[arg(value_name = "MINT")]
    side: MintName,
    #[command(flatten)]
    deadline: Deadline,
}

pub async fn deposit(context: &Context, me: Address, arguments: Deposit) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &arguments.pool).await?;
    let side = side_of(&snapshot, arguments.side)?;
    let amount = arguments.amount.units(snapshot.state.decimals[side as usize])?;
    let slippage = arguments.tolerance.slippage()?;
    let limits = limits(
        &snapshot,
        arguments.tolerance,
        arguments.near_mean,
        arguments.single,
    )?;
    let pool = &snapshot.pool;
    let (sent, liquidity, instruction) = if arguments.single {
        let quote = snapshot
            .deposit_one(side, amount, slippage)
            .map_err(ClientError::from)?;
        arguments.max_impact.require(quote.price_impact_bps)?;
        let deposit = pool.deposit_single(me, side, amount, quote.limit, limits);
        (on(side, amount), quote.effect.liquidity, deposit)
    } else {
        let other = snapshot
            .in_proportion(side, amount)
            .context("what goes with that amount does not fit into 64 bits; give less")?;
        let mut amounts = on(side, amount);
        amounts[side.other() as usize] = other;
        let quote = snapshot.deposit(amounts, slippage).map_err(ClientError::from)?;
        let deposit = pool.deposit(me, amounts, quote.minimum, limits.deadline);
        // The price may move until then, and either of the two may be needed in full.
        (amounts, quote.effect.liquidity, deposit)
    };
    require_both(context, &snapshot, &me, sent).await?;
    let given: Vec<_> = [Side::A, Side::B]
        .into_iter()
        .filter(|side| sent[*side as usize] > 0)
        .map(|side| of_side(&snapshot, side, sent[side as usize]))
        .collect();
    let done = format!(
        "deposited {} for {} of liquidity",
        given.join(" and "),
        tokens(liquidity, LP_DECIMALS)
    );
    let instructions = vec![pool.open_lp_account(&me, &me), instruction];
    Ok(with_sol(&snapshot, &me, sent, instructions, done).with("liquidity", liquidity))
}

pub async fn withdraw(context: &Context, me: Address, arguments: Withdraw) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &arguments.pool).await?;
    let liquidity = liquidity(context, &snapshot, &me, &arguments.liquidity).await?;
    let slippage = arguments.tolerance.slippage()?;
    let single = arguments
        .single
        .map(|mint| side_of(&snapshot, mint))
        .transpose()?;
    let limits = limits(
        &snapshot,
        arguments.tolerance,
        arguments.near_mean,
        single.is_some(),
    )?;
    let pool = &snapshot.pool;
    let (received, sides, instruction) = match single {
        Some(side) => {
            let quote = snapshot
                .withdraw_one(side, liquidity, slippage)
                .map_err(ClientError::from)?;
            arguments.max_impact.require(quote.price_impact_bps)?;
            let withdraw = pool.withdraw_single(me, side, liquidity, quote.limit, limits);
            (on(side, quote.effect.received), vec![side], withdraw)
        }
        None => {
            let quote = snapshot
                .withdraw(liquidity, slippage)
                .map_err(ClientError::from)?;
            let withdraw = pool.withdraw(me, liquidity, quote.minimum, limits.deadline);
            (quote.effect.received, vec![Side::A, Side::B], withdraw)
        }
    };
    let got: Vec<_> = sides
        .iter()
        .map(|side| of_side(&snapshot, *side, received[*side as usize]))
        .collect();
    let done = format!(
        "withdrew {} for {} of liquidity",
        got.join(" and "),
        tokens(liquidity, LP_DECIMALS)
    );
    let mut instructions: Vec<_> = sides
        .iter()
        .map(|side| pool.open_account(&me, &me, *side))
        .collect();
    instructions.push(instruction);
    let mut plan = with_sol(&snapshot, &me, [0; 2], instructions, done).with("liquidity", liquidity);
    for (side, name) in [(Side::A, "received_a"), (Side::B, "received_b")] {
        plan = plan.with(name, received[side as usize]);
    }
    Ok(plan)
}

pub async fn donate(context: &Context, me: Address, arguments: Donate) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &arguments.pool).await?;
    let side = side_of(&snapshot, arguments.side)?;
    let amount = arguments.amount.units(snapshot.state.decimals[side as usize])?;
    let amounts = on(side, amount);
    require_both(context, &snapshot, &me, amounts).await?;
    let deadline = arguments.deadline.from(snapshot.now());
    let donate = snapshot.pool.donate(me, amounts, deadline);
    let done = format!(
        "gave {} to the pool's liquidity",
        of_side(&snapshot, side, amount)
    );
    Ok(with_sol(&snapshot, &me, amounts, vec![donate], done))
}

/// What of its liquidity somebody means, which they must have.
pub async fn liquidity(
    context: &Context,
    snapshot: &Snapshot,
    owner: &Address,
    part: &Part,
) -> anyhow::Result<u64> {
    let pool = &snapshot.pool;
    let balance = context.rpc.token_balance(&pool.lp_account(owner)).await?;
    let wanted = match part {
        Part::All => balance,
        Part::Of(amount) => amount.units(LP_DECIMALS)?,
    };
    ensure!(
        wanted <= balance && balance > 0,
        "{owner} has {} of liquidity in pool {} that is not locked, and you ask for {}: `assay pool locks` lists what is locked",
        tokens(balance, LP_DECIMALS),
        pool.address,
        match part {
            Part::All => "all of it".to_owned(),
            Part::Of(_) => tokens(wanted, LP_DECIMALS),
        }
    );
    Ok(wanted)
}

/// Only one side alone is a trade, which a mean price can be asked of.
fn limits(
    snapshot: &Snapshot,
    tolerance: Tolerance,
    near_mean: NearMean,
    single: bool,
) -> anyhow::Result<Limits> {
    ensure!(
        single || near_mean.within_mean.is_none(),
        "--within-mean goes with --single: liquidity of both sides does not depend on the price"
    );
    let limits = near_mean.limits(tolerance.deadline.from(snapshot.now()));
    snapshot.require_within(&limits).map_err(ClientError::from)?;
    Ok(limits)
}

/// `amount` of one side and nothing of the other.
fn on(side: Side, amount: u64) -> [u64; 2] {
    match side {
        Side::A => [amount, 0],
        Side::B => [0, amount],
    }
}

async fn require_both(
    context: &Context,
    snapshot: &Snapshot,
    owner: &Address,
    amounts: [u64; 2],
) -> anyhow::Result<()> {
    let pool = &snapshot.pool;
    for (side, amount) in [(Side::A, amounts[0]), (Side::B, amounts[1])] {
        let mint = (pool.mints[side as usize], snapshot.state.decimals[side as usize]);
        if amount > 0 {
            require_balance(context, &pool.stake, owner, mint, amount)
                .await
                .with_context(|| {
                    let name = label(&pool.stake, &pool.mints[side as usize].address);
                    format!("the deposit needs {} {name}", on_side(snapshot, side, amount))
                })?;
        }
    }
    Ok(())
}

fn with_sol(
    snapshot: &Snapshot,
    me: &Address,
    sold: [u64; 2],
    instructions: Vec<solana_instruction::Instruction>,
    done: String,
) -> Plan {
    let [a, b] = snapshot.state.mints;
    let sold = [(a, sold[0]), (b, sold[1])];
    Plan::new(around_sol(me, &sold, instructions), done)
}
