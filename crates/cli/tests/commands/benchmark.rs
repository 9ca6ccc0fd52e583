//! `assay worker benchmark`, `assay stake classes` and what an operator's class is good for.

use crate::support::{Operator, Role, World};
use assay_client::{
    accounts, address,
    escrow::{Benchmark, BenchmarkClass, Status},
    write_keypair,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

const CLASS: [&str; 4] = ["worker", "benchmark", "--class", "1"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_shows_what_it_has_and_takes_a_job_of_its_class() {
    let world = World::new(|config| config.markets[0].challenge_seconds.optimistic = 3).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let job = world.post(&["--tier", "optimistic", "--min-class", "1"]).await;
    let mut worker = provider.start(&world);
    worker.until_healthy().await;
    assert_eq!(provider.state(&world).await.class, 0);
    assert_eq!(world.job(&job).await.status().name(), Status::Open.name());

    let report = provider.ask(&world, &CLASS).await.done();
    assert_eq!(report["operator"], provider.address.to_string());
    assert_eq!(
        (&report["class"], &report["draws"], &report["weight_bytes"]),
        (&1.into(), &4.into(), &(4 * 64 * 64).into())
    );
    let slots = report["slots"].as_u64().expect("a number");
    assert!(slots <= 150, "{report}");
    assert_eq!(provider.state(&world).await.class, 1);
    let left = accounts::find::<Benchmark>(&world.rpc, &address::benchmark(&provider.address)).await;
    assert!(left.expect("the chain answers").is_none(), "closed");
    world.until_status(&job, Status::Settled).await;
    worker.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_is_gone_on_with_and_what_is_over_makes_room() {
    let world = World::new(|config| config.classes[0].slots = 30).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let agent = assay_client::read_keypair(&provider.agent).expect("the agent's key");
    let begin = world
        .market
        .pool
        .begin_benchmark(agent.pubkey(), provider.address, 1);
    world.send(&agent, vec![begin.clone()]).await;
    let begun: Benchmark = accounts::fetch(&world.rpc, &address::benchmark(&provider.address))
        .await
        .expect("begun");
    let other = ["worker", "benchmark", "--class", "2"];
    let busy = provider.ask(&world, &other).await;
    let until = format!("after slot {}", begun.due_slot());
    busy.refused(1, &["is at a benchmark of class 1 already", &until]);
    let report = provider.ask(&world, &CLASS).await.done();
    assert_eq!(report["class"], 1);

    // One that was begun and forgotten, long ago.
    world.send(&agent, vec![begin]).await;
    let slot = |world: &World| {
        let rpc = world.rpc.clone();
        async move { rpc.inner().get_slot().await.expect("a slot") }
    };
    let due = slot(&world).await + 2 + 30;
    while slot(&world).await <= due {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let report = provider.ask(&world, &CLASS).await.done();
    assert!(report["slots"].as_u64().expect("a number") <= 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_shown_is_said_and_what_to_do() {
    let world = World::new(|config| {
        // No time at all, from a seed that is known a slot later.
        config.classes[1].slots = 1;
    })
    .await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let none = provider
        .ask(&world, &["worker", "benchmark", "--class", "9"])
        .await;
    none.refused(1, &["no class 9", "it has 1, 2", "assay stake classes"]);

    let stranger = Keypair::new();
    let key = world.folder("stranger.json");
    write_keypair(&stranger, &key).expect("written");
    let settings = provider.settings.to_str().expect("UTF-8");
    let not_the_agent = world
        .assay_as(&key, &[CLASS.as_slice(), &["--settings", settings]].concat())
        .await;
    not_the_agent.refused(
        1,
        &[
            &stranger.pubkey().to_string(),
            "is not the agent of operator",
            "assay stake update",
        ],
    );
    let nobody = stranger.pubkey().to_string();
    let unknown = provider
        .ask(&world, &[CLASS.as_slice(), &["--operator", &nobody]].concat())
        .await;
    unknown.refused(6, &["no operator", &nobody]);

    let late = provider
        .ask(&world, &["worker", "benchmark", "--class", "2"])
        .await;
    late.refused(1, &["too late for class 2", "due by slot"]);
    assert_eq!(provider.state(&world).await.class, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_makes_classes_and_everybody_sees_them() {
    let world = World::new(|_| ()).await;
    let create = [
        "stake",
        "create-class",
        "5",
        "--width",
        "128",
        "--rows",
        "2",
        "--weights",
        "3",
        "--steps",
        "6",
        "--slots",
        "90",
        "--draws",
        "7",
    ];
    let created = world.assay(&create).await.done();
    assert_eq!(created["class"], 5);
    let at = address::benchmark_class(&world.market.pool.address, 5);
    let class: BenchmarkClass = accounts::fetch(&world.rpc, &at).await.expect("the class");
    assert_eq!(
        (class.terms.weights, class.terms.slots, class.terms.draws),
        (3, 90, 7)
    );
    let listed = world.assay(&["stake", "classes"]).await.done();
    let listed = listed.as_array().expect("a list").clone();
    let classes: Vec<_> = listed.iter().map(|class| class["class"].as_u64()).collect();
    assert_eq!(classes, [Some(1), Some(2), Some(5)]);
    assert_eq!(listed[2]["weight_bytes"], 3 * 128 * 128);

    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let not_the_authority = world.assay_as(&provider.agent, &create).await;
    not_the_authority.refused(1, &["the pool's classes are its authority's", "--keypair"]);
    let odd = create.map(|word| if word == "128" { "100" } else { word });
    world.assay(&odd).await.refused(1, &["width 100", "power of two"]);
    world.assay(&["stake", "close-class", "5"]).await.done();
    let listed = world.assay(&["stake", "classes"]).await.done();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
}
