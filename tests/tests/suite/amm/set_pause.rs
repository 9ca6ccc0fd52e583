use super::{with_ann, QUOTE, REWARD};
use crate::support::{number, refused, who};
use amm::{
    constants::{PAUSE_ALL, PAUSE_CREATE, PAUSE_DEPOSIT, PAUSE_SWAP},
    error::AmmError,
};
use assay_client::amm::{set_config_pause, AmmPool};
use assay_tests::pools::{fees, Pools, NO_LAUNCH};

#[test]
fn swaps_alone() {
    let (mut pools, ann) = with_ann();
    let sent = pools.pause(PAUSE_SWAP).expect("pauses");
    let event = sent.event("PauseSet");
    assert_eq!(who(&event, "of"), pools.pool.address);
    assert_eq!(
        (number(&event, "mask_before"), number(&event, "mask_after")),
        (0, PAUSE_SWAP.into())
    );
    refused(pools.sell(&ann, QUOTE, 1_000), AmmError::Paused);
    refused(pools.buy(&ann, REWARD, 1_000), AmmError::Paused);
    refused(pools.deposit_one(&ann, QUOTE, 1_000), AmmError::Paused);
    pools.deposit(&ann, [1_000, 4_000]).expect("no trade");
    refused(pools.withdraw_one(&ann, QUOTE, 1_000), AmmError::Paused);
    pools.withdraw(&ann, 1_000).expect("no trade");
}

#[test]
fn deposits_alone() {
    let (mut pools, ann) = with_ann();
    pools.pause(PAUSE_DEPOSIT).expect("pauses");
    refused(pools.deposit(&ann, [1_000, 4_000]), AmmError::Paused);
    refused(pools.deposit_one(&ann, QUOTE, 1_000), AmmError::Paused);
    refused(pools.donate(&ann, [1, 1]), AmmError::Paused);
    pools.sell(&ann, QUOTE, 1_000).expect("no deposit");
}

#[test]
fn taking_liquidity_out_is_never_paused() {
    let (mut pools, ann) = with_ann();
    pools.deposit(&ann, [1_000_000, 4_000_000]).expect("deposits");
    pools.pause(PAUSE_ALL).expect("pauses");
    pools.pause_config(PAUSE_ALL).expect("pauses");
    let all = pools.liquidity_of(&ann);
    pools.withdraw(&ann, all).expect("withdraws");
    assert_eq!(
        (pools.purse(&ann, QUOTE), pools.purse(&ann, REWARD)),
        (super::PURSE, super::PURSE)
    );
}

#[test]
fn fees_are_collected_whatever_is_paused() {
    let (mut pools, ann) = with_ann();
    pools.sell(&ann, QUOTE, 1_000_000).expect("sells");
    pools.pause(PAUSE_ALL).expect("pauses");
    pools.collect_protocol_fees().expect("collects");
    pools.collect_creator_fees().expect("collects");
}

#[test]
fn a_tier_pauses_all_of_its_pools_and_creation() {
    let mut pools = super::TestPools::of(assay_tests::pools::Quote::Spl);
    let ann = pools.add("ann", [super::PURSE; 2]);
    let sent = pools.pause_config(PAUSE_SWAP).expect("pauses");
    assert_eq!(who(&sent.event("PauseSet"), "of"), pools.config);
    refused(pools.sell(&ann, QUOTE, 1_000), AmmError::Paused);
    pools.pause_config(0).expect("resumes");
    pools.sell(&ann, QUOTE, 1_000).expect("goes on");

    let mut pools: super::TestPools = Pools::builder().without_pool().start();
    pools.pause_config(PAUSE_CREATE).expect("pauses");
    refused(
        pools.initialize(assay_tests::pools::RESERVES, NO_LAUNCH, true),
        AmmError::Paused,
    );
    pools
        .pause_config(PAUSE_ALL ^ PAUSE_CREATE)
        .expect("resumes creation alone");
    pools
        .initialize(assay_tests::pools::RESERVES, NO_LAUNCH, true)
        .expect("creates");
}

#[test]
fn a_pools_pause_and_its_tiers_add_up() {
    let (mut pools, ann) = with_ann();
    pools.pause(PAUSE_SWAP).expect("pauses");
    pools.pause_config(PAUSE_DEPOSIT).expect("pauses");
    refused(pools.sell(&ann, QUOTE, 1_000), AmmError::Paused);
    refused(pools.deposit(&ann, [1_000, 4_000]), AmmError::Paused);
    pools.pause_config(0).expect("resumes");
    pools.deposit(&ann, [1_000, 4_000]).expect("resumed");
    refused(pools.sell(&ann, QUOTE, 1_000), AmmError::Paused);
}

#[test]
fn there_is_no_bit_for_exits() {
    let (mut pools, _) = with_ann();
    for bit in 3..8 {
        refused(pools.pause(1 << bit), AmmError::BadParameter);
        refused(pools.pause_config(1 << bit), AmmError::BadParameter);
    }
}

#[test]
fn only_the_authority_pauses() {
    let (mut pools, ann) = with_ann();
    let pause = pools.pool.set_pause(ann.address(), PAUSE_ALL);
    refused(pools.send(&[pause], &[&ann.authority]), AmmError::NotAuthority);
    let pause = set_config_pause(&pools.pool.stake, ann.address(), pools.config, PAUSE_ALL);
    refused(pools.send(&[pause], &[&ann.authority]), AmmError::NotAuthority);
}

#[test]
fn a_pool_of_another_tier_is_refused() {
    let (mut pools, _) = with_ann();
    pools.create_config(8, fees()).expect("another tier");
    let other = AmmPool {
        config: assay_client::address::fee_config(&pools.pool.stake.address, 8),
        ..pools.pool
    };
    let authority = pools.world.authority.clone();
    let pause = other.set_pause(solana_signer::Signer::pubkey(&authority), PAUSE_ALL);
    refused(pools.send(&[pause], &[&authority]), AmmError::WrongConfig);
}
