//! These run on whatever adapter there is. A machine without one skips them, unless
//! `ASSAY_REQUIRE_GPU=1` says that there must be one (as it does where the software driver is
//! installed).

use super::*;
use assay_proof::{eval, Source};

fn adapter() -> Option<WgpuBackend> {
    match WgpuBackend::new() {
        Ok(backend) => Some(backend),
        Err(error) if std::env::var_os("ASSAY_REQUIRE_GPU").is_some_and(|value| value == "1") => {
            panic!("ASSAY_REQUIRE_GPU=1, but {error}")
        }
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

fn noise(rows: usize, cols: usize, seed: u64) -> Tensor {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 56) as i8
    };
    let values: Vec<i8> = (0..rows * cols).map(|_| next()).collect();
    Tensor::from_i8(rows as u32, cols as u32, &values).unwrap()
}

fn assert_multiplies_like_eval(backend: &mut WgpuBackend, batch: usize, m: usize, n: usize, k: usize) {
    let (a, b) = (noise(batch * m, k, 1), noise(batch * n, k, 2));
    let op = Op::MatMul {
        a: Source::Input(0),
        b: Source::Input(1),
        batch: batch as u32,
    };
    let out = Shape::new(assay_proof::DType::I32, (batch * m) as u32, n as u32);
    let expected = eval(&op, out, &[&a, &b]).unwrap();
    let got = backend.run(&op, out, &[&a, &b]).unwrap();
    assert!(got == expected, "{batch} × {m}×{n}×{k} on {}", backend.name());
}

#[test]
fn every_edge_of_the_tiling_gives_the_bits_of_the_definition() {
    let Some(mut backend) = adapter() else { return };
    let sizes = [
        (1, 1, 1, 1),
        (1, 64, 64, 64),
        (1, 65, 63, 66),
        (1, 3, 130, 7),
        (1, 130, 3, 129),
        (3, 17, 19, 21),
        (5, 1, 70, 128),
        (2, 70, 1, 3),
    ];
    for (batch, m, n, k) in sizes {
        assert_multiplies_like_eval(&mut backend, batch, m, n, k);
    }
}

#[test]
fn extreme_bytes_over_the_longest_sum_are_exact() {
    let Some(mut backend) = adapter() else { return };
    let k = 16_384;
    let op = Op::MatMul {
        a: Source::Input(0),
        b: Source::Input(1),
        batch: 1,
    };
    let out = Shape::new(assay_proof::DType::I32, 2, 2);
    let a = Tensor::from_i8(
        2,
        k,
        &[vec![i8::MIN; k as usize], vec![i8::MAX; k as usize]].concat(),
    )
    .unwrap();
    let got = backend.run(&op, out, &[&a, &a]).unwrap();
    let (low, mixed, high) = (128 * 128 * 16_384, -128 * 127 * 16_384, 127 * 127 * 16_384);
    assert_eq!(got, Tensor::from_i32(2, 2, &[low, mixed, mixed, high]).unwrap());
}

#[test]
fn products_larger_than_a_buffer_are_cut_and_put_together_again() {
    let Some(backend) = adapter() else { return };
    let mut backend = backend.with_buffer_bytes(4096);
    for (batch, m, n, k) in [
        (1, 100, 90, 30),
        (7, 20, 30, 40),
        (2, 1, 1500, 16),
        (2, 1500, 1, 16),
    ] {
        assert_multiplies_like_eval(&mut backend, batch, m, n, k);
    }
}

#[test]
fn the_other_operators_run_on_the_processor() {
    let Some(mut backend) = adapter() else { return };
    let (x, table) = (noise(9, 33, 3), noise(1, 256, 4));
    let op = Op::Lut {
        x: Source::Input(0),
        table: Source::Weight(0),
    };
    let expected = eval(&op, x.shape(), &[&x, &table]).unwrap();
    assert_eq!(backend.run(&op, x.shape(), &[&x, &table]).unwrap(), expected);
}
