//! How a world starts.

use super::{key, Party, Payment, World};
use crate::{Chain, Sent, Work};
use assay_client::{
    address,
    escrow::{EscrowMarket, MarketParams},
    stake::StakePool,
    token,
};
use solana_address::Address;
use solana_signer::Signer;
use stake::{
    constants::REWARD_CAP,
    state::{PoolParams, Schedule},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

/// Unix time at which worlds start.
pub const START: i64 = 1_800_000_000;
/// Slot at which worlds start.
pub const START_SLOT: u64 = 100_000;

/// Parameters of the pools of these tests.
pub fn pool_params() -> PoolParams {
    PoolParams {
        min_bond: 1_000_000,
        cooldown_seconds: 7 * 86_400,
        jail_seconds: 30 * 86_400,
        commission_delay_seconds: 86_400,
        bond_factor_bps: 8_000,
        security_bps: 4_000,
        work_bps: 2_500,
        verification_bps: 1_500,
        liquidity_bps: 1_500,
        treasury_bps: 500,
        saturation: 10,
        max_commission_bps: 3_000,
        commission_step_bps: 500,
    }
}

/// What the pools of these tests emit; odd, so that every share is rounded.
pub fn schedule() -> Schedule {
    Schedule {
        first_emission: 1_000_000_007,
        // 15 / 16.
        decay_q32: 0xF000_0000,
        epoch_seconds: 86_400,
    }
}

/// Parameters of the markets of these tests.
pub fn market_params() -> MarketParams {
    MarketParams {
        reward_per_payment_q32: 1 << 32,
        verifier_bond: 250_007,
        min_price: 1,
        max_price: u64::MAX,
        max_run_seconds: 3_600,
        reveal_seconds: 60,
        seed_seconds: 30,
        attest_seconds: 60,
        challenge_seconds: [600, 300],
        answer_seconds: 60,
        demand_bond: 1_000_000,
        fee_bps: 500,
        burn_bps: 4_000,
        verifier_bps: 4_000,
        challenger_bps: 5_000,
        client_bps: 2_500,
        expiry_penalty_bps: 1_000,
        collateral_bps: 15_000,
        detection_bps: 5_000,
        committee_size: 5,
        quorum: 3,
        buyback_slippage_bps: 1_000,
        buyback_mean_seconds: 60,
        require_proof_of_verification: 0,
        padding: [0; 7],
    }
}

/// Options of a world.
#[must_use]
pub struct WorldBuilder<C> {
    payment: Payment,
    pool: PoolParams,
    market: MarketParams,
    without_market: bool,
    without_pool: bool,
    supply: u64,
    chain: PhantomData<C>,
}

impl<C: Chain> World<C> {
    /// Options before the start.
    pub fn builder() -> WorldBuilder<C> {
        WorldBuilder {
            payment: Payment::Reward,
            pool: pool_params(),
            market: market_params(),
            without_market: false,
            without_pool: false,
            supply: REWARD_CAP / 2,
            chain: PhantomData,
        }
    }

    /// Creates the pool, with the escrow program over its bonds.
    pub fn initialize_pool(&mut self, params: PoolParams) -> Sent {
        self.initialize_pool_for(address::escrow_signer(), params)
    }

    /// Creates the pool, with `escrow_signer` over its bonds.
    pub fn initialize_pool_for(&mut self, escrow_signer: Address, params: PoolParams) -> Sent {
        let authority = self.authority.clone();
        let instruction = self
            .pool
            .initialize_pool(authority.pubkey(), escrow_signer, params, schedule());
        let sent = self.send(&[instruction], &[&authority])?;
        self.tokens.insert("stake vault".to_owned(), self.pool.vault);
        self.tokens
            .insert("reward vault".to_owned(), self.pool.reward_vault);
        self.check();
        Ok(sent)
    }

    /// Creates the market.
    pub fn initialize_market(&mut self, params: MarketParams) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.market.initialize_market(authority.pubkey(), params);
        let sent = self.send(&[instruction], &[&authority])?;
        self.tokens.insert("treasury".to_owned(), self.market.treasury);
        self.check();
        Ok(sent)
    }
}

impl<C: Chain> WorldBuilder<C> {
    /// Pays jobs in this.
    pub fn payment(mut self, payment: Payment) -> Self {
        self.payment = payment;
        self
    }

    /// Changes the pool's parameters.
    pub fn pool(mut self, change: impl FnOnce(&mut PoolParams)) -> Self {
        change(&mut self.pool);
        self
    }

    /// Changes the market's parameters.
    pub fn market(mut self, change: impl FnOnce(&mut MarketParams)) -> Self {
        change(&mut self.market);
        self
    }

    /// Creates mints and pool only.
    pub fn without_market(mut self) -> Self {
        self.without_market = true;
        self
    }

    /// Creates mints only.
    pub fn without_pool(mut self) -> Self {
        self.without_pool = true;
        self.without_market()
    }

    /// Reward tokens there are from the start, base units.
    pub fn supply(mut self, supply: u64) -> Self {
        self.supply = supply;
        self
    }

    /// Starts the chain and creates what was asked for. The reward tokens there are, half of those there can be unless
    /// told otherwise, are the authority's.
    pub fn start(self) -> World<C> {
        let mut chain = C::start();
        chain.warp(START_SLOT, START);
        let (payer, authority) = (key("payer"), key("authority"));
        for wallet in [&payer, &authority] {
            chain.fund(wallet.pubkey(), 1_000_000_000_000);
        }
        let pool = StakePool::new(key("reward mint").pubkey());
        let payment_mint = match self.payment {
            Payment::Reward => pool.reward_mint,
            _ => key("payment mint").pubkey(),
        };
        let market = EscrowMarket::new(pool, payment_mint, self.payment.program());
        let mut world = World {
            chain,
            payer,
            authority,
            client: Party::named("client", &pool.address),
            provider: Party::named("provider", &pool.address),
            verifiers: Vec::new(),
            pool,
            market,
            payment: self.payment,
            work: Work::new(1),
            next_nonce: 0,
            tokens: BTreeMap::new(),
            operators: BTreeSet::new(),
            positions: BTreeSet::new(),
            tickets: BTreeSet::new(),
            farms: BTreeSet::new(),
            farm_stakes: BTreeSet::new(),
            jobs: BTreeSet::new(),
            demands: BTreeSet::new(),
            donated: BTreeMap::new(),
        };
        world.create_mint("reward mint", Payment::Reward);
        if self.payment != Payment::Reward {
            world.create_mint("payment mint", self.payment);
        }
        world.hold_rewards(self.supply);
        if !self.without_pool {
            world.initialize_pool(self.pool).expect("the pool");
        }
        if !self.without_market {
            world.initialize_market(self.market).expect("the market");
        }
        world
    }
}

impl<C: Chain> World<C> {
    /// Mints the first reward tokens to the authority.
    fn hold_rewards(&mut self, supply: u64) {
        let authority = self.authority.clone();
        let (owner, mint) = (authority.pubkey(), self.pool.reward_mint);
        let account = self.pool.reward_account(&owner);
        self.tokens.insert("authority reward".to_owned(), account);
        let open = token::open_associated(&self.payer_address(), &owner, &mint, &token::TOKEN_PROGRAM);
        let mint_to = token::mint_to(&mint, &account, &owner, supply);
        self.send(&[open, mint_to], &[&authority]).expect("reward tokens");
    }
}
