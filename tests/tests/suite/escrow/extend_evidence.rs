use crate::support::{refused, two, with};
use assay_client::address;
use assay_tests::Chain;
use escrow::{
    constants::{EVIDENCE_STEP, MAX_EVIDENCE_LEN},
    error::EscrowError,
};

#[test]
fn it_grows_by_zeros_up_to_the_longest() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, EVIDENCE_STEP).expect("opens");
    world
        .write_evidence(&owner, 0, EVIDENCE_STEP - 1, &[9])
        .expect("writes");
    let address = address::evidence(&owner.address(), 0);
    let header = world.chain.account(&address).expect("it").data.len() - EVIDENCE_STEP as usize;
    let mut capacity = EVIDENCE_STEP;
    while capacity + EVIDENCE_STEP <= MAX_EVIDENCE_LEN {
        world.extend_evidence(&owner, 0, EVIDENCE_STEP).expect("grows");
        capacity += EVIDENCE_STEP;
    }
    let rest = MAX_EVIDENCE_LEN - capacity;
    refused(
        world.extend_evidence(&owner, 0, rest + 1),
        EscrowError::EvidenceTooLong,
    );
    world.extend_evidence(&owner, 0, rest).expect("the most");
    let data = world.chain.account(&address).expect("it").data;
    assert_eq!(data.len(), header + MAX_EVIDENCE_LEN as usize);
    let written = header + EVIDENCE_STEP as usize - 1;
    assert_eq!(data[written], 9);
    assert!(data[written + 1..].iter().all(|byte| *byte == 0));
    refused(world.extend_evidence(&owner, 0, 1), EscrowError::EvidenceTooLong);
}

#[test]
fn by_one_step_at_a_time() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, 0).expect("opens");
    for more in [EVIDENCE_STEP + 1, u32::MAX] {
        refused(
            world.extend_evidence(&owner, 0, more),
            EscrowError::EvidenceTooLong,
        );
    }
}

#[test]
fn only_by_its_owner() {
    let mut world = two();
    let (owner, other) = (world.client.clone(), world.provider.clone());
    world.open_evidence(&owner, 0, 0).expect("opens");
    let instruction = with(
        world.market.extend_evidence(other.address(), 0, 1),
        &address::evidence(&other.address(), 0),
        &address::evidence(&owner.address(), 0),
    );
    refused(
        world.send(&[instruction], &[&other.authority]),
        EscrowError::NotEvidenceOwner,
    );
}
