use crate::support::{set_market, two, TestWorld};
use assay_tests::{Payment, Verdict, World};

/// (price, fee, burnt, per seat) with three of five seats: 5 % rounded up, then 40 % and 8 % of it rounded down.
const SHARES: [(u64, i128, i128, i128); 9] = [
    (1, 1, 0, 0),
    (2, 1, 0, 0),
    (19, 1, 0, 0),
    (20, 1, 0, 0),
    (21, 2, 0, 0),
    (49, 3, 1, 0),
    (250, 13, 5, 1),
    (999_999, 50_000, 20_000, 4_000),
    (1_000_001, 50_001, 20_000, 4_000),
];

#[test]
fn every_share_of_every_price_goes_somewhere() {
    let mut world = two().with_verifiers(5);
    let claim = world.work.honest();
    for (nonce, (price, fee, burnt, per_seat)) in SHARES.into_iter().enumerate() {
        let before = world.balances();
        let job = world.revealed(&claim, |request| {
            request.tier = 1;
            request.price = price;
        });
        world.draw(&job);
        let seated: Vec<String> = (0..3).map(|seat| world.seated(&job, seat).name).collect();
        for seat in 0..3 {
            world.attest(&job, seat, Verdict::Accept).expect("attests");
        }
        world.warp_past_window(&job);
        world.settle(&job).expect("settles");
        for seat in 0..3 {
            world.pay_verifier(&job, seat).expect("pays");
        }
        assert_eq!(world.job(&job).nonce, nonce as u64);
        let price = i128::from(price);
        world.assert_moved(
            &before,
            &[
                ("client", -price),
                ("provider", price - fee),
                (&seated[0], per_seat),
                (&seated[1], per_seat),
                (&seated[2], per_seat),
                ("supply", -burnt),
                ("treasury", fee - burnt - 3 * per_seat),
            ],
        );
    }
}

/// A price of nearly 2^64 in a token of its own; the bond is in reward tokens, of which one unit is worth 2^32.
#[test]
fn the_largest_price_settles_to_the_unit() {
    let mut world: TestWorld = World::builder()
        .payment(Payment::Spl { decimals: 9 })
        .market(|params| params.reward_per_payment_q32 = 1)
        .start()
        .with_provider_bond(10_000_000_000);
    world.client = world.add_wallet("client");
    let client = world.client.clone();
    world.give_payment(&client, u64::MAX);
    let claim = world.work.honest();
    // 150 % of two thirds of 2^64 − 1 is 2^64 − 1, over 2^32: 2^32, rounded up.
    let price = u64::MAX / 3 * 2;
    let job = world.revealed(&claim, |request| request.price = price);
    assert_eq!(world.job(&job).terms.required_bond, 1 << 32);
    let before = world.balances();
    world.accept_result(&job).expect("settles");
    let (price, fee) = (i128::from(price), (i128::from(price) * 5 + 99) / 100);
    world.assert_moved(
        &before,
        &[("provider", price - fee), ("treasury", fee), ("vault 0", -price)],
    );
}

#[test]
fn a_market_without_a_fee_pays_the_whole_price() {
    let mut world = two();
    set_market(&mut world, |params| params.fee_bps = 0).expect("no fee");
    let claim = world.work.honest();
    let before = world.balances();
    let job = world.revealed(&claim, |request| request.price = 7);
    world.accept_result(&job).expect("settles");
    world.assert_moved(&before, &[("client", -7), ("provider", 7)]);
}
