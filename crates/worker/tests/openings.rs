//! The openings server, asked over real HTTP.

mod common;

use std::sync::Arc;

use assay_client::content::write_tensors;
use assay_proof::{
    eval, take_sum, DType, LeafSet, Mult, Op, OpDesc, OpenedLeaves, Shape, Source, Tensor, MAX_SUM_BYTES,
};
use assay_worker::execute::{run, Control};
use assay_worker::metrics::Metrics;
use assay_worker::serve::{serve, ServerConfig};
use assay_worker::store::{JobFolder, JobId, Store};
use assay_worker::{Backend, BackendError};
use common::Job;
use reqwest::{Client, Method, Response, StatusCode};

const ID: JobId = JobId([5; 32]);

/// The reference as a backend.
struct Reference;

impl Backend for Reference {
    fn name(&self) -> String {
        "reference".into()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        Ok(eval(op, out, operands)?)
    }
}

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
        Self::of(Job::dense(1, 40, 50, 10), config).await
    }

    async fn of(job: Job, config: ServerConfig) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let mut folder = store.create(ID).unwrap();
        run(
            &job.spec,
            &job.weights,
            &job.inputs,
            &mut Reference,
            &mut folder,
            &Control::default(),
        )
        .unwrap();
        folder.seal(&[1; 32]).unwrap();
        // As the daemon keeps what it fetched.
        folder.keep("spec.bin", &job.spec.to_bytes()).unwrap();
        folder
            .keep("inputs.safetensors", &write_tensors("input", &job.inputs))
            .unwrap();
        let model = store.model_path(&job.spec.spec_root());
        store
            .keep(
                &model,
                "weights.safetensors",
                &write_tensors("weight", &job.weights),
            )
            .unwrap();
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
async fn pages_of_any_site_may_read_it_in_ranges() {
    let world = World::revealed(ServerConfig::default()).await;
    let path = format!("{}/v1/jobs/{ID}/output", world.url);
    let asked = world
        .http
        .request(Method::OPTIONS, &path)
        .header("origin", "https://app.example")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "range");
    let granted = asked.send().await.unwrap();
    assert_eq!(granted.status(), StatusCode::OK);
    let header = |answer: &Response, name: &str| answer.headers()[name].to_str().unwrap().to_lowercase();
    assert_eq!(header(&granted, "access-control-allow-origin"), "*");
    assert_eq!(header(&granted, "access-control-allow-headers"), "range");
    let methods = header(&granted, "access-control-allow-methods");
    assert!(
        methods.contains("get") && methods.contains("head") && !methods.contains("post"),
        "{methods}"
    );
    let part = world
        .http
        .get(&path)
        .header("origin", "https://app.example")
        .header("range", "bytes=0-3");
    let part = part.send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&part, "access-control-allow-origin"), "*");
    assert!(header(&part, "access-control-expose-headers").contains("content-range"));
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

/// A Linear by a weight, wide rows of `i32`, and one of two results in 5 blocks.
fn linears() -> Job {
    let source = Job::dense(3, 40, 300, 70);
    let (a, b) = (Source::Input(0), Source::Weight(0));
    let linear = |a, b, batch, bias, mult, cols, dtype| OpDesc {
        op: Op::Linear {
            a,
            b,
            bias,
            mult,
            shift: 20,
            batch,
        },
        shape: Shape::new(dtype, 40, cols),
    };
    let mut spec = source.spec.clone();
    let bias = Some(Source::Weight(1));
    spec.ops = vec![
        linear(a, b, 1, bias, Mult::PerColumn(Source::Weight(1)), 300, DType::I8),
        linear(
            Source::Op(0),
            Source::Op(0),
            5,
            None,
            Mult::Scalar(9),
            8,
            DType::I8,
        ),
        linear(a, b, 1, None, Mult::Scalar(77), 300, DType::I32),
    ];
    spec.validate().unwrap();
    Job { spec, ..source }
}

/// The sums of op `op` of a job of Linears.
fn sums(job: &Job, op: usize) -> Tensor {
    let desc = job.spec.ops[op];
    let Op::Linear { a, b, batch, .. } = desc.op else {
        panic!("a Linear");
    };
    let results = job.reference();
    let (left, right) = (job.operand(&results, a), job.operand(&results, b));
    let shape = Shape::new(DType::I32, desc.shape.rows, desc.shape.cols);
    eval(&Op::MatMul { a, b, batch }, shape, &[&left, &right]).unwrap()
}

#[tokio::test]
async fn leaves_open_to_the_root_that_was_committed_to() {
    let world = World::of(linears(), ServerConfig::default()).await;
    world.folder().mark_revealed().unwrap();
    for (op, tensor) in world.job.reference().iter().enumerate() {
        for at in ["0", "0-1,3", "2,5-6,39", ""] {
            let leaves: LeafSet = at.parse().unwrap();
            let path = format!("/v1/jobs/{ID}/ops/{op}/leaves?at={at}");
            let answer = world.get(&path).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let bytes = answer.bytes().await.unwrap();
            let opened = OpenedLeaves::read(tensor.shape(), &tensor.root(), &leaves, &bytes);
            assert_eq!(
                opened.unwrap().data_bytes() as u64,
                leaves.data_bytes(&tensor.shape())
            );
        }
    }
}

