//! A pool, a market, and people to play jobs with.

mod balances;
mod benchmarks;
mod bonds;
mod builder;
mod demands;
mod ending;
mod exchange;
mod farms;
mod job;
mod mint;
mod people;
mod proof;
mod stakes;
mod verifiers;

pub use balances::Balances;
pub use benchmarks::{benchmark_rules, BENCHMARK};
pub use builder::{market_params, pool_params, schedule, WorldBuilder, START, START_SLOT};
pub use exchange::no_limits;
pub use farms::LP_DECIMALS;
pub use job::JobRef;
pub use mint::{Extension, Payment};
pub use people::{key, Key, Party};
pub use stakes::Stake;

use crate::{Chain, Sent, Work};
use assay_client::{
    accounts::{decode, State},
    escrow::EscrowMarket,
    stake::StakePool,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::{BTreeMap, BTreeSet};

/// Own bond of a provider or verifier, reward base units.
pub const BOND: u64 = 100_000_000;
/// Price of a job, payment base units; odd, so that every share is rounded.
pub const PRICE: u64 = 1_000_003;

/// Everything a test plays with. Steps are methods that send one transaction and return what came of it.
#[derive(Clone)]
pub struct World<C> {
    pub chain: C,
    /// Pays the fees of every transaction, and stands for "anyone".
    pub payer: Key,
    /// Governs pool and market, may mint payment tokens, and holds the reward tokens that nobody else has.
    pub authority: Key,
    pub client: Party,
    pub provider: Party,
    pub verifiers: Vec<Party>,
    pub pool: StakePool,
    pub market: EscrowMarket,
    pub payment: Payment,
    /// The job that clients ask for.
    pub work: Work,
    next_nonce: u64,
    /// Token accounts by what they are called.
    tokens: BTreeMap<String, Address>,
    operators: BTreeSet<Address>,
    positions: BTreeSet<Address>,
    tickets: BTreeSet<Address>,
    farms: BTreeSet<Address>,
    farm_stakes: BTreeSet<Address>,
    jobs: BTreeSet<Address>,
    demands: BTreeSet<Address>,
    /// What was sent to a vault past its program.
    donated: BTreeMap<Address, u64>,
}

impl<C: Chain> World<C> {
    /// A pool and a market that is paid in the reward token.
    pub fn new() -> Self {
        Self::builder().start()
    }

    /// Sends one transaction and, when it went through, checks that everything still adds up.
    #[track_caller]
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Sent {
        let sent = self.chain.send(instructions, &self.payer, signers);
        if sent.is_ok() {
            self.check();
        }
        sent
    }

    /// The state at `address`, or `None` when there is no account.
    ///
    /// # Panics
    /// When there is another kind of account.
    #[track_caller]
    pub fn find<T: State>(&mut self, address: &Address) -> Option<T> {
        let account = self.chain.account(address)?;
        assert_eq!(account.owner, T::PROGRAM, "owner of the {}", T::WHAT);
        Some(decode(*address, &account.data).unwrap_or_else(|error| panic!("{error}")))
    }

    /// The state at `address`.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn state<T: State>(&mut self, address: &Address) -> T {
        self.find(address)
            .unwrap_or_else(|| panic!("there is no {} at {address}", T::WHAT))
    }

    /// Changes the state at `address` past its program.
    #[track_caller]
    pub fn edit<T: State>(&mut self, address: &Address, edit: impl FnOnce(&mut T)) {
        let mut state: T = self.state(address);
        edit(&mut state);
        let mut account = self.chain.account(address).expect("just read");
        let head = T::DISCRIMINATOR.len();
        account.data[head..head + size_of::<T>()].copy_from_slice(bytemuck::bytes_of(&state));
        self.chain.set_account(*address, account);
    }

    /// Unix time.
    pub fn now(&mut self) -> i64 {
        self.chain.clock().unix_timestamp
    }

    /// Moves the clock to `unix_timestamp`, two slots and a half per second.
    pub fn warp_to(&mut self, unix_timestamp: i64) {
        let clock = self.chain.clock();
        let seconds = unix_timestamp.saturating_sub(clock.unix_timestamp).max(0) as u64;
        self.chain.warp(clock.slot + seconds * 5 / 2, unix_timestamp);
    }

    /// Moves the slot on at the same time of day.
    pub fn warp_slots(&mut self, slots: u64) {
        let clock = self.chain.clock();
        self.chain.warp(clock.slot + slots, clock.unix_timestamp);
    }

    /// Lamports at `address`.
    pub fn lamports(&mut self, address: &Address) -> u64 {
        self.chain.account(address).map_or(0, |account| account.lamports)
    }

    pub(crate) fn payer_address(&self) -> Address {
        self.payer.pubkey()
    }
}

impl<C: Chain> Default for World<C> {
    fn default() -> Self {
        Self::new()
    }
}
