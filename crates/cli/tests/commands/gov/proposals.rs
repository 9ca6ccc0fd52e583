//! A proposal from its draft to its rent.

use super::{Governed, HOUR};
use crate::support::TOKEN;
use assay_client::{accounts, address, amm::FeeConfig, escrow::Market, governor::Status};
use solana_signer::Signer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fee_changes_by_vote_and_only_when_everything_is_in_order() {
    let dao = Governed::handed_over().await;
    let tier = address::fee_config(&dao.governance.pool.address, 2);
    let fee = || async {
        let config: FeeConfig = accounts::fetch(&dao.world.rpc, &tier).await.expect("a tier");
        config.fees.fee_bps
    };
    let text = dao.world.folder("text.md");
    std::fs::write(&text, "Why the fee should be lower").expect("written");
    let text = text.to_str().expect("UTF-8");
    let before = dao.lamports(&dao.ann.keypair.pubkey()).await;
    let proposed = dao
        .gov(
            &dao.ann,
            &[
                "propose",
                "set-fee",
                "tier",
                "2",
                "--fee",
                "25",
                "--title",
                "A lower fee",
                "--text",
                text,
                "--draft",
            ],
        )
        .await
        .done();
    assert_eq!(proposed["number"], 0);
    assert_eq!(proposed["actions"][0]["instruction"], "set_fees");
    let change = &proposed["simulation"]["effects"][0]["changes"][0];
    assert_eq!(
        proposed["simulation"]["refusal"],
        serde_json::Value::Null,
        "{proposed}"
    );
    assert!(change.to_string().contains("fee_bps"), "{change}");
    assert_eq!(dao.status(0).await, Status::Draft);
    assert_eq!(dao.proposal(0).await.deposit, 100_000_000);
    dao.gov(&dao.bob, &["vote", "0", "for"])
        .await
        .refused(1, &["draft", "assay gov submit 0"]);
    dao.gov(&dao.bob, &["submit", "0"])
        .await
        .refused(1, &[&dao.ann.address(), "--keypair"]);
    dao.gov(&dao.ann, &["submit", "0"]).await.done();

    let shown = dao.show("0").await;
    assert_eq!(
        (&shown["state"], &shown["title"]),
        (&"voting".into(), &"A lower fee".into())
    );
    assert_eq!(shown["total_weight"], 900 * TOKEN);
    assert_eq!(
        (&shown["quorum"], &shown["quorum_missing"]),
        (&(90 * TOKEN).into(), &(90 * TOKEN).into())
    );
    assert_eq!(
        (&shown["critical"], &shown["approval_needed_bps"]),
        (&false.into(), &5_000.into())
    );
    assert_eq!(
        (&shown["content_check"], &shown["actions"][0]["hash"]),
        (&"matches".into(), &"matches".into())
    );
    let checked = dao.gov(&dao.bob, &["show", "0", "--text", text]).await.done();
    assert_eq!(checked["text_check"], "matches");
    let other = dao.world.folder("ann.json");
    let other = other.to_str().expect("UTF-8");
    let differs = dao.gov(&dao.bob, &["show", "0", "--text", other]).await;
    assert_eq!(
        (differs.code, &differs.value["text_check"]),
        (Some(1), &"DIFFERS".into())
    );

    assert_eq!(shown["yours"][0]["weight"], 300 * TOKEN);
    let voted = dao.gov(&dao.ann, &["vote", "0", "for"]).await;
    assert_eq!(voted.event("VoteCast")["for_weight"], 600 * TOKEN);
    voted.done();
    let shown = dao.show("0").await;
    assert_eq!(
        (&shown["passes"], &shown["approval_bps"]),
        (&true.into(), &10_000.into())
    );
    dao.gov(&dao.bob, &["finalize", "0"])
        .await
        .refused(1, &["open for another"]);
    dao.gov(&dao.bob, &["execute", "0"])
        .await
        .refused(1, &["open for another"]);

    dao.pass(HOUR).await;
    assert_eq!(dao.show("0").await["becomes"], "Queued");
    let late = dao.gov(&dao.bob, &["vote", "0", "against"]).await;
    late.refused(1, &["is over since", "assay gov finalize 0"]);
    dao.gov(&dao.bob, &["execute", "0"])
        .await
        .refused(1, &["finalize 0"]);
    dao.gov(&dao.bob, &["finalize", "0"]).await.done();
    assert_eq!(dao.status(0).await, Status::Queued);
    let early = dao.gov(&dao.bob, &["execute", "0"]).await;
    early.refused(1, &["proposal 0 succeeded and is time-locked for another"]);
    dao.gov(&dao.bob, &["close", "0"])
        .await
        .refused(1, &["time-locked"]);

    dao.pass(HOUR).await;
    assert_eq!(fee().await, 30);
    let executed = dao.gov(&dao.bob, &["execute", "0"]).await;
    assert_eq!(executed.event("ActionExecuted")["index"], 0);
    executed.done();
    assert_eq!((fee().await, dao.status(0).await), (25, Status::Executed));
    dao.gov(&dao.bob, &["execute", "0"])
        .await
        .refused(1, &["proposal 0 is executed"]);

    let closed = dao.gov(&dao.ann, &["close", "0"]).await.done();
    assert_eq!(
        (&closed["closed_votes"], &closed["closed_actions"]),
        (&1.into(), &1.into())
    );
    let spent = before - dao.lamports(&dao.ann.keypair.pubkey()).await;
    // Five transactions at most; deposit and every rent are back.
    assert!(spent <= 5 * 5_000, "{spent}");
    dao.gov(&dao.ann, &["show", "0"])
        .await
        .refused(6, &["assay gov list"]);
    assert_eq!(dao.realm().await.proposals, 1, "numbers are not used again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_several_actions_is_done_in_its_order() {
    let dao = Governed::handed_over().await;
    let file = dao.world.folder("proposal.toml");
    let set = dao
        .governance
        .pool
        .lower_emission(dao.governance.treasury, 500_000_000);
    let accounts: Vec<_> = set
        .accounts
        .iter()
        .map(|it| {
            format!(
                "{{ address = '{}', signer = {}, writable = {} }}",
                it.pubkey, it.is_signer, it.is_writable
            )
        })
        .collect();
    let data: String = set.data.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!(
        "title = 'Three things'\n\
         [[action]]\ndo = 'set-fee market reward --fee 4%'\n\
         [[action]]\ndo = 'set-params --quorum 20% --voting 2h'\n\
         [[action]]\nprogram = '{}'\ndata = '{data}'\naccounts = [{}]\n",
        set.program_id,
        accounts.join(", ")
    );
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("UTF-8");
    let proposed = dao.gov(&dao.ann, &["propose", "file", file]).await.done();
    let sent = proposed["signatures"].as_array().map(Vec::len);
    assert!(sent.is_some_and(|sent| sent <= 3), "{sent:?} transactions");
    assert_eq!(
        proposed["simulation"]["refusal"],
        serde_json::Value::Null,
        "{proposed}"
    );
    let shown = dao.show("0").await;
    assert_eq!(
        (&shown["title"], &shown["critical"]),
        (&"Three things".into(), &true.into())
    );
    let names: Vec<_> = (0..3)
        .map(|index| shown["actions"][index]["instruction"]["instruction"].clone())
        .collect();
    assert_eq!(names, ["set_market_params", "set_params", "lower_emission"]);
    dao.carry("0").await;
    let simulated = dao.gov(&dao.bob, &["simulate", "0"]).await.done();
    assert!(
        simulated["effects"].to_string().contains("quorum_bps"),
        "{simulated}"
    );
    let executed = dao.gov(&dao.bob, &["execute", "0"]).await.done();
    assert_eq!(executed["executed"], 3);
    let market: Market = accounts::fetch(&dao.world.rpc, &dao.world.market.address)
        .await
        .expect("a market");
    assert_eq!(market.params.fee_bps, 400);
    let params = dao.realm().await.params;
    assert_eq!((params.quorum_bps, params.voting_seconds), (2_000, 7_200));
    assert_eq!(dao.pool().await.next_emission, 500_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_in_words_is_executed_by_being_decided() {
    let dao = Governed::new().await;
    let number = dao.propose(&["text"]).await;
    dao.gov(&dao.ann, &["vote", &number, "abstain"]).await.done();
    let shown = dao.show(&number).await;
    assert_eq!(
        (&shown["quorum_missing"], &shown["passes"]),
        (&0.into(), &false.into())
    );
    assert_eq!(shown["for_missing"], 1);
    dao.gov(&dao.bob, &["vote", &number, "for"]).await.done();
    dao.gov(&dao.bob, &["simulate", &number])
        .await
        .refused(1, &["no action"]);
    dao.decide(&number).await;
    assert_eq!(dao.status(0).await, Status::Executed);
    let listed = dao.gov(&dao.bob, &["list"]).await.done();
    assert_eq!(
        (&listed[0]["state"], &listed[0]["for"]),
        (&"executed".into(), &(300 * TOKEN).into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_executed_in_time_is_given_up_and_what_misses_the_quorum_pays() {
    let dao = Governed::handed_over().await;
    let number = dao.propose(&["set-fee", "tier", "1", "--fee", "7"]).await;
    dao.carry(&number).await;
    dao.pass(24 * HOUR).await;
    assert_eq!(dao.show(&number).await["state"], "lapsed");
    dao.gov(&dao.bob, &["execute", &number])
        .await
        .refused(1, &["not executed in its time"]);
    dao.gov(&dao.bob, &["finalize", &number]).await.done();
    assert_eq!(dao.status(0).await, Status::Expired);

    let number = dao.propose(&["text"]).await;
    dao.decide(&number).await;
    assert_eq!(dao.status(1).await, Status::Defeated);
    let treasury = dao.governance.treasury;
    let before = dao.lamports(&treasury).await;
    // Anyone may close what is not theirs, as far as it goes.
    let closed = dao.gov(&dao.bob, &["close", &number]).await.done();
    assert_eq!(closed["closed_proposal"], false);
    assert_eq!(dao.lamports(&treasury).await - before, 100_000_000, "forfeited");
    dao.gov(&dao.ann, &["close", &number]).await.done();

    let draft = dao.propose(&["text", "--draft"]).await;
    dao.gov(&dao.ann, &["cancel", &draft]).await.done();
    assert_eq!(dao.status(2).await, Status::Cancelled);
    dao.gov(&dao.ann, &["cancel", &draft])
        .await
        .refused(1, &["is cancelled"]);
    dao.gov(&dao.ann, &["close", &draft]).await.done();
    assert_eq!(
        dao.lamports(&treasury).await - before,
        100_000_000,
        "a draft's is not"
    );
}
