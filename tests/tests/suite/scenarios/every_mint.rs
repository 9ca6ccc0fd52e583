use crate::support::{two_paid_in, TestWorld};
use assay_tests::{Extension, Payment, Status, Verdict, PRICE};

const KINDS: [Payment; 6] = [
    Payment::Reward,
    Payment::Spl { decimals: 0 },
    Payment::Spl { decimals: 9 },
    Payment::Token2022 {
        decimals: 6,
        extension: None,
    },
    Payment::Token2022 {
        decimals: 2,
        extension: Some(Extension::InterestBearing),
    },
    Payment::Token2022 {
        decimals: 6,
        extension: Some(Extension::MetadataPointer),
    },
];

/// Plays a job to this end, and asserts what everybody had of it. The world checks after every instruction that no
/// unit is lost or made.
fn play(payment: Payment, end: Status) {
    let mut world = two_paid_in(payment).with_verifiers(5);
    let before = world.balances();
    let claim = match end {
        Status::Convicted => world.work.cheat(5, (0, 1)),
        _ => world.work.honest(),
    };
    let job = world.post(|request| request.tier = 1);
    if end == Status::Cancelled {
        world.cancel(&job).expect("cancels");
    } else {
        world.accept(&job).expect("accepts");
    }
    match end {
        Status::Expired => {
            let until = world.job(&job).commit_by;
            world.warp_to(until + 1);
            world.expire(&job).expect("expires");
        }
        Status::Settled | Status::Convicted => {
            world.commit(&job, &claim).expect("commits");
            world.reveal(&job, &claim).expect("reveals");
            world.draw(&job);
            world.attest_all(&job, Verdict::Accept);
        }
        _ => {}
    }
    if end == Status::Settled {
        world.warp_past_window(&job);
        world.settle(&job).expect("settles");
        (0..5).for_each(|seat| drop(world.pay_verifier(&job, seat).expect("pays")));
    }
    if end == Status::Convicted {
        world.convict_first_wrong(&job, &claim);
        (0..5).for_each(|seat| drop(world.punish_verifier(&job, seat).expect("punishes")));
    }
    world.close_job(&job).expect("closes");
    assert_ended(&mut world, &before, end);
}

fn assert_ended(world: &mut TestWorld, before: &assay_tests::Balances, end: Status) {
    let burns = world.payment == Payment::Reward;
    let moved = world.balances().since(before);
    let of = |name: &str| moved.get(name).copied().unwrap_or(0);
    // Under one mint, payment and reward are one account.
    let both = |name: &str| of(name) + of(&format!("{name} reward"));
    let supply = of("supply") + of("reward supply");
    let price = i128::from(PRICE);
    match end {
        Status::Settled => {
            let burnt = if burns { 20_000 } else { 0 };
            assert_eq!((of("client"), of("provider")), (-price, 950_002));
            assert_eq!((of("treasury"), supply), (50_001 - burnt - 20_000, -burnt));
            for verifier in world.verifiers.clone() {
                assert_eq!(of(&verifier.name), 4_000);
            }
        }
        Status::Convicted => {
            assert_eq!(both("client"), 375_001 + 5 * 62_501);
            assert_eq!(both("challenger"), 750_002 + 5 * 125_003);
            assert_eq!(supply, -375_002 - 5 * 62_503);
            assert_eq!(of("stake vault"), -1_500_005 - 5 * 250_007);
        }
        Status::Expired => {
            assert_eq!(both("client"), 120_000);
            assert_eq!((of("stake vault"), supply), (-150_000, -30_000));
        }
        _ => assert!(moved.is_empty(), "{moved:?}"),
    }
}

fn play_all(end: Status) {
    for payment in KINDS {
        play(payment, end);
    }
}

#[test]
fn every_unit_of_a_settled_job() {
    play_all(Status::Settled);
}

#[test]
fn every_unit_of_a_convicted_job() {
    play_all(Status::Convicted);
}

#[test]
fn every_unit_of_an_expired_job() {
    play_all(Status::Expired);
}

#[test]
fn every_unit_of_a_cancelled_job() {
    play_all(Status::Cancelled);
}
