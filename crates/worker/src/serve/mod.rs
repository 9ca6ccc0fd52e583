//! The openings server: what was committed to, shown to anyone once it is revealed.
//!
//! | route | answer |
//! |---|---|
//! | `GET /v1/jobs/{job}/trace` | JSON: shapes and roots of all results |
//! | `GET /v1/jobs/{job}/ops/{k}` | bytes of the result of op k, row-major, little-endian; `Range` is honoured |
//! | `GET /v1/jobs/{job}/ops/{k}/leaves?at=0-5,17` | the [opening](assay_proof::opening) of these leaves: their bytes, and the hashes that lead to the root |
//! | `GET /v1/jobs/{job}/ops/{k}/sums` | the sums of op k, a Linear, before its bias, `i32`; they are computed again, and `Range` is honoured |
//! | `GET /v1/jobs/{job}/ops/{k}/sums?rows=1,5,9` | those of these rows, each as [`put_sum`](assay_proof::put_sum) writes it |
//! | `GET /v1/jobs/{job}/output` | bytes of the last op's result, likewise |
//! | `GET /healthz` | `200` while the worker can do its work |
//! | `GET /metrics` | Prometheus text |
//!
//! Pages of any site may read all of it (CORS). Every failure is JSON, `{"error": …}`. Before the reveal a job answers 404 like one that does not
//! exist, so that nobody learns a result from its provider's machine.

mod answer;
mod body;
mod leaves;
mod limit;
mod operands;
mod parts;
mod range;
mod sums;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{header, HeaderMap, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::Router;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::cors::{Any, CorsLayer};

use crate::metrics::Metrics;
use crate::store::{JobFolder, JobId, Store};
use answer::Failure;
use leaves::Trees;
pub(crate) use leaves::{leaf_opening, make_tree};
use limit::Rates;

/// How the openings server listens and what it grants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address to listen on. Loopback by default: expose it through a reverse proxy.
    pub listen: SocketAddr,
    /// Requests per second granted to one address, on average.
    pub requests_per_second: u32,
    /// Requests one address may make at once after a pause.
    pub burst: u32,
    /// Answers under way at once, all addresses together.
    pub max_concurrent: usize,
    /// Most bytes in one answer; larger results are read in ranges.
    pub max_response_bytes: u64,
    /// Seconds a reader may stall before its answer is broken off.
    pub stall_seconds: u64,
    /// Answers computed at once, all addresses together: sums, and trees that are not in memory.
    pub max_computing: usize,
    /// Bytes of trees kept in memory, from which leaves are opened.
    pub tree_bytes: usize,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 9701)),
            requests_per_second: 200,
            burst: 2000,
            max_concurrent: 64,
            max_response_bytes: 4 << 30,
            stall_seconds: 30,
            max_computing: 2,
            tree_bytes: 256 << 20,
        }
    }
}

/// What the routes share.
struct Shared {
    store: Arc<Store>,
    metrics: Arc<Metrics>,
    rates: Rates,
    slots: Arc<Semaphore>,
    computing: Arc<Semaphore>,
    trees: Trees,
    max_response_bytes: u64,
    stall: Duration,
}

/// The JSON of `/v1/jobs/{job}/trace`.
#[derive(Debug, Serialize)]
struct TraceAnswer {
    job: String,
    trace_root: String,
    output_root: String,
    ops: Vec<OpAnswer>,
}

#[derive(Debug, Serialize)]
struct OpAnswer {
    dtype: &'static str,
    rows: u32,
    cols: u32,
    root: String,
}

/// Serves on `listener` until `shutdown` is done, then finishes the answers under way.
///
/// # Errors
///
/// When the system breaks the listener.
pub async fn serve(
    listener: TcpListener,
    config: &ServerConfig,
    store: Arc<Store>,
    metrics: Arc<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let app = router(config, store, metrics).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(shutdown).await
}

