//! Freivalds' check at full size. `cargo xtask bench verifier` runs it; run it on one core for the
//! figures of `benches/verifier.md` (`RAYON_NUM_THREADS=1`).

use assay_verifier::freivalds::{first_wrong_row, Challenge, Folded, Kernel};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use std::hint::black_box;

fn noise(bytes: usize, rng: &mut StdRng) -> Vec<u8> {
    let mut data = vec![0; bytes];
    rng.fill_bytes(&mut data);
    data
}

/// The work does not depend on the numbers, so the claims are random: the check runs to the first row
/// only when a row fails, hence an all-zero product.
fn full(c: &mut Criterion) {
    let mut rng = StdRng::seed_from_u64(1);
    let mut group = c.benchmark_group("freivalds");
    group.sample_size(20);
    for n in [1024usize, 2048, 4096] {
        let a: Vec<i8> = noise(n * n, &mut rng).iter().map(|&x| x as i8).collect();
        let b = vec![0i8; n * n];
        let claimed = vec![0u8; n * n * 4];
        let r = Challenge::random(n, &mut rng);
        group.throughput(Throughput::Elements((n * n) as u64));
        for kernel in [Kernel::Scalar, Kernel::detect()] {
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

criterion_group!(benches, full);
criterion_main!(benches);
