//! Who there is, twice.

use super::{top_bump, Lab};
use assay_client::{
    address,
    escrow::EscrowMarket,
    stake::{StakePool, ROLE_PROVIDER, ROLE_VERIFIER},
    token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM},
};
use escrow::{constants as escrow_seeds, state::MarketParams};
use solana_address::Address;
use stake::{
    constants as stake_seeds,
    state::{PoolParams, Profile},
};

/// Own bond of everybody, reward base units.
pub const BOND: u64 = 1_000_000_000;
/// What everybody holds of every token, base units.
const PURSE: u64 = 10_000_000_000;
/// Verifiers of a pool; one more than the committee has seats, and one that has not joined.
const VERIFIERS: u16 = 6;

/// A provider or verifier.
#[derive(Clone, Copy, Default)]
pub struct Operator {
    pub authority: Address,
    pub agent: Address,
    pub address: Address,
}

/// Everybody, and what is theirs. Index 0 is who a recipe is about, the others are alike.
#[derive(Clone, Default)]
pub struct Parties {
    /// A and B trust the escrow program; C trusts a plain key, so that a test can sign for the escrow.
    pub pools: Vec<StakePool>,
    pub governors: Vec<Address>,
    /// What pool C trusts.
    pub bonder: Address,
    /// Two of pool A, paid in SPL Token and Token-2022; two of pool B, the second paid in the first one's mint.
    pub markets: Vec<EscrowMarket>,
    /// Of pool A, paid in the reward token itself.
    pub reward_market: Option<EscrowMarket>,
    pub clients: Vec<Address>,
    pub challengers: Vec<Address>,
    /// Two of pool A, one of pool B.
    pub providers: Vec<Operator>,
    /// The first provider under another pool.
    pub provider_elsewhere: Operator,
    /// In the registries of pools A and B.
    pub verifiers: [Vec<Operator>; 2],
    /// Bonded in pools A and B, in no registry.
    pub candidates: Vec<Operator>,
    /// Of pool C.
    pub bonded: Vec<Operator>,
}

/// As in the worlds, with a day for everything and whole bonds to lock.
pub fn pool_params() -> PoolParams {
    PoolParams {
        min_bond: 1_000,
        cooldown_seconds: 86_400,
        jail_seconds: 86_400,
        bond_factor_bps: 10_000,
        ..crate::pool_params()
    }
}

