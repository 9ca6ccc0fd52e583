//! Verifiers that say what they computed, in processes of the real binary, and one that only says so.

mod support;

use assay_client::{
    content::SPEC_FILE,
    escrow::{Attestation, Job, Seat, Status, Verdict},
    read_keypair,
};
use assay_proof::{
    pov::{seed, Commitment},
    JobSpec,
};
use solana_address::Address;
use solana_signer::Signer;
use std::net::SocketAddr;
use support::{Operator, Role, World, BOND, PRICE};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A fee of 5 %, 40 % of it to the verifiers, a third of that to each seat.
const PER_SEAT: u64 = PRICE.1 * 5 / 100 * 40 / 100 / 3;

async fn world() -> World {
    World::new(|config| {
        let market = &mut config.markets[0];
        assert!(market.require_proof_of_verification);
        (market.seed_seconds, market.attest_seconds) = (1, 12);
        market.challenge_seconds.committee = 3;
    })
    .await
}

async fn verifiers<const N: usize>(world: &World, names: [&str; N]) -> Vec<Operator> {
    let mut verifiers = Vec::new();
    for (slot, name) in (0..).zip(names) {
        verifiers.push(Operator::new(world, name, Role::Verifier(slot)).await);
    }
    verifiers
}

fn seat_of(job: &Job, operator: &Operator) -> Option<(u8, Seat)> {
    let mut seats = (0..).zip(job.seats);
    seats.find(|(_, seat)| seat.operator == operator.address)
}

fn root_of(job: &Job, operator: &Operator) -> [u8; 32] {
    seat_of(job, operator).map_or([0; 32], |(_, seat)| seat.verification_root)
}

/// What the operator shows of its check; `None` when it has nothing to show.
async fn vectors(endpoint: SocketAddr, job: &Address) -> Option<Vec<u8>> {
    let url = format!("http://{endpoint}/v1/jobs/{job}/vectors");
    let answer = reqwest::get(url).await.expect("an answer");
    let served = answer.status().is_success();
    let bytes = answer.bytes().await.expect("a body");
    served.then(|| bytes.to_vec())
}

