//! The demo, as a stranger runs it: its closing line is what the programs and the chain made of it.

use std::{path::Path, process::Command};

#[test]
fn a_job_is_settled_a_wrong_number_convicted_a_fee_voted_and_every_balance_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["demo", "--json"])
        .env("HOME", home.path())
        .current_dir(root)
        .output()
        .expect("it runs");
    let story = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{story}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let line: serde_json::Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");

    let fields: Vec<usize> = [
        "\"settled\"",
        "\"rewards\"",
        "\"convicted\"",
        "\"governed\"",
        "\"balances_ok\"",
        "\"elapsed_s\"",
    ]
    .iter()
    .map(|field| text.find(field).expect("a field"))
    .collect();
    assert!(fields.is_sorted(), "{text}");
    assert_eq!(line["balances_ok"], true);
    let settled = &line["settled"];
    assert!(settled["accuracy"].as_f64().expect("a number") > 0.95, "{line}");
    assert_eq!(settled["payment"], 95_000_000, "the price less a fee of 5 %");
    assert!(settled["verify_ms"].as_f64().expect("a number") > 0.0);
    let rewards = &line["rewards"];
    let reward = |field: &str| rewards[field].as_u64().expect("a number");
    assert_eq!(
        reward("provider_work"),
        1_000_000,
        "half of the 2 tokens burnt of the fee"
    );
    assert!(reward("provider") > reward("provider_work"), "{line}");
    assert!(reward("backer") > 0, "{line}");
    assert!(
        reward("emitted") >= reward("provider") + reward("backer"),
        "{line}"
    );
    let convicted = &line["convicted"];
    let number = |field: &str| convicted[field].as_i64().expect("a number");
    // Provider B changes the lowest bit in the middle of the second product.
    assert_eq!((number("op"), number("i"), number("j")), (4, 225, 85));
    assert_eq!(number("claimed") ^ number("expected"), 1);
    assert_eq!(number("slashed"), 150_000_000, "one and a half times the price");
    assert_eq!(number("from_backers"), 50_000_000, "what the bond of 100 lacks");
    assert!((1..=200_000).contains(&number("convict_cu")), "{line}");
    let governed = &line["governed"];
    let weight = |field: &str| governed[field].as_u64().expect("a number");
    assert_eq!(
        weight("for_weight"),
        1_150_000_000,
        "what the holder staked behind both providers, less what was slashed"
    );
    assert_eq!(weight("against_weight"), 300_000_000, "what the client staked");
    assert_eq!(weight("total_weight"), 1_500_000_000);
    assert_eq!(weight("quorum"), 150_000_000, "a tenth");
    assert_eq!(governed["early"], "TimeLocked");
    assert_eq!(
        (&governed["fee_bps_before"], &governed["fee_bps_after"]),
        (&500.into(), &400.into())
    );
    // An hour of voting; a time lock that is an hour longer than the cooldown of ten seconds.
    assert!((7_200..=7_210).contains(&weight("clock_moved_s")), "{line}");
    for said in [
        "is refused: Only the authority",
        "fee_bps: 400",
        ": 500 → 400",
        "Both providers have shown to be of class 1",
        "The clock of the local chain is moved by",
    ] {
        assert!(story.contains(said), "{said} is not in: {story}");
    }
    assert!(line["elapsed_s"].as_f64().expect("a number") > 0.0);
}