fn router(config: &ServerConfig, store: Arc<Store>, metrics: Arc<Metrics>) -> Router {
    let shared = Arc::new(Shared {
        store,
        metrics,
        rates: Rates::new(config.requests_per_second, config.burst),
        slots: Arc::new(Semaphore::new(config.max_concurrent)),
        computing: Arc::new(Semaphore::new(config.max_computing)),
        trees: Trees::new(config.tree_bytes),
        max_response_bytes: config.max_response_bytes,
        stall: Duration::from_secs(config.stall_seconds),
    });
    Router::new()
        .route("/v1/jobs/{job}/trace", get(trace))
        .route("/v1/jobs/{job}/ops/{op}", get(op))
        .route("/v1/jobs/{job}/ops/{op}/leaves", get(parts::leaves))
        .route("/v1/jobs/{job}/ops/{op}/sums", get(parts::sums))
        .route("/v1/jobs/{job}/output", get(output))
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics_text))
        .fallback(|| async { Failure::NoSuchRoute })
        .method_not_allowed_fallback(|| async { Failure::Method })
        .layer(middleware::from_fn_with_state(shared.clone(), admit))
        .layer(for_browsers())
        .with_state(shared)
}

/// Pages of any site may read what anyone may read, in ranges, too.
fn for_browsers() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::RANGE])
        .expose_headers([
            header::CONTENT_RANGE,
            header::CONTENT_LENGTH,
            header::ACCEPT_RANGES,
        ])
}

/// Counts the request and grants it, or refuses an address that asks too often.
async fn admit(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let response = if shared.rates.grant(peer.ip()) {
        next.run(request).await
    } else {
        Failure::TooManyRequests.into_response()
    };
    shared.metrics.request(response.status().as_u16());
    response
}

async fn trace(State(shared): State<Arc<Shared>>, Path(job): Path<String>) -> Result<Response, Failure> {
    let folder = revealed(&shared, &job).await?;
    let sealed = folder.record().sealed.as_ref().ok_or(Failure::NoSuchJob)?;
    let ops = folder.ops().iter().map(|kept| OpAnswer {
        dtype: kept.shape.dtype.name(),
        rows: kept.shape.rows,
        cols: kept.shape.cols,
        root: hex::encode(kept.root),
    });
    let answer = TraceAnswer {
        job: folder.job().to_string(),
        trace_root: hex::encode(sealed.trace_root),
        output_root: hex::encode(sealed.output_root),
        ops: ops.collect(),
    };
    Ok(axum::Json(answer).into_response())
}

async fn op(
    State(shared): State<Arc<Shared>>,
    Path((job, op)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let folder = revealed(&shared, &job).await?;
    let op = op.parse().map_err(|_| Failure::NoSuchOp {
        ops: folder.ops().len(),
    })?;
    body::tensor(&shared, &folder, op, &headers).await
}

async fn output(
    State(shared): State<Arc<Shared>>,
    Path(job): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let folder = revealed(&shared, &job).await?;
    let last = folder.ops().len().saturating_sub(1);
    body::tensor(&shared, &folder, last, &headers).await
}

async fn healthz(State(shared): State<Arc<Shared>>) -> Response {
    answer::health(shared.metrics.health())
}

async fn metrics_text(State(shared): State<Arc<Shared>>) -> Response {
    (
        [("content-type", "text/plain; version=0.0.4")],
        shared.metrics.render(),
    )
        .into_response()
}

/// The folder of a job whose opening is on chain.
async fn revealed(shared: &Arc<Shared>, job: &str) -> Result<JobFolder, Failure> {
    let id: JobId = job.parse().map_err(|_| Failure::NoSuchJob)?;
    let store = shared.store.clone();
    let folder = tokio::task::spawn_blocking(move || store.job(id)).await;
    match folder {
        Ok(Ok(Some(folder))) if folder.record().revealed => Ok(folder),
        Ok(Ok(_)) => Err(Failure::NoSuchJob),
        Ok(Err(error)) => Err(Failure::internal(&error)),
        Err(error) => Err(Failure::internal(&error)),
    }
}
