//! Freivalds' check at full size. `cargo xtask bench verifier` runs it; run it on one core for the
//! figures of `benches/verifier.md` (`RAYON_NUM_THREADS=1`). Times are processor time.

mod timing;

use assay_verifier::freivalds::{first_wrong_row, Challenge, Folded, Kernel};
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use std::hint::black_box;
use std::time::Duration;

/// Measures processor time, and shows it as wall time is shown.
struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        timing::now()
    }

    fn end(&self, start: Duration) -> Duration {
        timing::now() - start
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn noise(bytes: usize, rng: &mut StdRng) -> Vec<u8> {
    let mut data = vec![0; bytes];
    rng.fill_bytes(&mut data);
    data
}

/// Nonzero elements per column of the right operand.
const NONZERO: usize = 4;

/// A product that is cheap to make: the work of the check depends on sizes only, so the right operand may
/// be sparse. Every page is written, as memory that was never touched would be read from the cache.
fn product(n: usize, rng: &mut StdRng) -> (Vec<i8>, Vec<i8>, Vec<u8>) {
    let a: Vec<i8> = noise(n * n, rng).iter().map(|&x| x as i8).collect();
    let mut b = vec![1i8; n * n];
    b.fill(0);
    let mut columns = vec![[(0, 0); NONZERO]; n];
    for (row, column) in b.chunks_exact_mut(n).zip(&mut columns) {
        for (slot, part) in column.iter_mut().zip(row.chunks_exact_mut(n / NONZERO)) {
            let (at, value) = (rng.random_range(0..part.len()), rng.random());
            part[at] = value;
            *slot = (at, value);
        }
    }
    let element = |row: &[i8], column: &[(usize, i8); NONZERO]| -> i32 {
        let parts = row.chunks_exact(n / NONZERO).zip(column);
        parts
            .map(|(part, &(at, value))| i32::from(part[at]) * i32::from(value))
            .sum()
    };
    let mut c = Vec::with_capacity(n * n * 4);
    for row in a.chunks_exact(n) {
        columns
            .iter()
            .for_each(|column| c.extend_from_slice(&element(row, column).to_le_bytes()));
    }
    (a, b, c)
}

fn full(c: &mut Criterion<ProcessorTime>) {
    let mut rng = StdRng::seed_from_u64(1);
    let mut group = c.benchmark_group("freivalds");
    group.sample_size(20);
    for n in [1024usize, 2048, 4096, 8192] {
        let (a, b, claimed) = product(n, &mut rng);
        let r = Challenge::random(n, &mut rng);
        group.throughput(Throughput::Elements((n * n) as u64));
        for kernel in Kernel::available() {
            let name = |part: &str| BenchmarkId::new(format!("{part}/{kernel:?}"), n);
            group.bench_function(name("fold B once per model"), |bench| {
                bench.iter(|| Folded::new(black_box(&b), n, &r, kernel));
            });
            let folded = Folded::new(&b, n, &r, kernel);
            group.bench_function(name("check with B folded"), |bench| {
                bench.iter(|| {
                    let wrong = first_wrong_row(black_box(&a), &claimed, &folded, &r, kernel);
                    assert_eq!(wrong, None);
                });
            });
            group.bench_function(name("fold and check"), |bench| {
                bench.iter(|| {
                    let folded = Folded::new(black_box(&b), n, &r, kernel);
                    assert_eq!(first_wrong_row(&a, &claimed, &folded, &r, kernel), None);
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = full
}
criterion_main!(benches);
