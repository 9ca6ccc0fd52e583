//! What only a local chain can give.

use super::{Local, DECIMALS};
use crate::demo::cast::Cast;
use assay_client::{
    accounts,
    stake::{Operator, Pool},
    token::{self, TOKEN_PROGRAM},
    ClientError, Transaction,
};
use assay_localnet::LocalnetError;
use axum::{extract::State, http::StatusCode, Json};
use serde::Deserialize;
use serde_json::{json, Value};
use solana_address::Address;
use solana_signer::Signer;
use std::{
    sync::{atomic::Ordering::SeqCst, Arc},
    time::Duration,
};

/// One reward token, or one local dollar.
const TOKEN: u64 = 1_000_000;
const GIFT: u64 = 1_000 * TOKEN;
const GIFT_LAMPORTS: u64 = 10_000_000_000;
/// What the deployer has is enough for many more.
const MOST_GIFTS: u32 = 1_000;
/// Provider B's bond when it goes on duty, so that it can lose some.
const CHEAT_BOND: u64 = 500 * TOKEN;
/// As far as the clock moves at once.
const MOST_SECONDS: i64 = 366 * 86_400;
const EPOCH_POLL: Duration = Duration::from_secs(1);

type Refused = (StatusCode, String);

fn refused(status: StatusCode, sentence: impl std::fmt::Display) -> Refused {
    (status, format!("{sentence}\n"))
}

fn failed(error: impl std::fmt::Display) -> Refused {
    refused(StatusCode::INTERNAL_SERVER_ERROR, error)
}

#[derive(Deserialize)]
pub struct Gift {
    address: String,
}

/// Gives SOL, reward tokens and local dollars. The wallet's key never leaves the browser.
pub async fn faucet(State(local): State<Arc<Local>>, Json(gift): Json<Gift>) -> Result<Json<Value>, Refused> {
    let to: Address = gift.address.parse().map_err(|_| {
        refused(
            StatusCode::BAD_REQUEST,
            format!("`{}` is not an address", gift.address),
        )
    })?;
    let _giving = local.giving.lock().await;
    if local.gifts.fetch_add(1, SeqCst) >= MOST_GIFTS {
        let sentence = format!("the faucet has given {MOST_GIFTS} times: start the demo again for more");
        return Err(refused(StatusCode::TOO_MANY_REQUESTS, sentence));
    }
    let chain = &local.chain;
    chain.give(&to, GIFT_LAMPORTS, GIFT).await.map_err(failed)?;
    let (from, dollar) = (chain.deployer.pubkey(), &local.stage.dollar);
    let account = |owner| token::associated(owner, dollar, &TOKEN_PROGRAM);
    let dollars = vec![
        token::open_associated(&from, &to, dollar, &TOKEN_PROGRAM),
        token::transfer(&account(&from), dollar, &account(&to), &from, GIFT, DECIMALS),
    ];
    let sent = Transaction::new(&chain.deployer, dollars).send(&chain.rpc).await;
    let receipt = sent.map_err(failed)?;
    Ok(Json(json!({
        "lamports": GIFT_LAMPORTS.to_string(),
        "reward": GIFT.to_string(),
        "dollars": GIFT.to_string(),
        "signature": receipt.signature.to_string(),
    })))
}

#[derive(Deserialize)]
pub struct Cheat {
    on: bool,
}

pub async fn cheats(State(local): State<Arc<Local>>) -> Json<Value> {
    Json(json!({ "on": local.cheating.load(SeqCst) }))
}

/// Provider A and provider B change places.
pub async fn cheat(State(local): State<Arc<Local>>, Json(wish): Json<Cheat>) -> Result<Json<Value>, Refused> {
    let mut cast = local.cast.lock().await;
    if local.cheating.load(SeqCst) != wish.on {
        if wish.on {
            prepare(&local, &cast).await?;
            cast.crooked_on_duty(&local.chain).await.map_err(busy)?;
        } else {
            cast.honest_on_duty(&local.chain).await.map_err(busy)?;
        }
        local.cheating.store(wish.on, SeqCst);
    }
    Ok(Json(json!({ "on": wish.on })))
}

fn busy(error: anyhow::Error) -> Refused {
    refused(StatusCode::CONFLICT, format!("{error:#}"))
}

/// Provider B must be free to work, and have enough to lose.
async fn prepare(local: &Local, cast: &Cast) -> Result<(), Refused> {
    let (rpc, crooked) = (&local.chain.rpc, &cast.crooked);
    let operator: Operator = accounts::fetch(rpc, &crooked.operator).await.map_err(failed)?;
    let now = rpc.unix_time().await.map_err(failed)?;
    if operator.jailed_until > now {
        let left = operator.jailed_until - now;
        let sentence = format!(
            "Provider B was convicted and takes no work for another {left} s, until Unix time {}: wait, or move the clock",
            operator.jailed_until
        );
        return Err(refused(StatusCode::CONFLICT, sentence));
    }
    let missing = CHEAT_BOND.saturating_sub(operator.own_bond);
    if missing == 0 {
        return Ok(());
    }
    let authority = &crooked.authority;
    let chain = &local.chain;
    chain
        .give(&authority.pubkey(), 0, missing)
        .await
        .map_err(failed)?;
    let deposit = cast
        .pool
        .deposit_bond(authority.pubkey(), crooked.operator, missing);
    let sent = Transaction::new(authority, vec![deposit]).send(rpc).await;
    sent.map(drop).map_err(failed)
}

#[derive(Deserialize)]
pub struct Clock {
    to: i64,
}

/// Moves the chain's clock while the daemons rest, so that nobody waits for what has passed.
pub async fn clock(State(local): State<Arc<Local>>, Json(wish): Json<Clock>) -> Result<Json<Value>, Refused> {
    let mut cast = local.cast.lock().await;
    let now = local.chain.rpc.unix_time().await.map_err(failed)?;
    if wish.to <= now || wish.to - now > MOST_SECONDS {
        let sentence = format!(
            "the chain's clock says {now} and moves forward only, by at most {MOST_SECONDS} s at once: {} is not there",
            wish.to
        );
        return Err(refused(StatusCode::CONFLICT, sentence));
    }
    cast.rest().await;
    let moved = local.chain.net.set_clock(wish.to).await;
    cast.go_on().await.map_err(|error| failed(format!("{error:#}")))?;
    match moved {
        Ok(now) => Ok(Json(json!({ "now": now }))),
        Err(error @ LocalnetError::BackInTime { .. }) => Err(refused(StatusCode::CONFLICT, error)),
        Err(error) => Err(failed(error)),
    }
}

/// Begins each epoch when the one before is over, as somebody does on a cluster: nothing is earned otherwise.
pub async fn keep_epochs(local: Arc<Local>) {
    loop {
        tokio::time::sleep(EPOCH_POLL).await;
        // Not while the clock is moved.
        let cast = local.cast.lock().await;
        if let Err(error) = advance(&local, &cast).await {
            tracing::debug!(%error, "the epoch was not ended");
        }
    }
}

async fn advance(local: &Local, cast: &Cast) -> Result<(), ClientError> {
    let rpc = &local.chain.rpc;
    let pool: Pool = accounts::fetch(rpc, &cast.pool.address).await?;
    if rpc.unix_time().await? >= pool.epoch_ends_at() {
        let advance = vec![cast.pool.advance_epoch()];
        Transaction::new(&local.chain.deployer, advance).send(rpc).await?;
    }
    Ok(())
}
