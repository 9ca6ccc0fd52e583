use crate::support::{number, refused, two, who};
use assay_client::stake::ROLE_PROVIDER;
use assay_tests::{key, BOND, START};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn it_is_noted() {
    let mut world = two();
    let job = world.post(|request| request.heartbeat_seconds = 60);
    world.accept(&job).expect("accepts");
    world.warp_to(START + 30);
    let sent = world.heartbeat(&job).expect("beats");
    assert_eq!(world.job(&job).last_heartbeat, START + 30);
    let event = sent.event("JobHeartbeat");
    assert_eq!(who(&event, "job"), job.address);
    assert_eq!(number(&event, "at"), (START + 30) as u64);
}

#[test]
fn until_the_commitment_is_due() {
    let mut world = two();
    let job = world.post(|_| {});
    refused(world.heartbeat(&job), EscrowError::WrongOperator);
    world.accept(&job).expect("accepts");
    for (at, late) in [(599, false), (600, false), (601, true)] {
        world.warp_to(START + at);
        let sent = world.heartbeat(&job);
        if late {
            refused(sent, EscrowError::DeadlinePassed);
        } else {
            sent.expect("in time");
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
            .heartbeat(by.pubkey(), provider.operator, job.address);
        refused(world.send(&[instruction], &[&by]), EscrowError::NotAgent);
    }
    let other = world.add_operator("other", ROLE_PROVIDER, BOND);
    let instruction = world
        .market
        .heartbeat(other.agent.pubkey(), other.operator, job.address);
    refused(
        world.send(&[instruction], &[&other.agent]),
        EscrowError::WrongOperator,
    );
}

#[test]
fn a_committed_job_needs_none() {
    let mut world = two();
    let job = world.post(|_| {});
    let claim = world.work.honest();
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    refused(world.heartbeat(&job), EscrowError::JobNotRunning);
}
