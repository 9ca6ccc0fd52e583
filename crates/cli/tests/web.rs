//! `assay demo --web`: what it serves, to whom, and what only a local chain gives.

#![cfg(unix)]

use assay_client::{Cluster, Rpc};
use reqwest::{header, Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{json, Value};
use solana_address::Address;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

const PATIENCE: Duration = Duration::from_secs(120);

struct Demo {
    child: Child,
    url: String,
    rpc: Rpc,
    http: Client,
    _home: tempfile::TempDir,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A stand-in for the built app: what is tested is how it is served.
fn write_app(folder: &Path) {
    for (file, text) in [
        ("index.html", "<!doctype html><title>the app</title>".to_owned()),
        (
            "assets/app-1a2b.js",
            "export const text = 'of the app';\n".repeat(100),
        ),
        ("assets/quotes-1a2b.wasm", "\0asm".to_owned()),
        ("models/index.json", "[]".to_owned()),
    ] {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

impl Demo {
    async fn start() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let app = home.path().join("app");
        write_app(&app);
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args([
                "demo",
                "--web",
                "--no-story",
                "--json",
                "--port",
                "0",
                "--web-port",
                "0",
                "--app",
            ])
            .arg(&app)
            .env("HOME", home.path())
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let line = line.expect("in time").expect("readable").expect("a line");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| said[name].as_str().expect("text").to_owned();
        let cluster = Cluster::new(&text("rpc_url")).expect("a cluster");
        Self {
            child,
            url: text("url"),
            rpc: Rpc::new(cluster.with_ws_url(text("ws_url"))),
            // What is sent is looked at as it is.
            http: Client::builder().no_gzip().build().expect("a client"),
            _home: home,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// As the app asks.
    async fn post(&self, path: &str, body: Value) -> (StatusCode, String) {
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, &self.url)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }

    async fn put(&self, path: &str, bytes: Vec<u8>) -> StatusCode {
        let request = self.request(Method::PUT, path).body(bytes);
        request.send().await.expect("an answer").status()
    }

    async fn end(mut self) {
        let pid = self.child.id().expect("it runs").to_string();
        let killed = Command::new("kill").args(["-TERM", &pid]).status().await;
        assert!(killed.expect("kill").success());
        let ended = tokio::time::timeout(Duration::from_secs(15), self.child.wait()).await;
        assert!(ended.expect("in time").expect("a status").success());
    }
}

#[track_caller]
fn header_of(answer: &Response, name: header::HeaderName) -> String {
    let value = answer.headers().get(name).expect("the header");
    value.to_str().expect("text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_served_with_what_a_local_chain_can_give() {
    let demo = Demo::start().await;
    the_app_is_served_safely(&demo).await;
    let config: Value =
        serde_json::from_str(&demo.get("/local/config.json").await.text().await.expect("text"))
            .expect("JSON");
    the_chain_is_described(&demo, &config).await;
    others_are_refused(&demo).await;
    the_faucet_gives(&demo, &config).await;
    content_is_kept(&demo).await;
    the_clock_moves_and_providers_change_places(&demo).await;
    demo.end().await;
}

async fn the_app_is_served_safely(demo: &Demo) {
    for page in ["/", "/jobs/some/page"] {
        let answer = demo.get(page).await;
        assert_eq!(answer.status(), StatusCode::OK, "{page}");
        let policy = header_of(&answer, header::CONTENT_SECURITY_POLICY);
        for part in [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(header_of(&answer, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header_of(&answer, header::CACHE_CONTROL), "no-cache");
        assert!(answer.text().await.expect("text").contains("the app"));
    }
    let script = demo
        .request(Method::GET, "/assets/app-1a2b.js")
        .header(header::ACCEPT_ENCODING, "gzip");
    let script = script.send().await.expect("an answer");
    assert_eq!(header_of(&script, header::CONTENT_ENCODING), "gzip");
    assert!(header_of(&script, header::CACHE_CONTROL).contains("immutable"));
    assert!(header_of(&script, header::CONTENT_TYPE).contains("javascript"));
    let module = demo.get("/assets/quotes-1a2b.wasm").await;
    assert_eq!(header_of(&module, header::CONTENT_TYPE), "application/wasm");
    for missing in [
        "/assets/none.js",
        "/models/none/spec.bin",
        "/local/none",
        "/assets/../../Cargo.toml",
    ] {
        let answer = demo.get(missing).await;
        let text = answer.text().await.expect("text");
        assert!(!text.contains("[workspace]"), "{missing}: {text}");
    }
    assert_eq!(demo.get("/assets/none.js").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(demo.get("/models/index.json").await.status(), StatusCode::OK);
}

async fn the_chain_is_described(demo: &Demo, config: &Value) {
    assert_eq!(config["cluster"], "local");
    let genesis = demo.rpc.inner().get_genesis_hash().await.expect("a hash");
    assert_eq!(config["genesisHash"], genesis.to_string());
    assert_eq!(config["rpcUrl"], demo.rpc.cluster().rpc_url);
    let names: Vec<_> = config["operators"]
        .as_array()
        .expect("operators")
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(
        names,
        [
            "provider A",
            "provider B",
            "verifier 1",
            "verifier 2",
            "verifier 3"
        ]
    );
    assert_eq!(config["pools"].as_array().map(Vec::len), Some(2));
    for pool in config["pools"].as_array().expect("pools") {
        let address = pool["address"]
            .as_str()
            .expect("text")
            .parse()
            .expect("an address");
        let pool = assay_client::amm::Snapshot::load(&demo.rpc, &address)
            .await
            .expect("a pool");
        assert!(pool.mean(600).is_ok(), "it has a past");
        assert!(pool.history().len() >= 10);
    }
}

async fn others_are_refused(demo: &Demo) {
    let strange = demo
        .request(Method::GET, "/local/config.json")
        .header(header::HOST, "evil.example");
    let strange = strange.send().await.expect("an answer");
    assert_eq!(strange.status(), StatusCode::MISDIRECTED_REQUEST);
    for (method, path) in [
        (Method::POST, "/local/faucet"),
        (Method::POST, "/local/clock"),
        (Method::POST, "/local/cheat"),
        (Method::PUT, "/local/jobs/0123456789abcdef/spec.bin"),
    ] {
        for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
            let foreign = demo.request(method.clone(), path).header(header::ORIGIN, origin);
            let foreign = foreign.body("{}").send().await.expect("an answer");
            assert_eq!(foreign.status(), StatusCode::FORBIDDEN, "{path} from {origin}");
        }
    }
}

async fn the_faucet_gives(demo: &Demo, config: &Value) {
    let wallet = Address::new_from_array([7; 32]);
    let (status, text) = demo.post("/local/faucet", json!({ "address": "nobody" })).await;
    assert_eq!(
        (status, text.trim()),
        (StatusCode::BAD_REQUEST, "`nobody` is not an address")
    );
    let (status, text) = demo
        .post("/local/faucet", json!({ "address": wallet.to_string() }))
        .await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert_eq!(
        demo.rpc.lamports(&wallet).await.expect("a number"),
        10_000_000_000
    );
    for token in config["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .filter(|token| token["symbol"] != "SOL")
    {
        let mint = token["mint"].as_str().expect("text").parse().expect("an address");
        let account = assay_client::token::associated(&wallet, &mint, &assay_client::token::TOKEN_PROGRAM);
        let balance = demo.rpc.token_balance(&account).await.expect("a number");
        assert_eq!(balance, 1_000_000_000, "{token}");
    }
}

async fn content_is_kept(demo: &Demo) {
    let file = |name: &str| std::fs::read(root().join("models/digits").join(name)).expect("a file");
    let base = "/local/jobs/00112233445566778899aabbccddeeff";
    let spec = format!("{base}/spec.bin");
    assert_eq!(demo.get(&spec).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        demo.put(&spec, b"no spec".to_vec()).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        demo.put(&spec, vec![0; (4 << 20) + 1]).await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(demo.put(&spec, file("spec.bin")).await, StatusCode::CREATED);
    assert_eq!(
        demo.put(&spec, file("spec.bin")).await,
        StatusCode::OK,
        "the same bytes"
    );
    assert_eq!(
        demo.get(&spec).await.bytes().await.expect("bytes"),
        file("spec.bin")
    );
    let weights = format!("{base}/weights.safetensors");
    assert_eq!(
        demo.put(&weights, file("weights.safetensors")).await,
        StatusCode::CREATED
    );
    assert_eq!(
        demo.put(&weights, file("inputs.safetensors")).await,
        StatusCode::CONFLICT
    );
    assert_eq!(
        demo.put(&format!("{base}/other.bin"), vec![1]).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        demo.put("/local/jobs/..%2f..%2fetc/spec.bin", vec![1]).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        demo.put("/local/jobs/short/spec.bin", vec![1]).await,
        StatusCode::BAD_REQUEST
    );
}

async fn the_clock_moves_and_providers_change_places(demo: &Demo) {
    let now = demo.rpc.unix_time().await.expect("a time");
    let (status, text) = demo.post("/local/clock", json!({ "to": now - 10 })).await;
    assert_eq!(status, StatusCode::CONFLICT, "{text}");
    assert!(text.contains("moves forward only"), "{text}");
    let (status, text) = demo.post("/local/clock", json!({ "to": now + 7_200 })).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert!(demo.rpc.unix_time().await.expect("a time") >= now + 7_200);
    for on in [true, true, false] {
        let (status, text) = demo.post("/local/cheat", json!({ "on": on })).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let told: Value =
            serde_json::from_str(&demo.get("/local/cheat").await.text().await.expect("text")).expect("JSON");
        assert_eq!(told["on"], on);
    }
}
