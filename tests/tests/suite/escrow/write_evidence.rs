use crate::support::{number, refused, two, with};
use assay_client::{address, escrow::Evidence};
use assay_tests::Chain;
use escrow::error::EscrowError;

#[test]
fn in_any_order_and_over_again() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, 10).expect("opens");
    world
        .write_evidence(&owner, 0, 6, &[6, 7])
        .expect("the end first");
    let sent = world.write_evidence(&owner, 0, 0, &[0, 1, 2]).expect("writes");
    world.write_evidence(&owner, 0, 1, &[8]).expect("over it");
    let address = address::evidence(&owner.address(), 0);
    let data = world.chain.account(&address).expect("it").data;
    assert_eq!(data[8 + size_of::<Evidence>()..], [0, 8, 2, 0, 0, 0, 6, 7, 0, 0]);
    let evidence: Evidence = world.state(&address);
    assert_eq!(evidence.len, 8, "the end of what was written furthest");
    let event = sent.event("EvidenceWritten");
    assert_eq!((number(&event, "offset"), number(&event, "len")), (0, 3));
}

#[test]
fn only_within_the_buffer() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, 10).expect("opens");
    world
        .write_evidence(&owner, 0, 10, &[])
        .expect("nothing at its end");
    world.write_evidence(&owner, 0, 9, &[1]).expect("its last byte");
    for (offset, len) in [(10, 1), (9, 2), (11, 0), (u32::MAX, 1)] {
        refused(
            world.write_evidence(&owner, 0, offset, &vec![1; len]),
            EscrowError::OutsideEvidence,
        );
    }
}

#[test]
fn only_by_its_owner() {
    let mut world = two();
    let (owner, other) = (world.client.clone(), world.provider.clone());
    world.open_evidence(&owner, 0, 10).expect("opens");
    let instruction = with(
        world.market.write_evidence(other.address(), 0, 0, &[1]),
        &address::evidence(&other.address(), 0),
        &address::evidence(&owner.address(), 0),
    );
    refused(
        world.send(&[instruction], &[&other.authority]),
        EscrowError::NotEvidenceOwner,
    );
}
