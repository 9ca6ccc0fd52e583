//! Counters and gauges of one worker, as Prometheus text, and its health.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::execute::Timings;

/// The chain must have been read this recently for the worker to be healthy.
const CHAIN_SILENCE: Duration = Duration::from_secs(60);

/// Whether the worker can do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// All of what follows is as it should be.
    pub ok: bool,
    /// Seconds since the chain was last read; none before the first time, or without a daemon.
    pub chain_seconds: Option<u64>,
    /// No new jobs are taken.
    pub draining: bool,
}

/// What a worker counts.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<u16, u64>>,
    stages: Mutex<BTreeMap<&'static str, u64>>,
    bytes_served: AtomicU64,
    ops_run: AtomicU64,
    compute_micros: AtomicU64,
    prove_micros: AtomicU64,
    rpc_failures: AtomicU64,
    earned: AtomicU64,
    demands_answered: AtomicU64,
    demand_bonds: AtomicU64,
    bond_free: AtomicU64,
    reputation: AtomicU64,
    /// Unix seconds; 0 before the chain was read.
    chain_read_at: AtomicU64,
    follows_chain: AtomicBool,
    draining: AtomicBool,
}

impl Metrics {
    /// Counts an answered request.
    pub(crate) fn request(&self, status: u16) {
        *lock(&self.requests).entry(status).or_default() += 1;
    }

    /// Counts bytes of openings sent.
    pub(crate) fn served(&self, bytes: u64) {
        self.bytes_served.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts a finished run.
    pub(crate) fn ran(&self, ops: usize, timings: &Timings) {
        let micros = |time: Duration| time.as_micros() as u64;
        self.ops_run.fetch_add(ops as u64, Ordering::Relaxed);
        self.compute_micros
            .fetch_add(micros(timings.compute), Ordering::Relaxed);
        self.prove_micros
            .fetch_add(micros(timings.prove), Ordering::Relaxed);
    }

    /// From now on health depends on the chain being read.
    pub(crate) fn follow_chain(&self) {
        self.follows_chain.store(true, Ordering::Relaxed);
    }

    /// Notes a look at the chain: free bond and reputation of the operator, its jobs by stage.
    pub(crate) fn chain_read(&self, bond_free: u64, reputation: u32, stages: BTreeMap<&'static str, u64>) {
        self.chain_read_at.store(unix_seconds(), Ordering::Relaxed);
        self.bond_free.store(bond_free, Ordering::Relaxed);
        self.reputation.store(reputation.into(), Ordering::Relaxed);
        *lock(&self.stages) = stages;
    }

    /// Counts a call to the chain that failed.
    pub(crate) fn rpc_failed(&self) {
        self.rpc_failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts what a settled job paid.
    pub(crate) fn earned(&self, amount: u64) {
        self.earned.fetch_add(amount, Ordering::Relaxed);
    }

    /// Counts an answered demand, and the bond that it earned, lamports.
    pub(crate) fn answered(&self, bond: u64) {
        self.demands_answered.fetch_add(1, Ordering::Relaxed);
        self.demand_bonds.fetch_add(bond, Ordering::Relaxed);
    }

    /// Notes whether new jobs are taken.
    pub(crate) fn set_draining(&self, draining: bool) {
        self.draining.store(draining, Ordering::Relaxed);
    }

    /// What the metrics say, for `/healthz`.
    #[must_use]
    pub fn health(&self) -> Health {
        let draining = self.draining.load(Ordering::Relaxed);
        let read_at = self.chain_read_at.load(Ordering::Relaxed);
        let chain_seconds = (read_at > 0).then(|| unix_seconds().saturating_sub(read_at));
        let follows = self.follows_chain.load(Ordering::Relaxed);
        let ok = !follows || chain_seconds.is_some_and(|seconds| seconds <= CHAIN_SILENCE.as_secs());
        Health {
            ok,
            chain_seconds,
            draining,
        }
    }

    /// Prometheus text, format 0.0.4.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: Vec<(String, f64)>| {
            let name = format!("assay_worker_{name}");
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let plain = |value: f64| vec![(String::new(), value)];
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64;
        let requests = lock(&self.requests);
        let requests = requests
            .iter()
            .map(|(status, n)| (format!("{{status=\"{status}\"}}"), *n as f64));
        family(
            "requests_total",
            "counter",
            "Requests to the openings server.",
            requests.collect(),
        );
        let stages = lock(&self.stages);
        let stages = stages
            .iter()
            .map(|(stage, n)| (format!("{{stage=\"{stage}\"}}"), *n as f64));
        family(
            "jobs",
            "gauge",
            "Jobs of this operator by stage.",
            stages.collect(),
        );
        family(
            "bytes_served_total",
            "counter",
            "Bytes of openings sent.",
            plain(count(&self.bytes_served)),
        );
        family(
            "ops_total",
            "counter",
            "Operators run.",
            plain(count(&self.ops_run)),
        );
        let seconds = |counter| count(counter) / 1e6;
        family(
            "compute_seconds_total",
            "counter",
            "Time computing results.",
            plain(seconds(&self.compute_micros)),
        );
        family(
            "prove_seconds_total",
            "counter",
            "Time hashing and keeping results.",
            plain(seconds(&self.prove_micros)),
        );
        family(
            "rpc_failures_total",
            "counter",
            "Calls to the chain that failed.",
            plain(count(&self.rpc_failures)),
        );
        family(
            "earned_total",
            "counter",
            "Payment received for settled jobs, base units.",
            plain(count(&self.earned)),
        );
        family(
            "demands_answered_total",
            "counter",
            "Leaves shown on chain to who demanded them.",
            plain(count(&self.demands_answered)),
        );
        family(
            "demand_bonds_lamports_total",
            "counter",
            "Bonds of answered demands, lamports.",
            plain(count(&self.demand_bonds)),
        );
        family(
            "bond_free",
            "gauge",
            "Bond not locked by jobs, base units.",
            plain(count(&self.bond_free)),
        );
        family(
            "reputation",
            "gauge",
            "The operator's reputation.",
            plain(count(&self.reputation)),
        );
        family(
            "chain_read_timestamp_seconds",
            "gauge",
            "When the chain was last read.",
            plain(count(&self.chain_read_at)),
        );
        let draining = f64::from(u8::from(self.draining.load(Ordering::Relaxed)));
        family(
            "draining",
            "gauge",
            "1 while no new jobs are taken.",
            plain(draining),
        );
        text
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().expect("no thread panics while it counts")
}

/// This machine's Unix time, seconds.
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
