use crate::support::seven;
use assay_client::stake::Operator;
use assay_tests::{Status, Verdict, BOND};

/// A committee of two that rubber-stamp, one that looks, one that finds nothing served, and one asleep.
#[test]
fn who_waved_a_wrong_number_through_pays_and_who_found_it_does_not() {
    let mut world = seven();
    let claim = world.work.cheat(7, (3, 1));
    let before = world.balances();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let verdicts = [
        (0, Verdict::Accept),
        (1, Verdict::Reject),
        (2, Verdict::Unavailable),
        (3, Verdict::Accept),
    ];
    for (seat, verdict) in verdicts {
        world.attest(&job, seat, verdict).expect("attests");
    }
    world.convict_first_wrong(&job, &claim);
    assert_eq!(world.status(&job), Status::Convicted);
    for seat in [0, 3] {
        world.punish_verifier(&job, seat).expect("punishes");
    }
    for seat in [1, 2] {
        world.pay_verifier(&job, seat).expect("releases");
    }
    world.close_job(&job).expect("closes");
    // The provider's bond of 1,500,005 and two of 250,007, each 50 % / 25 % / rest.
    world.assert_moved(
        &before,
        &[
            ("client", 375_001 + 2 * 62_501),
            ("challenger", 750_002 + 2 * 125_003),
            ("stake vault", -1_500_005 - 2 * 250_007),
            ("supply", -375_002 - 2 * 62_503),
        ],
    );
    let operators: Vec<Operator> = world
        .verifiers
        .clone()
        .iter()
        .map(|verifier| world.state(&verifier.operator))
        .collect();
    let punished = operators
        .iter()
        .filter(|operator| operator.own_bond == BOND - 250_007 && operator.convictions == 1)
        .count();
    let untouched = operators
        .iter()
        .filter(|operator| operator.own_bond == BOND && operator.convictions == 0)
        .count();
    assert_eq!((punished, untouched), (2, 3));
    assert!(operators.iter().all(|operator| operator.locked == 0));
}
