use super::{
    create_stream::{streaming, MADE},
    DAY,
};
use crate::support::{number, refused, who, with};
use assay_client::{address, token};
use governor::error::GovernorError;
use stake::error::StakeError;

#[test]
fn it_releases_evenly_from_its_cliff_to_its_end() {
    let (mut realm, auditor) = streaming();
    let tokens = realm.world.balances();
    for now in [MADE, MADE + 1_000, MADE + 1_199] {
        realm.warp_to(now);
        refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    }
    let mut claimed = 0;
    for (now, released) in [
        (MADE + 1_200, 200),
        (MADE + 1_201, 201),
        (MADE + 1_999, 999),
        (MADE + 2_000, 1_000),
    ] {
        realm.warp_to(now);
        let sent = realm.claim_stream(1, &auditor).expect("pays");
        let event = sent.event("StreamClaimed");
        assert_eq!(
            ["amount", "claimed"].map(|field| number(&event, field)),
            [released - claimed, released]
        );
        assert_eq!(
            (who(&event, "stream"), who(&event, "recipient")),
            (address::stream(&realm.gov.realm, 1), auditor.address())
        );
        claimed = released;
        let paid = i128::from(claimed);
        realm
            .world
            .assert_moved(&tokens, &[("stream", -paid), ("auditor", paid)]);
        refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    }
    realm.later(DAY);
    refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
}

#[test]
fn what_is_released_is_the_recipients_and_nobody_elses() {
    let (mut realm, auditor) = streaming();
    realm.warp_to(MADE + 1_500);
    let claim = realm.gov.claim_stream(1, &realm.currency(), &auditor.address());
    let own = realm.world.pool.reward_account(&auditor.address());
    let bobs = realm.world.pool.reward_account(&realm.bob.owner.address());
    let treasurys = realm.gov.treasury_account(&realm.currency());
    for thief in [bobs, treasurys] {
        let swapped = with(claim.clone(), &own, &thief);
        refused(realm.send_freely(swapped), StakeError::WrongTokenAccount);
    }
    let vault = address::stream_vault(&address::stream(&realm.gov.realm, 1));
    let pool_vault = realm.world.pool.vault;
    for (ours, theirs) in [
        (vault, treasurys),
        (vault, pool_vault),
        (realm.currency().mint, bobs),
        (token::TOKEN_PROGRAM, token::TOKEN_2022_PROGRAM),
    ] {
        let swapped = with(claim.clone(), &ours, &theirs);
        refused(realm.send_freely(swapped), GovernorError::WrongStream);
    }
    assert_eq!(realm.stream(1).expect("there").claimed, 0);
}
