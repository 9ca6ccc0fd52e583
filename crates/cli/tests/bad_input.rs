//! What the command line says, and with which exit code, when something is not as it should be.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

/// Nobody listens on port 1.
const NOBODY: &str = "http://127.0.0.1:1";

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn with_key(mode: u32) -> Self {
        let home = Self::new();
        let key = home.key();
        let keypair = solana_keypair::Keypair::new();
        let numbers: Vec<String> = keypair.to_bytes().iter().map(u8::to_string).collect();
        std::fs::create_dir_all(key.parent().expect("a folder")).expect("made");
        std::fs::write(&key, format!("[{}]", numbers.join(","))).expect("written");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).expect("set");
        home
    }

    fn key(&self) -> std::path::PathBuf {
        self.0.path().join(".config/solana/id.json")
    }

    fn assay(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(arguments)
            .env("HOME", self.0.path())
            .env_remove("ASSAY_MINT")
            .output()
            .expect("it runs")
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_rpc_that_is_down_is_named_and_has_its_own_exit_code() {
    let home = Home::with_key(0o600);
    for arguments in [
        ["--url", NOBODY, "stake", "list"],
        ["--url", NOBODY, "job", "list"],
        ["--url", NOBODY, "farm", "list"],
        ["--url", NOBODY, "job", "show"],
    ] {
        let mut arguments = arguments.to_vec();
        if arguments[3] == "show" {
            arguments.push("11111111111111111111111111111112");
        }
        let output = home.assay(&arguments);
        assert_eq!(
            output.status.code(),
            Some(3),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(stderr(&output).contains(NOBODY), "{}", stderr(&output));
    }
    let output = home.assay(&["--json", "--url", NOBODY, "stake", "list"]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(line["exit_code"], 3);
    assert!(line["error"].as_str().is_some_and(|error| error.contains(NOBODY)));
}

#[test]
fn a_missing_keypair_and_a_world_readable_one_are_refused_before_anything_is_sent() {
    let missing = Home::new();
    let doctor = missing.assay(&["--url", NOBODY, "--json", "doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    let checks: serde_json::Value = serde_json::from_slice(&doctor.stdout).expect("JSON");
    assert_eq!(checks[0]["name"], "keypair");
    assert_eq!(checks[0]["ok"], false);
    assert!(checks[0]["detail"]
        .as_str()
        .is_some_and(|detail| detail.contains("assay init")));

    for mode in [0o644, 0o640, 0o604] {
        let home = Home::with_key(mode);
        let folder = home.0.path().join("worker");
        let folder = folder.to_str().expect("UTF-8");
        let output = home.assay(&["worker", "init", folder, "--endpoint", "http://gpu.example"]);
        assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
        assert!(stderr(&output).contains("chmod 600"), "{}", stderr(&output));
        assert!(!Path::new(folder).join("agent.json").exists(), "nothing was made");
    }
}

#[test]
fn no_output_ever_holds_a_secret_key() {
    let home = Home::with_key(0o600);
    let secret = std::fs::read_to_string(home.key()).expect("the key");
    let secret = secret
        .trim_matches(['[', ']'])
        .split(',')
        .take(8)
        .collect::<Vec<_>>()
        .join(",");
    let folder = home.0.path().join("worker");
    let folder = folder.to_str().expect("UTF-8");
    for arguments in [
        vec!["-vvv", "--url", NOBODY, "doctor"],
        vec!["-vvv", "--url", NOBODY, "stake", "list"],
        vec!["worker", "init", folder, "--endpoint", "http://gpu.example"],
    ] {
        let output = home.assay(&arguments);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), stderr(&output));
        assert!(!text.contains(&secret), "{arguments:?}");
    }
    let agent = std::fs::metadata(Path::new(folder).join("agent.json")).expect("the agent's key");
    assert_eq!(agent.permissions().mode() & 0o777, 0o600);
}

#[test]
fn arguments_that_make_no_sense_are_usage_errors() {
    let home = Home::with_key(0o600);
    for arguments in [
        vec!["job", "show", "not-an-address"],
        vec!["stake", "bond"],
        vec!["stake", "open", "0"],
        vec!["stake", "open", "1", "--lock", "5y"],
        vec!["stake", "open", "1", "--max-commission", "5"],
        vec!["stake", "back", "somewhere", "11111111111111111111111111111112"],
        vec!["stake", "claim"],
        vec!["stake", "commission", "101"],
        vec!["swap", "0", "reward", "sol"],
        vec!["swap", "1", "reward", "gold"],
        vec!["swap", "1", "reward", "sol", "--slippage", "101%"],
        vec!["swap", "1", "reward", "sol", "--mean-window", "5m"],
        vec!["pool", "create", "1", "sol", "1"],
        vec!["pool", "lock", "11111111111111111111111111111112", "1"],
        vec!["pool", "pause", "swap"],
        vec!["price", "reward", "--window", "0"],
        vec!["farm", "stake", "not-a-mint", "1"],
        vec!["farm", "create", "11111111111111111111111111111112"],
        vec!["farm", "claim"],
        vec!["farm", "claim", "11111111111111111111111111111112", "--all"],
        vec!["nonsense"],
        vec!["worker", "bench", "--backend", "tpu"],
    ] {
        let output = home.assay(&arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    for (arguments, word) in [
        (&["stake", "open", "0"][..], "zero"),
        (&["swap", "0", "reward", "sol"], "zero"),
        (&["swap", "1", "gold", "reward"], "neither the address of a mint"),
        (
            &["swap", "1", "reward", "sol", "--slippage", "0.001%"],
            "basis points",
        ),
        (&["stake", "lock", "7", "5y"], "four years"),
        (&["stake", "commission", "half"], "percentage"),
        (
            &[
                "farm",
                "set-weight",
                "11111111111111111111111111111112",
                "1000001",
            ],
            "0..=1000000",
        ),
        (
            &[
                "stake",
                "vest",
                "1",
                "--owner",
                "11111111111111111111111111111112",
                "--end",
                "soon",
            ],
            "duration",
        ),
    ] {
        let output = home.assay(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
    let output = home.assay(&["--url", "devent", "stake", "list"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("devent"), "{}", stderr(&output));
}

#[test]
fn what_is_no_address_is_told_what_one_looks_like() {
    let home = Home::new();
    for text in ["x", "0OIl11111111111111111111111111111"] {
        let output = home.assay(&["job", "show", text]);
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.contains(&format!("'{text}'")), "{said}");
        assert!(said.contains("32 to 44 characters of base58"), "{said}");
    }
}

#[test]
fn a_daemon_without_settings_is_told_where_they_come_from() {
    let home = Home::new();
    for (daemon, source) in [("worker", "`assay worker init`"), ("verifier", "--operator")] {
        let output = home.assay(&[daemon, "run"]);
        assert_eq!(output.status.code(), Some(1));
        let said = stderr(&output);
        for part in ["missing field `operator`", "--settings", source] {
            assert!(said.contains(part), "{part} expected: {said}");
        }
    }
}
