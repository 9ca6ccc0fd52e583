use crate::support::two;
use assay_tests::{Payment, Verdict, World, PRICE};

/// Sum of what `names` have.
fn wealth(world: &mut crate::support::TestWorld, names: &[&str]) -> i128 {
    let balances = world.balances();
    names.iter().map(|name| i128::from(balances.of(name))).sum()
}

/// One person as client, provider and challenger: convicting itself costs it a quarter of the bond and earns nothing.
#[test]
fn convicting_oneself_never_profits() {
    let mut world = two();
    let everyone = ["client", "provider", "challenger", "stake vault", "vault 0"];
    world.add_wallet("challenger");
    let before = wealth(&mut world, &everyone);
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |_| {});
    world.convict_first_wrong(&job, &claim);
    let lost = before - wealth(&mut world, &everyone);
    assert_eq!(lost, 375_002, "a quarter of 1,500,005, rounded up, is burnt");
}

/// The client, as its own challenger, gets both shares into one account.
#[test]
fn the_client_as_its_own_challenger_gets_both_shares_and_no_more() {
    let mut world = two();
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |_| {});
    let evidence = world.work.evidence(&claim, 0, (0, 0));
    let client = world.client.clone();
    world.put_evidence(&client, 0, &evidence);
    let before = world.balances();
    world.convict(&job, &client, 0).expect("convicts");
    world.assert_moved(
        &before,
        &[
            ("client", i128::from(PRICE) + 750_002 + 375_001),
            ("vault 0", -i128::from(PRICE)),
            ("stake vault", -1_500_005),
            ("supply", -375_002),
        ],
    );
}

/// A provider that convicts itself, to save what it can of its bond, loses half of it at least.
#[test]
fn a_provider_that_convicts_itself_loses_client_share_and_burn() {
    let mut world = two();
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |_| {});
    let evidence = world.work.evidence(&claim, 0, (0, 0));
    let provider = world.provider.clone();
    world.put_evidence(&provider, 0, &evidence);
    let before = wealth(&mut world, &["provider", "stake vault"]);
    world.convict(&job, &provider, 0).expect("convicts");
    let lost = before - wealth(&mut world, &["provider", "stake vault"]);
    assert_eq!(lost, 1_500_005 - 750_002);
}

/// Client and provider in league, with a committee that accepts: every unit of the fee is gone for them.
#[test]
fn trading_with_oneself_costs_the_fee() {
    let mut world: crate::support::TestWorld = World::builder()
        .payment(Payment::Reward)
        .start()
        .with_client()
        .with_provider()
        .with_verifiers(5);
    let league = ["client", "provider", "vault 0"];
    let before = wealth(&mut world, &league);
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    for seat in 0..5 {
        world.pay_verifier(&job, seat).expect("pays");
    }
    assert_eq!(before - wealth(&mut world, &league), 50_001);
}

/// Missing a deadline on purpose: the client's share of the penalty is less than the penalty.
#[test]
fn expiring_on_purpose_burns_a_fifth_of_the_penalty() {
    let mut world = two();
    let league = ["client", "provider", "stake vault", "vault 0"];
    let before = wealth(&mut world, &league);
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    let until = world.job(&job).commit_by;
    world.warp_to(until + 1);
    world.expire(&job).expect("expires");
    assert_eq!(before - wealth(&mut world, &league), 30_000);
}
