use crate::support::{refused, two};
use assay_client::stake::Operator;
use assay_tests::{Status, Verdict, BOND};
use escrow::error::EscrowError;

/// Three committees, none of which agrees: the client has its money, everybody else what was theirs.
#[test]
fn redrawn_until_the_rounds_are_over_then_refunded() {
    let mut world = two().with_verifiers(16);
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.revealed(&claim, |request| request.tier = 1);

    world.draw(&job);
    let first = world.job(&job).seats;
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    world.attest(&job, 1, Verdict::Reject).expect("attests");
    for round in 2..=3 {
        let attest_by = world.job(&job).attest_by;
        world.warp_to(attest_by + 1);
        let seats_before = world.job(&job).seats;
        world.draw(&job);
        let state = world.job(&job);
        assert_eq!(state.round, round);
        // Who attested keeps the seat; who did not is not drawn again at once.
        for (now, then) in state.seats.iter().zip(first).take(2) {
            assert_eq!(now.operator, then.operator);
        }
        for seat in 2..5 {
            let sat = |operator| seats_before.iter().any(|before| before.operator == operator);
            assert!(!sat(state.seats[seat].operator), "seat {seat}");
        }
    }
    world.attest(&job, 4, Verdict::Accept).expect("attests");
    let state = world.job(&job);
    assert_eq!((state.accepts(), state.has_quorum()), (2, false));

    world.warp_to(state.final_by.max(state.attest_by) + 1);
    refused(world.settle(&job), EscrowError::NoQuorum);
    refused(world.expire(&job), EscrowError::JobNotRunning);
    world.expire_unattested(&job).expect("expires");
    for seat in [0, 1, 4] {
        world.pay_verifier(&job, seat).expect("releases");
    }
    world.close_job(&job).expect("closes");
    world.assert_moved(&before, &[]);
    let provider: Operator = world.state(&world.provider.operator.clone());
    assert_eq!((provider.own_bond, provider.locked), (BOND, 0));
}

#[test]
fn a_second_round_that_reaches_the_quorum_settles() {
    let mut world = two().with_verifiers(16);
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    let attest_by = world.job(&job).attest_by;
    world.warp_to(attest_by + 1);
    world.draw(&job);
    for seat in [2, 4] {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    assert_eq!(world.status(&job), Status::Settled);
    for seat in [0, 2, 4] {
        world.pay_verifier(&job, seat).expect("pays");
    }
    assert_eq!(world.job(&job).vault_balance, 0);
}
