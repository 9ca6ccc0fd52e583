use super::TestPools;
use crate::support::{number, other_pool, raw, refused, who, ALREADY_THERE};
use amm::{error::AmmError, state::Fees};
use assay_client::{
    address,
    amm::{create_config, set_fees},
};
use assay_tests::pools::{fees, Pools};
use solana_signer::Signer;

fn bare() -> TestPools {
    Pools::builder().without_config().start()
}

/// Each bound of the fees, one unit beyond it.
const BEYOND: [fn(&mut Fees); 12] = [
    |fees| fees.fee_bps = 0,
    |fees| fees.fee_bps = 201,
    |fees| fees.protocol_bps = 4_001,
    |fees| fees.creator_bps = 3_001,
    |fees| fees.burn_bps = 10_001,
    |fees| fees.surcharge_share_bps = 10_001,
    |fees| fees.launch_bps = 5_001,
    |fees| fees.launch_hours = 169,
    |fees| fees.surcharge_most_bps = 501,
    |fees| fees.surcharge_seconds = 3_601,
    |fees| fees.observation_seconds = 3_601,
    |fees| fees.observation_seconds = 0,
];

#[test]
fn a_tier_is_its_stake_pools_and_has_its_fees() {
    let mut pools = bare();
    let sent = pools.create_config(7, fees()).expect("creates");
    let config = pools.fee_config();
    assert_eq!(
        (config.stake_pool, config.reward_mint),
        (pools.pool.stake.address, pools.pool.stake.reward_mint)
    );
    assert_eq!(
        (config.fees, config.index, config.pools, config.pause_mask),
        (fees(), 7, 0, 0)
    );
    let event = sent.event("ConfigCreated");
    assert_eq!(
        (who(&event, "config"), number(&event, "index")),
        (pools.config, 7)
    );
    let event = sent.event("FeesSet");
    let fields = [
        "fee_bps",
        "protocol_bps",
        "burn_bps",
        "creator_bps",
        "observation_seconds",
    ];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [30, 2_000, 5_000, 1_000, 60]
    );
}

#[test]
fn fees_beyond_their_bounds_are_refused() {
    let mut pools = bare();
    for change in BEYOND {
        let mut fees = fees();
        change(&mut fees);
        refused(pools.create_config(7, fees), AmmError::BadParameter);
    }
    let most = Fees {
        surcharge_seconds: 3_600,
        observation_seconds: 3_600,
        fee_bps: 200,
        protocol_bps: 4_000,
        burn_bps: 10_000,
        creator_bps: 1_000,
        surcharge_share_bps: 10_000,
        surcharge_most_bps: 500,
        launch_bps: 5_000,
        launch_hours: 168,
    };
    pools.create_config(7, most).expect("the bounds themselves");
}

#[test]
fn an_index_serves_once() {
    let mut pools = bare();
    pools.create_config(7, fees()).expect("creates");
    refused(pools.create_config(7, fees()), ALREADY_THERE);
    pools.create_config(8, fees()).expect("another one");
}

#[test]
fn only_the_stake_pools_authority_makes_and_changes_tiers() {
    let mut pools = TestPools::new();
    let eve = pools.add("eve", [0; 2]);
    let stake = pools.pool.stake;
    let create = create_config(&stake, eve.address(), 1, fees());
    refused(pools.send(&[create], &[&eve.authority]), AmmError::NotAuthority);
    let set = set_fees(&stake, eve.address(), pools.config, fees());
    refused(pools.send(&[set], &[&eve.authority]), AmmError::NotAuthority);
}

#[test]
fn the_authority_of_another_stake_pool_changes_nothing_here() {
    let mut pools = TestPools::new();
    let other = other_pool(&mut pools.world, "another reward mint");
    let authority = pools.world.authority.clone();
    let set = set_fees(&other, authority.pubkey(), pools.config, fees());
    refused(pools.send(&[set], &[&authority]), AmmError::WrongConfig);
}

#[test]
fn set_fees_is_bounded_as_create_config_is() {
    let mut pools = TestPools::new();
    for change in BEYOND {
        refused(pools.set_fees(change), AmmError::BadParameter);
    }
    assert_eq!(pools.fee_config().fees, fees());
}

#[test]
fn new_fees_hold_for_the_next_trade() {
    let mut pools = TestPools::new();
    let ann = pools.add("ann", [1_000_000; 2]);
    let sent = pools.set_fees(|fees| fees.fee_bps = 200).expect("sets");
    assert_eq!(number(&sent.event("FeesSet"), "fee_bps"), 200);
    let sent = pools.sell(&ann, super::QUOTE, 100_000).expect("sells");
    assert_eq!(number(&sent.event("Swapped"), "fee"), 2_000);
}

/// A lamport on the address cannot keep a tier from being made.
#[test]
fn lamports_sent_ahead_do_not_matter() {
    let mut pools = bare();
    let config = address::fee_config(&pools.pool.stake.address, 7);
    assay_tests::Chain::fund(&mut pools.world.chain, config, 1_000_000);
    pools.create_config(7, fees()).expect("creates");
    let authority = pools.world.authority.clone();
    let create = create_config(&pools.pool.stake, authority.pubkey(), 7, fees());
    refused(raw(&mut pools.world, create, &[&authority]), ALREADY_THERE);
}
