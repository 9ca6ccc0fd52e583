//! Counters of the daemon.

use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The chain must have been read this recently for the daemon to be healthy.
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);

/// What the daemon counts.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Checks that came to an end, by verdict.
    pub checks: IntCounterVec,
    /// Audits of other verifiers that came to an end, by what was found.
    pub audits: IntCounterVec,
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
            audits: IntCounterVec::new(
                Opts::new(
                    "assay_verifier_audits_total",
                    "Audits of what other verifiers say they computed",
                ),
                &["found"],
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
        for found in ["honest", "guilty", "unserved"] {
            metrics.audits.with_label_values(&[found]);
        }
        metrics.registry.register(Box::new(metrics.audits.clone()))?;
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

    /// Whether the chain was read lately.
    pub fn healthy(&self) -> bool {
        let silence = unix_now() - self.chain_read_at.get();
        silence <= HEALTHY_WITHIN.as_secs() as i64
    }

    /// As Prometheus reads it.
    ///
    /// # Errors
    /// When a metric cannot be written.
    pub fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() as i64
}
