//! Recipes of the escrow's instructions that call the AMM.

use crate::lab::{
    jobs::{Stage, Twin},
    pools::{pool_of, Exchange, DEPOSIT, FREE},
    Lab,
};
use assay_client::amm::{AmmPool, PoolMint};
use solana_instruction::Instruction;

/// Pools for every market but those that are paid in the reward token, in the order of the markets.
fn pools(lab: &mut Lab) -> (Exchange, Vec<AmmPool>) {
    let exchange = lab.exchange();
    let [usdc, eurc, _, usdc_of_b] = [0, 1, 2, 3].map(|n| exchange.pools[n]);
    // Pool B has a market of another mint and one of usdc.
    let third = lab.parties.markets[2];
    let mint = PoolMint {
        address: third.payment_mint,
        token_program: third.token_program,
    };
    let config = lab.open_config("6", 1, mint);
    let third = pool_of(lab.parties.pools[1], config, mint);
    lab.call_pool("third mint of B", &third);
    let launch = crate::lab::pools::NO_LAUNCH;
    lab.send(third.initialize_pool(exchange.makers[0], [DEPOSIT; 2], launch, false, i64::MAX));
    (exchange, vec![usdc, eurc, third, usdc_of_b])
}

pub fn set_buyback(lab: &mut Lab) -> Instruction {
    let (_, pools) = pools(lab);
    lab.parties.markets[0].set_buyback(lab.parties.governors[0], &pools[0])
}

/// Jobs in markets that all buy.
fn buying(lab: &mut Lab, stage: Stage) -> Twin {
    let (_, pools) = pools(lab);
    for (n, pool) in pools.iter().enumerate() {
        let governor = lab.parties.governors[n / 2];
        lab.send(lab.parties.markets[n].set_buyback(governor, pool));
        lab.parties.markets[n].buyback = Some(*pool);
    }
    lab.twins(stage)[0]
}

pub fn settle_with_buyback(lab: &mut Lab) -> Instruction {
    let twin = buying(lab, Stage::Settleable);
    twin.market.settle(twin.job, twin.provider.authority)
}

pub fn accept_result_with_buyback(lab: &mut Lab) -> Instruction {
    let twin = buying(lab, Stage::Attested);
    // Old enough for a mean.
    lab.advance(60);
    twin.market
        .accept_result(twin.client, twin.job, twin.provider.authority)
}

pub fn post_job_with_swap(lab: &mut Lab) -> Instruction {
    let (_, pools) = pools(lab);
    let mut twin = lab.twins(Stage::Open)[0];
    twin.nonce = lab.job_nonce(twin.client);
    twin.market
        .post_job_with_swap(twin.client, twin.request(), &pools[0], u64::MAX, FREE)
        .expect("a pool of the market's mint")
}
