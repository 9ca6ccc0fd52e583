use crate::support::{seven, two};
use assay_client::escrow::{Job, Market};
use assay_tests::{Status, Verdict, PRICE};

const PRICE_I: i128 = PRICE as i128;

#[test]
fn optimistic_from_post_to_close() {
    let mut world = two();
    let before = world.balances();
    let claim = world.work.honest();
    let job = world.post(|request| request.heartbeat_seconds = 60);
    world.accept(&job).expect("accepts");
    let now = world.now();
    world.warp_to(now + 60);
    world.heartbeat(&job).expect("beats");
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    world.close_job(&job).expect("closes");
    // 5 % rounded up is 50,001: 40 % of it burnt, the rest to the treasury.
    world.assert_moved(
        &before,
        &[
            ("client", -PRICE_I),
            ("provider", 950_002),
            ("treasury", 30_001),
            ("supply", -20_000),
        ],
    );
    assert!(world.find::<Job>(&job.address).is_none());
}

#[test]
fn with_a_committee_from_post_to_close() {
    let mut world = seven();
    let before = world.balances();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let seats: Vec<_> = (0..5).map(|seat| world.seated(&job, seat)).collect();
    for seat in 0..4 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    for seat in 0..4 {
        world.pay_verifier(&job, seat).expect("pays");
    }
    world.close_job(&job).expect("closes");
    world.assert_moved(
        &before,
        &[
            ("client", -PRICE_I),
            ("provider", 950_002),
            (&seats[0].name, 4_000),
            (&seats[1].name, 4_000),
            (&seats[2].name, 4_000),
            (&seats[3].name, 4_000),
            ("treasury", 14_001),
            ("supply", -20_000),
        ],
    );
}

#[test]
fn many_at_once_do_not_touch_each_other() {
    let mut world = seven();
    let claim = world.work.honest();
    let jobs: Vec<_> = (0..4)
        .map(|n| world.revealed(&claim, |request| request.price = PRICE + n))
        .collect();
    let before = world.balances();
    world.accept_result(&jobs[2]).expect("settles");
    let moved = world.balances().since(&before);
    assert_eq!(moved["vault 2"], -i128::from(PRICE + 2));
    for other in ["vault 0", "vault 1", "vault 3"] {
        assert!(!moved.contains_key(other), "{other} moved");
    }
    for (index, status) in [Status::Challengeable, Status::Challengeable, Status::Settled]
        .into_iter()
        .enumerate()
    {
        assert_eq!(world.status(&jobs[index]), status);
    }
    world.warp_past_window(&jobs[3]);
    for index in [0, 1, 3] {
        world.settle(&jobs[index]).expect("settles");
    }
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!((market.jobs_posted, market.jobs_settled), (4, 4));
    assert_eq!(market.value_settled, 4 * PRICE + 6);
}
