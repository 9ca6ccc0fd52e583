use super::{
    create_stream::{creation, funded, streaming, vesting, MADE},
    other_realm, TestRealm, DAY,
};
use crate::support::{number, refused, with};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, stake::Vesting};
use governor::{error::GovernorError, state::Stream};
use stake::error::StakeError;

/// Ends the stream by a vote that is executed at `at`, which must be five days after what was done last.
fn cancelled_at(realm: &mut TestRealm, at: i64) -> assay_tests::Sent {
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let proposal = realm.executable(&[cancel]);
    let now = realm.now();
    realm.warp_to(at.max(now));
    realm.execute(&proposal, 0)
}

#[test]
fn a_vote_ends_it_and_leaves_what_was_released() {
    let (mut realm, auditor) = funded();
    // Half of it is released when the vote that ends it is executed.
    let long = Vesting {
        amount: 1_001,
        start: MADE,
        cliff: MADE,
        end: MADE + 10 * DAY,
    };
    let create = creation(&realm, auditor.address(), long);
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    let tokens = realm.world.balances();
    let end = MADE + 5 * DAY;
    let sent = cancelled_at(&mut realm, end).expect("ends it");
    assert_eq!(realm.now(), end);
    let event = sent.event("StreamCancelled");
    assert_eq!(
        ["returned", "left"].map(|field| number(&event, field)),
        [501, 500],
        "what is not released is rounded up"
    );
    realm
        .world
        .assert_moved(&tokens, &[("stream", -501), ("treasury", 501)]);
    realm
        .claim_stream(1, &auditor)
        .expect("pays all that is left, at once");
    realm.later(30 * DAY);
    refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    realm.world.assert_moved(
        &tokens,
        &[("stream", -1_001), ("treasury", 501), ("auditor", 500)],
    );
    realm.close_stream(1).expect("closes");
}

#[test]
fn before_the_cliff_everything_returns_and_at_the_end_nothing() {
    let long = |cliff, end| Vesting {
        amount: 1_000,
        start: MADE,
        cliff: MADE + cliff,
        end: MADE + end,
    };
    for (vesting, returned) in [
        (long(5 * DAY + 1, 10 * DAY), Some(1_000)),
        (long(5 * DAY, 10 * DAY), Some(500)),
        (long(0, 5 * DAY + 1), Some(1)),
        (long(0, 5 * DAY), None),
    ] {
        let (mut realm, auditor) = funded();
        let create = creation(&realm, auditor.address(), vesting);
        let proposal = realm.executable(&[create]);
        realm.execute(&proposal, 0).expect("a stream");
        let sent = cancelled_at(&mut realm, MADE + 5 * DAY);
        match returned {
            Some(amount) => {
                assert_eq!(
                    number(&sent.expect("ends").event("StreamCancelled"), "returned"),
                    amount
                );
            }
            None => drop(refused(sent, GovernorError::NothingToReturn)),
        }
    }
}

#[test]
fn only_a_vote_makes_and_ends_streams() {
    let (mut realm, auditor) = streaming();
    let ann = realm.ann.owner.clone();
    let other = other_realm(&mut realm);
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let create = realm
        .gov
        .create_stream(2, &realm.currency(), auditor.address(), vesting());
    for instruction in [create, cancel] {
        let mut unsigned = instruction.clone();
        unsigned.accounts[0].is_signer = false;
        refused(
            realm.send_freely(unsigned),
            ProgramError::MissingRequiredSignature,
        );
        let by_ann = with(instruction, &realm.gov.treasury, &ann.address());
        refused(realm.send(by_ann, &ann), GovernorError::NotTreasury);
    }
    // The treasury of this realm, and a stream of another one.
    realm
        .world
        .edit(&address::stream(&realm.gov.realm, 1), |stream: &mut Stream| {
            stream.realm = other.gov.realm
        });
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let proposal = realm.executable(&[cancel]);
    refused(realm.execute(&proposal, 0), GovernorError::WrongRealm);
    refused(realm.close_stream(1), GovernorError::WrongRealm);
}

#[test]
fn what_is_ended_returns_to_the_treasury_only() {
    let (mut realm, auditor) = funded();
    let long = Vesting {
        end: MADE + 100 * DAY,
        ..vesting()
    };
    let create = creation(&realm, auditor.address(), long);
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let bobs = realm.world.pool.reward_account(&realm.bob.owner.address());
    let treasurys = realm.gov.treasury_account(&realm.currency());
    let proposal = realm.executable(&[with(cancel, &treasurys, &bobs)]);
    refused(realm.execute(&proposal, 0), StakeError::WrongTokenAccount);
}
