use super::{recipes, Recipe};
use crate::lab::{
    pools::{fees, pool_of, Exchange, AMOUNT, DEPOSIT, FOR_EVER, FREE, NEVER, NO_LAUNCH},
    Lab,
};
use amm::state::{Limits, Release, Side};
use assay_client::amm::{create_config as create, set_fees as set, AmmPool, PoolMint};
use solana_address::Address;
use solana_instruction::Instruction;

/// One recipe for each instruction of the AMM program.
pub fn amm_recipes() -> Vec<Recipe> {
    recipes![
        create_config,
        set_fees,
        set_pause,
        initialize_pool,
        swap_exact_in,
        swap_exact_out,
        buy_and_burn,
        deposit,
        deposit_single,
        withdraw,
        withdraw_single,
        donate,
        lock_liquidity,
        collect_lock,
        close_lock,
        collect_protocol_fees,
        collect_creator_fees,
        skim,
        sync_oracle,
        read_mean_price,
    ]
}

fn create_config(lab: &mut Lab) -> Instruction {
    let (stake, governor, mint) = (lab.parties.pools[0], lab.parties.governors[0], usdc(lab));
    lab.open_config("1", 0, mint);
    let index = lab.config_index(stake, mint);
    create(&stake, governor, index, fees())
}

fn set_fees(lab: &mut Lab) -> Instruction {
    let exchange = lab.exchange();
    let pool = exchange.pools[0];
    set(&pool.stake, lab.parties.governors[0], pool.config, fees())
}

fn set_pause(lab: &mut Lab) -> Instruction {
    let exchange = lab.exchange();
    exchange.pools[0].set_pause(lab.parties.governors[0], 1)
}

fn usdc(lab: &Lab) -> PoolMint {
    let market = lab.parties.markets[0];
    PoolMint {
        address: market.payment_mint,
        token_program: market.token_program,
    }
}

fn initialize_pool(lab: &mut Lab) -> Instruction {
    let (exchange, mint) = (lab.exchange(), usdc(lab));
    let config = lab.open_config("4", 0, mint);
    let pool = pool_of(lab.parties.pools[0], config, mint);
    // Another that could be made just as well.
    let other = lab.open_config("5", 0, mint);
    lab.call_pool("usdc of tier 4", &pool);
    lab.call_pool("usdc of tier 5", &pool_of(lab.parties.pools[0], other, mint));
    pool.initialize_pool(exchange.makers[0], [DEPOSIT; 2], NO_LAUNCH, true, NEVER)
}

/// The first pool and the first trader, some time after the start.
fn market(lab: &mut Lab) -> (AmmPool, Address) {
    let exchange = lab.exchange();
    lab.advance(100);
    (exchange.pools[0], exchange.traders[0])
}

fn swap_exact_in(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    pool.swap_exact_in(trader, Side::A, AMOUNT, 1, FREE)
}

fn swap_exact_out(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    pool.swap_exact_out(trader, Side::A, AMOUNT, u64::MAX, FREE)
}

fn buy_and_burn(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    let limits = Limits {
        mean_seconds: 60,
        mean_bps: 200,
        ..FREE
    };
    pool.buy_and_burn(trader, AMOUNT, limits)
}

fn deposit(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    pool.deposit(trader, [AMOUNT; 2], 1, NEVER)
}

fn deposit_single(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    pool.deposit_single(trader, Side::A, AMOUNT, 1, FREE)
}

/// As [`market`], with the first maker, who has liquidity.
fn liquid(lab: &mut Lab) -> (AmmPool, Address) {
    let exchange = lab.exchange();
    lab.advance(100);
    (exchange.pools[0], exchange.makers[0])
}

fn withdraw(lab: &mut Lab) -> Instruction {
    let (pool, maker) = liquid(lab);
    pool.withdraw(maker, AMOUNT, [1; 2], NEVER)
}

fn withdraw_single(lab: &mut Lab) -> Instruction {
    let (pool, maker) = liquid(lab);
    pool.withdraw_single(maker, Side::A, AMOUNT, 1, FREE)
}

fn donate(lab: &mut Lab) -> Instruction {
    let (pool, trader) = market(lab);
    pool.donate(trader, [AMOUNT; 2], NEVER)
}

fn lock_liquidity(lab: &mut Lab) -> Instruction {
    let (pool, maker) = liquid(lab);
    let id = lab.lock_id(&pool);
    lab.call(pool.lock(id), "lock 1");
    pool.lock_liquidity(maker, id, maker, AMOUNT, FOR_EVER)
}

/// Two locks of each maker in the first two pools, all of them with this release.
fn locked(lab: &mut Lab, release: Release) -> (Exchange, Vec<(AmmPool, u64, Address)>) {
    let exchange = lab.exchange();
    let mut locks = Vec::new();
    for (n, pool) in exchange.pools[..2].iter().enumerate() {
        for (m, maker) in exchange.makers.into_iter().enumerate() {
            for which in ["a", "another"] {
                let id = lab.lock_id(pool);
                locks.push((*pool, id, maker));
                lab.call(
                    pool.lock(id),
                    format!("{which} lock of maker {} in pool {n}", m + 1),
                );
                lab.send(pool.lock_liquidity(maker, id, maker, AMOUNT, release));
            }
        }
    }
    (exchange, locks)
}

fn trade_in_all(lab: &mut Lab, exchange: &Exchange) {
    for pool in &exchange.pools {
        for side in [Side::A, Side::B] {
            lab.send(pool.swap_exact_in(exchange.traders[0], side, DEPOSIT / 10, 1, FREE));
        }
    }
}

fn collect_lock(lab: &mut Lab) -> Instruction {
    let (exchange, locks) = locked(lab, FOR_EVER);
    trade_in_all(lab, &exchange);
    let (pool, id, owner) = locks[0];
    pool.collect_lock(id, &owner)
}

fn close_lock(lab: &mut Lab) -> Instruction {
    let now = lab.now();
    let release = Release {
        starts_at: now,
        ends_at: now + 10,
    };
    let (_, locks) = locked(lab, release);
    lab.advance(10);
    for (pool, id, owner) in &locks {
        lab.send(pool.collect_lock(*id, owner));
    }
    let (pool, id, owner) = locks[0];
    pool.close_lock(id, owner)
}

fn collect_protocol_fees(lab: &mut Lab) -> Instruction {
    let exchange = lab.exchange();
    trade_in_all(lab, &exchange);
    exchange.pools[0].collect_protocol_fees(&lab.parties.governors[0])
}

fn collect_creator_fees(lab: &mut Lab) -> Instruction {
    let exchange = lab.exchange();
    trade_in_all(lab, &exchange);
    exchange.pools[0].collect_creator_fees(&exchange.makers[0])
}

fn skim(lab: &mut Lab) -> Instruction {
    let exchange = lab.exchange();
    for pool in &exchange.pools {
        for vault in pool.vaults {
            lab.donate(vault, AMOUNT);
        }
    }
    exchange.pools[0].skim(&lab.parties.governors[0])
}

fn sync_oracle(lab: &mut Lab) -> Instruction {
    let (pool, _) = market(lab);
    pool.sync_oracle()
}

fn read_mean_price(lab: &mut Lab) -> Instruction {
    let (pool, _) = market(lab);
    pool.read_mean_price(60)
}
