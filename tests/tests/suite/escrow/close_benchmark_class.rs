use super::finish_benchmark::with_class;
use crate::support::{number, other_pool, refused, who, MISSING};
use assay_client::{
    address,
    escrow::{BenchmarkClass, BenchmarkTerms},
};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn a_closed_class_gives_its_rent_back_and_is_begun_by_nobody() {
    let mut world = with_class();
    let (authority, provider) = (world.authority.clone(), world.provider.clone());
    let address = address::benchmark_class(&world.pool.address, 7);
    let (rent, before) = (world.lamports(&address), world.lamports(&authority.pubkey()));
    let close = world.pool.close_benchmark_class(authority.pubkey(), 7);
    let sent = world.send(&[close], &[&authority]).expect("closes");
    assert_eq!(world.lamports(&authority.pubkey()), before + rent);
    assert!(world.find::<BenchmarkClass>(&address).is_none());
    let event = sent.event("BenchmarkClassClosed");
    assert_eq!(
        (who(&event, "class_account"), number(&event, "class")),
        (address, 7)
    );
    refused(world.begin_benchmark(&provider), MISSING);
    let terms = world.class_terms();
    world.create_class(terms).expect("it can be made again");
}

#[test]
fn a_benchmark_that_was_begun_keeps_the_terms() {
    let mut world = with_class();
    let provider = world.provider.clone();
    world.begin_benchmark(&provider).expect("begins");
    let authority = world.authority.clone();
    let close = world.pool.close_benchmark_class(authority.pubkey(), 7);
    world.send(&[close], &[&authority]).expect("closes");
    let terms = BenchmarkTerms {
        slots: 1,
        ..world.class_terms()
    };
    world.create_class(terms).expect("harder");
    assert_eq!(world.benchmark(&provider).terms.slots, 100);
}

#[test]
fn only_the_pools_authority_closes_one() {
    let mut world = with_class();
    let provider = world.provider.authority.clone();
    let close = world.pool.close_benchmark_class(provider.pubkey(), 7);
    refused(
        world.send(&[close], &[&provider]),
        EscrowError::NotMarketAuthority,
    );
    let authority = world.authority.clone();
    let other = other_pool(&mut world, "other");
    let mut close = other.close_benchmark_class(authority.pubkey(), 7);
    close.accounts[2].pubkey = address::benchmark_class(&world.pool.address, 7);
    refused(world.send(&[close], &[&authority]), EscrowError::WrongBenchmark);
}
