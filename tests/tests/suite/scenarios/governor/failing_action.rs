//! A vote that changes the AMM's fees and fails in the middle.

use crate::support::{refused, TestRealm};
use amm::{error::AmmError, state::Fees};
use assay_client::{
    accounts::State,
    address,
    amm::{create_config, set_fees, FeeConfig},
};
use assay_tests::governance::{Governed, ProposalRef};
use governor::{error::GovernorError, state::Status};
use solana_address::Address;

fn fees(fee_bps: u16) -> Fees {
    Fees {
        surcharge_seconds: 60,
        observation_seconds: 1,
        fee_bps,
        protocol_bps: 2_000,
        burn_bps: 5_000,
        creator_bps: 0,
        surcharge_share_bps: 0,
        surcharge_most_bps: 0,
        launch_bps: 0,
        launch_hours: 0,
    }
}

/// Two tiers of fees, and a vote on both and on one in between that is not there yet.
fn three_tiers() -> (TestRealm, ProposalRef, [Address; 3]) {
    let mut realm = crate::support::realm();
    let authority = realm.world.authority.clone();
    let owner = solana_signer::Signer::pubkey(&authority);
    let stake = realm.world.pool;
    for index in [0, 2] {
        let create = create_config(&stake, owner, index, fees(30));
        realm.world.send(&[create], &[&authority]).expect("a tier");
    }
    realm.hand_over().expect("hands over");
    let treasury = realm.gov.treasury;
    let tiers = [0, 1, 2].map(|index| address::fee_config(&stake.address, index));
    let actions = tiers.map(|tier| set_fees(&stake, treasury, tier, fees(99)));
    let proposal = realm.executable(&actions);
    assert_eq!(realm.proposal(&proposal).critical, 0, "fees touch no stake");
    (realm, proposal, tiers)
}

fn fee_of(realm: &mut TestRealm, tier: &Address) -> u16 {
    let config: FeeConfig = realm.find(tier).expect("a tier");
    assert_eq!(FeeConfig::PROGRAM, amm::ID);
    config.fees.fee_bps
}

#[test]
fn what_comes_after_it_waits_and_expires_with_it() {
    let (mut realm, proposal, tiers) = three_tiers();
    realm.execute(&proposal, 0).expect("the first tier");
    for _ in 0..3 {
        assert!(realm.execute(&proposal, 1).is_err(), "there is no such tier");
        refused(realm.execute(&proposal, 2), GovernorError::OutOfOrder);
        realm.later(86_400);
    }
    assert_eq!(
        (fee_of(&mut realm, &tiers[0]), fee_of(&mut realm, &tiers[2])),
        (99, 30)
    );
    let expires = realm.proposal(&proposal).expires_at;
    realm.warp_to(expires);
    refused(realm.execute(&proposal, 1), GovernorError::ExecutionOver);
    realm.finalize(&proposal).expect("gives it up");
    let state = realm.proposal(&proposal);
    assert_eq!((state.status(), state.next_action), (Status::Expired, 1));
    refused(realm.execute(&proposal, 1), GovernorError::NotQueued);
    assert_eq!(fee_of(&mut realm, &tiers[2]), 30);
}

/// What the first vote lacked is made by a second one; then the first one goes on where it stopped.
#[test]
fn it_is_tried_again_when_it_can_work() {
    let mut realm: TestRealm = Governed::builder()
        .params(|params| params.execution_seconds = 30 * 86_400)
        .start();
    let authority = realm.world.authority.clone();
    let owner = solana_signer::Signer::pubkey(&authority);
    let (stake, treasury) = (realm.world.pool, realm.gov.treasury);
    let create = create_config(&stake, owner, 0, fees(30));
    realm.world.send(&[create], &[&authority]).expect("a tier");
    realm.hand_over().expect("hands over");
    let tiers = [0, 1].map(|index| address::fee_config(&stake.address, index));
    let set = |tier: usize| set_fees(&stake, treasury, tiers[tier], fees(99));
    let proposal = realm.executable(&[set(1), set(0)]);
    assert!(realm.execute(&proposal, 0).is_err());
    let missing = realm.executable(&[create_config(&stake, treasury, 1, fees(30))]);
    realm.execute(&missing, 0).expect("makes the tier");
    realm.execute(&proposal, 0).expect("now it is there");
    realm.execute(&proposal, 1).expect("and the rest");
    for tier in &tiers {
        assert_eq!(fee_of(&mut realm, tier), 99);
    }
    assert_eq!(realm.status(&proposal), Status::Executed);
}

/// Votes are bound by what the programs allow.
#[test]
fn fees_beyond_the_programs_bounds_are_not_set() {
    let (mut realm, _, tiers) = three_tiers();
    let (stake, treasury) = (realm.world.pool, realm.gov.treasury);
    let proposal = realm.executable(&[set_fees(&stake, treasury, tiers[0], fees(10_000))]);
    refused(realm.execute(&proposal, 0), AmmError::BadParameter);
    assert_eq!(fee_of(&mut realm, &tiers[0]), 30);
}
