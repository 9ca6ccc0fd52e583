//! Counters of the daemon, and the loopback endpoint that shows them.

use axum::{extract::State, http::StatusCode, routing::get, Router};
use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::net::TcpListener;

/// The chain must have been read this recently for the daemon to be healthy.
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);

/// What the daemon counts.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Checks that came to an end, by verdict.
    pub checks: IntCounterVec,
    /// Attestations sent.
    pub attestations: IntCounter,
    /// Convictions won.
    pub convictions: IntCounter,
    /// Failed requests to chain or provider.
    pub failures: IntCounter,
    /// Time a check took, seconds, what was fetched of the provider included.
    pub check_seconds: Histogram,
    /// When the chain was last read, Unix seconds.
    pub chain_read_at: IntGauge,
}

impl Metrics {
    /// # Errors
    /// When two metrics have one name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let metrics = Self {
            registry: Registry::new(),
            checks: IntCounterVec::new(
                Opts::new("assay_verifier_checks_total", "Checks that came to an end"),
                &["verdict"],
            )?,
            attestations: IntCounter::new("assay_verifier_attestations_total", "Attestations sent")?,
            convictions: IntCounter::new("assay_verifier_convictions_total", "Convictions won")?,
            failures: IntCounter::new(
                "assay_verifier_failures_total",
                "Failed requests to the chain or a provider",
            )?,
            check_seconds: Histogram::with_opts(
                HistogramOpts::new(
                    "assay_verifier_check_seconds",
                    "Time of a check, with what is fetched of the provider",
                )
                .buckets(prometheus::exponential_buckets(0.001, 4.0, 10)?),
            )?,
            chain_read_at: IntGauge::new(
                "assay_verifier_chain_read_timestamp_seconds",
                "When the chain was last read",
            )?,
        };
        metrics.registry.register(Box::new(metrics.checks.clone()))?;
        metrics
            .registry
            .register(Box::new(metrics.attestations.clone()))?;
        metrics.registry.register(Box::new(metrics.convictions.clone()))?;
        metrics.registry.register(Box::new(metrics.failures.clone()))?;
        metrics
            .registry
            .register(Box::new(metrics.check_seconds.clone()))?;
        metrics
            .registry
            .register(Box::new(metrics.chain_read_at.clone()))?;
        Ok(metrics)
    }

    /// Notes that the chain was just read.
    pub fn chain_read(&self) {
        self.chain_read_at.set(unix_now());
    }

    fn healthy(&self) -> bool {
        let silence = unix_now() - self.chain_read_at.get();
        silence <= HEALTHY_WITHIN.as_secs() as i64
    }
}

fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() as i64
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

/// Serves `/healthz` and `/metrics` until the task is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, metrics: Metrics) -> std::io::Result<()> {
    let app = Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(text))
        .with_state(Arc::new(metrics));
    axum::serve(listener, app).await
}

async fn health(State(metrics): State<Arc<Metrics>>) -> (StatusCode, &'static str) {
    if metrics.healthy() {
        (StatusCode::OK, "ok\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the chain has not been read for a minute\n",
        )
    }
}

async fn text(State(metrics): State<Arc<Metrics>>) -> Result<Vec<u8>, StatusCode> {
    let mut text = Vec::new();
    TextEncoder::new()
        .encode(&metrics.registry.gather(), &mut text)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(text)
}
