//! What the daemon shows.
//!
//! | route | answer |
//! |---|---|
//! | `GET /v1/jobs/{job}/vectors` | the vectors we attested with, as [`Commitment::to_bytes`](assay_proof::pov::Commitment::to_bytes) writes them: anyone may audit them, and convict us |
//! | `GET /healthz` | `200` while the chain can be read |
//! | `GET /metrics` | Prometheus text |

use super::{metrics::Metrics, store::Store};
use axum::{
    extract::{Path, State},
    http::{header, Method, StatusCode},
    routing::get,
    Router,
};
use solana_address::Address;
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::Semaphore, task};
use tower_http::cors::{Any, CorsLayer};
use tracing::warn;

/// Vectors read at once: they are megabytes.
const MOST_READ: usize = 4;

struct Shared {
    metrics: Metrics,
    store: Arc<Store>,
    reading: Semaphore,
}

/// Binds the endpoint. Returns it with the address it got.
///
/// # Errors
/// When the port is taken.
pub async fn bind(listen: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until the task is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, metrics: Metrics, store: Arc<Store>) -> std::io::Result<()> {
    let shared = Shared {
        metrics,
        store,
        reading: Semaphore::new(MOST_READ),
    };
    axum::serve(listener, router(Arc::new(shared))).await
}

fn router(shared: Arc<Shared>) -> Router {
    // Pages of any site may read what anyone may read.
    let for_browsers = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::RANGE])
        .expose_headers([header::CONTENT_RANGE, header::CONTENT_LENGTH]);
    Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(text))
        .route("/v1/jobs/{job}/vectors", get(vectors))
        .layer(for_browsers)
        .with_state(shared)
}

async fn health(State(shared): State<Arc<Shared>>) -> (StatusCode, &'static str) {
    if shared.metrics.healthy() {
        (StatusCode::OK, "ok\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the chain has not been read for a minute\n",
        )
    }
}

async fn text(State(shared): State<Arc<Shared>>) -> Result<Vec<u8>, StatusCode> {
    let text = shared.metrics.text();
    text.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn vectors(
    State(shared): State<Arc<Shared>>,
    Path(job): Path<String>,
) -> Result<Vec<u8>, (StatusCode, &'static str)> {
    let none = (StatusCode::NOT_FOUND, "there are no vectors of that job here\n");
    let job: Address = job.parse().map_err(|_| none)?;
    let Ok(_reading) = shared.reading.acquire().await else {
        return Err(none);
    };
    let store = shared.store.clone();
    let read = task::spawn_blocking(move || store.vectors(&job)).await;
    match read {
        Ok(Ok(vectors)) => vectors.ok_or(none),
        failed => {
            warn!(%job, ?failed, "vectors could not be read");
            Err((
                StatusCode::INTERNAL_SERVER_ERROR,
                "the vectors could not be read\n",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pages_of_any_site_may_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Arc::new(Store::open(folder.path()).expect("a store"));
        let (listener, address) = bind(([127, 0, 0, 1], 0).into()).await.expect("a port");
        let metrics = Metrics::new().expect("metrics");
        tokio::spawn(serve(listener, metrics, store));
        let url = format!("http://{address}/v1/jobs/{}/vectors", Address::default());
        let http = reqwest::Client::new();
        let asked = http
            .request(Method::OPTIONS, &url)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "GET");
        let read = http.get(&url).header("origin", "https://app.example");
        for (request, status) in [(asked, StatusCode::OK), (read, StatusCode::NOT_FOUND)] {
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        }
    }
}
