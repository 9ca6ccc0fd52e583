//! Freivalds' check, and its implementations against each other.

use assay_verifier::freivalds::{first_wrong_row, Challenge, Folded, Kernel};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn kernels() -> Vec<Kernel> {
    let mut all = vec![Kernel::Scalar];
    if Kernel::detect() != Kernel::Scalar {
        all.push(Kernel::detect());
    }
    all
}

fn product(a: &[i8], b: &[i8], k: usize) -> Vec<u8> {
    let dot = |x: &[i8], y: &[i8]| -> i32 {
        let pairs = x.iter().zip(y);
        pairs.map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
    };
    let rows = a.chunks_exact(k);
    rows.flat_map(|x| b.chunks_exact(k).flat_map(move |y| dot(x, y).to_le_bytes()))
        .collect()
}

/// Every kernel accepts the product and finds row `wrong` when one of its elements is changed.
fn try_all(a: &[i8], b: &[i8], k: usize, wrong: usize, change: i32, rng: &mut StdRng) {
    let n = b.len() / k;
    let r = Challenge::random(n, rng);
    let c = product(a, b, k);
    let mut bent = c.clone();
    let at = (wrong * n + rng.random_range(0..n)) * 4;
    let element = i32::from_le_bytes(c[at..at + 4].try_into().unwrap());
    bent[at..at + 4].copy_from_slice(&element.wrapping_add(change).to_le_bytes());
    for kernel in kernels() {
        let folded = Folded::new(b, k, &r, kernel);
        assert_eq!(first_wrong_row(a, &c, &folded, &r, kernel), None, "{kernel:?}");
        let found = first_wrong_row(a, &bent, &folded, &r, kernel);
        assert_eq!(found, Some(wrong), "{kernel:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_product_passes_and_any_wrong_row_is_found(
        m in 1usize..6, k in 1usize..600, n in 1usize..600, seed: u64, change: i32,
    ) {
        let mut rng = StdRng::seed_from_u64(seed);
        let a: Vec<i8> = (0..m * k).map(|_| rng.random()).collect();
        let b: Vec<i8> = (0..n * k).map(|_| rng.random()).collect();
        let wrong = rng.random_range(0..m);
        try_all(&a, &b, k, wrong, change.max(1), &mut rng);
    }
}

#[test]
fn the_largest_magnitudes_are_exact() {
    let mut rng = StdRng::seed_from_u64(7);
    for value in [-128i8, 127] {
        let (k, n) = (16_384, 5);
        let (a, b) = (vec![-128; 2 * k], vec![value; n * k]);
        try_all(&a, &b, k, 1, i32::MIN, &mut rng);
        // Many rows folded: more than the 32-bit accumulators hold at once.
        let (k, n) = (33, 5_000);
        let (a, b) = (vec![-128; 2 * k], vec![value; n * k]);
        try_all(&a, &b, k, 0, 1, &mut rng);
    }
}

/// Claimed elements are the provider's: any `i32`, also where no product can be.
#[test]
fn extreme_claims_are_summed_exactly_by_every_kernel() {
    let mut rng = StdRng::seed_from_u64(8);
    let (k, n) = (16, 5_003);
    let a = vec![0i8; k];
    let b = vec![0i8; n * k];
    for claim in [i32::MIN, i32::MAX, -1] {
        // All claims equal: wrong, though a kernel that overflowed could call it zero.
        let c: Vec<u8> = (0..n).flat_map(|_| claim.to_le_bytes()).collect();
        let r = Challenge::random(n, &mut rng);
        for kernel in kernels() {
            let folded = Folded::new(&b, k, &r, kernel);
            assert_eq!(first_wrong_row(&a, &c, &folded, &r, kernel), Some(0));
        }
    }
}
