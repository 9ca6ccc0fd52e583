use crate::support::{number, refused, who, TestWorld};
use assay_client::stake::Pool;
use assay_tests::{key, pool_params, Key, Sent, World};
use solana_signer::Signer;
use stake::{constants::MAX_JAIL_SECONDS, error::StakeError, state::PoolParams};

fn set(world: &mut TestWorld, by: &Key, params: PoolParams) -> Sent {
    let instruction = world.pool.set_params(by.pubkey(), params);
    world.send(&[instruction], &[by])
}

#[test]
fn the_authority_sets_every_parameter() {
    let mut world: TestWorld = World::new();
    let authority = world.authority.clone();
    let params = PoolParams {
        min_bond: 1,
        cooldown_seconds: 2,
        jail_seconds: 0,
        commission_delay_seconds: 3,
        bond_factor_bps: 4,
        security_bps: 9_985,
        work_bps: 5,
        verification_bps: 4,
        liquidity_bps: 3,
        treasury_bps: 3,
        saturation: 6,
        max_commission_bps: 7,
        commission_step_bps: 8,
    };
    let sent = set(&mut world, &authority, params).expect("set");
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!(pool.params(), params);
    let event = sent.event("PoolParamsSet");
    assert_eq!(who(&event, "pool"), world.pool.address);
    let fields = [
        ("min_bond", 1),
        ("cooldown_seconds", 2),
        ("jail_seconds", 0),
        ("commission_delay_seconds", 3),
        ("bond_factor_bps", 4),
        ("security_bps", 9_985),
        ("work_bps", 5),
        ("verification_bps", 4),
        ("liquidity_bps", 3),
        ("treasury_bps", 3),
        ("saturation", 6),
        ("max_commission_bps", 7),
        ("commission_step_bps", 8),
    ];
    for (field, expected) in fields {
        assert_eq!(number(&event, field), expected, "{field}");
    }
}

#[test]
fn nobody_else_sets_them() {
    let mut world: TestWorld = World::new();
    let stranger = key("stranger");
    refused(
        set(&mut world, &stranger, pool_params()),
        StakeError::NotPoolAuthority,
    );
}

#[test]
fn bounds_hold_later_too() {
    let mut world: TestWorld = World::new();
    let authority = world.authority.clone();
    let mut params = pool_params();
    params.jail_seconds = MAX_JAIL_SECONDS + 1;
    refused(set(&mut world, &authority, params), StakeError::BadParameter);
}
