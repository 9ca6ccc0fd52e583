//! How pools start.

use super::{mints::mint_name, Pools, Quote};
use crate::{key, Chain, World};
use amm::state::{Fees, LaunchTerms};
use assay_client::{
    address,
    amm::{AmmPool, PoolMint},
    token,
};
use std::{collections::BTreeMap, marker::PhantomData};

/// First deposit of the pools of these tests: of the quote, and of the reward token.
pub const RESERVES: [u64; 2] = [1_000_000_000, 4_000_000_000];
/// A deadline that does not pass.
pub const NEVER: i64 = i64::MAX;
/// Trades at once and without bounds.
pub const NO_LAUNCH: LaunchTerms = LaunchTerms {
    opens_at: 0,
    seconds: 0,
    fee_bps: 0,
    cap_bps: 0,
};

/// Fees of the pools of these tests.
pub fn fees() -> Fees {
    Fees {
        surcharge_seconds: 600,
        observation_seconds: 60,
        fee_bps: 30,
        protocol_bps: 2_000,
        burn_bps: 5_000,
        creator_bps: 1_000,
        surcharge_share_bps: 0,
        surcharge_most_bps: 0,
        launch_bps: 5_000,
        launch_hours: 168,
    }
}

/// Options of pools.
#[must_use]
pub struct PoolsBuilder<C> {
    quote: Quote,
    reward_first: bool,
    fees: Fees,
    launch: LaunchTerms,
    creator_share: bool,
    reserves: [u64; 2],
    without_config: bool,
    without_pool: bool,
    chain: PhantomData<C>,
}

impl<C: Chain> Pools<C> {
    /// A pool of an SPL mint and the reward token.
    pub fn new() -> Self {
        Self::builder().start()
    }

    /// A pool of this quote and the reward token.
    pub fn of(quote: Quote) -> Self {
        Self::builder().quote(quote).start()
    }

    /// Options before the start.
    pub fn builder() -> PoolsBuilder<C> {
        PoolsBuilder {
            quote: Quote::Spl,
            reward_first: false,
            fees: fees(),
            launch: NO_LAUNCH,
            creator_share: true,
            reserves: RESERVES,
            without_config: false,
            without_pool: false,
            chain: PhantomData,
        }
    }
}

impl<C: Chain> Pools<C> {
    /// Turns to a further pool that is not there yet, of a new mint and a tier with these fees. What belongs to it is
    /// called as usual, with ` {number}` at the end.
    #[track_caller]
    pub fn further(&mut self, number: u16, quote: Quote, fees: Fees, reserves: [u64; 2]) {
        let stake = self.pool.stake;
        self.suffix = format!(" {number}");
        self.quote = quote;
        let name = mint_name(&format!("quote mint {number}"), &stake.reward_mint, false);
        let mint = PoolMint {
            address: self.world.create_quote(&name, quote),
            token_program: quote.program(),
        };
        self.mints.insert(format!("quote{}", self.suffix), mint.address);
        let reward = PoolMint {
            address: stake.reward_mint,
            token_program: token::TOKEN_PROGRAM,
        };
        self.config = address::fee_config(&stake.address, number);
        self.pool = AmmPool::new(stake, self.config, mint, reward);
        self.open("authority", &self.world.authority.clone());
        self.add("creator", reserves);
        self.create_config(number, fees).expect("the config");
    }
}

impl<C: Chain> Default for Pools<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Chain> PoolsBuilder<C> {
    /// Trades the reward token for this.
    pub fn quote(mut self, quote: Quote) -> Self {
        self.quote = quote;
        self
    }

    /// Makes the reward token mint a, and the quote mint b.
    pub fn reward_first(mut self) -> Self {
        self.reward_first = true;
        self
    }

    /// Changes the fees.
    pub fn fees(mut self, change: impl FnOnce(&mut Fees)) -> Self {
        change(&mut self.fees);
        self
    }

    /// Starts the pool with a launch.
    pub fn launch(mut self, launch: LaunchTerms) -> Self {
        self.launch = launch;
        self
    }

    /// Gives the creator no share of the fees.
    pub fn without_creator_share(mut self) -> Self {
        self.creator_share = false;
        self
    }

    /// The first deposit, mint a's and mint b's.
    pub fn reserves(mut self, reserves: [u64; 2]) -> Self {
        self.reserves = reserves;
        self
    }

    /// Creates no pool yet; its creator has the tokens.
    pub fn without_pool(mut self) -> Self {
        self.without_pool = true;
        self
    }

    /// Creates no tier of fees either.
    pub fn without_config(mut self) -> Self {
        self.without_config = true;
        self.without_pool()
    }

    /// Starts the chain and creates what was asked for.
    pub fn start(self) -> Pools<C> {
        let mut world: World<C> = World::builder().without_market().start();
        let (stake, index) = (world.pool, 7);
        let name = self.quote.name_in_order(&stake.reward_mint, self.reward_first);
        let quote = PoolMint {
            address: world.create_quote(&name, self.quote),
            token_program: self.quote.program(),
        };
        let reward = PoolMint {
            address: stake.reward_mint,
            token_program: token::TOKEN_PROGRAM,
        };
        let config = address::fee_config(&stake.address, index);
        let creator = world.party("creator");
        let mut pools = Pools {
            index,
            config,
            pool: AmmPool::new(stake, config, quote, reward),
            quote: self.quote,
            creator: creator.clone(),
            known: Vec::new(),
            suffix: String::new(),
            holders: BTreeMap::new(),
            mints: BTreeMap::from([
                ("quote".to_owned(), quote.address),
                ("reward".to_owned(), reward.address),
            ]),
            locks: Vec::new(),
            gifts: BTreeMap::new(),
            wrapped: 0,
            minter: key("authority"),
            world,
        };
        pools.open("authority", &pools.world.authority.clone());
        pools.add("creator", self.reserves);
        if !self.without_config {
            pools.create_config(index, self.fees).expect("the config");
        }
        if !self.without_pool {
            pools
                .initialize(self.reserves, self.launch, self.creator_share)
                .expect("the pool");
        }
        pools
    }
}
