//! `assay job demand`: a client that wants to see a leaf, and runs no daemon.

use crate::support::{Operator, Role, World, PRICE};
use assay_client::escrow::Status;

fn with_time(market: &mut assay_migrations::ClusterConfig) {
    market.markets[0].challenge_seconds.optimistic = 20;
    market.markets[0].answer_seconds = 5;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaf_is_demanded_shown_and_the_demand_closed_with_the_job() {
    let world = World::new(with_time).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let job = world.post(&["--tier", "optimistic"]).await;
    let address = job.to_string();
    let demand = ["job", "demand", &address, "0", "3"];
    world
        .assay(&demand)
        .await
        .refused(1, &[&address, "Open", "from the reveal"]);
    let worker = provider.start(&world);
    world.until_status(&job, Status::Challengeable).await;

    let file = world.folder("leaf.bin");
    let file = file.to_str().expect("UTF-8");
    let shown = world
        .assay(&[&demand[..], &["--output", file]].concat())
        .await
        .done();
    assert_eq!(shown["answered"], true);
    assert_eq!(
        (&shown["op"], &shown["row"], &shown["leaf"]),
        (&0.into(), &3.into(), &0.into())
    );
    let bytes = std::fs::read(file).expect("written");
    assert_eq!(
        (bytes.len(), hex::encode(&bytes)),
        (256, shown["bytes"].as_str().expect("hex").to_owned())
    );
    // The answer can be read again by anybody, and costs nothing.
    let again = world.assay(&demand).await.done();
    assert_eq!(again["bytes"], shown["bytes"]);
    let outside = world.assay(&["job", "demand", &address, "900"]).await.done();
    assert!(
        outside["bytes"].is_null() && outside["shape"].is_null(),
        "{outside}"
    );
    let job_now = world.assay(&["job", "show", &address]).await.done();
    assert_eq!(
        (&job_now["demands"], &job_now["open_demands"]),
        (&2.into(), &0.into())
    );
    world
        .assay(&["job", "close-demands", &address])
        .await
        .refused(1, &[&address, "once it is over"]);

    world.until_status(&job, Status::Settled).await;
    worker.kill().await;
    world.assay(&demand).await.done();
    world
        .assay(&["job", "demand", &address, "1"])
        .await
        .refused(1, &["Settled"]);
    world.assay(&["job", "close", &address]).await.done();
    assert!(world
        .rpc
        .account(&job)
        .await
        .expect("the chain answers")
        .is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_answer_is_convicted_by_the_command() {
    let world = World::new(with_time).await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let client = assay_client_address(&world);
    let before = world.tokens(&client).await;
    let job = world.post(&["--tier", "optimistic"]).await;
    let address = job.to_string();
    let worker = provider.start(&world);
    world.until_status(&job, Status::Challengeable).await;
    worker.kill().await;

    let made = world
        .assay(&["job", "demand", &address, "0", "--no-wait"])
        .await
        .done();
    assert_eq!(made["answered"], false);
    let convicted = world.assay(&["job", "demand", &address, "0"]).await;
    convicted.done();
    let state = world.job(&job).await;
    assert_eq!(
        (state.status().name(), state.challenger),
        (Status::Convicted.name(), client)
    );
    // 150 % of the price: half of it for who demanded, a quarter for the client, who are the same.
    let bond = PRICE.1 / 2 * 3;
    assert_eq!(world.tokens(&client).await, before + bond / 4 * 3);
    assert_eq!(provider.state(&world).await.convictions, 1);
}

fn assay_client_address(world: &World) -> solana_address::Address {
    solana_signer::Signer::pubkey(&world.client)
}
