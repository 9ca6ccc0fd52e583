use super::{bonded, bonds::Bonds, DAY, STREAM};
use crate::support::{later, near, number, set_pool, who};
use assay_client::stake::ROLE_PROVIDER;
use assay_tests::BOND;

#[test]
fn anyone_brings_an_operator_up_to_date() {
    let mut world = bonded();
    let provider = world.provider.clone();
    world.next_epoch();
    later(&mut world, DAY / 2);
    let before = world.balances();
    let sent = world.sync(&provider).expect("syncs");
    world.assert_moved(&before, &[]);
    let operator = world.operator(&provider);
    near(operator.rewards, STREAM / 2, 1);
    let event = sent.event("OperatorSynced");
    assert_eq!(who(&event, "operator"), provider.operator);
    let fields = ["weight", "effective", "rewards"];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [BOND, operator.effective, operator.rewards]
    );
}

#[test]
fn the_saturation_limit_moves_with_the_others() {
    let mut world = bonded();
    let provider = world.provider.clone();
    assert_eq!(world.operator(&provider).effective, BOND / 10);
    world.add_operator("rival", ROLE_PROVIDER, BOND);
    assert_eq!(world.operator(&provider).effective, BOND / 10);
    world.sync(&provider).expect("syncs");
    assert_eq!(world.operator(&provider).effective, BOND / 5);
    set_pool(&mut world, |params| params.saturation = 1).expect("set");
    world.sync(&provider).expect("syncs");
    assert_eq!(world.operator(&provider).effective, BOND);
}

#[test]
fn a_jail_is_over_for_earnings_when_somebody_says_so() {
    let mut bonds = Bonds::new(1).with_paid();
    let ann = bonds.backer("ann", 1_000, 0);
    let rival = bonds.world.add_operator("rival", ROLE_PROVIDER, 1_000);
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.cut(10, true);
    let convict = bonds.operator.clone();
    let pool = bonds.world.pool_state();
    assert_eq!(
        (pool.total_weight, bonds.world.operator(&convict).frozen),
        (1_000, 1)
    );
    bonds.world.sync(&convict).expect("syncs");
    let state = bonds.world.operator(&convict);
    assert_eq!((state.frozen, state.weight, state.effective), (0, 0, 0));
    let jailed_until = state.jailed_until;
    bonds.world.warp_to(jailed_until - 1);
    bonds.world.sync(&convict).expect("syncs");
    assert_eq!(bonds.world.operator(&convict).weight, 0);
    bonds.world.warp_to(jailed_until);
    bonds.world.sync(&convict).expect("syncs");
    assert_eq!(bonds.world.operator(&convict).weight, 1_990);
    assert_eq!(bonds.world.pool_state().total_weight, 2_990);
    let before = bonds.world.position(&ann).rewards;
    bonds.world.next_epoch();
    later(&mut bonds.world, DAY / 2);
    bonds.world.claim(&ann).expect("earns again");
    assert!(bonds.world.position(&ann).claimed > before);
    bonds.world.claim_operator(&rival).expect("claims");
}
