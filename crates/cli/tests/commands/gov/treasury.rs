//! What the treasury pays.

use super::{Governed, HOUR, WALLET};
use crate::support::TOKEN;
use solana_keypair::Keypair;
use solana_signer::Signer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sol_and_tokens_are_paid_to_somebody_who_never_had_any() {
    let dao = Governed::new().await;
    let friend = Keypair::new().pubkey();
    let to = friend.to_string();
    let poor = dao
        .gov(
            &dao.ann,
            &[
                "propose",
                "--title",
                "Too early",
                "--draft",
                "pay",
                "2",
                "--to",
                &to,
            ],
        )
        .await
        .done();
    assert!(
        poor["simulation"]["refusal"].is_string(),
        "the treasury has nothing: {poor}"
    );
    dao.fund(5_000_000_000, 40 * TOKEN).await;
    let shown = dao.gov(&dao.bob, &["show"]).await.done();
    assert_eq!(
        (&shown["tokens"][0]["amount"], &shown["tokens"][0]["decimals"]),
        (&(40 * TOKEN).into(), &6.into())
    );

    let sol = dao.propose(&["pay", "2", "--to", &to]).await;
    let reward = dao.propose(&["pay", "30.5", "--of", "reward", "--to", &to]).await;
    for number in [&sol, &reward] {
        for voter in [&dao.ann, &dao.bob] {
            dao.gov(voter, &["vote", number, "for"]).await.done();
        }
    }
    dao.pass(2 * HOUR).await;
    for number in [&sol, &reward] {
        dao.gov(&dao.bob, &["finalize", number]).await.done();
    }
    dao.pass(2 * HOUR).await;
    for number in [&sol, &reward] {
        dao.gov(&dao.bob, &["execute", number]).await.done();
    }
    assert_eq!(dao.lamports(&friend).await, 2_000_000_000);
    assert_eq!(dao.world.tokens(&friend).await, 30_500_000);
    assert_eq!(dao.world.tokens(&dao.governance.treasury).await, 9_500_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_pays_what_is_released_and_gives_the_rest_back_when_it_is_ended() {
    let dao = Governed::new().await;
    dao.fund(1_000_000_000, 100 * TOKEN).await;
    let bob = dao.bob.address();
    let backwards = ["stream", "80", "--to", &bob, "--cliff", "3d", "--end", "2d"];
    dao.gov(
        &dao.ann,
        &[&["propose", "--title", "x"], backwards.as_slice()].concat(),
    )
    .await
    .refused(1, &["start <= cliff <= end"]);
    let number = dao
        .propose(&["stream", "80", "--to", &bob, "--cliff", "1d", "--end", "10d"])
        .await;
    dao.carry(&number).await;
    dao.gov(&dao.ann, &["execute", &number]).await.done();
    let streams = dao.gov(&dao.ann, &["streams"]).await.done();
    let stream = &streams[0];
    assert_eq!(
        (&stream["amount"], &stream["claimable"]),
        (&(80 * TOKEN).into(), &0.into())
    );
    assert_eq!(dao.world.tokens(&dao.governance.treasury).await, 20 * TOKEN);
    let id = stream["id"].to_string();
    dao.gov(&dao.ann, &["claim-stream", &id])
        .await
        .refused(1, &["nothing of stream", "released for another"]);
    dao.gov(&dao.ann, &["claim-stream", "7"])
        .await
        .refused(6, &["assay gov streams"]);

    dao.pass(2 * 86_400).await;
    let before = dao.world.tokens(&dao.bob.keypair.pubkey()).await;
    assert_eq!(before, (WALLET - 300) * TOKEN);
    let claimed = dao.gov(&dao.ann, &["claim-stream", &id]).await;
    let paid = claimed.event("StreamClaimed")["amount"]
        .as_u64()
        .expect("an amount");
    claimed.done();
    // Two days and some hours of ten days.
    assert!((16 * TOKEN..20 * TOKEN).contains(&paid), "{paid}");
    assert_eq!(dao.world.tokens(&dao.bob.keypair.pubkey()).await, before + paid);

    let number = dao.propose(&["cancel-stream", &id]).await;
    dao.carry(&number).await;
    let executed = dao.gov(&dao.ann, &["execute", &number]).await;
    let back = executed.event("StreamCancelled")["returned"]
        .as_u64()
        .expect("an amount");
    executed.done();
    assert_eq!(
        dao.world.tokens(&dao.governance.treasury).await,
        20 * TOKEN + back
    );
    dao.gov(&dao.ann, &["claim-stream", &id]).await.done();
    let got = dao.world.tokens(&dao.bob.keypair.pubkey()).await - before;
    assert_eq!(got + back, 80 * TOKEN, "to the unit");
    let over = dao
        .gov(&dao.ann, &["propose", "--title", "x", "cancel-stream", &id])
        .await;
    over.refused(1, &["nothing is left"]);
}
