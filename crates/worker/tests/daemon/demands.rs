//! Leaves demanded on chain: a provider that shows them earns the bonds, one that does not is convicted, and what was shown
//! on chain is as good as what a server sends.

use crate::common::Job as Content;
use crate::front::{Front, Manner};
use crate::world::{World, PRICE};
use assay_client::escrow::{Job, JobRequest, Status, Verdict, TIER_COMMITTEE};
use assay_migrations::MarketConfig;
use assay_proof::demand::{open, LeafAt};
use solana_address::Address;

const BOND: u64 = 1_000_000;
const LEAF: LeafAt = LeafAt {
    op: 2,
    row: 7,
    leaf: 0,
};

/// Op 2 has twenty rows of one leaf each.
fn content() -> Content {
    Content::dense(1, 20, 64, 10)
}

fn by_committee(request: &mut JobRequest) {
    request.tier = TIER_COMMITTEE;
}

/// One verifier is the committee; there is time for a server that is slow and a demand after it.
fn patient(market: &mut MarketConfig) {
    (market.committee_size, market.quorum) = (1, 1);
    (market.seed_seconds, market.attest_seconds) = (1, 24);
    market.challenge_seconds.committee = 30;
    market.challenge_seconds.optimistic = 12;
    market.answer_seconds = 8;
}

/// The leaf that an answered demand shows.
async fn shown(world: &World, job: &Address, demand: &Address) -> [u8; 256] {
    let demand = world.until_answered(demand).await;
    let trace_root = world.job(job).await.expect("the job").trace_root;
    let answer = open(demand.answer(), &trace_root, demand.at()).expect("an answer");
    *answer.tensor.expect("a tensor").leaf.expect("a leaf").bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_shows_a_leaf_earns_the_bond_and_is_settled() {
    let world = World::with("http://127.0.0.1:9701", patient).await;
    let content = content();
    let job = world.post(&content, |_| ()).await;
    let tokens = world.provider_tokens().await;
    let daemon = world.start().await;
    world
        .until(&job, |job| job.status() == Status::Challengeable)
        .await;
    let lamports = world.agent_lamports().await;
    let demand = world.demand(&job, LEAF).await;
    let mut expected = [0; 256];
    expected[..64].copy_from_slice(content.reference()[2].row(7));
    assert_eq!(shown(&world, &job, &demand).await, expected);
    let outside = LeafAt { op: 900, ..LEAF };
    let beyond = world.demand(&job, outside).await;
    world.until_answered(&beyond).await;

    // Each answer is two transactions of one signature at most.
    let earned = world.agent_lamports().await - lamports;
    assert!((2 * BOND - 4 * 5_000..2 * BOND).contains(&earned), "{earned}");
    daemon
        .until_metric("assay_worker_demands_answered_total", 2)
        .await;
    daemon
        .until_metric("assay_worker_demand_bonds_lamports_total", 2 * BOND)
        .await;
    let settled = world.until(&job, |job| job.status() == Status::Settled).await;
    assert_eq!(world.provider_tokens().await - tokens, PRICE - settled.terms.fee);
    // Rent alone is left, and it is the demander's.
    for demand in world.demands(&job).await {
        world.close_demand(&demand).await;
    }
    assert!(world.demands(&job).await.is_empty());
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demand_made_while_the_worker_was_down_is_answered() {
    let world = World::with("http://127.0.0.1:9701", patient).await;
    let content = content();
    let job = world.post(&content, |_| ()).await;
    let daemon = world.start().await;
    world
        .until(&job, |job| job.status() == Status::Challengeable)
        .await;
    daemon.kill().await;
    let demand = world.demand(&job, LEAF).await;
    let daemon = world.start().await;
    assert_eq!(
        shown(&world, &job, &demand).await[..64],
        *content.reference()[2].row(7)
    );
    world.until(&job, |job| job.status() == Status::Settled).await;
    daemon.stop().await;
}

/// The worker is gone after its reveal. The verifier, killed on the way, demands and convicts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_withholds_is_convicted_by_the_verifier() {
    let front = Front::new(Manner::Refuses).await;
    let world = World::with(&front.url, patient).await;
    world.bond_verifier().await;
    let client = world.client_tokens().await;
    let own_bond = world.operator().await.own_bond;
    let lamports = world.lamports(&world.verifier_agent()).await;
    let verifier = world.start_verifier("watch_all = true").await;
    let job = world.post(&content(), |_| ()).await;
    let daemon = world.start().await;
    world
        .until(&job, |job| job.status() == Status::Challengeable)
        .await;
    daemon.kill().await;
    verifier.until_counts("assay_verifier_demands_total", 1).await;
    verifier.kill().await;
    let demands = world.demands(&job).await;
    let first = LeafAt {
        op: 0,
        row: 0,
        leaf: 0,
    };
    assert_eq!(demands.len(), 1, "one at a time");
    assert_eq!(
        (demands[0].at(), demands[0].demander),
        (first, world.verifier_agent())
    );

    let verifier = world.start_verifier("watch_all = true").await;
    let convicted = world.until(&job, |job| job.status() == Status::Convicted).await;
    assert_eq!(convicted.challenger, world.verifier_agent());
    verifier
        .until_counts("assay_verifier_demands_ended_total{end=\"expired\"}", 1)
        .await;
    // 150 % of the price: half for the verifier, a quarter for the client, who has the price back.
    let bond = PRICE / 2 * 3;
    assert_eq!(convicted.terms.required_bond, bond);
    assert_eq!(world.verifier_tokens().await, bond / 2);
    assert_eq!(world.client_tokens().await, client + bond / 4);
    let operator = world.operator().await;
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (own_bond - bond, 0, 1)
    );
    // The bond of the demand and its rent are back; a token account and fees were paid.
    let spent = lamports - world.lamports(&world.verifier_agent()).await;
    assert!(spent < 2_039_280 + 10 * 5_000, "{spent}");
    assert_eq!(
        verifier
            .counts("assay_verifier_checks_total{verdict=\"accept\"}")
            .await,
        0
    );
    verifier.stop().await;
}

