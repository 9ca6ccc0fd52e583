//! What a visitor finds besides jobs: two AMM pools with a past, and a farm.

use super::DECIMALS;
use crate::commands::localnet::Chain;
use anyhow::Context as _;
use assay_client::{
    address,
    amm::{AmmPool, LaunchTerms, Limits, PoolMint, Side},
    stake::{farm::LpFarm, StakePool},
    token::{self, NATIVE_MINT, TOKEN_PROGRAM},
    Transaction,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// One reward token, or one local dollar.
const TOKEN: u64 = 1_000_000;
const SOL: u64 = 1_000_000_000;
/// Tier of fees of both pools: 0.3 %.
const TIER: u16 = 2;
/// Minted to the deployer, who gives them away.
const DOLLARS: u64 = 10_000_000 * TOKEN;
/// Reward tokens, and what of the other side goes with them into the first deposit.
const IN_POOL: u64 = 20_000 * TOKEN;
const SOL_IN_POOL: u64 = 100 * SOL;
const DOLLARS_IN_POOL: u64 = 10_000 * TOKEN;
/// What is traded back and forth, basis points of what is in the pool: sold of the other side when positive, of the reward
/// token when negative.
const TRADES: [i64; 16] = [
    60, 45, -80, 30, 95, -40, -55, 70, 20, -90, 85, 50, -35, -60, 75, 40,
];
/// Between two trades, seconds.
const PAUSE: i64 = 45;
/// Liquidity tokens that the deployer farms with.
const FARMED: u64 = TOKEN;

/// What is on the stage.
pub struct Stage {
    pub dollar: Address,
    /// Reward tokens for SOL, and for local dollars.
    pub pools: [AmmPool; 2],
    pub farm: LpFarm,
}

/// Sets it, as the deployer, who still may. The daemons are to rest: the clock is moved.
pub async fn set(chain: &Chain, stake: &StakePool) -> anyhow::Result<Stage> {
    let me = chain.deployer.pubkey();
    let dollar = mint_dollars(chain).await.context("making the local dollar")?;
    let config = address::fee_config(&stake.address, TIER);
    let mint = |address| PoolMint {
        address,
        token_program: TOKEN_PROGRAM,
    };
    let reward = mint(stake.reward_mint);
    let pools = [NATIVE_MINT, dollar].map(|other| AmmPool::new(*stake, config, reward, mint(other)));
    let wrapped = SOL_IN_POOL * 2;
    let mut wrap = vec![token::open_associated(&me, &me, &NATIVE_MINT, &TOKEN_PROGRAM)];
    wrap.extend(token::wrap(&me, wrapped));
    send(chain, wrap).await.context("wrapping SOL")?;
    for (pool, other) in pools.iter().zip([SOL_IN_POOL, DOLLARS_IN_POOL]) {
        open(chain, pool, other).await.context("making a pool")?;
    }
    let farm = stake.farm(pools[0].lp_mint);
    let farming = vec![
        farm.create_farm(me, 1),
        farm.open_farm_stake(me),
        farm.stake_liquidity(me, FARMED),
    ];
    send(chain, farming).await.context("making the farm")?;
    for trade in TRADES {
        step(chain, &pools, trade).await.context("trading in the pools")?;
    }
    Ok(Stage { dollar, pools, farm })
}

async fn send(chain: &Chain, instructions: Vec<Instruction>) -> anyhow::Result<()> {
    Transaction::new(&chain.deployer, instructions)
        .send(&chain.rpc)
        .await?;
    Ok(())
}

/// A mint whose tokens the deployer has.
async fn mint_dollars(chain: &Chain) -> anyhow::Result<Address> {
    let (me, mint) = (chain.deployer.pubkey(), Keypair::new());
    let address = mint.pubkey();
    let rent = chain
        .rpc
        .inner()
        .get_minimum_balance_for_rent_exemption(token::MINT_LEN)
        .await;
    let rent = chain.rpc.named(rent)?;
    let account = token::associated(&me, &address, &TOKEN_PROGRAM);
    let instructions = vec![
        solana_system_interface::instruction::create_account(
            &me,
            &address,
            rent,
            token::MINT_LEN as u64,
            &TOKEN_PROGRAM,
        ),
        token::initialize_mint(&address, &me, DECIMALS),
        token::open_associated(&me, &me, &address, &TOKEN_PROGRAM),
        token::mint_to(&address, &account, &me, DOLLARS),
    ];
    Transaction::new(&chain.deployer, instructions)
        .signed_by(&mint)
        .send(&chain.rpc)
        .await?;
    Ok(address)
}

/// The side of the reward token.
fn reward_side(pool: &AmmPool) -> Side {
    match pool.side_of(&pool.stake.reward_mint) {
        Some(side) => side,
        None => Side::A,
    }
}

async fn open(chain: &Chain, pool: &AmmPool, other: u64) -> anyhow::Result<()> {
    let mut amounts = [other; 2];
    amounts[reward_side(pool) as usize] = IN_POOL;
    let launch = LaunchTerms {
        opens_at: 0,
        seconds: 0,
        fee_bps: 0,
        cap_bps: 0,
    };
    let create = pool.initialize_pool(chain.deployer.pubkey(), amounts, launch, false, i64::MAX);
    send(chain, vec![create]).await
}

/// Lets time pass and trades in both pools.
async fn step(chain: &Chain, pools: &[AmmPool; 2], bps: i64) -> anyhow::Result<()> {
    let now = chain.rpc.unix_time().await?;
    chain.net.set_clock(now + PAUSE).await?;
    let limits = Limits {
        deadline: i64::MAX,
        mean_seconds: 0,
        mean_bps: 0,
    };
    let me = chain.deployer.pubkey();
    let trades = pools
        .iter()
        .zip([SOL_IN_POOL, DOLLARS_IN_POOL])
        .map(|(pool, other)| {
            let reward = reward_side(pool);
            let (from, of) = match bps > 0 {
                true => (reward.other(), other),
                false => (reward, IN_POOL),
            };
            let amount = of / 10_000 * bps.unsigned_abs();
            send(chain, vec![pool.swap_exact_in(me, from, amount, 1, limits)])
        });
    futures_util::future::try_join_all(trades).await?;
    Ok(())
}
