//! What a job costs, what is due on it, and what a check of it is worth.

use crate::{
    answer::{Answer, Failure},
    job,
    request::{Data, Int},
};
use ::escrow::state::{Job, Market, Settlement};
use anchor_lang::prelude::ProgramError;
use assay_quotes::{
    crank::{self, Due},
    soundness::Soundness,
    ESCROW_ERRORS,
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub struct Price {
    market: Data,
    price: Int<u64>,
    #[serde(default)]
    max_external_value: Int<u64>,
}

#[derive(Deserialize)]
pub struct OfJob {
    job: Data,
    now: Int<i64>,
    slot: Int<u64>,
    /// Whether the caller knows the seed that the client committed to.
    #[serde(default)]
    has_seed: bool,
}

#[derive(Deserialize)]
pub struct Checked {
    /// Rows drawn of each op; left out for a check of every element.
    draws: Option<u32>,
}

fn text(number: u64) -> String {
    number.to_string()
}

fn refused(error: ProgramError) -> Failure {
    Failure::program(ESCROW_ERRORS, error)
}

pub fn required_bond(it: Price) -> Answer {
    let market: Market = it.market.decode()?;
    let bond = market.params.required_bond(it.price.0, it.max_external_value.0);
    Ok(json!({
        "bond": text(bond.map_err(refused)?),
        "verifier_bond": text(market.params.verifier_bond),
    }))
}

/// Where a price goes when every seat accepts, which a job without a committee has none of.
pub fn fees(it: Price) -> Answer {
    let market: Market = it.market.decode()?;
    let terms = |tier| {
        let terms = market.params.terms(it.price.0, it.max_external_value.0, tier);
        terms.map_err(refused)
    };
    let part = |tier, seats| {
        let terms = terms(tier)?;
        let settled = Settlement::of(it.price.0, &terms, seats);
        Ok::<_, Failure>(json!({
            "fee": text(terms.fee),
            "provider": text(settled.provider),
            "burn": text(settled.to_burn),
            "treasury": text(settled.treasury),
            "per_seat": text(settled.per_seat),
            "seats": seats,
            "challenge_seconds": terms.challenge_seconds,
            "required_bond": text(terms.required_bond),
        }))
    };
    Ok(json!({
        "optimistic": part(::escrow::constants::TIER_OPTIMISTIC, 0)?,
        "committee": part(::escrow::constants::TIER_COMMITTEE, market.params.committee_size)?,
    }))
}

pub fn due(it: OfJob) -> Answer {
    let job: Job = it.job.decode()?;
    let seat = |step: &str, seat: u8, operator: solana_address::Address| json!({ "step": step, "seat": seat, "operator": operator.to_string() });
    let due = crank::due(&job, it.now.0, it.slot.0, it.has_seed).map(|due| match due {
        Due::Draw => json!({ "step": "draw" }),
        Due::Settle => json!({ "step": "settle" }),
        Due::ExpireOpen => json!({ "step": "expire_open" }),
        Due::Expire => json!({ "step": "expire" }),
        Due::ExpireUnattested => json!({ "step": "expire_unattested" }),
        Due::PaySeat { seat: n, operator } => seat("pay_seat", n, operator),
        Due::PunishSeat { seat: n, operator } => seat("punish_seat", n, operator),
    });
    Ok(json!(due))
}

pub fn soundness(it: Checked, spec: &[u8]) -> Answer {
    let spec = job::parse(spec)?;
    let soundness = match it.draws {
        None => Soundness::full(&spec),
        Some(0) => return Err(Failure::request("a sampled check draws at least one row")),
        Some(draws) => Soundness::sampled(&spec, draws),
    };
    let mut value =
        json!({ "sentence": soundness.to_string(), "error_probability": soundness.error_probability() });
    match &soundness {
        Soundness::Full { matmuls, exact } => {
            value["mode"] = json!("full");
            (value["matmuls"], value["exact"]) = (json!(matmuls), json!(exact));
        }
        Soundness::Sampled(sampling) => {
            value["mode"] = json!("sampled");
            value["draws"] = json!(sampling.draws);
            let group = |group: &assay_quotes::soundness::Group| json!({ "rows": group.rows, "ops": group.ops, "products": group.products, "draws": group.draws });
            value["groups"] = sampling.groups.iter().map(group).collect();
        }
        _ => {}
    }
    Ok(value)
}
