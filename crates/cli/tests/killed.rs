//! Daemons that are killed in the middle of a job and started again on their state folder: the job
//! ends as if nothing had happened, and nobody loses a unit by it.
//!
//! The daemons are processes of the real binary, and the kill is SIGKILL: what they did not write
//! down is gone.

mod support;

use assay_client::{
    escrow::{Job, Status},
    events::{decode_logs, escrow_events, Event},
};
use solana_address::Address;
use solana_signer::Signer;
use support::{Operator, Role, World, BOND, PRICE};

/// Seat of this operator on the committee.
fn seat_of(job: &Job, operator: &Operator) -> usize {
    let mut seats = job.seats.iter();
    seats
        .position(|seat| seat.operator == operator.address)
        .expect("it was drawn")
}

/// How often an operator attested to a job, by the chain's own record.
async fn attestations(world: &World, job: &Address, operator: &Operator) -> usize {
    let history = world.rpc.history(job).await.expect("the history");
    let events = history.iter().flat_map(|landed| decode_logs(&landed.logs));
    events
        .filter(|event| match event {
            Event::Escrow(escrow_events::Event::Attested(attested)) => attested.operator == operator.address,
            _ => false,
        })
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_killed_after_every_step_is_paid_and_keeps_its_bond() {
    let world = World::new(|config| config.markets[0].challenge_seconds.optimistic = 2).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let client_before = world.tokens(&world.client.pubkey()).await;
    let job = world.post(&["--tier", "optimistic", "--run-seconds", "60"]).await;

    for step in [Status::Running, Status::Committed, Status::Challengeable] {
        let worker = provider.start(&world);
        world.until_status(&job, step).await;
        worker.kill().await;
        let now = world.job(&job).await;
        assert_eq!(now.status().name(), step.name(), "killed before the next step");
        let locked = provider.state(&world).await.locked;
        assert_eq!(locked, now.terms.required_bond);
        // From here on the job's content is in the state folder or nowhere.
        if step == Status::Running {
            world.remove_content();
        }
    }

    let mut worker = provider.start(&world);
    worker.until_healthy().await;
    let settled = world.until_status(&job, Status::Settled).await;
    assert_eq!(settled.status().name(), Status::Settled.name());
    let fee = PRICE.1 * 5 / 100;
    assert_eq!(
        world.tokens(&provider.authority).await,
        PRICE.1 - fee,
        "the price less 5 %, to the unit"
    );
    assert_eq!(
        world.tokens(&world.client.pubkey()).await,
        client_before - PRICE.1,
        "the client pays the price, once"
    );
    let operator = provider.state(&world).await;
    assert_eq!((operator.own_bond, operator.locked), (BOND, 0));
    assert_eq!((operator.settled_jobs, operator.failed_jobs), (1, 0));
    assert_eq!(
        worker.metric("assay_worker_ops_total").await,
        0.0,
        "what was sealed is never computed again"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verifier_killed_when_drawn_and_when_it_has_attested_attests_once_and_is_paid() {
    // Both verifiers are needed for the quorum, so the job cannot settle without the killed one.
    let world = World::new(|config| {
        let market = &mut config.markets[0];
        (market.committee_size, market.quorum) = (2, 2);
        (market.seed_seconds, market.attest_seconds) = (1, 8);
        market.challenge_seconds.committee = 3;
    })
    .await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let steady = Operator::new(&world, "steady", Role::Verifier(0)).await;
    let killed = Operator::new(&world, "killed", Role::Verifier(1)).await;
    let (mut steady_daemon, mut daemon) = (steady.start(&world), killed.start(&world));
    steady_daemon.until_healthy().await;
    daemon.until_healthy().await;
    let _worker = provider.start(&world);
    let job = world.post(&["--tier", "committee"]).await;

    let drawn = world.until(&job, "drawn", |job| job.round > 0).await;
    daemon.kill().await;
    let seat = seat_of(&drawn, &killed);
    assert_eq!(
        world.job(&job).await.seats[seat].verdict,
        0,
        "killed before it attested"
    );

    let daemon = killed.start(&world);
    world
        .until(&job, "attested to", |job| job.seats[seat].verdict != 0)
        .await;
    daemon.kill().await;
    assert_eq!(killed.state(&world).await.locked, drawn.terms.verifier_bond);

    let mut daemon = killed.start(&world);
    daemon.until_healthy().await;
    let over = world
        .until(&job, "settled and paid out", |job| {
            job.status() == Status::Settled && job.open_locks == 0
        })
        .await;
    let accept = (over.accepts(), over.seats[seat].verdict, over.seats[seat].done);
    assert_eq!(accept, (2, 1, 1));
    for verifier in [&steady, &killed] {
        assert_eq!(attestations(&world, &job, verifier).await, 1);
        // A fee of 5 %, 40 % of it to the verifiers, half of that to each.
        let share = PRICE.1 * 5 / 100 * 40 / 100 / 2;
        assert_eq!(world.tokens(&verifier.authority).await, share);
        let operator = verifier.state(&world).await;
        assert_eq!((operator.own_bond, operator.locked), (BOND, 0));
    }
    assert_eq!(
        daemon.metric("assay_verifier_check_seconds_count").await,
        0.0,
        "what it found is in its state folder, and not checked again"
    );
    assert_eq!(daemon.metric("assay_verifier_attestations_total").await, 0.0);
    assert_eq!(world.tokens(&provider.authority).await, PRICE.1 * 95 / 100);
    let operator = provider.state(&world).await;
    assert_eq!((operator.own_bond, operator.locked), (BOND, 0));
}
