//! The realm: created, handed over to, and what its guardian may.

use super::{wallet, Governed};
use crate::support::World;
use assay_client::{
    accounts,
    governor::{Governance, Realm, Status},
};
use assay_migrations::{load_programs, Loader, PROGRAMS};
use serde_json::Value;
use std::path::Path;

fn check<'a>(checks: &'a Value, name: &str) -> &'a Value {
    let checks = checks.as_array().expect("checks");
    let found = checks.iter().find(|check| check["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {checks:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_realm_is_created_once_with_what_flags_and_file_say() {
    let world = World::new(|config| config.governor = None).await;
    let checks = world.assay(&["doctor"]).await.done();
    let none = &check(&checks, "governor of the pool")["detail"];
    assert!(
        none.as_str().is_some_and(|text| text.contains("assay gov init")),
        "{none}"
    );
    world
        .assay(&["gov", "show"])
        .await
        .refused(6, &["no realm", "assay gov init"]);
    let guardian = wallet(&world, "guardian").await;
    let stranger = world.assay_as(&guardian.key, &["gov", "init"]).await;
    stranger.refused(1, &["only the pool's authority", "--keypair"]);
    world
        .assay(&["gov", "init", "--quorum", "60%"])
        .await
        .refused(1, &["--quorum is 60 %", "1 % to 50 %"]);
    world
        .assay(&["gov", "init", "--guardian", &guardian.address(), "--term", "2y"])
        .await
        .refused(1, &["term", "365d"]);

    let file = world.folder("realm.toml");
    std::fs::write(
        &file,
        "deposit = 5_000_000\nvoting_seconds = 7_200\nlate_seconds = 60\n",
    )
    .expect("written");
    let file = file.to_str().expect("UTF-8");
    let address = guardian.address();
    let init = [
        "gov",
        "init",
        "--params",
        file,
        "--quorum",
        "5%",
        "--guardian",
        &address,
        "--term",
        "30d",
    ];
    let created = world.assay(&init).await;
    assert_eq!(created.event("RealmCreated")["guardian"], address.as_str());
    created.done();
    let governance = Governance::new(world.market.pool);
    let realm: Realm = accounts::fetch(&world.rpc, &governance.realm)
        .await
        .expect("a realm");
    let params = realm.params;
    assert_eq!(
        (
            params.deposit,
            params.voting_seconds,
            params.quorum_bps,
            params.threshold_bps
        ),
        (5_000_000, 7_200, 500, 25)
    );
    let again = world.assay(&init).await.done();
    assert_eq!(again["signatures"].as_array().map(Vec::len), Some(0));
    let shown = world.assay(&["gov", "show"]).await.done();
    assert_eq!(
        (&shown["governs"], &shown["guardian_in_office"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        (&shown["handed_over"], &shown["params"]["quorum_bps"]),
        (&false.into(), &500.into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handing_over_leaves_no_key_with_anything_and_can_be_repeated() {
    let dao = Governed::new().await;
    let checks = dao.world.assay(&["doctor"]).await.done();
    let key = dao.world.assay(&["gov", "show"]).await.done();
    assert_eq!(key["authorities"][0]["holder"], "key");
    let text = check(&checks, "upgrade of stake")["detail"]
        .as_str()
        .expect("text");
    assert!(text.contains("can replace the program"), "{text}");
    let text = check(&checks, "governance")["detail"].as_str().expect("text");
    assert!(text.contains("not handed over"), "{text}");

    let silent = dao.world.assay(&["gov", "handover"]).await;
    silent.refused(1, &["cannot be undone", "--yes"]);
    let stranger = dao.gov(&dao.bob, &["handover", "--yes"]).await;
    stranger.refused(1, &["to hand over", &dao.bob.address(), "--keypair"]);
    let first = dao.world.assay(&["gov", "handover", "--yes"]).await.done();
    assert_eq!(first["complete"], true);
    let said: Vec<_> = first["outcomes"]
        .as_array()
        .expect("outcomes")
        .iter()
        .map(|it| it["outcome"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(said.len(), 6);
    assert!(said.iter().all(|it| it.starts_with("is handed over")), "{said:?}");
    let second = dao.world.assay(&["gov", "handover", "--yes"]).await.done();
    let said = second["outcomes"].to_string();
    assert_eq!(said.matches("was handed over before").count(), 6, "{said}");

    assert_eq!(dao.pool().await.authority, dao.governance.treasury);
    let checks = dao.world.assay(&["doctor"]).await.done();
    for name in ["pool authority", "upgrade of governor", "upgrade of amm"] {
        let text = check(&checks, name)["detail"].as_str().expect("text");
        assert!(text.contains("handed over"), "{text}");
    }
    let text = check(&checks, "governance")["detail"].as_str().expect("text");
    assert!(text.starts_with("handed over"), "{text}");
    dao.world
        .assay(&["pool", "set-fees", "2", "--fee", "40"])
        .await
        .refused(5, &["authority"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guardian_vetoes_until_the_term_is_over_and_nobody_else_does() {
    let dao = Governed::new().await;
    let number = dao.propose(&["text"]).await;
    dao.gov(&dao.bob, &["veto", &number])
        .await
        .refused(1, &["no guardian"]);
    let bob = dao.bob.address();
    let endless = ["propose", "--title", "x", "set-guardian", &bob, "--term", "366d"];
    dao.gov(&dao.ann, &endless).await.refused(1, &["term", "365d"]);
    let name = dao.propose(&["set-guardian", &bob, "--term", "2d"]).await;
    dao.carry(&name).await;
    dao.gov(&dao.ann, &["execute", &name]).await.done();
    assert_eq!(dao.realm().await.guardian.to_string(), bob);

    let number = dao.propose(&["set-params", "--quorum", "2%"]).await;
    dao.gov(&dao.ann, &["veto", &number])
        .await
        .refused(1, &["only the guardian", &bob]);
    dao.gov(&dao.ann, &["vote", &number, "for"]).await.done();
    let vetoed = dao.gov(&dao.bob, &["veto", &number]).await;
    assert_eq!(vetoed.event("ProposalVetoed")["guardian"], bob.as_str());
    vetoed.done();
    assert_eq!(dao.status(2).await, Status::Vetoed);
    dao.gov(&dao.bob, &["veto", &number])
        .await
        .refused(1, &["is vetoed"]);
    let before = dao.lamports(&dao.governance.treasury).await;
    dao.gov(&dao.ann, &["close", &number]).await.done();
    let after = dao.lamports(&dao.governance.treasury).await;
    assert_eq!(after - before, 100_000_000, "the deposit is forfeited");

    let dismissal = dao.propose(&["set-guardian", "--none"]).await;
    dao.gov(&dao.bob, &["veto", &dismissal])
        .await
        .refused(1, &["nothing but name the guardian"]);
    dao.pass(3 * 86_400).await;
    let late = dao.propose(&["text"]).await;
    dao.gov(&dao.bob, &["veto", &late])
        .await
        .refused(1, &["term ended", "any more"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_replaced_by_vote() {
    let dao = Governed::new().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy");
    let governor = folder.join("governor.so");
    let so = governor.to_str().expect("UTF-8");
    let state = dao.world.folder("state");
    let state = state.to_str().expect("UTF-8");
    let upgrade = ["upgrade", "--program", "amm", "--so", so, "--state", state];
    let propose = ["propose", "--title", "A new AMM"];
    dao.gov(&dao.ann, &[&propose, upgrade.as_slice()].concat())
        .await
        .refused(1, &["not by votes", "assay gov handover"]);
    dao.world.assay(&["gov", "handover", "--yes"]).await.done();
    let same = folder.join("amm.so");
    let same = [
        "upgrade",
        "--program",
        "amm",
        "--so",
        same.to_str().expect("UTF-8"),
    ];
    dao.gov(&dao.ann, &[&propose, same.as_slice()].concat())
        .await
        .refused(1, &["nothing would change"]);

    // Any other program of about the size will do.
    let number = dao.propose(&upgrade).await;
    assert_eq!(dao.show(&number).await["critical"], true);
    dao.carry(&number).await;
    dao.gov(&dao.bob, &["execute", &number]).await.done();
    let elf = load_programs(&folder)
        .expect("built")
        .into_iter()
        .find(|program| program.name == "governor")
        .expect("the governor")
        .elf;
    let loader = Loader {
        rpc: &dao.world.rpc,
        payer: &dao.world.client,
        state_dir: Path::new(""),
        progress: &|_, _, _| {},
    };
    let deployed = loader
        .programdata(&PROGRAMS[2].1)
        .await
        .expect("asked")
        .expect("there");
    assert!(deployed.holds(&elf), "the AMM is what was voted");
    assert_eq!(deployed.authority, Some(dao.governance.treasury));
}