#[tokio::test]
async fn leaves_that_do_not_exist_are_a_clear_error() {
    let world = World::revealed(ServerConfig::default()).await;
    for at in ["x", "1,0", "40", "0-40", "3-3", "%20"] {
        let answer = world.get(&format!("/v1/jobs/{ID}/ops/0/leaves?at={at}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{at}");
        assert!(error(answer).await.contains("?at=0-5,17"));
    }
    let answer = world.get(&format!("/v1/jobs/{ID}/ops/6/leaves?at=0")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

/// What changed on disk since is not shown as if it were what was committed to.
#[tokio::test]
async fn leaves_of_a_result_that_changed_are_not_opened() {
    let world = World::revealed(ServerConfig::default()).await;
    let path = world.folder().op_path(1);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[7] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let answer = world.get(&format!("/v1/jobs/{ID}/ops/1/leaves?at=9")).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn sums_are_computed_again_and_given_in_ranges() {
    let world = World::of(linears(), ServerConfig::default()).await;
    world.folder().mark_revealed().unwrap();
    for op in 0..3 {
        let expected = sums(&world.job, op);
        let path = format!("/v1/jobs/{ID}/ops/{op}/sums");
        let answer = world.get(&path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(
            answer.headers()["content-length"],
            expected.data().len().to_string()
        );
        assert_eq!(answer.bytes().await.unwrap(), expected.data(), "op {op}");
        let length = expected.data().len();
        for part in [0..1, 3..length / 2 + 1, length - 1..length] {
            let range = format!("bytes={}-{}", part.start, part.end - 1);
            let answer = world.range(&path, &range).await;
            assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
            assert_eq!(
                answer.bytes().await.unwrap(),
                expected.data()[part],
                "op {op}, {range}"
            );
        }
    }
}

#[tokio::test]
async fn sums_of_rows_take_few_bytes() {
    let world = World::of(linears(), ServerConfig::default()).await;
    world.folder().mark_revealed().unwrap();
    let results = world.job.reference();
    for (op, result) in results.iter().enumerate().take(3) {
        let path = format!("/v1/jobs/{ID}/ops/{op}/sums?rows=0,7,39");
        let bytes = world.get(&path).await.bytes().await.unwrap();
        let expected = sums(&world.job, op);
        let Op::Linear {
            bias, mult, shift, ..
        } = world.job.spec.ops[op].op
        else {
            panic!("a Linear");
        };
        let constants = &world.job.weights[1];
        let mut rest = &bytes[..];
        for i in [0, 7, 39] {
            for j in 0..expected.shape().cols as usize {
                let bias = bias.map_or(0, |_| constants.get(0, j));
                let mult = match mult {
                    Mult::Scalar(mult) => mult,
                    Mult::PerColumn(_) => constants.get(0, j),
                };
                let sum = take_sum(&mut rest, result.get(i, j), (bias, mult), shift);
                assert_eq!(sum, Some(expected.get(i, j)), "op {op}");
            }
        }
        assert!(rest.is_empty());
        assert!(bytes.len() <= 3 * expected.shape().cols as usize * MAX_SUM_BYTES);
    }
}

#[tokio::test]
async fn only_linears_have_sums_and_only_their_rows() {
    let world = World::of(linears(), ServerConfig::default()).await;
    assert_eq!(
        world.get(&format!("/v1/jobs/{ID}/ops/0/sums")).await.status(),
        StatusCode::NOT_FOUND,
        "nothing before the reveal"
    );
    world.folder().mark_revealed().unwrap();
    for rows in ["", "x", "40", "3,3", "4,3", "1,,2"] {
        let answer = world.get(&format!("/v1/jobs/{ID}/ops/0/sums?rows={rows}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{rows}");
    }
    let many: Vec<String> = (0..1025).map(|row| row.to_string()).collect();
    let answer = world
        .get(&format!("/v1/jobs/{ID}/ops/0/sums?rows={}", many.join(",")))
        .await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let other = World::revealed(ServerConfig::default()).await;
    let answer = other.get(&format!("/v1/jobs/{ID}/ops/0/sums")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(error(answer).await.contains("only a Linear has sums"));
}

/// One address that asks for many sums waits its turn, and does not hold up what needs no computing.
#[tokio::test]
async fn sums_are_computed_a_few_at_a_time() {
    let config = ServerConfig {
        max_computing: 1,
        stall_seconds: 1,
        ..Default::default()
    };
    let world = World::of(linears(), config).await;
    world.folder().mark_revealed().unwrap();
    let path = format!("/v1/jobs/{ID}/ops/0/sums");
    let asked = (0..8).map(|_| world.get(&path));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status(), StatusCode::OK);
    }
    assert_eq!(
        world.get(&format!("/v1/jobs/{ID}/ops/0")).await.status(),
        StatusCode::OK
    );
}
