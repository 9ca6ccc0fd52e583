use crate::support::{number, refused, two, who};
use assay_client::stake::ROLE_PROVIDER;
use assay_tests::{key, Status, BOND, START};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn the_commitment_stands_and_the_reveal_is_due() {
    let mut world = two();
    let job = world.post(|_| {});
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    world.warp_to(START + 100);
    let sent = world.commit(&job, &claim).expect("commits");
    let state = world.job(&job);
    let commitment = claim.commitment(&job.address, &world.provider.operator);
    assert_eq!(
        (state.status(), state.commitment),
        (Status::Committed, commitment)
    );
    assert_eq!(state.reveal_by, START + 160);
    assert_eq!(state.trace_root, [0; 32]);
    let event = sent.event("JobCommitted");
    assert_eq!(who(&event, "operator"), world.provider.operator);
    assert_eq!(number(&event, "reveal_by"), (START + 160) as u64);
}

#[test]
fn until_the_last_second_and_once() {
    for (at, late) in [(599, false), (600, false), (601, true)] {
        let mut world = two();
        let job = world.post(|_| {});
        let claim = world.work.honest();
        world.accept(&job).expect("accepts");
        world.warp_to(START + at);
        if late {
            refused(world.commit(&job, &claim), EscrowError::DeadlinePassed);
        } else {
            world.commit(&job, &claim).expect("in time");
            refused(world.commit(&job, &claim), EscrowError::JobNotRunning);
        }
    }
}

#[test]
fn only_by_the_agent_of_the_jobs_operator() {
    let mut world = two();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    let provider = world.provider.clone();
    for by in [provider.authority.clone(), key("stranger")] {
        let instruction = world
            .market
            .commit(by.pubkey(), provider.operator, job.address, [1; 32]);
        refused(world.send(&[instruction], &[&by]), EscrowError::NotAgent);
    }
    let other = world.add_operator("other", ROLE_PROVIDER, BOND);
    let instruction = world
        .market
        .commit(other.agent.pubkey(), other.operator, job.address, [1; 32]);
    refused(
        world.send(&[instruction], &[&other.agent]),
        EscrowError::WrongOperator,
    );
}
