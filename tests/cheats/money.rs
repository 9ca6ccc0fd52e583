//! Cheats that are after the rules of the money.

use crate::support::{refused, three, TestWorld, CONVICTED};
use assay_client::stake::Operator;
use assay_tests::BOND;
use escrow::error::EscrowError;
use stake::error::StakeError;

/// One person is client, provider and challenger: what is burnt is its loss.
#[test]
fn slashing_oneself_for_profit() {
    let mut world = three();
    let everything = ["client", "provider", "challenger", "stake vault", "vault 0"];
    let before = world.balances();
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |_| {});
    world.convict_first_wrong(&job, &claim);
    let moved = world.balances().since(&before);
    let own: i128 = everything.iter().filter_map(|name| moved.get(*name)).sum();
    assert_eq!(own, -375_002, "a quarter of the bond, rounded up");
    assert_eq!(moved["supply"], own, "is burnt");
}

/// The provider shows its own wrong number, as the challenger, to save its bond: half of it is gone.
#[test]
fn convicting_oneself_first() {
    let mut world = three();
    let claim = world.work.cheat(0, (0, 0));
    let before = world.balances();
    let job = world.revealed(&claim, |_| {});
    let provider = world.provider.clone();
    let evidence = world.work.evidence(&claim, 0, (0, 0));
    world.put_evidence(&provider, 0, &evidence);
    world.convict(&job, &provider, 0).expect("convicts");
    world.assert_moved(
        &before,
        &[
            ("provider", 750_002),
            ("client", 375_001),
            ("stake vault", -1_500_005),
            ("supply", -375_002),
        ],
    );
}

/// Who demands a leaf of its own result and does not answer loses no less.
#[test]
fn withholding_from_oneself() {
    let mut world = three();
    let claim = world.work.honest();
    let leaf = assay_proof::demand::LeafAt {
        op: 0,
        row: 0,
        leaf: 0,
    };
    let before = world.balances();
    let job = world.revealed(&claim, |_| {});
    let provider = world.provider.clone();
    world.demand(&provider, &job, leaf).expect("demands");
    let until = world.demanded(&job, leaf).answer_by;
    world.warp_to(until + 1);
    world.expire_demand(&job, leaf).expect("expires");
    world.assert_moved(
        &before,
        &[
            ("provider", 750_002),
            ("client", 375_001),
            ("stake vault", -1_500_005),
            ("supply", -375_002),
        ],
    );
}

/// Evidence is public while it is written. Whoever copies it may be first; the provider is convicted once, and the slower
/// one gets nothing.
#[test]
fn copied_evidence() {
    let mut world = three();
    let thief = world.add_wallet("thief");
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let before = world.balances();
    let job = world.revealed(&claim, |_| {});
    let challenger = world.party("challenger");
    for party in [&challenger, &thief] {
        world.put_evidence(party, 0, &evidence);
    }
    world.convict(&job, &thief, 0).expect("convicts");
    refused(
        world.convict(&job, &challenger, 0),
        EscrowError::JobNotChallengeable,
    );
    let expected = CONVICTED.map(|(name, change)| match name {
        "challenger" => ("thief", change),
        _ => (name, change),
    });
    world.assert_moved(&before, &expected);
}

/// Somebody else's buffer is of no use: the reward goes to who wrote it.
#[test]
fn anothers_evidence() {
    let mut world = three();
    let thief = world.add_wallet("thief");
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let job = world.revealed(&claim, |_| {});
    let challenger = world.party("challenger");
    world.put_evidence(&challenger, 0, &evidence);
    let before = world.balances();
    let (client, provider) = (world.client.address(), world.provider.address());
    let mut convict = world
        .market
        .convict(job.address, client, provider, challenger.address(), 0);
    let (right, wrong) = (
        world.pool.reward_account(&challenger.address()),
        world.pool.reward_account(&thief.address()),
    );
    let mut replaced = 0;
    for meta in convict.accounts.iter_mut().filter(|meta| meta.pubkey == right) {
        meta.pubkey = wrong;
        replaced += 1;
    }
    assert_eq!(replaced, 1);
    refused(world.send(&[convict], &[]), StakeError::WrongTokenAccount);
    world.assert_moved(&before, &[]);
}

/// A wrong result may be worth more elsewhere than the job's price. The client says how much, and the bond that is at
/// stake covers it: a found cheat costs more than it brings.
#[test]
fn value_outside_the_escrow() {
    const OUTSIDE: u64 = 10_000_000;
    let mut world = three();
    let claim = world.work.cheat(0, (1, 2));
    let before = world.balances();
    let job = world.revealed(&claim, |request| request.max_external_value = OUTSIDE);
    let bond = world.job(&job).terms.required_bond;
    assert_eq!(bond, 20_000_000, "it is found at least every other time");
    world.convict_first_wrong(&job, &claim);
    world.assert_moved(
        &before,
        &[
            ("challenger", 10_000_000),
            ("client", 5_000_000),
            ("stake vault", -20_000_000),
            ("supply", -5_000_000),
        ],
    );
    let provider: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(provider.own_bond, BOND - bond);
}

/// Nor can the job be taken with less at stake.
#[test]
fn a_bond_too_small_for_the_value_outside() {
    let mut world = TestWorld::new().with_client().with_provider_bond(19_999_999);
    let before = world.balances();
    let job = world.post(|request| request.max_external_value = 10_000_000);
    refused(world.accept(&job), EscrowError::InsufficientBond);
    let until = world.job(&job).accept_by;
    world.warp_to(until + 1);
    world.expire_open(&job).expect("expires");
    world.assert_moved(&before, &[]);
}
