use crate::support::{refused, two, who, ALREADY_THERE};
use assay_client::{address, escrow::Evidence};
use assay_tests::Chain;
use escrow::{constants::EVIDENCE_STEP, error::EscrowError};

#[test]
fn a_buffer_of_zeros_that_is_its_openers() {
    let mut world = two();
    let owner = world.client.clone();
    let sent = world.open_evidence(&owner, 4, 1_000).expect("opens");
    let address = address::evidence(&owner.address(), 4);
    let evidence: Evidence = world.state(&address);
    assert_eq!(
        (evidence.owner, evidence.nonce, evidence.len),
        (owner.address(), 4, 0)
    );
    let account = world.chain.account(&address).expect("the buffer");
    let header = 8 + size_of::<Evidence>();
    assert_eq!(account.data.len(), header + 1_000);
    assert!(account.data[header..].iter().all(|byte| *byte == 0));
    let event = sent.event("EvidenceOpened");
    assert_eq!(
        (who(&event, "evidence"), who(&event, "owner")),
        (address, owner.address())
    );
}

#[test]
fn of_at_most_one_step_to_begin_with() {
    let mut world = two();
    let owner = world.client.clone();
    world.open_evidence(&owner, 0, 0).expect("nothing");
    world.open_evidence(&owner, 1, EVIDENCE_STEP).expect("a step");
    for capacity in [EVIDENCE_STEP + 1, u32::MAX] {
        refused(
            world.open_evidence(&owner, 2, capacity),
            EscrowError::EvidenceTooLong,
        );
    }
    refused(world.open_evidence(&owner, 1, 5), ALREADY_THERE);
}

#[test]
fn lamports_sent_ahead_do_not_block_it() {
    let mut world = two();
    let owner = world.client.clone();
    world.chain.fund(address::evidence(&owner.address(), 0), 1_000);
    world.open_evidence(&owner, 0, 100).expect("opens");
}
