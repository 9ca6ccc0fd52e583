//! An AMM pool of the payment mint and the reward mint.

use super::{JobRef, Party, World};
use crate::{Chain, Sent};
use assay_client::{
    address,
    amm::{create_config, AmmPool, FeeConfig, Fees, LaunchTerms, Limits, LiquidityPool, Side},
    escrow::JobRequest,
};
use solana_signer::Signer;

/// Index of the fee tier of the pools of these tests.
const TIER: u16 = 3;

/// Fees of 0.3 %, of which a fifth is the protocol's.
fn fees() -> Fees {
    Fees {
        surcharge_seconds: 60,
        observation_seconds: 1,
        fee_bps: 30,
        protocol_bps: 2_000,
        burn_bps: 5_000,
        creator_bps: 0,
        surcharge_share_bps: 0,
        surcharge_most_bps: 0,
        launch_bps: 0,
        launch_hours: 0,
    }
}

/// Limits that ask for nothing.
pub fn no_limits() -> Limits {
    Limits {
        deadline: i64::MAX,
        mean_seconds: 0,
        mean_bps: 0,
    }
}

impl<C: Chain> World<C> {
    /// Opens a pool with these amounts, in which somebody called `maker` has more of both to trade with. Its vaults are
    /// called `amm payment` and `amm reward`.
    pub fn open_exchange(&mut self, payment: u64, reward: u64) -> AmmPool {
        let maker = self.add_wallet("maker");
        self.give_payment(&maker, payment.saturating_mul(100));
        self.give_reward(&maker, reward.saturating_mul(100));
        let (authority, stake) = (self.authority.clone(), self.pool);
        let config = create_config(&stake, authority.pubkey(), TIER, fees());
        self.send(&[config], &[&authority]).expect("a fee tier");
        let pool = self.market.pool_of_tier(TIER);
        let mut amounts = [reward; 2];
        let side = pool.side_of(&self.market.payment_mint).expect("its mint");
        amounts[side as usize] = payment;
        self.watch("amm payment", pool.vaults[side as usize]);
        self.watch("amm reward", pool.vaults[side.other() as usize]);
        let launch = LaunchTerms {
            opens_at: 0,
            seconds: 0,
            fee_bps: 0,
            cap_bps: 0,
        };
        let instruction = pool.initialize_pool(maker.address(), amounts, launch, false, i64::MAX);
        self.send(&[instruction], &[&maker.authority]).expect("a pool");
        pool
    }

    /// Lets the market's fees buy reward tokens in `pool`.
    pub fn buy_back_in(&mut self, pool: &AmmPool) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.market.set_buyback(authority.pubkey(), pool);
        let sent = self.send(&[instruction], &[&authority])?;
        self.market.buyback = Some(*pool);
        Ok(sent)
    }

    /// A trade of `from`'s, who takes what it gives.
    pub fn trade(&mut self, pool: &AmmPool, from: &Party, side: Side, amount: u64) -> Sent {
        let instruction = pool.swap_exact_in(from.address(), side, amount, 0, no_limits());
        self.send(&[instruction], &[&from.authority])
    }

    /// What the pool gives now for `amount` of `side`, and what of the fee stays in its vault besides the reserve.
    pub fn exchange_quote(&mut self, pool: &AmmPool, side: Side, amount: u64) -> amm::state::Trade {
        let (mut state, config) = self.exchange(pool);
        let clock = self.chain.clock();
        state.oracle.observe(state.reserves, clock.unix_timestamp);
        let taxes = Default::default();
        state
            .sell(&config, side, amount, &taxes, clock.unix_timestamp)
            .expect("a trade")
    }

    /// The pool's account and its config's.
    pub fn exchange(&mut self, pool: &AmmPool) -> (LiquidityPool, FeeConfig) {
        (self.state(&pool.address), self.state(&pool.config))
    }

    /// The address of another fee tier of this world.
    pub fn other_tier(&self) -> solana_address::Address {
        address::fee_config(&self.pool.address, TIER + 1)
    }

    /// Posts `request` for the client, paid with at most `maximum` of the other token of `pool`.
    pub fn try_post_with_swap(
        &mut self,
        request: JobRequest,
        pool: &AmmPool,
        maximum: u64,
        limits: Limits,
    ) -> Sent {
        let client = self.client.clone();
        let job = JobRef::new(&client.address(), request.nonce);
        self.tokens.insert(job.vault_name(), job.vault);
        self.jobs.insert(job.address);
        let instruction = self
            .market
            .post_job_with_swap(client.address(), request, pool, maximum, limits)
            .expect("a pool of the payment mint");
        self.send(&[instruction], &[&client.authority])
    }
}
