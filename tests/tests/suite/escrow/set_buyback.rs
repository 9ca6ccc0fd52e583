use crate::support::{number, other_pool, raw, refused, set_market, two, two_paid_in, who, with};
use assay_client::{
    amm::{AmmPool, PoolMint},
    escrow::Market,
    token,
};
use assay_tests::Payment;
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn the_authority_names_the_pool() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    let pool = world.open_exchange(1_000_000, 1_000_000);
    let sent = world.buy_back_in(&pool).expect("a pool of these two");
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(
        (market.buyback_pool, market.buyback_config),
        (pool.address, pool.config)
    );
    assert_eq!(who(&sent.event("BuybackSet"), "amm_pool"), pool.address);
    let stranger = world.payer.clone();
    let instruction = world.market.set_buyback(stranger.pubkey(), &pool);
    refused(
        world.send(&[instruction], &[&stranger]),
        EscrowError::NotMarketAuthority,
    );
}

#[test]
fn a_pool_of_other_mints_is_refused() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    let pool = world.open_exchange(1_000_000, 1_000_000);
    let authority = world.authority.clone();
    let instruction = world.market.set_buyback(authority.pubkey(), &pool);
    // A market that is paid in the reward token has nothing to buy.
    let reward = world.pool.reward_mint;
    let in_reward = assay_client::escrow::EscrowMarket::new(world.pool, reward, token::TOKEN_PROGRAM);
    let create = in_reward.initialize_market(authority.pubkey(), assay_tests::market_params());
    raw(&mut world, create, &[&authority]).expect("a market");
    let wrong = with(instruction.clone(), &world.market.address, &in_reward.address);
    refused(raw(&mut world, wrong, &[&authority]), EscrowError::WrongBuyback);
    // A market of a third mint.
    let third = world.create_mint("third mint", Payment::Spl { decimals: 6 });
    let in_third = assay_client::escrow::EscrowMarket::new(world.pool, third, token::TOKEN_PROGRAM);
    let create = in_third.initialize_market(authority.pubkey(), assay_tests::market_params());
    raw(&mut world, create, &[&authority]).expect("a market");
    let wrong = with(instruction.clone(), &world.market.address, &in_third.address);
    refused(raw(&mut world, wrong, &[&authority]), EscrowError::WrongBuyback);
    // No pool at all.
    let wrong = with(instruction, &pool.address, &world.market.address.clone());
    assert!(world.send(&[wrong], &[&authority]).is_err());
}

/// With an observation a second, an oracle is sure to reach 63 of them.
#[test]
fn an_oracle_that_does_not_reach_as_far_is_refused() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    let pool = world.open_exchange(1_000_000, 1_000_000);
    set_market(&mut world, |market| market.buyback_mean_seconds = 64).expect("within the bounds");
    refused(world.buy_back_in(&pool), EscrowError::BuybackTooFarBack);
    set_market(&mut world, |market| market.buyback_mean_seconds = 63).expect("within the bounds");
    world.buy_back_in(&pool).expect("as far as it reaches");
}

#[test]
fn a_pool_of_another_suite_is_refused() {
    let mut world = two();
    let foreign = other_pool(&mut world, "another reward mint");
    let mint = |address| PoolMint {
        address,
        token_program: token::TOKEN_PROGRAM,
    };
    let config = assay_client::address::fee_config(&foreign.address, 0);
    let pool = AmmPool::new(
        foreign,
        config,
        mint(foreign.reward_mint),
        mint(world.pool.reward_mint),
    );
    let authority = world.authority.clone();
    let instruction = world.market.set_buyback(authority.pubkey(), &pool);
    assert!(
        raw(&mut world, instruction, &[&authority]).is_err(),
        "there is no such pool"
    );
}

#[test]
fn slippage_and_time_have_bounds() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    for (slippage, seconds) in [(10_000, 60), (100, 86_401)] {
        let sent = set_market(&mut world, |market| {
            (market.buyback_slippage_bps, market.buyback_mean_seconds) = (slippage, seconds);
        });
        refused(sent, EscrowError::BadParameter);
    }
    let sent = set_market(&mut world, |market| {
        (market.buyback_slippage_bps, market.buyback_mean_seconds) = (9_999, 86_400);
    })
    .expect("within the bounds");
    assert!(number(&sent.event("MarketParamsSet"), "fee_bps") > 0);
}
