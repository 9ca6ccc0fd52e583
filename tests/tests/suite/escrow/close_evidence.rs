use crate::support::{refused, two, who, with, MISSING};
use assay_client::{address, escrow::Evidence};
use escrow::error::EscrowError;

#[test]
fn at_any_time_and_the_rent_comes_back() {
    let mut world = two();
    let owner = world.client.clone();
    let lamports = world.lamports(&owner.address());
    world.open_evidence(&owner, 0, 500).expect("opens");
    world.write_evidence(&owner, 0, 0, &[1; 300]).expect("writes");
    world.extend_evidence(&owner, 0, 500).expect("grows");
    let sent = world.close_evidence(&owner, 0).expect("closes");
    assert_eq!(world.lamports(&owner.address()), lamports);
    let address = address::evidence(&owner.address(), 0);
    assert!(world.find::<Evidence>(&address).is_none());
    assert_eq!(who(&sent.event("EvidenceClosed"), "evidence"), address);
    refused(world.close_evidence(&owner, 0), MISSING);
}

#[test]
fn only_by_its_owner() {
    let mut world = two();
    let (owner, other) = (world.client.clone(), world.provider.clone());
    world.open_evidence(&owner, 0, 10).expect("opens");
    let instruction = with(
        world.market.close_evidence(other.address(), 0),
        &address::evidence(&other.address(), 0),
        &address::evidence(&owner.address(), 0),
    );
    refused(
        world.send(&[instruction], &[&other.authority]),
        EscrowError::NotEvidenceOwner,
    );
}

#[test]
fn what_is_opened_again_remembers_nothing() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, 10).expect("opens");
    world.write_evidence(&owner, 0, 0, &[1; 10]).expect("writes");
    world.close_evidence(&owner, 0).expect("closes");
    world.open_evidence(&owner, 0, 10).expect("opens again");
    let evidence: Evidence = world.state(&address::evidence(&owner.address(), 0));
    assert_eq!(evidence.len, 0);
}
