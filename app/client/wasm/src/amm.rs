//! Quotes of the AMM.

use crate::{
    answer::{Answer, Failure},
    request::{Data, Int, Key},
};
use amm::state::{FeeConfig, Limits, LiquidityLock, LiquidityPool, Side, Trade};
use anchor_lang::prelude::Clock;
use assay_math::fee::TransferFee;
use assay_quotes::amm::{decimal, FeeBps, Quote, Slippage, Snapshot};
use serde::Deserialize;
use serde_json::{json, Value};

/// A pool as it is on chain.
#[derive(Deserialize)]
pub struct Pool {
    address: Key,
    data: Data,
    config: Data,
    #[serde(default)]
    taxes: [Tax; 2],
    now: Int<i64>,
    /// In which it will happen; a slot that nothing happened in yet when it is left out.
    slot: Option<Int<u64>>,
}

#[derive(Deserialize, Default)]
struct Tax {
    bps: u16,
    maximum: Int<u64>,
}

impl Pool {
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Failure> {
        let state: LiquidityPool = self.data.decode()?;
        let config: FeeConfig = self.config.decode()?;
        if state.reserves.contains(&0) || state.liquidity == 0 {
            return Err(Failure::new(
                "BadAccount",
                "The account is not a pool that has begun",
            ));
        }
        let taxes = [0, 1].map(|side: usize| TransferFee {
            bps: self.taxes[side].bps,
            maximum: self.taxes[side].maximum.0,
        });
        let clock = Clock {
            slot: self.slot.map_or(u64::MAX, |slot| slot.0),
            epoch_start_timestamp: 0,
            epoch: 0,
            leader_schedule_epoch: 0,
            unix_timestamp: self.now.0,
        };
        Ok(Snapshot::new(self.address.0, state, config, taxes, clock))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Bps(u16);

impl Bps {
    pub(crate) fn slippage(&self) -> Result<Slippage, Failure> {
        Slippage::new(self.0).ok_or_else(|| Failure {
            detail: Some(format!("{} basis points", self.0)),
            ..Failure::new(
                "BadSlippage",
                "The slippage is more than the whole: choose at most 100 %",
            )
        })
    }
}

/// `"a"` or `"b"`.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Mint {
    A,
    B,
}

impl From<Mint> for Side {
    fn from(mint: Mint) -> Self {
        match mint {
            Mint::A => Self::A,
            Mint::B => Self::B,
        }
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::A => "a",
        Side::B => "b",
    }
}

pub(crate) fn text(number: u64) -> String {
    number.to_string()
}

#[derive(Deserialize)]
pub struct Swap {
    pool: Pool,
    /// The side that is sold.
    from: Mint,
    amount: Int<u64>,
    slippage_bps: Bps,
}

#[derive(Deserialize)]
pub struct Both {
    pool: Pool,
    amounts: [Int<u64>; 2],
    slippage_bps: Bps,
}

#[derive(Deserialize)]
pub struct One {
    pool: Pool,
    side: Mint,
    amount: Int<u64>,
    slippage_bps: Bps,
}

#[derive(Deserialize)]
pub struct OneOut {
    pool: Pool,
    side: Mint,
    liquidity: Int<u64>,
    slippage_bps: Bps,
}

#[derive(Deserialize)]
pub struct Out {
    pool: Pool,
    liquidity: Int<u64>,
    slippage_bps: Bps,
}

#[derive(Deserialize)]
pub struct Proportion {
    pool: Pool,
    side: Mint,
    amount: Int<u64>,
}

#[derive(Deserialize)]
pub struct Worth {
    pool: Pool,
    liquidity: Int<u64>,
}

#[derive(Deserialize)]
pub struct Lock {
    pool: Pool,
    lock: Data,
}

#[derive(Deserialize)]
pub struct Of {
    pool: Pool,
}

#[derive(Deserialize)]
pub struct Mean {
    pool: Pool,
    seconds: u32,
}

#[derive(Deserialize)]
pub struct Within {
    pool: Pool,
    deadline: Int<i64>,
    #[serde(default)]
    mean_seconds: u32,
    #[serde(default)]
    mean_bps: u16,
}

fn fee_json(fee: FeeBps) -> Value {
    json!({ "tier": fee.tier, "launch": fee.launch, "surcharge": fee.surcharge, "total": fee.total() })
}

/// What is common to all quotes, around what the instruction moves.
pub(crate) fn quoted<T>(quote: &Quote<T>, effect: Value) -> Value {
    json!({
        "effect": effect,
        "fee_bps": fee_json(quote.fee_bps),
        "price_impact_bps": quote.price_impact_bps,
        "limit": text(quote.limit),
    })
}

pub(crate) fn trade_json(trade: &Trade) -> Value {
    json!({
        "from": side(trade.from),
        "sent": text(trade.sent),
        "paid": text(trade.paid),
        "fee": text(trade.fee),
        "out": text(trade.out),
        "received": text(trade.received),
    })
}

pub fn sell(it: Swap) -> Answer {
    let pool = it.pool.snapshot()?;
    let quote = pool.sell(it.from.into(), it.amount.0, it.slippage_bps.slippage()?)?;
    Ok(quoted(&quote, trade_json(&quote.effect)))
}

pub fn buy(it: Swap) -> Answer {
    let pool = it.pool.snapshot()?;
    let quote = pool.buy(it.from.into(), it.amount.0, it.slippage_bps.slippage()?)?;
    Ok(quoted(&quote, trade_json(&quote.effect)))
}

pub fn deposit(it: Both) -> Answer {
    let slippage = it.slippage_bps.slippage()?;
    let quote = it.pool.snapshot()?.deposit(it.amounts.map(|it| it.0), slippage)?;
    let effect = json!({
        "sent": quote.effect.sent.map(text),
        "paid": quote.effect.paid.map(text),
        "liquidity": text(quote.effect.liquidity),
    });
    Ok(json!({ "effect": effect, "minimum": text(quote.minimum) }))
}

pub fn deposit_one(it: One) -> Answer {
    let slippage = it.slippage_bps.slippage()?;
    let quote = it
        .pool
        .snapshot()?
        .deposit_one(it.side.into(), it.amount.0, slippage)?;
    let effect = json!({
        "side": side(quote.effect.side),
        "sent": text(quote.effect.sent),
        "paid": text(quote.effect.paid),
        "fee": text(quote.effect.fee),
        "liquidity": text(quote.effect.liquidity),
    });
    Ok(quoted(&quote, effect))
}

pub fn withdraw(it: Out) -> Answer {
    let slippage = it.slippage_bps.slippage()?;
    let quote = it.pool.snapshot()?.withdraw(it.liquidity.0, slippage)?;
    let effect = json!({
        "liquidity": text(quote.effect.liquidity),
        "out": quote.effect.out.map(text),
        "received": quote.effect.received.map(text),
    });
    Ok(json!({ "effect": effect, "minimum": quote.minimum.map(text) }))
}

pub fn withdraw_one(it: OneOut) -> Answer {
    let slippage = it.slippage_bps.slippage()?;
    let quote = it
        .pool
        .snapshot()?
        .withdraw_one(it.side.into(), it.liquidity.0, slippage)?;
    let effect = json!({
        "side": side(quote.effect.side),
        "liquidity": text(quote.effect.liquidity),
        "fee": text(quote.effect.fee),
        "out": text(quote.effect.out),
        "received": text(quote.effect.received),
    });
    Ok(quoted(&quote, effect))
}

pub fn in_proportion(it: Proportion) -> Answer {
    let other = it.pool.snapshot()?.in_proportion(it.side.into(), it.amount.0);
    Ok(json!({ "amount": other.map(text) }))
}

pub fn worth(it: Worth) -> Answer {
    let pool = it.pool.snapshot()?;
    Ok(json!({ "amounts": pool.worth(it.liquidity.0).map(text), "supply": text(pool.state.liquidity) }))
}

pub fn collectable(it: Lock) -> Answer {
    let (pool, lock): (_, LiquidityLock) = (it.pool.snapshot()?, it.lock.decode()?);
    if lock.pool != pool.address {
        return Err(Failure::new("BadAccount", "The lock is of another pool"));
    }
    let collectable = pool.collectable(&lock);
    Ok(json!({ "liquidity": text(collectable), "amounts": pool.worth(collectable).map(text) }))
}

pub fn spot(it: Of) -> Answer {
    let price = it.pool.snapshot()?.spot();
    Ok(json!({ "a": price.a, "b": price.b }))
}

pub fn mean(it: Mean) -> Answer {
    let price = it.pool.snapshot()?.mean(it.seconds)?;
    Ok(json!({ "a": price.a, "b": price.b }))
}

pub fn fee(it: Of) -> Answer {
    Ok(fee_json(it.pool.snapshot()?.fee_bps()))
}

/// What the oracle remembers, oldest first, as prices between two observations that follow one another.
pub fn observations(it: Of) -> Answer {
    let pool = it.pool.snapshot()?;
    let prices = pool.history().into_iter().map(|(from, to, price)| {
        json!({ "from": from.to_string(), "to": to.to_string(), "a": price.a, "b": price.b })
    });
    Ok(json!({ "prices": prices.collect::<Vec<_>>(), "reach": pool.state.oracle.reach() }))
}

pub fn require_within(it: Within) -> Answer {
    it.pool.snapshot()?.require_within(&Limits {
        deadline: it.deadline.0,
        mean_seconds: it.mean_seconds,
        mean_bps: it.mean_bps,
    })?;
    Ok(Value::Null)
}

#[derive(Deserialize)]
pub struct MintTax {
    /// A mint of Token-2022; left out for one of the SPL Token program, which takes nothing.
    data: Option<Data>,
    epoch: Int<u64>,
}

pub fn transfer_fee(it: MintTax) -> Answer {
    let fee = it.data.map_or(TransferFee::NONE, |mint| {
        stake::extension::transfer_fee_of(&mint.0, it.epoch.0)
    });
    Ok(json!({ "bps": fee.bps, "maximum": text(fee.maximum) }))
}

#[derive(Deserialize)]
pub struct Ratio {
    numerator: Int<u64>,
    denominator: Int<u64>,
    /// Of the two amounts.
    decimals: [u8; 2],
}

/// Whole tokens for whole tokens, as a decimal number: of an event's amounts, for charts.
pub fn price(it: Ratio) -> Answer {
    if it.denominator.0 == 0 {
        return Err(Failure::new("BadRequest", "A price needs an amount above zero"));
    }
    let [numerator, denominator] = it.decimals.map(i32::from);
    let price = decimal(
        it.numerator.0.into(),
        it.denominator.0.into(),
        denominator - numerator,
    );
    Ok(json!({ "price": price }))
}
