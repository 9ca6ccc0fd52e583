//! Freivalds' check, and its implementations against each other.

use assay_proof::{arith, DType};
use assay_verifier::freivalds::*;
use assay_verifier::{Fp, P};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

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
    for kernel in Kernel::available() {
        let folded = Folded::new(b, k, &r, kernel);
        assert_eq!(first_wrong_row(a, &c, &folded, &r, kernel), None, "{kernel:?}");
        let found = first_wrong_row(a, &bent, &folded, &r, kernel);
        assert_eq!(found, Some(wrong), "{kernel:?}");
    }
}

/// `Σ x · y` by division.
fn dot(x: impl Iterator<Item = i32>, y: impl Iterator<Item = Fp>) -> u64 {
    let p = i128::from(P);
    let products = x.zip(y).map(|(x, y)| i128::from(x) * i128::from(y.value()) % p);
    products.sum::<i128>().rem_euclid(p) as u64
}

fn values(elements: &[Fp]) -> Vec<u64> {
    elements.iter().map(|e| e.value()).collect()
}

/// A Linear's rows as an honest provider shows them.
struct Linear {
    a: Vec<i8>,
    sums: Vec<u8>,
    claimed: Vec<u8>,
    folded: Folded,
    r: Challenge,
    rescale: Rescale,
}

impl Linear {
    fn draw((m, k, n): (usize, usize, usize), dtype: DType, kernel: Kernel, rng: &mut StdRng) -> Self {
        let a: Vec<i8> = (0..m * k).map(|_| rng.random()).collect();
        let b: Vec<i8> = (0..n * k).map(|_| rng.random()).collect();
        let bias: Vec<i32> = (0..n).map(|_| rng.random_range(-100_000..100_000)).collect();
        let mult: Vec<i32> = (0..n).map(|_| rng.random_range(1 << 29..=i32::MAX)).collect();
        let shift = 45;
        let sums = product(&a, &b, k);
        let elements = sums.as_chunks::<4>().0.iter().enumerate().flat_map(|(at, sum)| {
            let (bias, mult) = (bias[at % n], mult[at % n]);
            let element = arith::linear(i32::from_le_bytes(*sum), bias, mult, shift, dtype);
            element.to_le_bytes().into_iter().take(dtype.size())
        });
        let r = Challenge::random(n, rng);
        Self {
            claimed: elements.collect(),
            folded: Folded::new(&b, k, &r, kernel),
            rescale: Rescale::new(Some(&bias), &mult, shift, dtype),
            a,
            sums,
            r,
        }
    }

    fn fault(&self, kernel: Kernel) -> Option<LinearFault> {
        let rows = LinearRows {
            a: &self.a,
            sums: &self.sums,
            claimed: &self.claimed,
        };
        first_wrong_linear(rows, &self.folded, &self.r, &self.rescale, kernel)
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

    /// Both sides are the sums they stand for, whatever the claims and the elements.
    #[test]
    fn sides_are_exact(
        m in 1usize..7, k in 1usize..300, n in 1usize..5000, extreme: bool, seed: u64,
    ) {
        let mut rng = StdRng::seed_from_u64(seed);
        let a: Vec<i8> = (0..m * k).map(|_| if extreme { -128 } else { rng.random() }).collect();
        let b: Vec<i8> = (0..n * k).map(|_| if extreme { -128 } else { rng.random() }).collect();
        let claims: Vec<i32> = (0..m * n)
            .map(|_| if extreme { [i32::MIN, i32::MAX][rng.random_range(0..2)] } else { rng.random() })
            .collect();
        let bytes: Vec<u8> = claims.iter().flat_map(|c| c.to_le_bytes()).collect();
        let edges = [0, 1, (1 << 52) - 1, 1 << 52, P - 1].map(|e| Fp::new(e).unwrap());
        let r = match extreme {
            true => Challenge::of(&(0..n).map(|_| edges[rng.random_range(0..5)]).collect::<Vec<_>>()),
            false => Challenge::random(n, &mut rng),
        };
        let folds: Vec<u64> = (0..k)
            .map(|t| dot((0..n).map(|j| b[j * k + t].into()), r.elements().iter().copied()))
            .collect();
        let expected: Vec<u64> = claims
            .chunks_exact(n)
            .map(|row| dot(row.iter().copied(), r.elements().iter().copied()))
            .collect();
        let elements = folds.iter().map(|&fold| Fp::new(fold).unwrap());
        let products: Vec<u64> = a
            .chunks_exact(k)
            .map(|row| dot(row.iter().map(|&x| x.into()), elements.clone()))
            .collect();
        for kernel in Kernel::available() {
            let folded = Folded::new(&b, k, &r, kernel);
            let kept = folded.elements();
            prop_assert_eq!(values(&kept), &folds[..], "{:?}", kernel);
            let folded = Folded::of(&kept);
            prop_assert_eq!(values(&product_side(&a, &folded, kernel)), &products[..], "{:?}", kernel);
            prop_assert_eq!(values(&claimed_side(&bytes, &r, kernel)), &expected[..], "{:?}", kernel);
        }
    }

    #[test]
    fn linears(
        m in 1usize..40, k in 1usize..200, n in 1usize..2500, wide: bool, seed: u64,
    ) {
        let mut rng = StdRng::seed_from_u64(seed);
        let dtype = if wide { DType::I32 } else { DType::I8 };
        for kernel in Kernel::available() {
            let mut linear = Linear::draw((m, k, n), dtype, kernel, &mut rng);
            prop_assert_eq!(linear.fault(kernel), None);
            let (row, column) = (rng.random_range(0..m), rng.random_range(0..n));
            // The lowest bit of a result: it is wrong, and the sums are right.
            let at = (row * n + column) * dtype.size();
            linear.claimed[at] ^= 1;
            let wrong = LinearFault::Result { row, column };
            prop_assert_eq!(linear.fault(kernel), Some(wrong), "{:?}", kernel);
            // Wrong sums of an earlier row, or of the same, come first.
            let earlier = rng.random_range(0..=row);
            linear.sums[(earlier * n + rng.random_range(0..n)) * 4 + 1] ^= 0x10;
            let wrong = LinearFault::Sums { row: earlier };
            prop_assert_eq!(linear.fault(kernel), Some(wrong), "{:?}", kernel);
        }
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
        for kernel in Kernel::available() {
            let folded = Folded::new(&b, k, &r, kernel);
            assert_eq!(first_wrong_row(&a, &c, &folded, &r, kernel), Some(0));
        }
    }
}
