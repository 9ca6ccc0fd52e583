use crate::support::{number, other_pool, refused, two, who, TestWorld, ALREADY_THERE};
use assay_client::{
    address,
    escrow::{BenchmarkClass, BenchmarkTerms},
};
use assay_tests::{Chain, Key, Sent};
use escrow::error::EscrowError;
use solana_signer::Signer;

fn create(world: &mut TestWorld, by: &Key, terms: BenchmarkTerms) -> Sent {
    let create = world.pool.create_benchmark_class(by.pubkey(), terms);
    world.send(&[create], &[by])
}

#[test]
fn a_class_is_what_its_benchmark_asks_for() {
    let mut world = two();
    let terms = world.class_terms();
    let sent = world.create_class(terms).expect("creates");
    let address = address::benchmark_class(&world.pool.address, 7);
    let class: BenchmarkClass = world.state(&address);
    assert_eq!(class.pool, world.pool.address);
    assert_eq!(bytemuck::bytes_of(&class.terms), bytemuck::bytes_of(&terms));
    let event = sent.event("BenchmarkClassCreated");
    assert_eq!(who(&event, "pool"), world.pool.address);
    assert_eq!(
        (who(&event, "class_account"), number(&event, "class")),
        (address, 7)
    );
    let failure = world.create_class(terms);
    refused(failure, ALREADY_THERE);
    let other = BenchmarkTerms { class: 8, ..terms };
    world.create_class(other).expect("another class");
}

#[test]
fn only_the_pools_authority_creates_one() {
    let mut world = two();
    let terms = world.class_terms();
    for by in [
        world.provider.authority.clone(),
        world.provider.agent.clone(),
        world.client.authority.clone(),
    ] {
        world.chain.fund(by.pubkey(), 1_000_000_000);
        refused(create(&mut world, &by, terms), EscrowError::NotMarketAuthority);
    }
}

#[test]
fn terms_out_of_the_bounds_are_refused() {
    let mut world = two();
    let good = world.class_terms();
    let bad: [fn(&mut BenchmarkTerms); 13] = [
        |terms| terms.rows = 0,
        |terms| terms.width = 0,
        |terms| terms.weights = 0,
        |terms| terms.steps = 0,
        |terms| terms.class = 0,
        |terms| terms.draws = 0,
        |terms| terms.draws = 65,
        |terms| terms.slots = 0,
        |terms| terms.slots = 216_001,
        |terms| terms.answer_seconds = 0,
        |terms| terms.answer_seconds = 86_401,
        |terms| terms.window_seconds = 7 * 86_400 + 1,
        |terms| terms.window_seconds = u32::MAX,
    ];
    for change in bad {
        let mut terms = good;
        change(&mut terms);
        refused(world.create_class(terms), EscrowError::BadParameter);
    }
    let most = BenchmarkTerms {
        draws: 64,
        slots: 216_000,
        answer_seconds: 86_400,
        window_seconds: 7 * 86_400,
        ..good
    };
    world.create_class(most).expect("at the bounds");
}

#[test]
fn a_pool_that_another_program_bonds_has_none() {
    let mut world = two();
    let pool = other_pool(&mut world, "other");
    let terms = world.class_terms();
    let authority = world.authority.clone();
    let create = pool.create_benchmark_class(authority.pubkey(), terms);
    world.send(&[create], &[&authority]).expect("the escrow's");

    world.edit::<assay_client::stake::Pool>(&pool.address, |state| {
        state.escrow_signer = authority.pubkey();
    });
    let create = pool.create_benchmark_class(authority.pubkey(), BenchmarkTerms { class: 8, ..terms });
    refused(world.send(&[create], &[&authority]), EscrowError::WrongMarket);
}
