//! `assay worker doctor`, `status` and `drain`, before, beside and after a running daemon.

use crate::support::{Operator, Role, World, BOND, PRICE};
use assay_client::escrow::Status;
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The check of this name, as the doctor sees it: verdict and detail.
fn check<'a>(checks: &'a Value, name: &str) -> (&'a str, &'a str) {
    let mut checks = checks.as_array().expect("a list").iter();
    let check = checks.find(|check| check["name"] == name).expect(name);
    let text = |field: &str| check[field].as_str().expect("text");
    (text("verdict"), text("detail"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_finds_a_worker_that_can_run_and_one_that_cannot() {
    let world = World::new(|_| ()).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let checks = provider.ask(&world, &["worker", "doctor"]).await.done();
    for name in [
        "backend cpu",
        "openings port",
        "clock",
        "fees",
        "operator",
        "bond",
    ] {
        assert_eq!(check(&checks, name).0, "ok", "{checks}");
    }
    assert!(check(&checks, "openings port").1.contains("is free"), "{checks}");
    assert_eq!(
        check(&checks, "endpoint").0,
        "warning",
        "nobody answers there yet"
    );

    let mut worker = provider.start(&world);
    worker.until_healthy().await;
    let checks = provider.ask(&world, &["worker", "doctor"]).await.done();
    assert_eq!(check(&checks, "endpoint").0, "ok", "{checks}");
    assert!(check(&checks, "openings port").1.contains("a worker answers"));

    let settings = provider.settings.to_str().expect("UTF-8");
    let wrong_key = world.assay(&["worker", "doctor", "--settings", settings]).await;
    assert_eq!(wrong_key.code, Some(1), "{}", wrong_key.value);
    let (verdict, detail) = check(&wrong_key.value, "operator");
    assert_eq!(verdict, "failure");
    assert!(detail.contains("assay stake update"), "{detail}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drained_worker_ends_when_its_job_is_paid_and_its_status_tells_how_far_it_is() {
    let world = World::new(|config| config.markets[0].challenge_seconds.optimistic = 3).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let drain = ["worker", "drain"];
    let nothing_runs = provider.ask(&world, &drain).await;
    let data = provider.data.to_str().expect("UTF-8");
    nothing_runs.refused(1, &["no worker runs on", data]);
    assert!(!provider.data.exists(), "asking made no folder");
    let nobody = Keypair::new().pubkey().to_string();
    let unknown = provider
        .ask(&world, &["worker", "status", "--operator", &nobody])
        .await;
    unknown.refused(6, &["no operator", &nobody]);

    let job = world.post(&["--tier", "optimistic"]).await;
    let worker = provider.start(&world);
    let accepted = world.until_status(&job, Status::Running).await;
    worker.kill().await;
    let locked = accepted.terms.required_bond;
    let status = provider.ask(&world, &["worker", "status"]).await.done();
    assert_eq!(status["operator"], provider.address.to_string());
    assert_eq!(
        (&status["running"], &status["draining"]),
        (&false.into(), &false.into())
    );
    assert_eq!(
        (&status["bond"], &status["locked"]),
        (&BOND.into(), &locked.into())
    );
    assert_eq!(status["free"], BOND - locked);
    let jobs = status["jobs"].as_array().expect("a list");
    assert_eq!(jobs.len(), 1);
    assert_eq!(
        (&jobs[0]["job"], &jobs[0]["status"]),
        (&job.to_string().into(), &"Running".into())
    );
    assert_eq!(
        (&jobs[0]["price"], &jobs[0]["until"]),
        (&PRICE.1.into(), &accepted.commit_by.into())
    );
    assert_eq!(jobs[0]["sealed"], false, "killed before it ran");
    let nothing_runs = provider.ask(&world, &drain).await;
    nothing_runs.refused(1, &["no worker runs on", data]);

    let mut worker = provider.start(&world);
    worker.until_healthy().await;
    let asked = provider.ask(&world, &drain).await.done();
    assert_eq!(asked["data_dir"], data);
    let status = provider.ask(&world, &["worker", "status"]).await.done();
    assert_eq!(
        (&status["running"], &status["draining"]),
        (&true.into(), &true.into())
    );
    let late = world.post(&["--tier", "optimistic"]).await;
    assert!(worker.ended().await.success());

    assert_eq!(world.job(&job).await.status().name(), Status::Settled.name());
    assert_eq!(world.job(&late).await.status().name(), Status::Open.name());
    assert_eq!(world.tokens(&provider.authority).await, PRICE.1 * 95 / 100);
    let status = provider.ask(&world, &["worker", "status"]).await.done();
    assert_eq!(
        (&status["running"], &status["draining"]),
        (&false.into(), &false.into())
    );
    assert_eq!((&status["bond"], &status["locked"]), (&BOND.into(), &0.into()));
    assert_eq!((&status["settled"], &status["failed"]), (&1.into(), &0.into()));
    assert_eq!(status["jobs"], Value::Array(Vec::new()));
}
