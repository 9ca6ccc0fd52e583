//! What the AMM is measured with besides its recipes: other tokens, the surcharge, the bound on the price, and many
//! pools.

use super::figure::Case;
use crate::{
    chain::Chain,
    lab::{
        amm_recipes,
        pools::{fees, pool_of, AMOUNT, DEPOSIT, FREE, NEVER, NO_LAUNCH},
        Lab, Recipe,
    },
};
use amm::state::{LaunchTerms, Limits, LiquidityLock, LiquidityPool, Side};
use anchor_lang::Discriminator;
use assay_client::{
    amm::{set_fees, AmmPool, PoolMint},
    token::TOKEN_2022_PROGRAM,
};
use solana_address::Address;
use solana_instruction::Instruction;

/// Pools on the chain.
const CROWDS: [(u64, &str); 3] = [(1, "1 pool"), (100, "100 pools"), (10_000, "10,000 pools")];

/// Every case.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, open) in TOKENS {
        cases.extend(token_cases(name, open));
    }
    let limits = Limits {
        mean_seconds: 600,
        mean_bps: 10_000,
        ..FREE
    };
    cases.push(case(
        "swap_exact_in",
        "a bound around the mean price",
        move |lab| {
            let (pool, trader) = seasoned(lab);
            pool.swap_exact_in(trader, Side::A, AMOUNT, 1, limits)
        },
    ));
    cases.push(case("swap_exact_in", "a surcharge", |lab| {
        let (pool, trader) = surcharged(lab);
        pool.swap_exact_in(trader, Side::A, AMOUNT, 1, FREE)
    }));
    cases.push(case("swap_exact_in", "a surcharge and a bound", move |lab| {
        let (pool, trader) = surcharged(lab);
        pool.swap_exact_in(trader, Side::A, AMOUNT, 1, limits)
    }));
    cases.push(case("swap_exact_in", "while launched", |lab| {
        let (pool, trader) = launched(lab);
        pool.swap_exact_in(trader, Side::A, AMOUNT, 1, FREE)
    }));
    for Recipe { instruction, .. } in amm_recipes() {
        for (count, name) in CROWDS {
            cases.push(case(instruction, name, move |lab| {
                lab.one_pool_among(count, instruction)
            }));
        }
    }
    cases
}

fn case(
    instruction: &'static str,
    case: impl Into<String>,
    prepare: impl Fn(&mut Lab) -> Instruction + 'static,
) -> Case {
    Case {
        program: "amm",
        instruction,
        case: case.into(),
        prepare: Box::new(prepare),
    }
}

/// A pool and somebody with both tokens and liquidity.
type Open = fn(&mut Lab) -> (AmmPool, Address);

const TOKENS: [(&str, Open); 2] = [
    ("Token-2022", |lab| {
        let exchange = lab.exchange();
        lab.advance(100);
        (exchange.pools[1], exchange.makers[1])
    }),
    ("Token-2022 with a transfer fee", taxed),
];

fn token_cases(name: &'static str, open: Open) -> Vec<Case> {
    // The reward token is of the SPL Token program.
    let other = |pool: &AmmPool| match pool.side_of(&pool.stake.reward_mint) {
        Some(Side::A) => Side::B,
        _ => Side::A,
    };
    vec![
        case("swap_exact_in", format!("{name} in"), move |lab| {
            let (pool, user) = open(lab);
            pool.swap_exact_in(user, other(&pool), AMOUNT, 1, FREE)
        }),
        case("swap_exact_in", format!("{name} out"), move |lab| {
            let (pool, user) = open(lab);
            pool.swap_exact_in(user, other(&pool).other(), AMOUNT, 1, FREE)
        }),
        case("swap_exact_out", format!("{name} in"), move |lab| {
            let (pool, user) = open(lab);
            pool.swap_exact_out(user, other(&pool), AMOUNT, u64::MAX, FREE)
        }),
        case("swap_exact_out", format!("{name} out"), move |lab| {
            let (pool, user) = open(lab);
            pool.swap_exact_out(user, other(&pool).other(), AMOUNT, u64::MAX, FREE)
        }),
        case("deposit", name, move |lab| {
            let (pool, user) = open(lab);
            pool.deposit(user, [AMOUNT; 2], 1, NEVER)
        }),
        case("withdraw", name, move |lab| {
            let (pool, user) = open(lab);
            pool.withdraw(user, AMOUNT, [1; 2], NEVER)
        }),
    ]
}

