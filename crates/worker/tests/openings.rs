//! The openings server, asked over real HTTP.

mod common;

use std::sync::Arc;

use assay_proof::Tensor;
use assay_worker::execute::{run, Control};
use assay_worker::metrics::Metrics;
use assay_worker::serve::{serve, ServerConfig};
use assay_worker::store::{JobFolder, JobId, Store};
use assay_worker::CpuBackend;
use common::Job;
use reqwest::{Client, Method, Response, StatusCode};

const ID: JobId = JobId([5; 32]);

struct World {
    url: String,
    job: Job,
    store: Arc<Store>,
    http: Client,
    _dir: tempfile::TempDir,
}

impl World {
    /// A server with one finished, sealed job that is not revealed.
    async fn new(config: ServerConfig) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let job = Job::dense(1, 40, 50, 10);
        let mut folder = store.create(ID).unwrap();
        let mut cpu = CpuBackend::new();
        run(
            &job.spec,
            &job.weights,
            &job.inputs,
            &mut cpu,
            &mut folder,
            &Control::default(),
        )
        .unwrap();
        folder.seal(&[1; 32]).unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = store.clone();
        tokio::spawn(async move {
            serve(
                listener,
                &config,
                served,
                Arc::new(Metrics::default()),
                std::future::pending(),
            )
            .await
        });
        Self {
            url,
            job,
            store,
            http: Client::new(),
            _dir: dir,
        }
    }

    async fn revealed(config: ServerConfig) -> Self {
        let world = Self::new(config).await;
        world.folder().mark_revealed().unwrap();
        world
    }

    fn folder(&self) -> JobFolder {
        self.store.job(ID).unwrap().unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    async fn range(&self, path: &str, range: &str) -> Response {
        let request = self
            .http
            .get(format!("{}{path}", self.url))
            .header("range", range);
        request.send().await.unwrap()
    }
}

async fn error(response: Response) -> String {
    let json: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    json["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_revealed_job_is_shown_as_it_was_committed_to() {
    let world = World::revealed(ServerConfig::default()).await;
    let reference = world.job.reference();
    let trace = world
        .get(&format!("/v1/jobs/{ID}/trace"))
        .await
        .text()
        .await
        .unwrap();
    let trace: serde_json::Value = serde_json::from_str(&trace).unwrap();
    assert_eq!(trace["job"], ID.to_string());
    let sealed = world.folder().record().sealed.clone().unwrap();
    assert_eq!(trace["trace_root"], hex::encode(sealed.trace_root));
    assert_eq!(trace["output_root"], hex::encode(sealed.output_root));
    assert_eq!(trace["ops"].as_array().unwrap().len(), reference.len());
    for (op, tensor) in reference.iter().enumerate() {
        let shown = &trace["ops"][op];
        assert_eq!(shown["root"], hex::encode(tensor.root()));
        assert_eq!(shown["dtype"], tensor.shape().dtype.name());
        assert_eq!((shown["rows"].as_u64(), shown["cols"].as_u64()), sizes(tensor));
        let answer = world.get(&format!("/v1/jobs/{ID}/ops/{op}")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(
            answer.headers()["content-length"],
            tensor.data().len().to_string()
        );
        assert_eq!(answer.bytes().await.unwrap(), tensor.data());
    }
    let output = world
        .get(&format!("/v1/jobs/{ID}/output"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(output, reference.last().unwrap().data());
}

fn sizes(tensor: &Tensor) -> (Option<u64>, Option<u64>) {
    (Some(tensor.shape().rows.into()), Some(tensor.shape().cols.into()))
}

#[tokio::test]
async fn nothing_of_a_job_is_shown_before_its_reveal() {
    let world = World::new(ServerConfig::default()).await;
    let other = JobId([6; 32]);
    for path in ["trace", "ops/0", "output"] {
        let hidden = world.get(&format!("/v1/jobs/{ID}/{path}")).await;
        assert_eq!(hidden.status(), StatusCode::NOT_FOUND, "{path}");
        let absent = world.get(&format!("/v1/jobs/{other}/{path}")).await;
        assert_eq!(
            error(hidden).await,
            error(absent).await,
            "a hidden job looks like no job"
        );
    }
    world.folder().mark_revealed().unwrap();
    assert_eq!(
        world.get(&format!("/v1/jobs/{ID}/output")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn ranges_give_exactly_their_bytes() {
    let world = World::revealed(ServerConfig::default()).await;
    let whole = world.job.reference()[0].data().to_vec();
    let path = format!("/v1/jobs/{ID}/ops/0");
    for (range, part) in [
        ("bytes=0-255", 0..256),
        ("bytes=100-", 100..whole.len()),
        ("bytes=-7", whole.len() - 7..whole.len()),
    ] {
        let answer = world.range(&path, range).await;
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        let field = format!("bytes {}-{}/{}", part.start, part.end - 1, whole.len());
        assert_eq!(answer.headers()["content-range"], field);
        assert_eq!(answer.bytes().await.unwrap(), whole[part]);
    }
    let outside = world.range(&path, &format!("bytes={}-", whole.len())).await;
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(
        outside.headers()["content-range"],
        format!("bytes */{}", whole.len())
    );
}

#[tokio::test]
async fn what_does_not_exist_is_a_json_error() {
    let world = World::revealed(ServerConfig::default()).await;
    let long = "1".repeat(5000);
    for path in [
        "/".to_owned(),
        "/v1/jobs".to_owned(),
        format!("/v1/jobs/{long}/trace"),
        "/v1/jobs/..%2f..%2fetc/trace".to_owned(),
        format!("/v1/jobs/{ID}/ops/6"),
        format!("/v1/jobs/{ID}/ops/-1"),
        format!("/v1/jobs/{ID}/ops/18446744073709551616"),
    ] {
        let answer = world.get(&path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!error(answer).await.is_empty());
    }
    let posted = world
        .http
        .request(Method::POST, format!("{}/v1/jobs/{ID}/trace", world.url));
    assert_eq!(
        posted.send().await.unwrap().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn sizes_and_rates_are_limited() {
    let config = ServerConfig {
        max_response_bytes: 1000,
        burst: 4,
        requests_per_second: 1,
        ..Default::default()
    };
    let world = World::revealed(config).await;
    let path = format!("/v1/jobs/{ID}/ops/0");
    let large = world.get(&path).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(error(large).await.contains("Range"));
    assert_eq!(
        world.range(&path, "bytes=0-999").await.status(),
        StatusCode::PARTIAL_CONTENT
    );
    assert_eq!(
        world.range(&path, "bytes=0-1000").await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(world.get("/healthz").await.status(), StatusCode::OK);
    let refused = world.get("/healthz").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
}

#[tokio::test]
async fn a_result_that_was_cut_on_disk_is_not_shown() {
    let world = World::revealed(ServerConfig::default()).await;
    std::fs::write(world.folder().op_path(2), [0; 3]).unwrap();
    let answer = world.get(&format!("/v1/jobs/{ID}/ops/2")).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn metrics_count_what_was_served() {
    let world = World::revealed(ServerConfig::default()).await;
    let bytes = world
        .get(&format!("/v1/jobs/{ID}/output"))
        .await
        .bytes()
        .await
        .unwrap()
        .len();
    world.get("/nothing").await;
    // The sender counts after the last chunk is handed over.
    for _ in 0..100 {
        let text = world.get("/metrics").await.text().await.unwrap();
        if text.contains(&format!("\nassay_worker_bytes_served_total {bytes}\n")) {
            assert!(
                text.contains("assay_worker_requests_total{status=\"404\"} 1\n"),
                "{text}"
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the bytes served were never counted");
}
