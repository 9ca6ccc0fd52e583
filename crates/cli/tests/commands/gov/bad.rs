//! What makes no sense or is not allowed, each by name.

use super::{wallet, Governed, HOUR};
use assay_client::{
    governor::{stage, Ballot, ProposalSnapshot},
    stake::Holding,
    Transaction,
};
use solana_signer::Signer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposals_that_cannot_be_are_refused_before_anything_is_sent() {
    let dao = Governed::new().await;
    let cleo = wallet(&dao.world, "cleo").await;
    let propose = |rest: &[&'static str]| [&["propose"], rest].concat();
    let nobody = dao.gov(&cleo, &propose(&["text", "--title", "x"])).await;
    nobody.refused(1, &["has no position", "assay stake open"]);
    dao.stake(&cleo, "1").await;
    dao.pass(2).await;
    // A quarter of a percent of 901.
    dao.gov(&cleo, &propose(&["text", "--title", "x"]))
        .await
        .refused(1, &["voting weight of 1,", "needs 2.2525", "1.2525 is missing"]);
    dao.gov(&dao.ann, &propose(&["text"]))
        .await
        .refused(1, &["needs a --title"]);
    let long: &'static str =
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901";
    dao.gov(&dao.ann, &propose(&["text", "--title", long]))
        .await
        .refused(1, &["82 bytes", "at most 80"]);
    dao.gov(
        &dao.ann,
        &propose(&["text", "--title", "x", "--text", "/nowhere.md"]),
    )
    .await
    .refused(1, &["/nowhere.md"]);
    dao.gov(&dao.ann, &propose(&["text", "--title", "x", "--position", "12"]))
        .await
        .refused(1, &["has no position"]);
    dao.gov(
        &dao.ann,
        &propose(&["set-fee", "tier", "9", "--fee", "5", "--title", "x"]),
    )
    .await
    .refused(6, &["fee config"]);
    dao.gov(
        &dao.ann,
        &propose(&["set-fee", "tier", "2", "--fee", "30", "--title", "x"]),
    )
    .await
    .refused(1, &["already"]);
    dao.gov(&dao.ann, &propose(&["set-params", "--title", "x"]))
        .await
        .refused(1, &["nothing would change"]);
    dao.gov(
        &dao.ann,
        &propose(&["set-params", "--voting", "10m", "--title", "x"]),
    )
    .await
    .refused(1, &["--voting is 10m", "1h to 30d"]);
    dao.gov(
        &dao.ann,
        &propose(&["set-pool-params", "--work", "50%", "--title", "x"]),
    )
    .await
    .refused(1, &["add up to 100 %"]);
    dao.gov(&dao.ann, &propose(&["cancel-stream", "3", "--title", "x"]))
        .await
        .refused(6, &["no stream"]);
    assert_eq!(dao.realm().await.proposals, 0, "nothing was sent");

    // An instruction that the governor does not let through is the program's to refuse.
    let file = dao.world.folder("votes.toml");
    let program = governor_id();
    let text = format!("title = 'x'\n[[action]]\nprogram = '{program}'\ndata = '0102030405060708'\n");
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("UTF-8");
    dao.gov(&dao.ann, &["propose", "file", file])
        .await
        .refused(5, &["No action may touch proposals"]);
    dao.gov(&dao.ann, &["show", "5"])
        .await
        .refused(6, &["proposal 5", "assay gov list"]);
}

fn governor_id() -> String {
    let programs = assay_migrations::PROGRAMS;
    programs[3].1.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_that_cannot_be_are_named() {
    let dao = Governed::new().await;
    let number = dao.propose(&["text"]).await;
    for (parts, sum) in [
        (["--for", "60", "--against", "30"], "90 %"),
        (["--for", "60", "--abstain", "50"], "110 %"),
    ] {
        dao.gov(&dao.ann, &[&["vote", &number], parts.as_slice()].concat())
            .await
            .refused(1, &["add up to", sum, "100 %"]);
    }
    let cleo = wallet(&dao.world, "cleo").await;
    dao.gov(&cleo, &["vote", &number, "for"])
        .await
        .refused(1, &["has no position", "nobody delegates"]);
    dao.stake(&cleo, "50").await;
    dao.pass(2).await;
    dao.gov(&cleo, &["vote", &number, "for"])
        .await
        .refused(1, &["none of the positions", "staked before the vote began"]);
    dao.gov(&dao.bob, &["cancel", &number])
        .await
        .refused(1, &[&dao.ann.address(), "--keypair"]);
    dao.gov(&dao.bob, &["close", &number])
        .await
        .refused(1, &["is open for another"]);
    dao.gov(&dao.bob, &["exit", &number])
        .await
        .refused(1, &["nothing about stake"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_around_the_command_line_is_refused_by_the_program() {
    let dao = Governed::new().await;
    let file = dao.world.folder("two.toml");
    let two = "[[action]]\ndo = 'set-fee tier 2 --fee 25'\n[[action]]\ndo = 'set-fee tier 1 --fee 6'\n";
    std::fs::write(&file, two).expect("written");
    let number = dao.propose(&["file", file.to_str().expect("UTF-8")]).await;
    let (governance, rpc) = (&dao.governance, &dao.world.rpc);
    let proposal = governance.proposal(0);
    let state = dao.proposal(0).await;
    // Bob votes with a position of Ann's.
    let positions = dao
        .world
        .assay_as(&dao.ann.key, &["stake", "positions"])
        .await
        .done();
    let position = positions["positions"][0]["position"]
        .as_str()
        .expect("an address");
    let holding = Holding {
        owner: dao.bob.keypair.pubkey(),
        position: position.parse().expect("an address"),
        operator: None,
    };
    let whole = Ballot {
        for_bps: 0,
        against_bps: 10_000,
        abstain_bps: 0,
    };
    let refused = |instruction| async {
        let sent = Transaction::new(&dao.bob.keypair, vec![instruction])
            .send(rpc)
            .await;
        sent.expect_err("refused").program_error().map(str::to_owned)
    };
    let me = dao.bob.keypair.pubkey();
    let theirs = governance.cast_vote(me, proposal, &holding, whole, state.content);
    assert_eq!(refused(theirs).await.as_deref(), Some("NotVoter"));

    dao.carry(&number).await;
    // The second action before the first one, and an instruction that was not voted in the place of the first.
    let snapshot = ProposalSnapshot::load(rpc, governance, 0)
        .await
        .expect("a proposal");
    let second = governance
        .execute_action(proposal, 1, &snapshot.actions[1].bytes)
        .expect("staged");
    assert_eq!(refused(second).await.as_deref(), Some("OutOfOrder"));
    let set = governance.set_params(dao.realm().await.params);
    let swapped = governance
        .execute_action(proposal, 0, &stage(&set).expect("fits"))
        .expect("staged");
    assert_eq!(refused(swapped).await.as_deref(), Some("WrongAccounts"));
    // It is the treasury's to do, and nothing is handed over to the treasury.
    dao.gov(&dao.bob, &["execute", &number])
        .await
        .refused(5, &["action 0 of proposal 0", "can be tried again until"]);
    dao.world.assay(&["gov", "handover", "--yes"]).await.done();
    dao.gov(&dao.bob, &["execute", &number]).await.done();
    let owner = &dao.ann.keypair;
    let close = governance.close_proposal(owner.pubkey(), proposal);
    let open = Transaction::new(owner, vec![close])
        .send(rpc)
        .await
        .expect_err("refused");
    assert_eq!(open.program_error(), Some("ProposalInUse"), "with its votes open");
    dao.pass(HOUR).await;
    dao.gov(&dao.bob, &["finalize", &number])
        .await
        .refused(1, &["proposal 0 is executed"]);
}
