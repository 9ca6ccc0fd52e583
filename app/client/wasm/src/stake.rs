//! What stake is worth and earns.

use crate::{
    answer::{Answer, Failure},
    request::{maybe, Data, Int},
};
use ::stake::state::{with_lock, Farm, FarmStake, Operator, Pool, Position, Ticket, Vesting};
use assay_math::BPS;
use assay_quotes::{
    concentration::Concentration,
    stake::projection::{self, Yearly},
    STAKE_ERRORS,
};
use serde::Deserialize;
use serde_json::{json, Value};

#[derive(Deserialize)]
pub struct OfPool {
    pool: Data,
}

#[derive(Deserialize)]
pub struct OfOperator {
    pool: Data,
    operator: Data,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfPosition {
    pool: Data,
    position: Data,
    /// The one that the position names, where it names one.
    operator: Option<Data>,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfTicket {
    ticket: Data,
    operator: Option<Data>,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfVesting {
    amount: Int<u64>,
    start: Int<i64>,
    cliff: Int<i64>,
    end: Int<i64>,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfFarm {
    pool: Data,
    farm: Data,
}

#[derive(Deserialize)]
pub struct OfFarmStake {
    pool: Data,
    farm: Data,
    stake: Data,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct Preview {
    pool: Data,
    /// Whom it would back; what it weighs alone is told without one.
    operator: Option<Data>,
    amount: Int<u64>,
    lock_seconds: u32,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct Amounts {
    amounts: Vec<Int<u64>>,
}

fn text(number: u64) -> String {
    number.to_string()
}

fn time(seconds: i64) -> String {
    seconds.to_string()
}

/// The rate is for display only, and floating point for that reason.
fn yearly_json(yearly: Yearly) -> Value {
    json!({ "reward": text(yearly.reward), "stake": text(yearly.stake), "rate": yearly.rate() })
}

pub fn pool(it: OfPool) -> Answer {
    let pool: Pool = it.pool.decode()?;
    Ok(json!({ "yearly_stream": text(projection::yearly_stream(&pool)) }))
}

pub fn operator(it: OfOperator) -> Answer {
    let (pool, operator): (Pool, Operator) = (it.pool.decode()?, it.operator.decode()?);
    let now = it.now.0;
    let yearly = projection::yearly_operator(&pool, &operator, now);
    let collected = projection::collected(&pool, &operator, now).1;
    Ok(json!({
        "pending": text(projection::pending_operator(&pool, &operator, now)),
        "yearly": {
            "own": text(yearly.own),
            "commission": text(yearly.commission),
            "backers": text(yearly.backers),
        },
        "stake": text(operator.stake()),
        "free_bond": text(operator.free_bond(pool.bond_factor_bps)),
        "reputation": operator.reputation(now),
        "earned": {
            "commission": text(collected.earned_commission),
            "bond": text(collected.earned_bond),
            "work": text(collected.earned_work),
        },
        "in_service": operator.require_in_service(now).is_ok(),
    }))
}

pub fn position(it: OfPosition) -> Answer {
    let (pool, position): (Pool, Position) = (it.pool.decode()?, it.position.decode()?);
    let operator: Option<Operator> = maybe(&it.operator)?;
    if position.has_operator() && operator.is_none() {
        return Err(Failure::request(
            "the position names an operator, whose account is needed",
        ));
    }
    // Another one's would be counted as its own otherwise.
    let operator = operator.as_ref().filter(|_| position.has_operator());
    let now = it.now.0;
    Ok(json!({
        "value": text(position.value(operator)),
        "weight": text(position.weight()),
        "voting_weight": text(position.weight_now(operator)),
        "pending": text(projection::pending(&pool, operator, &position, now)),
        "yearly": yearly_json(projection::yearly(&pool, operator, &position, now)),
        "leaving_until": time(position.leaving_until),
        "locked_until": time(position.locked_until(now)),
        "release_at": time(position.release_at(pool.cooldown_seconds, now)),
        "votes_until": time(if position.is_voting(now) { position.voting_until } else { 0 }),
        "unreleased": text(position.vesting.unreleased(now)),
    }))
}

/// A schedule that nobody has made yet, as positions and streams have it.
pub fn vesting(it: OfVesting) -> Answer {
    let vesting = Vesting {
        amount: it.amount.0,
        start: it.start.0,
        cliff: it.cliff.0,
        end: it.end.0,
    };
    vesting
        .validate()
        .map_err(|error| Failure::program(STAKE_ERRORS, error))?;
    let unreleased = vesting.unreleased(it.now.0);
    Ok(json!({ "released": text(vesting.amount - unreleased), "unreleased": text(unreleased) }))
}

pub fn farm(it: OfFarm) -> Answer {
    let (pool, farm): (Pool, Farm) = (it.pool.decode()?, it.farm.decode()?);
    Ok(json!({ "epoch_stream": text(projection::epoch_stream(&pool, &farm)) }))
}

pub fn ticket(it: OfTicket) -> Answer {
    let ticket: Ticket = it.ticket.decode()?;
    let operator: Option<Operator> = maybe(&it.operator)?;
    let value = match &operator {
        None if ticket.operator != Default::default() => {
            return Err(Failure::request(
                "the ticket names an operator, whose account is needed",
            ));
        }
        None => ticket.shares,
        Some(operator) if ticket.source == ticket.operator => operator.cooling.value(ticket.shares),
        Some(operator) => operator.backing.value(ticket.shares),
    };
    Ok(json!({
        "value": text(value),
        "release_at": time(ticket.release_at),
        "released": ticket.require_released(it.now.0).is_ok(),
    }))
}

pub fn farm_stake(it: OfFarmStake) -> Answer {
    let (mut pool, mut farm, mut stake): (Pool, Farm, FarmStake) =
        (it.pool.decode()?, it.farm.decode()?, it.stake.decode()?);
    farm.collect(&mut pool, it.now.0);
    stake.collect(&farm);
    Ok(json!({ "pending": text(stake.owed), "amount": text(stake.amount) }))
}

pub fn preview(it: Preview) -> Answer {
    let pool: Pool = it.pool.decode()?;
    let operator: Option<Operator> = maybe(&it.operator)?;
    let (amount, lock, now) = (it.amount.0, it.lock_seconds, it.now.0);
    let mut position: Position = bytemuck::Zeroable::zeroed();
    position
        .open(amount, lock, now)
        .map_err(|error| Failure::program(STAKE_ERRORS, error))?;
    if let Some(operator) = &operator {
        operator
            .require_in_service(now)
            .map_err(|error| Failure::program(STAKE_ERRORS, error))?;
    }
    let weight = with_lock(amount, lock)
        .ok_or_else(|| Failure::request("the amount is beyond 64 bits with its lock"))?;
    let yearly = operator
        .as_ref()
        .and_then(|operator| projection::yearly_if_backed(&pool, operator, amount, lock, now));
    Ok(json!({
        "weight": text(weight),
        "multiplier_bps": with_lock(BPS, lock),
        "yearly": yearly.map(yearly_json),
        "locked_until": time(position.locked_until(now)),
    }))
}

pub fn concentration(it: Amounts) -> Answer {
    let measured = Concentration::of_holders(it.amounts.into_iter().map(|amount| amount.0));
    Ok(json!({
        "holders": measured.holders,
        "total": text(measured.total),
        "gini": measured.gini,
        "nakamoto": measured.nakamoto,
        "top10": measured.top10,
    }))
}