fn commitment(world: &World, (address, job): (&Address, &Job), of: &Operator, bytes: &[u8]) -> Commitment {
    let spec = std::fs::read(world.folder("content").join(SPEC_FILE)).expect("the spec");
    let spec = JobSpec::parse(&spec).expect("a spec");
    let seed = seed(address.as_array(), &job.beacon, of.address.as_array());
    Commitment::parse(&spec, &seed, bytes).expect("as many as the seed asks for")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_committee_proves_its_checks_and_is_paid() {
    let world = world().await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let verifiers = verifiers(&world, ["first", "second", "third"]).await;
    let mut daemons: Vec<_> = verifiers.iter().map(|verifier| verifier.start(&world)).collect();
    let _worker = provider.start(&world);
    for daemon in &mut daemons {
        daemon.until_healthy().await;
    }
    let job = world.post(&["--tier", "committee"]).await;
    let attested = world
        .until(&job, "attested to by all", |job| job.accepts() == 3)
        .await;
    let roots: Vec<_> = verifiers
        .iter()
        .map(|verifier| root_of(&attested, verifier))
        .collect();
    assert!(roots.iter().all(|root| *root != [0; 32]));
    assert!(roots[0] != roots[1] && roots[1] != roots[2] && roots[2] != roots[0]);

    let honest = "assay_verifier_audits_total{found=\"honest\"}";
    for daemon in &daemons {
        support::until("two audits", || async { daemon.metric(honest).await == 2.0 }).await;
    }
    daemons.remove(0).kill().await;
    let mut again = verifiers[0].start(&world);
    again.until_healthy().await;
    let shown = vectors(verifiers[0].endpoint, &job)
        .await
        .expect("kept over the restart");
    let shown = commitment(&world, (&job, &attested), &verifiers[0], &shown);
    assert_eq!(shown.root(), roots[0]);

    world
        .until(&job, "settled and paid out", |job| {
            job.status() == Status::Settled && job.open_locks == 0
        })
        .await;
    assert_eq!(world.tokens(&provider.authority).await, PRICE.1 * 95 / 100);
    for verifier in &verifiers {
        assert_eq!(world.tokens(&verifier.authority).await, PER_SEAT);
        let operator = verifier.state(&world).await;
        assert_eq!(
            (operator.own_bond, operator.locked, operator.convictions),
            (BOND, 0, 0)
        );
        let endpoint = verifier.endpoint;
        support::until("forgotten", || async { vectors(endpoint, &job).await.is_none() }).await;
    }
}

/// How a verifier that did not check says that it did.
#[derive(Clone, Copy)]
enum Lie {
    /// With the vectors of somebody else.
    Copied,
    /// With numbers of its own.
    MadeUp,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_copies_the_vectors_of_another_is_convicted() {
    convicted(Lie::Copied).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_makes_up_vectors_is_convicted() {
    convicted(Lie::MadeUp).await;
}

async fn convicted(lie: Lie) {
    let world = world().await;
    let provider = Operator::new(&world, "worker", Role::Provider).await;
    let verifiers = verifiers(&world, ["first", "second", "lazy"]).await;
    let [first, second, lazy] = &verifiers[..] else {
        unreachable!("three were made")
    };
    let mut daemons = [first.start(&world), second.start(&world)];
    let _worker = provider.start(&world);
    for daemon in &mut daemons {
        daemon.until_healthy().await;
    }
    let client_before = world.tokens(&world.client.pubkey()).await;
    let job = world.post(&["--tier", "committee"]).await;
    let honest = world
        .until(&job, "attested to by the honest", |job| {
            [first, second]
                .iter()
                .all(|verifier| root_of(job, verifier) != [0; 32])
        })
        .await;

    let mut bytes = vectors(first.endpoint, &job)
        .await
        .expect("the honest show theirs");
    if let Lie::MadeUp = lie {
        bytes
            .chunks_exact_mut(8)
            .zip(1u64..)
            .for_each(|(entry, n)| entry.copy_from_slice(&n.to_le_bytes()));
    }
    let said = commitment(&world, (&job, &honest), lazy, &bytes).root();
    tokio::spawn(serve(lazy.endpoint, bytes));
    let agent = read_keypair(&lazy.agent).expect("its key");
    let (seat, _) = seat_of(&honest, lazy).expect("it was drawn");
    let attestation = Attestation {
        verification_root: said,
        ..Attestation::bare(Verdict::Accept, 0)
    };
    let attest = world
        .market
        .attest(agent.pubkey(), lazy.address, job, seat, attestation);
    world.send(&agent, vec![attest]).await;
    assert_eq!(lazy.state(&world).await.locked, honest.terms.verifier_bond);

    let after = world
        .until(&job, "without the lazy verifier", |job| {
            seat_of(job, lazy).is_none()
        })
        .await;
    assert_eq!(
        (after.status().name(), after.accepts()),
        (Status::Challengeable.name(), 2)
    );
    let bond = honest.terms.verifier_bond;
    let operator = lazy.state(&world).await;
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (BOND - bond, 0, 1)
    );
    let mut rewards = Vec::new();
    for verifier in [first, second] {
        let agent = read_keypair(&verifier.agent).expect("its key");
        rewards.push(world.tokens(&agent.pubkey()).await);
    }
    rewards.sort_unstable();
    assert_eq!(rewards, [0, bond / 2], "one of them convicted it");

    world
        .until(&job, "settled and paid out", |job| {
            job.status() == Status::Settled && job.open_locks == 0
        })
        .await;
    assert_eq!(
        world.tokens(&world.client.pubkey()).await,
        client_before - PRICE.1 + bond / 4,
        "the client has a quarter of the bond"
    );
    assert_eq!(world.tokens(&provider.authority).await, PRICE.1 * 95 / 100);
    for verifier in [first, second] {
        assert_eq!(world.tokens(&verifier.authority).await, PER_SEAT);
        let operator = verifier.state(&world).await;
        assert_eq!((operator.own_bond, operator.locked), (BOND, 0));
    }
    assert_eq!(world.tokens(&lazy.authority).await, 0);
}

/// Answers every request with these bytes.
async fn serve(endpoint: SocketAddr, bytes: Vec<u8>) {
    let listener = TcpListener::bind(endpoint).await.expect("its port");
    loop {
        let (mut stream, _) = listener.accept().await.expect("a request");
        let mut request = [0; 4096];
        let read = stream.read(&mut request).await;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            bytes.len()
        );
        if read.is_ok() && stream.write_all(head.as_bytes()).await.is_ok() {
            // Whoever asked may have gone.
            drop(stream.write_all(&bytes).await);
        }
    }
}
