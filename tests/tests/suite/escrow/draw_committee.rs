use crate::support::{number, refused, seven, two, TestWorld};
use assay_client::stake::{VerifierRegistry, ROLE_VERIFIER};
use assay_tests::{Chain, JobRef, Verdict, BOND, START, START_SLOT};
use escrow::{
    error::EscrowError,
    state::{draw, Draw, Seat},
};
use solana_sha256_hasher::hashv;

/// A committee job whose draw is decided by slot START_SLOT + 2.
fn revealed(world: &mut TestWorld) -> JobRef {
    let claim = world.work.honest();
    world.revealed(&claim, |request| request.tier = 1)
}

/// Asserts that these random bytes drew the committee of round 0.
#[track_caller]
fn assert_seated(world: &mut TestWorld, job: &JobRef, randomness: [u8; 32]) {
    let registry: VerifierRegistry = world.state(&world.pool.registry.clone());
    let mut expected: [Seat; 7] = bytemuck::Zeroable::zeroed();
    let lottery = Draw {
        randomness,
        round: 0,
        provider: &world.provider.operator,
    };
    draw(&mut expected, &registry, &lottery, 5, 3).expect("five are eligible");
    let seats = world.job(job).seats;
    assert_eq!(
        seats.map(|seat| seat.operator),
        expected.map(|seat| seat.operator)
    );
}

#[test]
fn seed_and_slot_hash_decide_who_sits() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_slots(3);
    world.warp_to(START + 4);
    let sent = world.try_draw(&job, Some(job.seed)).expect("draws");

    let slot_hash = hashv(&[b"slot", &(START_SLOT + 2).to_le_bytes()]).to_bytes();
    let randomness = hashv(&[b"assay:draw:v1", &job.seed, &slot_hash, job.address.as_ref()]).to_bytes();
    assert_seated(&mut world, &job, randomness);
    let state = world.job(&job);
    assert_eq!((state.round, state.draw_slot), (1, 0));
    assert_eq!(
        (state.attest_by, state.challenge_until),
        (START + 64, START + 300)
    );
    let mut seated: Vec<_> = state.seats[..5].iter().map(|seat| seat.operator).collect();
    seated.sort_by_key(|operator| operator.to_bytes());
    let mut all: Vec<_> = world.verifiers.iter().map(|verifier| verifier.operator).collect();
    all.sort_by_key(|operator| operator.to_bytes());
    assert_eq!(seated, all, "all five sit, each once");
    let event = sent.event("CommitteeDrawn");
    assert_eq!(
        (number(&event, "round"), number(&event, "attest_by")),
        (1, (START + 64) as u64)
    );
    assert_eq!(event["seats"][0], state.seats[0].operator.to_string());
}

#[test]
fn a_late_committee_keeps_the_window_open() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_to(START + 290);
    world.try_draw(&job, None).expect("fixes a slot");
    world.warp_slots(3);
    world.try_draw(&job, None).expect("draws");
    let state = world.job(&job);
    assert_eq!(
        (state.attest_by, state.challenge_until),
        (START + 350, START + 350)
    );
}

#[test]
fn the_slot_must_have_passed() {
    let mut world = seven();
    let job = revealed(&mut world);
    for _ in 0..3 {
        refused(world.try_draw(&job, Some(job.seed)), EscrowError::DrawPending);
        world.warp_slots(1);
    }
    world.try_draw(&job, Some(job.seed)).expect("draws");
}

#[test]
fn a_skipped_slot_passes_the_decision_on_to_the_next() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_slots(5);
    // Slot 2 was skipped, and so far no later one has a hash.
    let older = (0..=1).rev().map(|slot| (START_SLOT + slot, [slot as u8; 32]));
    world.chain.set_slot_hashes(older.clone());
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::DrawPending);

    let newer = [(START_SLOT + 4, [4; 32]), (START_SLOT + 3, [3; 32])];
    world.chain.set_slot_hashes(newer.into_iter().chain(older));
    world.try_draw(&job, Some(job.seed)).expect("draws");
    let randomness = hashv(&[b"assay:draw:v1", &job.seed, &[3; 32], job.address.as_ref()]).to_bytes();
    assert_seated(&mut world, &job, randomness);
}

#[test]
fn only_the_clients_seed_until_its_time_is_over() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_slots(3);
    let clock = world.chain.clock();
    for at in [0, 29, 30] {
        world.chain.warp(clock.slot, START + at);
        refused(world.try_draw(&job, Some([1; 32])), EscrowError::WrongSeed);
        refused(world.try_draw(&job, None), EscrowError::SeedPending);
    }
    world.try_draw(&job, Some(job.seed)).expect("in the last second");
}

