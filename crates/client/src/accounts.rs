//! Accounts of the programs, decoded. They are zero-copy: eight bytes that say what it is, then the
//! struct as it lies in memory, little-endian.

use crate::{ClientError, Rpc};
use anchor_lang::Discriminator;
use bytemuck::Pod;
use solana_address::Address;

/// An account type of the suite.
pub trait State: Pod + Discriminator {
    /// What people call it.
    const WHAT: &'static str;
    /// The program that owns it.
    const PROGRAM: Address;
    /// What to do when there is none.
    const HINT: &'static str;
}

macro_rules! states {
    ($($program:ident::$name:ident, $what:literal, $hint:literal;)*) => {
        $(impl State for $program::state::$name {
            const WHAT: &'static str = $what;
            const PROGRAM: Address = $program::ID;
            const HINT: &'static str = $hint;
        })*
    };
}

states! {
    stake::Pool, "stake pool", ": initialise the cluster with `cargo xtask deploy`";
    stake::Operator, "operator", ": register with `assay stake register`";
    stake::BondLedger, "bond ledger", ": register with `assay stake register`";
    stake::Position, "position", ": `assay stake positions` lists the positions there are";
    stake::Ticket, "ticket", ": `assay stake show` lists the tickets there are";
    stake::Farm, "farm", ": `assay farm list` lists the farms there are";
    stake::FarmStake, "stake in the farm", ": stake with `assay farm stake`";
    escrow::Market, "market", ": initialise the cluster with `cargo xtask deploy`";
    escrow::Job, "job", ": `assay job list` lists the jobs there are";
    escrow::Evidence, "evidence buffer", ": it has been closed, or was never opened";
    escrow::BenchmarkClass, "benchmark class", ": `assay stake classes` lists the classes there are";
    escrow::Benchmark, "benchmark", ": begin one with `assay worker benchmark`";
    escrow::Demand, "demand", ": nobody has demanded this leaf, or the demand is closed";
    amm::FeeConfig, "fee config", ": `assay pool configs` lists the ones there are";
    amm::LiquidityPool, "liquidity pool", ": `assay pool list` lists the pools there are";
    amm::LiquidityLock, "liquidity lock", ": `assay pool locks` lists the locks there are";
    governor::Realm, "realm", ": create it with `assay gov init`";
    governor::Proposal, "proposal", ": `assay gov list` lists the proposals there are";
    governor::Action, "action", ": it has been closed, or was never added";
    governor::VoteRecord, "vote", ": this position has not voted on the proposal, or its record is closed";
    governor::Delegation, "delegation", ": delegate with `assay gov delegate`";
    governor::Stream, "stream", ": `assay gov streams` lists the streams there are";
    stake::VerifierRegistry, "verifier registry", ": initialise the cluster with `cargo xtask deploy`";
}

/// Decodes an account's data.
///
/// # Errors
/// [`ClientError::BadAccount`] when it is another kind of account or too short.
pub fn decode<T: State>(address: Address, data: &[u8]) -> Result<T, ClientError> {
    let bad = |reason: String| ClientError::BadAccount {
        what: T::WHAT,
        address,
        reason,
    };
    let body = data
        .strip_prefix(T::DISCRIMINATOR)
        .ok_or_else(|| bad("it is another kind of account".to_owned()))?;
    let body = body
        .get(..size_of::<T>())
        .ok_or_else(|| bad(format!("it has only {} bytes", data.len())))?;
    Ok(bytemuck::pod_read_unaligned(body))
}

/// Reads and decodes the account at `address`.
///
/// # Errors
/// [`ClientError::NoAccount`] with what to do when there is none.
pub async fn fetch<T: State>(rpc: &Rpc, address: &Address) -> Result<T, ClientError> {
    find(rpc, address).await?.ok_or(ClientError::NoAccount {
        what: T::WHAT,
        address: *address,
        hint: T::HINT,
    })
}

/// Reads and decodes the account at `address`, or `None` when there is none.
///
/// # Errors
/// When there is another kind of account.
pub async fn find<T: State>(rpc: &Rpc, address: &Address) -> Result<Option<T>, ClientError> {
    let Some(account) = rpc.account(address).await? else {
        return Ok(None);
    };
    if account.owner != T::PROGRAM {
        return Err(ClientError::BadAccount {
            what: T::WHAT,
            address: *address,
            reason: format!("it belongs to {}", crate::program_name(account.owner)),
        });
    }
    decode(*address, &account.data).map(Some)
}

/// Every account of this kind whose data holds the given bytes at the given offsets, counted from
/// the first field.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn list<T: State>(
    rpc: &Rpc,
    matching: &[(usize, &[u8])],
) -> Result<Vec<(Address, T)>, ClientError> {
    let mut filters = vec![(0, T::DISCRIMINATOR)];
    let shift = T::DISCRIMINATOR.len();
    filters.extend(matching.iter().map(|(at, bytes)| (at + shift, *bytes)));
    rpc.program_accounts(&T::PROGRAM, &filters)
        .await?
        .into_iter()
        .map(|(address, data)| Ok((address, decode(address, &data)?)))
        .collect()
}