/// Whatever is wrong with the server: the verifier says in time that it could not check, accepts nothing, and the worker,
/// which answers on chain, keeps its bond and earns those of the demands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_server_however_bad_gets_a_result_accepted_unseen() {
    let manners = [
        Manner::Refuses,
        Manner::Silent,
        Manner::Endless,
        Manner::LiesAboutLengths,
        Manner::WrongBytes,
    ];
    let front = Front::new(Manner::Refuses).await;
    let world = World::with(&front.url, patient).await;
    world.bond_verifier().await;
    let verifier = world.start_verifier("demands = 2").await;
    let mut jobs = Vec::new();
    for manner in manners {
        let job = world.post(&content(), by_committee).await;
        front.serves(&job, manner);
        jobs.push((manner, job));
    }
    let own_bond = world.operator().await.own_bond;
    let daemon = world.start().await;
    front.stands_before(&daemon.url);
    let mut demanded = 0;
    for (manner, job) in jobs {
        let attested = world
            .until(&job, |job| job.seats.iter().any(|seat| seat.verdict != 0))
            .await;
        let verdicts: Vec<u8> = attested.seats.iter().map(|seat| seat.verdict).collect();
        assert!(!verdicts.contains(&u8::from(Verdict::Accept)), "{manner:?}");
        assert!(verdicts.contains(&u8::from(Verdict::Unavailable)), "{manner:?}");
        let demands = world.demands(&job).await;
        assert!((1..=2).contains(&demands.len()), "{manner:?}: {}", demands.len());
        demanded += demands.len() as u64;
    }
    daemon
        .until_metric_at_least("assay_worker_demands_answered_total", demanded)
        .await;
    assert_eq!(world.operator().await.own_bond, own_bond);
    assert_eq!(
        verifier
            .counts("assay_verifier_checks_total{verdict=\"accept\"}")
            .await,
        0
    );
    verifier.stop().await;
    daemon.stop().await;
}

/// The provider serves everything but one leaf, which it shows on chain.
async fn one_leaf_withheld(wrong_row: Option<u32>) -> (World, Job, Vec<LeafAt>) {
    let front = Front::new(Manner::Withholds { op: 2, leaf: 7 }).await;
    let mut world = World::with(&front.url, patient).await;
    if let Some(row) = wrong_row {
        world.computes_wrong(row);
    }
    world.bond_verifier().await;
    let verifier = world.start_verifier("").await;
    let job = world.post(&content(), by_committee).await;
    let daemon = world.start().await;
    front.stands_before(&daemon.url);
    let ended = world
        .until(&job, |job| {
            matches!(
                job.status(),
                Status::Settled | Status::Convicted | Status::Expired
            )
        })
        .await;
    let demands = world.demands(&job).await;
    let at = demands.iter().map(|demand| demand.at()).collect();
    verifier
        .until_counts("assay_verifier_demands_ended_total{end=\"answered\"}", 1)
        .await;
    assert_eq!(verifier.counts("assay_verifier_demands_total").await, 1);
    verifier.stop().await;
    daemon.stop().await;
    (world, ended, at)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaf_shown_on_chain_completes_what_is_served() {
    let (_world, job, at) = one_leaf_withheld(None).await;
    assert_eq!(job.status(), Status::Settled);
    assert_eq!(job.seats[0].verdict, u8::from(Verdict::Accept));
    assert!(at.iter().all(|at| *at == LEAF), "{at:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_leaf_shown_on_chain_alone_convicts() {
    let (world, job, at) = one_leaf_withheld(Some(7)).await;
    assert_eq!(job.status(), Status::Convicted);
    assert_eq!(job.challenger, world.verifier_agent());
    assert_eq!(world.operator().await.convictions, 1);
    assert!(at.iter().all(|at| *at == LEAF), "{at:?}");
}

/// A provider sees which rows a verifier samples. By refusing them it must not get others drawn, until those that it got
/// wrong are not among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusing_the_rows_that_were_drawn_gets_no_others_drawn() {
    let front = Front::new(Manner::WrongBytes).await;
    let world = World::with(&front.url, patient).await;
    world.bond_verifier().await;
    let sampled = "watch_all = true\nmode = \"sampled\"\nsamples = 3\ndemands = 0";
    let verifier = world.start_verifier(sampled).await;
    let job = world.post(&content(), |_| ()).await;
    let daemon = world.start().await;
    front.stands_before(&daemon.url);
    let of_output = |uri: &String| uri.contains("/ops/5/leaves?at=");
    let asked = world.until(&job, |_| front.asked().into_iter().filter(of_output).count() >= 3);
    asked.await;
    let asked: Vec<String> = front.asked().into_iter().filter(of_output).collect();
    assert!(asked.iter().all(|uri| *uri == asked[0]), "{asked:?}");
    assert!(world.demands(&job).await.is_empty(), "none is allowed");
    verifier.stop().await;
    daemon.stop().await;
}
