use crate::support::{number, other_pool, refused, set_market, with, TestWorld};
use assay_client::escrow::{Market, MarketParams};
use assay_tests::{key, market_params, World};
use escrow::{
    constants::{
        MAX_ANSWER_SECONDS, MAX_DEMAND_BOND, MAX_EXPIRY_PENALTY_BPS, MAX_FEE_BPS, MAX_RUN_SECONDS,
        MAX_SEED_SECONDS, MAX_WINDOW_SECONDS, MIN_DEMAND_BOND,
    },
    error::EscrowError,
};
use solana_signer::Signer;

#[test]
fn the_authority_sets_them() {
    let mut world: TestWorld = World::new();
    let sent = set_market(&mut world, |params| {
        params.fee_bps = 7;
        params.committee_size = 3;
        params.quorum = 2;
    })
    .expect("sets");
    let market: Market = world.state(&world.market.address.clone());
    let params = market.params;
    assert_eq!((params.fee_bps, params.committee_size, params.quorum), (7, 3, 2));
    let event = sent.event("MarketParamsSet");
    assert_eq!(
        ["fee_bps", "committee_size", "quorum"].map(|field| number(&event, field)),
        [7, 3, 2]
    );
}

#[test]
fn every_bound_holds_and_is_reached() {
    // (one step too far, just within)
    type Change = fn(&mut MarketParams);
    let bounds: [(Change, Change); 22] = [
        (|p| p.reward_per_payment_q32 = 0, |p| p.reward_per_payment_q32 = 1),
        (|p| p.verifier_bond = 0, |p| p.verifier_bond = 1),
        (|p| p.min_price = 0, |p| p.min_price = 1),
        (|p| p.max_price = 0, |p| p.max_price = 1),
        (
            |p| p.max_run_seconds = MAX_RUN_SECONDS + 1,
            |p| p.max_run_seconds = MAX_RUN_SECONDS,
        ),
        (|p| p.reveal_seconds = 0, |p| p.reveal_seconds = 1),
        (
            |p| p.seed_seconds = MAX_SEED_SECONDS + 1,
            |p| p.seed_seconds = MAX_SEED_SECONDS,
        ),
        (
            |p| p.attest_seconds = MAX_WINDOW_SECONDS + 1,
            |p| p.attest_seconds = MAX_WINDOW_SECONDS,
        ),
        (|p| p.challenge_seconds[0] = 0, |p| p.challenge_seconds[0] = 1),
        (
            |p| p.challenge_seconds[1] = MAX_WINDOW_SECONDS + 1,
            |p| p.challenge_seconds[1] = MAX_WINDOW_SECONDS,
        ),
        (|p| p.answer_seconds = 0, |p| p.answer_seconds = 1),
        (
            |p| p.answer_seconds = MAX_ANSWER_SECONDS + 1,
            |p| p.answer_seconds = MAX_ANSWER_SECONDS,
        ),
        (
            |p| p.demand_bond = MIN_DEMAND_BOND - 1,
            |p| p.demand_bond = MIN_DEMAND_BOND,
        ),
        (
            |p| p.demand_bond = MAX_DEMAND_BOND + 1,
            |p| p.demand_bond = MAX_DEMAND_BOND,
        ),
        (|p| p.fee_bps = MAX_FEE_BPS + 1, |p| p.fee_bps = MAX_FEE_BPS),
        (|p| p.burn_bps = 6_001, |p| p.burn_bps = 6_000),
        (|p| p.client_bps = 3_001, |p| p.client_bps = 3_000),
        (
            |p| p.expiry_penalty_bps = MAX_EXPIRY_PENALTY_BPS + 1,
            |p| p.expiry_penalty_bps = MAX_EXPIRY_PENALTY_BPS,
        ),
        (|p| p.collateral_bps = 9_999, |p| p.collateral_bps = 10_000),
        (
            |p| p.committee_size = 8,
            |p| (p.committee_size, p.quorum) = (7, 4),
        ),
        (|p| p.quorum = 6, |p| p.quorum = 5),
        (
            |p| p.require_proof_of_verification = 2,
            |p| p.require_proof_of_verification = 1,
        ),
    ];
    let mut world: TestWorld = World::new();
    for (index, (beyond, within)) in bounds.into_iter().enumerate() {
        let failure = refused(set_market(&mut world, beyond), EscrowError::BadParameter);
        assert!(failure.cu > 0);
        set_market(&mut world, within).unwrap_or_else(|failure| panic!("bound {index}: {failure:#?}"));
    }
}

#[test]
fn nobody_else_sets_them() {
    let mut world: TestWorld = World::new();
    let stranger = key("stranger");
    let instruction = world.market.set_market_params(stranger.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&stranger]),
        EscrowError::NotMarketAuthority,
    );
}

#[test]
fn nor_does_the_authority_of_another_pool() {
    let mut world: TestWorld = World::new();
    let other = other_pool(&mut world, "other reward mint");
    let authority = world.authority.clone();
    let instruction = with(
        world
            .market
            .set_market_params(authority.pubkey(), market_params()),
        &world.pool.address,
        &other.address,
    );
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::WrongMarket,
    );
}
