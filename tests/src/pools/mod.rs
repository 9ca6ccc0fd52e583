//! AMM pools and people to trade in them.
//!
//! After every transaction it is checked that no token appeared or vanished, that vaults hold what the pools owe, that
//! liquidity adds up and is worth no less than before, and that a refused transaction moved nothing. What instructions
//! move is compared with what [`amm::state::LiquidityPool`] says of the account as it was before: clients quote with that.

mod builder;
mod check;
mod govern;
mod liquidity;
mod locks;
mod mints;
mod people;
mod trade;
mod wide;

pub use builder::{fees, PoolsBuilder, NEVER, NO_LAUNCH, RESERVES};
pub use mints::{Quote, NATIVE_MINT};
pub use wide::not_below;

use crate::{Chain, Key, Sent, World};
use amm::state::{FeeConfig, Fees, LaunchTerms, LiquidityPool, Side, Taxes};
use anchor_lang::prelude::Clock;
use assay_client::amm::AmmPool;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use std::collections::BTreeMap;

/// The side that tests call the quote's, and the side of the reward token, unless the reward token comes first.
pub const QUOTE: Side = Side::A;
pub const REWARD: Side = Side::B;

/// A pool among others.
#[derive(Clone)]
struct Known {
    pool: AmmPool,
    quote: Quote,
    suffix: String,
    /// What it was when last looked at.
    state: Option<LiquidityPool>,
}

/// A stake pool, a tier of fees, and pools of it. The methods for instructions are about the first pool.
#[derive(Clone)]
pub struct Pools<C> {
    pub world: World<C>,
    /// Of the config.
    pub index: u16,
    pub config: Address,
    pub pool: AmmPool,
    pub quote: Quote,
    /// Who made the pool, and holds its first liquidity.
    pub creator: crate::Party,
    /// Every pool there is.
    known: Vec<Known>,
    /// What the names of what belongs to the pool end in: nothing for the first one.
    suffix: String,
    /// Token accounts by what they are called; the others are those that hold nothing of interest.
    holders: BTreeMap<String, Address>,
    /// Mints by what they are called.
    mints: BTreeMap<String, Address>,
    locks: Vec<Address>,
    /// What was sent to a vault past the program.
    gifts: BTreeMap<Address, u64>,
    /// Wrapped lamports there are.
    wrapped: u64,
    minter: Key,
}

impl<C: Chain> Pools<C> {
    /// Sends one transaction and checks that everything still adds up; when it was refused, that nothing moved.
    #[track_caller]
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Sent {
        let before = self.snapshot();
        let payer = self.world.payer.clone();
        let sent = self.world.chain.send(instructions, &payer, signers);
        match sent {
            Ok(_) => self.check(),
            Err(_) => assert_eq!(self.snapshot(), before, "refused, but something moved"),
        }
        sent
    }

    /// The pool.
    #[track_caller]
    pub fn state(&mut self) -> LiquidityPool {
        let address = self.pool.address;
        self.world.state(&address)
    }

    /// The pool as an instruction of this moment finds it.
    #[track_caller]
    pub fn entered(&mut self) -> LiquidityPool {
        let mut pool = self.state();
        let clock = self.world.chain.clock();
        pool.enter(&Clock {
            slot: clock.slot,
            epoch_start_timestamp: clock.epoch_start_timestamp,
            epoch: clock.epoch,
            leader_schedule_epoch: clock.leader_schedule_epoch,
            unix_timestamp: clock.unix_timestamp,
        });
        pool
    }

    /// The tier of fees.
    #[track_caller]
    pub fn fee_config(&mut self) -> FeeConfig {
        let config = self.config;
        self.world.state(&config)
    }

    /// What the two tokens take of transfers now.
    pub fn taxes(&mut self) -> Taxes {
        let epoch = self.world.chain.clock().epoch;
        let mints = self.pool.mints.map(|mint| mint.address);
        mints.map(|mint| self.tax_of(&mint, epoch))
    }

    pub fn now(&mut self) -> i64 {
        self.world.now()
    }

    /// Lets `seconds` pass, and two slots and a half for each.
    pub fn later(&mut self, seconds: i64) {
        let now = self.now();
        self.world.warp_to(now + seconds);
    }

    /// Creates a tier of fees.
    pub fn create_config(&mut self, index: u16, fees: Fees) -> Sent {
        let authority = self.world.authority.clone();
        let stake = self.pool.stake;
        let create = assay_client::amm::create_config(&stake, address_of(&authority), index, fees);
        self.send(&[create], &[&authority])
    }

    /// Turns to another pool, in the order in which they were made.
    pub fn turn_to(&mut self, index: usize) {
        let known = self.known[index].clone();
        (self.pool, self.quote, self.suffix) = (known.pool, known.quote, known.suffix);
        self.config = self.pool.config;
    }

    /// Pools there are.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// Creates the pool, by its creator.
    #[track_caller]
    pub fn initialize(&mut self, amounts: [u64; 2], launch: LaunchTerms, creator_share: bool) -> Sent {
        let creator = self.creator.clone();
        let initialize = self
            .pool
            .initialize_pool(creator.address(), amounts, launch, creator_share, NEVER);
        self.learn();
        self.send(&[initialize], &[&creator.authority])
    }
}

pub(crate) fn address_of(key: &Keypair) -> Address {
    solana_signer::Signer::pubkey(key)
}
