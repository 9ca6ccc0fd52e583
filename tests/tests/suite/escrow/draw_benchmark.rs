use super::finish_benchmark::with_class;
use crate::support::{refused, who};
use assay_client::address;
use assay_tests::{Chain, START_SLOT};
use escrow::error::EscrowError;
use solana_sha256_hasher::hashv;

fn slot_hash(slot: u64) -> [u8; 32] {
    hashv(&[b"slot", &slot.to_le_bytes()]).to_bytes()
}

#[test]
fn slot_hash_and_address_decide_the_seed_and_the_result_the_elements() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let address = address::benchmark(&provider.operator);
    world.begin_benchmark(&provider).expect("begins");
    world.warp_slots(9);
    let sent = world.draw_benchmark(&provider).expect("the seed");
    let expected = |slot, trace: [u8; 32]| {
        hashv(&[b"assay:benchmark:v1", &slot_hash(slot), address.as_ref(), &trace]).to_bytes()
    };
    let benchmark = world.benchmark(&provider);
    assert_eq!(benchmark.seed, expected(START_SLOT + 2, [0; 32]));
    assert_eq!(benchmark.sample, [0; 32]);
    let event = sent.event("BenchmarkDrawn");
    assert_eq!(who(&event, "benchmark"), address);

    let work = assay_tests::Work::benchmark(&assay_tests::BENCHMARK, &benchmark.seed);
    let claim = work.honest();
    world.prove_benchmark(&provider, &claim).expect("proves");
    world.warp_slots(3);
    world.draw_benchmark(&provider).expect("the elements");
    let drawn = world.benchmark(&provider);
    assert_eq!(drawn.seed, benchmark.seed);
    assert_eq!(drawn.sample, expected(START_SLOT + 11, claim.trace_root));
    let elements: Vec<_> = (0..64).map(|draw| drawn.element(draw)).collect();
    assert!(elements.iter().all(|&(op, i, j)| op < 5 && i < 3 && j < 16));
    let mut distinct = elements.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(distinct.len() > 40, "{distinct:?}");
    for op in 0..5 {
        assert!(
            elements.iter().any(|element| element.0 == op),
            "step {op} is drawn"
        );
    }
}

#[test]
fn two_operators_have_two_seeds() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let other = world.add_operator("other", 1, 0);
    for party in [&provider, &other] {
        world.begin_benchmark(party).expect("begins");
    }
    world.warp_slots(3);
    for party in [&provider, &other] {
        world.draw_benchmark(party).expect("the seed");
    }
    let (one, two) = (world.benchmark(&provider), world.benchmark(&other));
    assert_eq!(one.seed_slot, two.seed_slot);
    assert_ne!(one.seed, two.seed);
}

#[test]
fn the_slot_must_have_passed() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    for _ in 0..3 {
        refused(world.draw_benchmark(&provider), EscrowError::DrawPending);
        world.warp_slots(1);
    }
    world.draw_benchmark(&provider).expect("draws");
    refused(world.draw_benchmark(&provider), EscrowError::BenchmarkStep);
    let work = assay_tests::Work::benchmark(&assay_tests::BENCHMARK, &world.benchmark(&provider).seed);
    world.prove_benchmark(&provider, &work.honest()).expect("proves");
    for _ in 0..3 {
        refused(world.draw_benchmark(&provider), EscrowError::DrawPending);
        world.warp_slots(1);
    }
    world.draw_benchmark(&provider).expect("draws");
    refused(world.draw_benchmark(&provider), EscrowError::BenchmarkStep);
}

#[test]
fn a_skipped_slot_passes_the_decision_on_to_the_next() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    world.warp_slots(5);
    let older = (0..=1).rev().map(|slot| (START_SLOT + slot, [slot as u8; 32]));
    world.chain.set_slot_hashes(older.clone());
    refused(world.draw_benchmark(&provider), EscrowError::DrawPending);
    let newer = [(START_SLOT + 4, [4; 32]), (START_SLOT + 3, [3; 32])];
    world.chain.set_slot_hashes(newer.into_iter().chain(older));
    world.draw_benchmark(&provider).expect("draws");
    let address = address::benchmark(&provider.operator);
    let expected = hashv(&[b"assay:benchmark:v1", &[3; 32], address.as_ref(), &[0; 32]]).to_bytes();
    assert_eq!(world.benchmark(&provider).seed, expected);
}

/// Whoever does not like what it draws must not be able to wait for another draw.
#[test]
fn a_draw_that_was_missed_is_not_repeated() {
    let mut world = with_class();
    let provider = world.provider.clone();
    let work = world.seeded_benchmark(&provider);
    world.prove_benchmark(&provider, &work.honest()).expect("proves");
    let draw_slot = world.benchmark(&provider).draw_slot;
    world.warp_slots(515);
    for _ in 0..2 {
        refused(world.draw_benchmark(&provider), EscrowError::DrawMissed);
        world.warp_slots(100);
    }
    assert_eq!(world.benchmark(&provider).draw_slot, draw_slot);
}
