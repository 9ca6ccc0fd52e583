//! What checking a token costs at the shapes of Llama-3: one layer of each size, with every op of a decoder, and the
//! head. `cargo xtask bench verifier` runs it; `RAYON_NUM_THREADS=1` keeps it on one core, for the tables of
//! `benches/verifier.md`. Arguments choose models: 8B, 70B, 405B, and `cached`.
//!
//! Layers lie in memory of their own, more than a gigabyte of them, and are checked one after another: claims, results
//! and challenges come from memory, not from a cache. With `cached`, one layer is checked again and again, as benchmarks
//! that draw their data once do. Times are processor time.

mod decoder;
mod graph;
mod model;
#[path = "../timing/mod.rs"]
mod timing;

use assay_verifier::freivalds::Kernel;
use graph::{Graph, Part, PARTS};
use model::{Model, MODELS, TOKENS};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::time::Duration;

/// Bytes of layers that are gone through.
const MEMORY: usize = 1 << 30;
/// Layers measured at least.
const LAYERS: usize = 64;

/// Milliseconds since `start`, of processor time.
fn since(start: Duration) -> f64 {
    (timing::now() - start).as_secs_f64() * 1e3
}

/// Milliseconds of each part of one graph.
type Times = [f64; PARTS.len()];

/// Best and median over many of a sum.
struct Spread {
    best: f64,
    median: f64,
}

impl Spread {
    fn of(times: &[Times], counts: impl Fn(Part) -> bool) -> Self {
        let sum = |times: &Times| -> f64 {
            let parts = PARTS.iter().zip(times);
            parts
                .filter(|((part, _), _)| counts(*part))
                .map(|(_, time)| time)
                .sum()
        };
        let mut sums: Vec<f64> = times.iter().map(sum).collect();
        sums.sort_by(f64::total_cmp);
        Self {
            best: sums[0],
            median: sums[sums.len() / 2],
        }
    }
}

/// Checks copies of a graph until memory was gone through and enough were measured.
fn measure(copies: &[Graph], kernel: Kernel, rng: &mut StdRng) -> Vec<Times> {
    let rounds = LAYERS.div_ceil(copies.len()).max(2);
    let mut all = Vec::new();
    for graph in (0..rounds).flat_map(|_| copies) {
        let mut times = [0.0; PARTS.len()];
        let mut last = timing::now();
        graph.check(kernel, rng, |part| {
            let at = PARTS.iter().position(|(other, _)| *other == part);
            times[at.expect("every part is listed")] += since(last);
            last = timing::now();
        });
        all.push(times);
    }
    all
}

fn copies(graph: &Graph, cached: bool) -> Vec<Graph> {
    let count = if cached { 1 } else { MEMORY.div_ceil(graph.bytes()) };
    vec![graph.clone(); count]
}

fn main() {
    // From inside the pool, as the verifier's checks run: from outside, every op would wait for a thread to wake.
    rayon::scope(|_| tables());
}

fn tables() {
    // Cargo itself passes `--bench`.
    let arguments = std::env::args().skip(1);
    let chosen: Vec<String> = arguments.filter(|argument| !argument.starts_with("--")).collect();
    let (cached, chosen): (Vec<String>, Vec<String>) = chosen.into_iter().partition(|word| word == "cached");
    let cached = !cached.is_empty();
    let mut rng = StdRng::seed_from_u64(1);
    let threads = rayon::current_num_threads();
    println!("Milliseconds per token, best (median) of {LAYERS} layers or more, {threads} threads.\n");
    let columns: Vec<&str> = PARTS.iter().map(|(_, name)| *name).collect();
    println!("| model | kernel | everything | {} |", columns.join(" | "));
    println!("|---|---|{}", "---:|".repeat(PARTS.len() + 1));
    for model in &MODELS {
        if chosen.is_empty() || chosen.iter().any(|name| name == model.name) {
            table_rows(model, cached, &mut rng);
        }
    }
}

fn table_rows(model: &Model, cached: bool, rng: &mut StdRng) {
    let (layer, head) = (decoder::layer(model, rng), decoder::head(model, rng));
    let (layers, heads) = (copies(&layer, cached), copies(&head, cached));
    for kernel in Kernel::available() {
        let layer_times = measure(&layers, kernel, rng);
        let head_times = measure(&heads, kernel, rng);
        let per_token = |counts: &dyn Fn(Part) -> bool| {
            let (layer, head) = (Spread::of(&layer_times, counts), Spread::of(&head_times, counts));
            let total = |layer: f64, head: f64| (layer * model.layers as f64 + head) / f64::from(TOKENS);
            let (best, median) = (total(layer.best, head.best), total(layer.median, head.median));
            format!("{best:.2} ({median:.2})")
        };
        let parts = PARTS.iter().map(|(part, _)| per_token(&|other| other == *part));
        let parts: Vec<String> = parts.collect();
        println!(
            "| {} | {kernel:?} | {} | {} |",
            model.name,
            per_token(&|_| true),
            parts.join(" | ")
        );
    }
    let start = timing::now();
    layers.iter().take(LAYERS).for_each(Graph::hash);
    let hashed = since(start) / layers.len().min(LAYERS) as f64;
    let per_token = |layer: f64, head: f64| (layer * model.layers as f64 + head) / f64::from(TOKENS);
    println!(
        "{}: {:.1} MB of results per token, {:.1} MB of results, sums and inputs; hashing the layers' results {:.2} ms",
        model.name,
        per_token(layer.committed_bytes() as f64, head.committed_bytes() as f64) / 1e6,
        per_token(layer.bytes() as f64, head.bytes() as f64) / 1e6,
        per_token(hashed, 0.0),
    );
}