/// A pool whose other token takes part of every transfer.
fn taxed(lab: &mut Lab) -> (AmmPool, Address) {
    let exchange = lab.exchange();
    let (stake, maker) = (lab.parties.pools[0], exchange.makers[0]);
    let mint = PoolMint {
        address: lab.taxed_mint("taxed"),
        token_program: TOKEN_2022_PROGRAM,
    };
    lab.give_taxed(maker, mint.address, 10 * DEPOSIT);
    let config = lab.open_config("6", 0, mint);
    let pool = pool_of(stake, config, mint);
    lab.send(pool.initialize_pool(maker, [DEPOSIT; 2], NO_LAUNCH, true, NEVER));
    lab.advance(100);
    (pool, maker)
}

/// A pool whose oracle is full.
fn seasoned(lab: &mut Lab) -> (AmmPool, Address) {
    let exchange = lab.exchange();
    let (pool, trader) = (exchange.pools[0], exchange.traders[0]);
    for _ in 0..amm::constants::OBSERVATIONS + 7 {
        lab.advance(61);
        lab.send(pool.sync_oracle());
    }
    lab.send(pool.swap_exact_in(trader, Side::A, DEPOSIT / 20, 1, FREE));
    lab.advance(7);
    (pool, trader)
}

/// As [`seasoned`], and trading away from the mean costs more.
fn surcharged(lab: &mut Lab) -> (AmmPool, Address) {
    let (pool, trader) = seasoned(lab);
    let mut fees = fees();
    (fees.surcharge_share_bps, fees.surcharge_most_bps) = (1_000, 200);
    lab.send(set_fees(&pool.stake, lab.parties.governors[0], pool.config, fees));
    (pool, trader)
}

/// A pool in its first days.
fn launched(lab: &mut Lab) -> (AmmPool, Address) {
    let exchange = lab.exchange();
    let (stake, maker) = (lab.parties.pools[0], exchange.makers[0]);
    let mut mints = exchange.pools[1].mints.into_iter();
    let mint = mints.find(|mint| mint.address != stake.reward_mint);
    let mint = mint.expect("the other one");
    let config = lab.open_config("7", 0, mint);
    let pool = pool_of(stake, config, mint);
    let launch = LaunchTerms {
        opens_at: 0,
        seconds: 86_400,
        fee_bps: 5_000,
        cap_bps: 100,
    };
    lab.send(pool.initialize_pool(maker, [DEPOSIT; 2], launch, true, NEVER));
    lab.advance(100);
    (pool, maker)
}

impl Lab {
    /// The instruction of a recipe of the AMM program, with `count` of each pool and lock that it names.
    ///
    /// # Panics
    /// When there is no such recipe.
    pub fn one_pool_among(&mut self, count: u64, instruction: &str) -> Instruction {
        let recipes = amm_recipes();
        let recipe = recipes.iter().find(|recipe| recipe.instruction == instruction);
        let instruction = (recipe.expect("a recipe").prepare)(self);
        for meta in &instruction.accounts {
            let account = self.chain.account(&meta.pubkey).unwrap_or_default();
            let kinds = [LiquidityPool::DISCRIMINATOR, LiquidityLock::DISCRIMINATOR];
            if account.owner == amm::ID && kinds.iter().any(|kind| account.data.starts_with(kind)) {
                self.copy(&meta.pubkey, count);
            }
        }
        instruction
    }
}
