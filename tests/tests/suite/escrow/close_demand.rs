use super::demand_leaf::{curious, leaf, BOND, LEAF};
use crate::support::{number, refused, two, who, with, MISSING};
use assay_client::{address, escrow::Demand};
use assay_tests::{Status, START};
use escrow::error::EscrowError;

#[test]
fn the_answer_stays_until_the_job_is_over_and_then_the_rent_goes_back() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let lamports = world.lamports(&curious.address());
    world.demand(&curious, &job, LEAF).expect("demands");
    let claim = world.work.honest();
    world.answer(&job, &claim, LEAF).expect("answers");
    refused(world.close_demand(&job, LEAF), EscrowError::JobNotFinal);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    refused(world.close_job(&job), EscrowError::JobInUse);
    let sent = world.close_demand(&job, LEAF).expect("closes");
    assert_eq!(world.lamports(&curious.address()), lamports - BOND);
    let address = address::demand(&job.address, LEAF);
    assert!(world.find::<Demand>(&address).is_none());
    let event = sent.event("DemandClosed");
    assert_eq!(
        (who(&event, "demand"), who(&event, "demander")),
        (address, curious.address())
    );
    assert_eq!(number(&event, "bond"), 0);
    world.close_job(&job).expect("nothing is left");
}

/// A job that is convicted of something else leaves demands behind that nobody has to answer any more.
#[test]
fn an_open_demand_about_a_job_that_is_over_gives_the_bond_back() {
    let mut world = two();
    let claim = world.work.cheat(0, (1, 2));
    let job = world.revealed(&claim, |_| {});
    let curious = world.add_wallet("curious");
    let lamports = world.lamports(&curious.address());
    for at in [LEAF, leaf(1, 0, 0)] {
        world.demand(&curious, &job, at).expect("demands");
    }
    world.convict_first_wrong(&job, &claim);
    world.warp_to(START + 100);
    refused(world.expire_demand(&job, LEAF), EscrowError::JobNotChallengeable);
    refused(world.answer(&job, &claim, LEAF), EscrowError::JobNotChallengeable);
    let sent = world.close_demand(&job, LEAF).expect("closes");
    assert_eq!(number(&sent.event("DemandClosed"), "bond"), BOND);
    refused(world.close_job(&job), EscrowError::JobInUse);
    world.close_demand(&job, leaf(1, 0, 0)).expect("closes");
    assert_eq!(world.lamports(&curious.address()), lamports);
    assert_eq!(world.job(&job).open_demands, [0; 9]);
    world.close_job(&job).expect("nothing is left");
}

#[test]
fn after_the_first_conviction_for_withholding_the_other_demanders_have_their_bonds_back() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let other = world.add_wallet("other");
    let lamports = world.lamports(&other.address());
    world.demand(&curious, &job, LEAF).expect("demands");
    world.demand(&other, &job, leaf(1, 0, 0)).expect("demands");
    world.warp_to(START + 61);
    world.expire_demand(&job, LEAF).expect("expires");
    refused(
        world.expire_demand(&job, leaf(1, 0, 0)),
        EscrowError::JobNotChallengeable,
    );
    world.close_demand(&job, leaf(1, 0, 0)).expect("closes");
    assert_eq!(world.lamports(&other.address()), lamports);
    assert_eq!(world.status(&job), Status::Convicted);
}

#[test]
fn only_to_the_demander_and_only_once() {
    let mut world = two();
    let claim = world.work.honest();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    world.answer(&job, &claim, LEAF).expect("answers");
    world.accept_result(&job).expect("accepts");
    let demand = world.demanded(&job, LEAF);
    let close = world.market.close_demand(&demand);
    let client = world.client.address();
    refused(
        world.send(&[with(close.clone(), &curious.address(), &client)], &[]),
        EscrowError::NotDemander,
    );
    world.send(std::slice::from_ref(&close), &[]).expect("closes");
    refused(world.send(&[close], &[]), MISSING);
}