pub fn market_params() -> MarketParams {
    MarketParams {
        reward_per_payment_q32: 1 << 32,
        verifier_bond: 1_000,
        min_price: 1,
        max_price: u64::MAX,
        max_run_seconds: 3_600,
        reveal_seconds: 60,
        seed_seconds: 30,
        attest_seconds: 60,
        challenge_seconds: [600, 600],
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

pub fn profile(agent: Address) -> Profile {
    Profile {
        agent,
        price_floor: 1,
        region: 276,
        capacity: 4,
        endpoint: b"http://127.0.0.1:8080".to_vec(),
    }
}

/// Whether a reward mint's pool, vault and registry have the bump 255.
fn suits_pool(mint: &Address) -> bool {
    let pool = address::pool(mint);
    top_bump(&stake::ID, &[stake_seeds::POOL_SEED, mint.as_ref()])
        && top_bump(&stake::ID, &[stake_seeds::STAKE_VAULT_SEED, pool.as_ref()])
        && top_bump(&stake::ID, &[stake_seeds::REWARD_VAULT_SEED, pool.as_ref()])
        && top_bump(&stake::ID, &[stake_seeds::VERIFIERS_SEED, pool.as_ref()])
}

/// Whether a payment mint's market and treasury have the bump 255.
fn suits_market(pool: Address) -> impl Fn(&Address) -> bool {
    move |mint| {
        let market = address::market(&pool, mint);
        let seeds = [escrow_seeds::MARKET_SEED, pool.as_ref(), mint.as_ref()];
        top_bump(&escrow::ID, &seeds)
            && top_bump(&escrow::ID, &[escrow_seeds::TREASURY_SEED, market.as_ref()])
    }
}

/// Whether an operator's two accounts have the bump 255.
fn suits_operator(pool: Address) -> impl Fn(&Address) -> bool {
    move |authority| {
        let operator = address::operator(&pool, authority);
        let seeds = [stake_seeds::OPERATOR_SEED, pool.as_ref(), authority.as_ref()];
        top_bump(&stake::ID, &seeds) && top_bump(&stake::ID, &[stake_seeds::LEDGER_SEED, operator.as_ref()])
    }
}

impl Lab {
    pub(super) fn settle_in(&mut self) {
        let bonder = self.wallet("bonder");
        self.parties.bonder = bonder;
        for (name, signer) in [
            ("A", address::escrow_signer()),
            ("B", address::escrow_signer()),
            ("C", bonder),
        ] {
            self.open_pool(name, signer);
        }
        let [a, b, c] = [0, 1, 2].map(|n| self.parties.pools[n]);
        self.call(address::escrow_signer(), "the escrow's signer");
        for (name, program, pool) in [
            ("usdc", TOKEN_PROGRAM, 0),
            ("eurc", TOKEN_2022_PROGRAM, 0),
            ("gbpc", TOKEN_PROGRAM, 1),
        ] {
            let market = self.open_market(name, program, pool);
            self.parties.markets.push(market);
        }
        let same_mint = self.open_second_market();
        self.parties.markets.push(same_mint);
        self.parties.clients = ["client 1", "client 2"].map(|name| self.party(name)).into();
        self.parties.challengers = ["challenger 1", "challenger 2"]
            .map(|name| self.party(name))
            .into();

        let roles = ROLE_PROVIDER | ROLE_VERIFIER;
        for (name, pool) in [("provider 1", a), ("provider 2", a), ("provider 3", b)] {
            let provider = self.register(name, pool, roles);
            self.parties.providers.push(provider);
        }
        self.parties.provider_elsewhere = self.register_again(self.parties.providers[0], b);
        for (n, pool) in [a, b].into_iter().enumerate() {
            for index in 0..VERIFIERS {
                let verifier = self.register(&format!("verifier {index} of {}", ["A", "B"][n]), pool, roles);
                self.send(pool.join_registry(verifier.authority, index));
                self.parties.verifiers[n].push(verifier);
            }
        }
        for (name, pool) in [("candidate 1", a), ("candidate 2", a), ("candidate 3", b)] {
            let candidate = self.register(name, pool, roles);
            self.parties.candidates.push(candidate);
        }
        for name in ["bonded 1", "bonded 2"] {
            let bonded = self.register(name, c, roles);
            self.parties.bonded.push(bonded);
        }
    }

    /// A mint that pool `name` could be made of, and who may make it.
    pub fn reward_mint(&mut self, name: &str) -> (Address, Address) {
        let governor = self.wallet(&format!("governor {name}"));
        let mint = self.mint(&format!("reward {name}"), TOKEN_PROGRAM, governor, suits_pool);
        let pool = address::pool(&mint);
        self.call(pool, format!("pool {name}"));
        self.call(address::stake_vault(&pool), format!("stake vault {name}"));
        self.call(address::reward_vault(&pool), format!("reward vault {name}"));
        self.call(address::verifier_registry(&pool), format!("registry {name}"));
        (mint, governor)
    }

    fn open_pool(&mut self, name: &str, signer: Address) {
        let (mint, governor) = self.reward_mint(name);
        let pool = StakePool::new(mint);
        self.send(pool.initialize_pool(governor, signer, pool_params(), crate::schedule()));
        self.parties.pools.push(pool);
        self.parties.governors.push(governor);
    }

    /// A mint that a market could be made of.
    pub fn payment_mint(&mut self, name: &str, program: Address, pool: usize) -> Address {
        let pool = self.parties.pools[pool].address;
        let authority = self.wallet("central bank");
        let mint = self.mint(name, program, authority, suits_market(pool));
        let market = address::market(&pool, &mint);
        self.call(market, format!("{name} market"));
        self.call(address::treasury(&market), format!("{name} treasury"));
        mint
    }

    fn open_market(&mut self, name: &str, program: Address, pool: usize) -> EscrowMarket {
        let mint = self.payment_mint(name, program, pool);
        let market = EscrowMarket::new(self.parties.pools[pool], mint, program);
        self.send(market.initialize_market(self.parties.governors[pool], market_params()));
        market
    }

    /// A market of pool B for the mint of the first market.
    fn open_second_market(&mut self) -> EscrowMarket {
        let first = self.parties.markets[0];
        let market = EscrowMarket::new(self.parties.pools[1], first.payment_mint, first.token_program);
        self.call(market.address, "usdc market of B");
        self.call(market.treasury, "usdc treasury of B");
        self.send(market.initialize_market(self.parties.governors[1], market_params()));
        market
    }

    /// A market paid in pool A's own reward token.
    pub fn open_reward_market(&mut self) -> EscrowMarket {
        let pool = self.parties.pools[0];
        let market = EscrowMarket::new(pool, pool.reward_mint, TOKEN_PROGRAM);
        self.send(market.initialize_market(self.parties.governors[0], market_params()));
        market
    }

    /// A wallet with some of every token.
    pub fn party(&mut self, name: &str) -> Address {
        let wallet = self.wallet(name);
        self.fill_purse(wallet);
        wallet
    }

    fn fill_purse(&mut self, wallet: Address) {
        for pool in self.parties.pools.clone() {
            self.give(wallet, pool.reward_mint, TOKEN_PROGRAM, PURSE);
        }
        for market in self.parties.markets.clone() {
            self.give(wallet, market.payment_mint, market.token_program, PURSE);
        }
    }

    /// A wallet that could register with `pool`, and its agent.
    pub fn newcomer(&mut self, name: &str, pool: StakePool) -> Operator {
        let authority = self.wallet_where(name, suits_operator(pool.address));
        self.fill_purse(authority);
        let agent = self.wallet(&format!("agent of {name}"));
        let address = pool.operator(&authority);
        self.call(address, format!("operator of {name}"));
        self.call(address::ledger(&address), format!("ledger of {name}"));
        Operator {
            authority,
            agent,
            address,
        }
    }

    /// An operator with its bond.
    pub fn register(&mut self, name: &str, pool: StakePool, roles: u8) -> Operator {
        let operator = self.newcomer(name, pool);
        self.send(pool.register_operator(operator.authority, roles, profile(operator.agent)));
        self.send(pool.deposit_bond(operator.authority, operator.address, BOND));
        operator
    }

    /// The same keys under another pool.
    fn register_again(&mut self, operator: Operator, pool: StakePool) -> Operator {
        let Operator { authority, agent, .. } = operator;
        let address = pool.operator(&authority);
        let name = self.name(&authority);
        self.call(address, format!("operator of {name} in another pool"));
        self.call(
            address::ledger(&address),
            format!("ledger of {name} in another pool"),
        );
        self.send(pool.register_operator(authority, ROLE_PROVIDER, profile(agent)));
        self.send(pool.deposit_bond(authority, address, BOND));
        Operator { address, ..operator }
    }

    /// Every operator.
    pub fn operators(&self) -> impl Iterator<Item = &Operator> {
        let parties = &self.parties;
        let verifiers = parties.verifiers.iter().flatten();
        parties
            .providers
            .iter()
            .chain(verifiers)
            .chain(&parties.candidates)
    }
}
