//! Votes: with which weight, changed, taken back, and by whom else.

use super::{outcomes, Governed};
use crate::support::TOKEN;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_is_divided_changed_and_taken_back_with_every_position() {
    let dao = Governed::new().await;
    dao.stake(&dao.ann, "100").await;
    dao.pass(2).await;
    let number = dao.propose(&["text"]).await;
    let late = dao.stake(&dao.ann, "200").await;
    dao.pass(2).await;
    let voted = dao
        .gov(&dao.ann, &["vote", &number, "--for", "60", "--against", "40"])
        .await
        .done();
    assert_eq!(outcomes(&voted), ["voted", "voted", "cannot vote"]);
    let refused = &voted["votes"][2];
    assert_eq!(refused["id"].to_string(), late);
    assert!(refused["reason"]
        .as_str()
        .is_some_and(|why| why.contains("before the vote began")));
    let tally = dao.proposal(0).await.tally;
    assert_eq!(
        (tally.for_weight, tally.against_weight, tally.abstain_weight),
        (420 * TOKEN, 280 * TOKEN, 0)
    );
    let held = dao
        .world
        .assay_as(&dao.ann.key, &["stake", "positions"])
        .await
        .done();
    assert!(held["positions"][0]["voting_until"]
        .as_i64()
        .is_some_and(|until| until > 0));
    let first = held["positions"][0]["id"].to_string();
    dao.world
        .assay_as(&dao.ann.key, &["stake", "unstake", &first, "1"])
        .await
        .refused(5, &["vot"]);

    // The second vote is a change, and says so.
    let changed = dao
        .gov(
            &dao.ann,
            &["vote", &number, "--against", "12.5", "--abstain", "87.5%"],
        )
        .await;
    let told = changed.done();
    assert_eq!(
        outcomes(&told),
        ["changed its vote", "changed its vote", "cannot vote"]
    );
    let tally = dao.proposal(0).await.tally;
    assert_eq!(
        (tally.for_weight, tally.against_weight, tally.abstain_weight),
        (0, 87_500_000, 612_500_000)
    );
    assert_eq!(dao.show(&number).await["votes"].as_array().map(Vec::len), Some(2));

    let withdrawn = dao.gov(&dao.ann, &["withdraw", &number]).await.done();
    assert_eq!(outcomes(&withdrawn), ["took its vote back", "took its vote back"]);
    let proposal = dao.proposal(0).await;
    assert_eq!((proposal.tally.weight(), proposal.open_votes), (0, 0));
    dao.world
        .assay_as(&dao.ann.key, &["stake", "unstake", &first, "1"])
        .await
        .done();
    dao.gov(&dao.ann, &["withdraw", &number])
        .await
        .refused(1, &["no vote on proposal 0"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_positions_vote_in_as_many_transactions_as_it_takes() {
    let dao = Governed::new().await;
    for _ in 0..7 {
        dao.stake(&dao.ann, "10").await;
    }
    dao.pass(2).await;
    let number = dao.propose(&["text"]).await;
    let voted = dao.gov(&dao.ann, &["vote", &number, "for"]).await.done();
    assert_eq!(outcomes(&voted), ["voted"; 8]);
    let sent = voted["signatures"].as_array().map(Vec::len);
    assert!(sent.is_some_and(|sent| (2..8).contains(&sent)), "{sent:?}");
    assert_eq!(dao.proposal(0).await.tally.for_weight, 670 * TOKEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_delegated_to_votes_until_the_owner_does() {
    let dao = Governed::new().await;
    let (ann, bob) = (dao.ann.address(), dao.bob.address());
    let me = dao.gov(&dao.bob, &["delegate", &bob]).await;
    me.refused(1, &["nobody delegates to themselves"]);
    dao.gov(&dao.bob, &["undelegate"])
        .await
        .refused(1, &["delegates to nobody"]);
    dao.gov(&dao.bob, &["delegate", &ann]).await.done();
    dao.gov(&dao.bob, &["delegate", &ann])
        .await
        .refused(1, &["already"]);
    let told = dao.gov(&dao.ann, &["delegations"]).await.done();
    assert_eq!(
        (&told["from"][0]["owner"], &told["from"][0]["weight"]),
        (&bob.as_str().into(), &(300 * TOKEN).into())
    );
    let told = dao.gov(&dao.bob, &["delegations"]).await.done();
    assert_eq!(told["delegate"], ann.as_str());

    let number = dao.propose(&["text"]).await;
    let voted = dao.gov(&dao.ann, &["vote", &number, "for"]).await.done();
    assert_eq!(outcomes(&voted), ["voted", "voted"]);
    assert_eq!(
        (&voted["votes"][1]["owner"], &voted["votes"][1]["delegated"]),
        (&bob.as_str().into(), &true.into())
    );
    assert_eq!(dao.proposal(0).await.tally.for_weight, 900 * TOKEN);

    let changed = dao.gov(&dao.bob, &["vote", &number, "against"]).await.done();
    assert_eq!(outcomes(&changed), ["changed its vote"]);
    let again = dao.gov(&dao.ann, &["vote", &number, "abstain"]).await.done();
    assert_eq!(outcomes(&again), ["changed its vote", "cannot vote"]);
    assert!(again["votes"][1]["reason"]
        .as_str()
        .is_some_and(|why| why.contains("owner has voted")));
    let tally = dao.proposal(0).await.tally;
    assert_eq!(
        (tally.against_weight, tally.abstain_weight),
        (300 * TOKEN, 600 * TOKEN)
    );
    let withdrawn = dao.gov(&dao.ann, &["withdraw", &number]).await.done();
    assert_eq!(outcomes(&withdrawn), ["took its vote back", "stays as it is"]);

    dao.gov(&dao.bob, &["undelegate"]).await.done();
    let voted = dao.gov(&dao.ann, &["vote", &number, "for"]).await.done();
    assert_eq!(outcomes(&voted), ["voted"], "one's own alone");
}
