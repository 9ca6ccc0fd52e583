//! Leaving because of what was decided.

use super::Governed;
use crate::support::TOKEN;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_voted_against_something_critical_leaves_with_a_shorter_cooldown() {
    let dao = Governed::handed_over().await;
    let number = dao.propose(&["set-pool-params", "--cooldown", "20d"]).await;
    let shown = dao.show(&number).await;
    assert_eq!(
        (&shown["critical"], &shown["approval_needed_bps"]),
        (&true.into(), &6_600.into())
    );
    dao.gov(&dao.ann, &["vote", &number, "for"]).await.done();
    dao.gov(&dao.bob, &["vote", &number, "against"]).await.done();
    let shown = dao.show(&number).await;
    assert_eq!(
        (&shown["approval_bps"], &shown["passes"]),
        (&6_666.into(), &true.into())
    );
    dao.gov(&dao.bob, &["exit", &number])
        .await
        .refused(1, &["the time to exit is the time lock"]);
    dao.decide(&number).await;
    dao.gov(&dao.ann, &["exit", &number])
        .await
        .refused(1, &["no position that voted against", "did not vote against"]);
    assert_eq!(dao.show(&number).await["yours"][0]["may_exit"], true);
    let exited = dao.gov(&dao.bob, &["exit", &number]).await;
    let until = exited.event("ExitGranted")["until"].as_i64().expect("a time");
    let told = exited.done();
    let id = told["exits"][0]["id"].to_string();
    assert!(told["message"]
        .as_str()
        .is_some_and(|text| text.contains(&format!("unstake {id} all"))));
    assert_eq!(until, dao.proposal(0).await.executable_at);
    dao.gov(&dao.bob, &["exit", &number])
        .await
        .refused(1, &["has not exited"]);

    let now = dao.world.rpc.unix_time().await.expect("the time");
    dao.world
        .assay_as(&dao.bob.key, &["stake", "unstake", &id, "all"])
        .await
        .done();
    let positions = dao
        .world
        .assay_as(&dao.bob.key, &["stake", "positions"])
        .await
        .done();
    let ticket = &positions["positions"][0]["tickets"][0];
    assert_eq!(ticket["amount"], 300 * TOKEN);
    let release = ticket["release_at"].as_i64().expect("a time");
    assert!(
        release < now + 10,
        "a quarter of ten seconds from some moment after {now}: {release}"
    );

    dao.pass(3_700).await;
    dao.gov(&dao.ann, &["execute", &number]).await.done();
    assert_eq!(dao.pool().await.cooldown_seconds, 20 * 86_400);
}
