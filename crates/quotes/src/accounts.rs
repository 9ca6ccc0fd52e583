//! Accounts of the programs, decoded. They are zero-copy: eight bytes that say what it is, then the
//! struct as it lies in memory, little-endian.

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
/// Why it is not one: it is another kind of account or too short.
pub fn decode<T: State>(data: &[u8]) -> Result<T, String> {
    let body = data
        .strip_prefix(T::DISCRIMINATOR)
        .ok_or("it is another kind of account")?;
    let body = body
        .get(..size_of::<T>())
        .ok_or_else(|| format!("it has only {} bytes", data.len()))?;
    Ok(bytemuck::pod_read_unaligned(body))
}