#[test]
fn then_the_slots_hash_alone_whatever_seed_comes() {
    for seed in [None, Some(true), Some(false)] {
        let mut world = seven();
        let job = revealed(&mut world);
        world.warp_slots(3);
        let clock = world.chain.clock();
        world.chain.warp(clock.slot, START + 31);
        let seed = seed.map(|right| if right { job.seed } else { [1; 32] });
        world.try_draw(&job, seed).expect("draws");
        let slot_hash = hashv(&[b"slot", &(START_SLOT + 2).to_le_bytes()]).to_bytes();
        let randomness = hashv(&[b"assay:draw:v1", &[0; 32], &slot_hash, job.address.as_ref()]).to_bytes();
        assert_seated(&mut world, &job, randomness);
    }
}

#[test]
fn the_optimistic_tier_has_no_committee() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |_| {});
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::NoCommittee);
}

#[test]
fn not_before_the_reveal() {
    let mut world = seven();
    let job = world.post(|request| request.tier = 1);
    refused(
        world.try_draw(&job, Some(job.seed)),
        EscrowError::JobNotChallengeable,
    );
}

#[test]
fn a_committee_has_its_time() {
    let mut world = two().with_verifiers(16);
    let job = revealed(&mut world);
    world.draw(&job);
    let attest_by = world.job(&job).attest_by;
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::CommitteeAtWork);
    world.warp_to(attest_by);
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::CommitteeAtWork);
    world.warp_to(attest_by + 1);
    world.draw(&job);
    assert_eq!(world.job(&job).round, 2);
}

#[test]
fn three_rounds_are_the_last() {
    let mut world = two().with_verifiers(16);
    let job = revealed(&mut world);
    for _ in 0..3 {
        world.draw(&job);
        let attest_by = world.job(&job).attest_by;
        world.warp_to(attest_by + 1);
    }
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::NoMoreRounds);
}

#[test]
fn with_a_quorum_nothing_more_is_drawn() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.draw(&job);
    for seat in 0..3 {
        world.attest(&job, seat, Verdict::Accept).expect("attests");
    }
    let attest_by = world.job(&job).attest_by;
    world.warp_to(attest_by + 1);
    refused(world.try_draw(&job, Some(job.seed)), EscrowError::QuorumReached);
}

#[test]
fn not_after_the_job_may_expire() {
    let mut world = seven();
    let job = revealed(&mut world);
    let final_by = world.job(&job).final_by;
    world.warp_to(final_by);
    world
        .try_draw(&job, None)
        .expect("fixes a slot in the last second");
    world.warp_to(final_by + 1);
    refused(world.try_draw(&job, None), EscrowError::DeadlinePassed);
}

#[test]
fn too_few_verifiers_are_no_committee() {
    let mut world = two().with_verifiers(2);
    let job = revealed(&mut world);
    world.warp_slots(3);
    refused(
        world.try_draw(&job, Some(job.seed)),
        EscrowError::NotEnoughVerifiers,
    );
    let third = world.add_operator("verifier 2", ROLE_VERIFIER, BOND);
    world.join(&third, 2).expect("joins");
    world.verifiers.push(third);
    world.try_draw(&job, Some(job.seed)).expect("a quorum can be had");
    let seats = world.job(&job).seats;
    assert_eq!(seats.iter().filter(|seat| !seat.is_empty()).count(), 3);
}

#[test]
fn the_provider_never_judges_itself() {
    let mut world = two().with_verifiers(4);
    let provider = world.provider.clone();
    let both = stake::constants::ROLE_PROVIDER | stake::constants::ROLE_VERIFIER;
    world.edit::<assay_client::stake::Operator>(&provider.operator, |operator| operator.roles = both);
    let plenty = 1_000 * BOND;
    world.give_reward(&provider, plenty);
    world.deposit(&provider, plenty).expect("nearly all the weight");
    world.join(&provider, 9).expect("joins");
    let job = revealed(&mut world);
    world.draw(&job);
    let seats = world.job(&job).seats;
    assert!(seats.iter().all(|seat| seat.operator != provider.operator));
    assert_eq!(seats.iter().filter(|seat| !seat.is_empty()).count(), 4);
}

#[test]
fn a_slot_too_long_ago_is_fixed_anew() {
    let mut world = seven();
    let job = revealed(&mut world);
    // 512 hashes: the oldest is of the deciding slot itself, so it could have been dropped as well.
    world.warp_slots(2 + 512);
    let sent = world.try_draw(&job, Some(job.seed)).expect("fixes another slot");
    let slot = START_SLOT + 2 + 512;
    assert_eq!(number(&sent.event("DrawArmed"), "draw_slot"), slot + 2);
    let state = world.job(&job);
    assert_eq!((state.round, state.draw_slot), (0, slot + 2));
    world.warp_slots(3);
    world.try_draw(&job, Some(job.seed)).expect("draws");
    assert_eq!(world.job(&job).round, 1);
}

#[test]
fn the_oldest_hash_but_one_still_decides() {
    let mut world = seven();
    let job = revealed(&mut world);
    world.warp_slots(2 + 511);
    world.try_draw(&job, Some(job.seed)).expect("draws");
    assert_eq!(world.job(&job).round, 1);
}
