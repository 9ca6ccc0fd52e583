//! The demo, as a stranger runs it: its closing line is what the programs and the chain made of it.

use std::{path::Path, process::Command};

#[test]
fn a_job_is_settled_a_wrong_number_convicted_and_every_balance_right() {
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
    assert!(line["elapsed_s"].as_f64().expect("a number") > 0.0);
}
