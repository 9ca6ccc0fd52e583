//! What the tests of this suite say often.

use anchor_lang::prelude::ProgramError;
use assay_client::escrow::MarketParams;
use assay_tests::{
    governance::Governed, Chain, Failure, Payment, ProgramChain, QuickChain, Sent, StakePool, World,
};
use solana_address::Address;
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer;
use stake::state::PoolParams;
use std::sync::{Mutex, PoisonError};

pub type TestWorld = World<ProgramChain>;
/// A realm on the chain whose clone is a snapshot: many tests try many things at one point. Whoever is named as a signer
/// has signed there, so a test that is about a signature leaves it out by name.
pub type TestRealm = Governed<QuickChain>;

/// A realm with the default parameters, made once and cloned.
pub fn realm() -> TestRealm {
    static MADE: Mutex<Option<TestRealm>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.get_or_insert_with(TestRealm::new).clone()
}

/// A client and a provider.
pub fn two() -> TestWorld {
    World::new().with_client().with_provider()
}

/// A client and a provider in a market paid in this.
pub fn two_paid_in(payment: Payment) -> TestWorld {
    World::builder()
        .payment(payment)
        .start()
        .with_client()
        .with_provider()
}

/// A client, a provider and five verifiers: as many as a committee has.
pub fn seven() -> TestWorld {
    two().with_verifiers(5)
}

/// Asserts that this was refused with exactly this error.
#[track_caller]
pub fn refused(sent: Sent, error: impl Into<ProgramError>) -> Failure {
    let error = error.into();
    match sent {
        Ok(_) => panic!("went through instead of failing with {error:?}"),
        Err(failure) => {
            assert!(failure.is(error.clone()), "{error:?} expected: {failure:#?}");
            failure
        }
    }
}

/// Asserts that the runtime stopped it with this error, which is no program's.
#[track_caller]
pub fn stopped(sent: Sent, error: InstructionError) {
    let failure = sent.expect_err("went through");
    let found = failure.instruction().map(|(_, error)| error);
    assert_eq!(found, Some(error), "{failure:#?}");
}

/// The token programs' own error with this code.
pub const INSUFFICIENT_FUNDS: ProgramError = ProgramError::Custom(1);
/// The system program's error for an account that is there already, as the framework reports it.
pub const ALREADY_THERE: ProgramError = ProgramError::Custom(0);

/// The framework's error for an account that is not there.
pub const MISSING: ProgramError = ProgramError::UninitializedAccount;
/// The token program's error for a token account of somebody else.
pub const OWNER_MISMATCH: ProgramError = ProgramError::Custom(4);

/// Changes the market's parameters.
pub fn set_market(world: &mut TestWorld, change: impl FnOnce(&mut MarketParams)) -> Sent {
    let mut params = assay_tests::market_params();
    change(&mut params);
    let authority = world.authority.clone();
    let instruction = world.market.set_market_params(authority.pubkey(), params);
    world.send(&[instruction], &[&authority])
}

/// Pauses what `mask` says in the market.
pub fn pause_market(world: &mut TestWorld, mask: u8) -> Sent {
    let authority = world.authority.clone();
    let instruction = world.market.set_market_pause(authority.pubkey(), mask);
    world.send(&[instruction], &[&authority])
}

/// Whether a log line says this.
#[track_caller]
pub fn says(failure: &Failure, text: &str) {
    let said = failure.logs.iter().any(|line| line.contains(text));
    assert!(said, "{text:?} is not in {:#?}", failure.logs);
}

/// The number at `field` of an event.
#[track_caller]
pub fn number(event: &serde_json::Value, field: &str) -> u64 {
    event[field]
        .as_u64()
        .unwrap_or_else(|| panic!("no number {field} in {event}"))
}

/// The address at `field` of an event.
#[track_caller]
pub fn who(event: &serde_json::Value, field: &str) -> Address {
    event[field]
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no address {field} in {event}"))
}

/// The same instruction with one account replaced.
pub fn with(mut instruction: Instruction, old: &Address, new: &Address) -> Instruction {
    let mut replaced = 0;
    for meta in &mut instruction.accounts {
        if meta.pubkey == *old {
            meta.pubkey = *new;
            replaced += 1;
        }
    }
    assert!(replaced > 0, "{old} is not among the accounts");
    instruction
}

/// A second pool of a mint called `name`, of the same authority.
pub fn other_pool(world: &mut TestWorld, name: &str) -> StakePool {
    let mint = world.create_mint(name, Payment::Reward);
    let pool = StakePool::new(mint);
    let authority = world.authority.clone();
    let instruction = pool.initialize_pool(
        authority.pubkey(),
        assay_client::address::escrow_signer(),
        assay_tests::pool_params(),
        assay_tests::schedule(),
    );
    raw(world, instruction, &[&authority]).expect("another pool");
    pool
}

/// Sends one instruction without the checks of the world.
pub fn raw<C: Chain>(world: &mut World<C>, instruction: Instruction, signers: &[&Keypair]) -> Sent {
    let payer = world.payer.clone();
    world.chain.send(&[instruction], &payer, signers)
}

/// Lets `seconds` pass.
pub fn later(world: &mut TestWorld, seconds: i64) {
    let now = world.now();
    world.warp_to(now + seconds);
}

/// Changes the pool's parameters.
pub fn set_pool(world: &mut TestWorld, change: impl FnOnce(&mut PoolParams)) -> Sent {
    let mut params = world.pool_state().params();
    change(&mut params);
    let authority = world.authority.clone();
    let instruction = world.pool.set_params(authority.pubkey(), params);
    world.send(&[instruction], &[&authority])
}

/// Asserts that both differ by at most `by`.
#[track_caller]
pub fn near(found: u64, expected: u64, by: u64) {
    assert!(
        found.abs_diff(expected) <= by,
        "{found} is not within {by} of {expected}"
    );
}
