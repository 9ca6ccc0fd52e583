//! The daemon against a real local chain with the real programs: jobs taken, run, revealed, shown
//! and paid, through kills at every step.
//!
//! The ELF files come from `cargo xtask build`.

#[path = "../common/mod.rs"]
mod common;
mod demands;
mod front;
mod world;

use assay_client::escrow::{Job, JobRequest, Status};
use assay_proof::{input_root, Hash, Tensor};
use common::Job as Content;
use std::time::Duration;
use world::{World, PRICE};

fn unchanged(_: &mut JobRequest) {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_taken_run_revealed_shown_and_paid() {
    let world = World::new().await;
    let content = Content::dense(1, 20, 64, 10);
    let job = world.post(&content, |_| ()).await;
    let bond_before = world.operator().await.own_bond;
    let before = world.provider_tokens().await;
    let daemon = world.start().await;
    let revealed = world
        .until(&job, |job| job.status() == Status::Challengeable)
        .await;

    let roots: Vec<Hash> = content.reference().iter().map(Tensor::root).collect();
    assert_eq!(revealed.trace_root, assay_proof::trace_root(&roots));
    assert_eq!(revealed.output_root, *roots.last().unwrap());
    let output = reqwest::get(format!("{}/v1/jobs/{job}/output", daemon.url))
        .await
        .unwrap();
    assert_eq!(
        output.bytes().await.unwrap(),
        content.reference().last().unwrap().data()
    );

    let settled = world.until(&job, |job| job.status() == Status::Settled).await;
    let paid = world.provider_tokens().await - before;
    assert_eq!(
        paid,
        PRICE - settled.terms.fee,
        "what the market's rules say, to the unit"
    );
    let operator = world.operator().await;
    assert_eq!(
        (operator.locked, operator.own_bond, operator.settled_jobs),
        (0, bond_before, 1)
    );
    daemon.until_metric("assay_worker_earned_total", paid).await;
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_step_costs_nothing() {
    let world = World::new().await;
    let content = Content::dense(2, 30, 64, 10);
    let job = world
        .post(&content, |request| request.heartbeat_seconds = 5)
        .await;
    let bond_before = world.operator().await.own_bond;
    let mut ran = Vec::new();
    for stage in [
        Status::Running,
        Status::Committed,
        Status::Challengeable,
        Status::Settled,
    ] {
        // The content is gone as soon as the job is accepted: what was fetched must do.
        if stage == Status::Committed {
            world.remove_content();
        }
        let daemon = world.start_counting().await;
        world.until(&job, |job| job.status() as u8 >= stage as u8).await;
        ran.push(daemon.kill().await);
    }
    assert_eq!(
        world.job(&job).await.map(|job| job.status()),
        Some(Status::Settled)
    );
    assert!(
        ran[2..].iter().all(|ops| *ops == 0),
        "a sealed result is never computed again: {ran:?}"
    );
    let operator = world.operator().await;
    assert_eq!(
        (operator.locked, operator.own_bond, operator.failed_jobs),
        (0, bond_before, 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_jobs_are_left_alone_and_lock_nothing() {
    let world = World::new().await;
    let good = Content::dense(3, 4, 32, 5);
    // Models of their own: of one that is known already the worker needs neither spec nor weights.
    let unparsed = Content::dense(10, 4, 32, 5);
    let garbage = world.content(&unparsed);
    std::fs::write(garbage.path().join("spec.bin"), b"ASSAYJ01 and then nonsense").unwrap();
    let unknown = Content::dense(9, 4, 32, 5);
    let wrong_weights = world.content(&unknown);
    let other = world.content(&Content::dense(4, 4, 32, 5));
    std::fs::copy(
        other.path().join("weights.safetensors"),
        wrong_weights.path().join("weights.safetensors"),
    )
    .unwrap();
    let no_inputs = world.content(&good);
    std::fs::remove_file(no_inputs.path().join("inputs.safetensors")).unwrap();
    let mut large_bias = Content::dense(5, 4, 32, 5);
    large_bias.weights[1].set(0, 0, 1 << 30);
    large_bias.spec.weights[1].root = large_bias.weights[1].root();
    let large_bias_content = world.content(&large_bias);

    let mut refused = Vec::new();
    for (content, folder) in [
        (&unparsed, &garbage),
        (&unknown, &wrong_weights),
        (&good, &no_inputs),
        (&large_bias, &large_bias_content),
    ] {
        refused.push(world.post_at(content, folder, unchanged).await);
    }
    let wrong_input = input_root(&[Content::dense(6, 4, 32, 5).inputs[0].root()]);
    refused.push(
        world
            .post(&good, |request| request.input_root = wrong_input)
            .await,
    );
    refused.push(world.post(&good, |request| request.price = 1_000).await);
    refused.push(world.post(&good, |request| request.min_class = 9_999).await);
    refused.push(
        world
            .post(&good, |request| request.max_external_value = 1 << 50)
            .await,
    );

    let daemon = world.start().await;
    let taken = world.post(&good, |_| ()).await;
    world.until(&taken, |job| job.status() == Status::Settled).await;
    for job in refused {
        assert_eq!(
            world.job(&job).await.map(|job| job.status()),
            Some(Status::Open),
            "{job}"
        );
    }
    assert_eq!(world.operator().await.locked, 0);
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draining_worker_finishes_what_it_accepted_and_takes_no_more() {
    let world = World::new().await;
    let content = Content::dense(7, 10, 32, 5);
    let accepted = world.post(&content, |_| ()).await;
    let daemon = world.start().await;
    world.until(&accepted, |job| job.status() != Status::Open).await;
    assay_worker::daemon::request_drain(world.data_dir()).unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let late = world.post(&content, |_| ()).await;
    daemon.ended().await;
    assert_eq!(
        world.job(&accepted).await.map(|job| job.status()),
        Some(Status::Settled)
    );
    assert_eq!(world.job(&late).await.map(|job| job.status()), Some(Status::Open));

    let daemon = world.start().await;
    let ended = |job: &Job| job.status() == Status::Settled;
    world.until(&late, ended).await;
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_that_is_down_is_waited_for() {
    let world = World::new().await;
    let content = Content::dense(8, 10, 32, 5);
    let daemon = world.start_behind_a_flaky_network().await;
    world.network_down();
    let job = world.post(&content, |_| ()).await;
    daemon
        .until_metric_at_least("assay_worker_rpc_failures_total", 2)
        .await;
    assert_eq!(world.job(&job).await.map(|job| job.status()), Some(Status::Open));
    world.network_up();
    world.until(&job, |job| job.status() == Status::Settled).await;
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_agent_may_run_the_operator() {
    let world = World::new().await;
    let error = world
        .start_with(solana_keypair::Keypair::new())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("is not the agent of operator"), "{error}");
}
