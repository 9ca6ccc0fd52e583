//! Swaps through one pool or two.

use crate::{
    amm::{quoted, text, trade_json, Bps, Pool},
    answer::Answer,
    request::{Int, Key},
};
use assay_quotes::amm::{Exact, Route};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub struct Way {
    pools: Vec<Pool>,
    reward: Key,
    from: Key,
    to: Key,
    exact: Fixed,
    amount: Int<u64>,
    slippage_bps: Bps,
}

/// `"in"` or `"out"`.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Fixed {
    In,
    Out,
}

impl From<Fixed> for Exact {
    fn from(fixed: Fixed) -> Self {
        match fixed {
            Fixed::In => Self::In,
            Fixed::Out => Self::Out,
        }
    }
}

pub fn route(it: Way) -> Answer {
    let pools = it
        .pools
        .iter()
        .map(Pool::snapshot)
        .collect::<Result<Vec<_>, _>>()?;
    let slippage = it.slippage_bps.slippage()?;
    let mints = [&it.from.0, &it.to.0];
    let route = Route::find(
        &pools,
        &it.reward.0,
        mints,
        it.exact.into(),
        it.amount.0,
        slippage,
    )?;
    let hops = route.hops.iter().map(|hop| {
        let mut value = quoted(&hop.quote, trade_json(&hop.quote.effect));
        value["pool"] = json!(hop.pool.to_string());
        value["amount"] = json!(text(hop.amount));
        value["exact"] = json!(match hop.exact {
            Exact::In => "in",
            Exact::Out => "out",
        });
        value
    });
    Ok(json!({
        "hops": hops.collect::<Vec<_>>(),
        "sent": text(route.sent()),
        "received": text(route.received()),
        "minimum_received": text(route.minimum_received()),
        "maximum_sent": text(route.maximum_sent()),
        "left_over": text(route.left_over()),
        "price_impact_bps": route.price_impact_bps(),
    }))
}
