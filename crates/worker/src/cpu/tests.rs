use super::*;
use assay_proof::{eval, DType, EvalError, Source};
use gemm::Size;
use sink::Sums;

/// Bytes that cover the whole range of i8, the same on every machine.
fn noise(len: usize, seed: u64) -> Vec<i8> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 56) as i8
    };
    (0..len).map(|_| next()).collect()
}

fn product(a: &[i8], b: &[i8], size: Size) -> Vec<i32> {
    let Size { m, n, k } = size;
    let dot = |i: usize, j: usize| {
        (0..k)
            .map(|t| i32::from(a[i * k + t]) * i32::from(b[j * k + t]))
            .sum()
    };
    (0..m * n).map(|at| dot(at / n, at % n)).collect()
}

fn assert_products_agree(a: &[i8], b: &[i8], size: Size) {
    let expected = product(a, b, size);
    for isa in Isa::all() {
        let mut out = vec![0; size.m * size.n];
        gemm::gemm(isa, a, b, size, 1, Sums, &mut out);
        let wrong = out.iter().zip(&expected).position(|(got, want)| got != want);
        assert_eq!(wrong, None, "{} at {}×{}×{}", isa.name(), size.m, size.n, size.k);
    }
}

#[test]
fn every_instruction_set_multiplies_like_the_definition_at_every_edge_of_the_blocking() {
    let sizes = [
        (1, 1, 1),
        (1, 70, 5),
        (70, 1, 63),
        (3, 5, 64),
        (4, 4, 65),
        (5, 3, 127),
        (65, 66, 1),
        (65, 65, 2),
        (66, 97, 3),
        (72, 96, 15),
        (73, 95, 130),
        (78, 80, 513),
        (66, 300, 70),
        (300, 66, 70),
        (257, 258, 33),
        (70, 2100, 17),
        (70, 70, 2049),
    ];
    for (m, n, k) in sizes {
        assert_products_agree(&noise(m * k, 1), &noise(n * k, 2), Size { m, n, k });
    }
}

#[test]
fn extreme_bytes_never_saturate() {
    // The longest sum a spec allows, of the largest products: −128 · −128 and −128 · 127.
    for (a, b) in [
        (i8::MIN, i8::MIN),
        (i8::MIN, i8::MAX),
        (i8::MAX, i8::MIN),
        (i8::MAX, i8::MAX),
    ] {
        for (m, n) in [(2, 3), (70, 70)] {
            let size = Size { m, n, k: 16_384 };
            assert_products_agree(&vec![a; m * size.k], &vec![b; n * size.k], size);
        }
    }
}

fn i32_tensor(rows: u32, cols: u32, seed: u64) -> Tensor {
    let bytes = noise((rows * cols * 4) as usize, seed);
    Tensor::new(
        Shape::new(DType::I32, rows, cols),
        bytemuck::cast_slice(&bytes).to_vec(),
    )
    .unwrap()
}

fn assert_runs_like_eval(op: Op, out: Shape, operands: &[&Tensor]) {
    let expected = eval(&op, out, operands);
    for mut backend in CpuBackend::all() {
        match (&expected, backend.run(&op, out, operands)) {
            (Ok(expected), Ok(got)) => assert!(*expected == got, "{op:?} on {}", backend.name()),
            (Err(expected), Err(BackendError::Eval(got))) => assert_eq!(*expected, got, "{op:?}"),
            (expected, got) => panic!("{op:?} on {}: {expected:?} became {got:?}", backend.name()),
        }
    }
}

const X: Source = Source::Input(0);
const Y: Source = Source::Input(1);

#[test]
fn requant_rounds_and_clamps_like_the_definition_at_its_extremes() {
    let mut x = i32_tensor(37, 61, 3);
    let extremes = [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX];
    for (at, &value) in extremes.iter().enumerate() {
        x.set(at, at, value);
    }
    let out = Shape::new(DType::I8, 37, 61);
    for shift in [0, 1, 7, 31, 32, 61, 62] {
        for mult in [i32::MIN, -3, 0, 1, 1 << 20, i32::MAX] {
            assert_runs_like_eval(
                Op::Requant {
                    x: X,
                    mult: Mult::Scalar(mult),
                    shift,
                },
                out,
                &[&x],
            );
        }
        let mults = i32_tensor(1, 61, 4);
        assert_runs_like_eval(
            Op::Requant {
                x: X,
                mult: Mult::PerColumn(Y),
                shift,
            },
            out,
            &[&x, &mults],
        );
    }
}

#[test]
fn a_bias_out_of_range_and_a_sum_that_overflows_are_refused_where_the_definition_refuses_them() {
    let mut x = i32_tensor(5, 7, 5);
    (0..35).for_each(|at| x.set(at / 7, at % 7, 1000));
    let mut bias = Tensor::from_i32(1, 7, &[1, -2, 3, (1 << 30) - 1, 5, -(1 << 30) + 1, 7]).unwrap();
    let op = Op::AddBias { x: X, bias: Y };
    assert_runs_like_eval(op, x.shape(), &[&x, &bias]);
    x.set(3, 4, i32::MAX);
    let overflow = EvalError::Overflow { row: 3, column: 4 };
    assert_eq!(eval(&op, x.shape(), &[&x, &bias]), Err(overflow));
    assert_runs_like_eval(op, x.shape(), &[&x, &bias]);
    bias.set(0, 2, 1 << 30);
    let range = EvalError::BiasOutOfRange {
        column: 2,
        value: 1 << 30,
    };
    assert_eq!(eval(&op, x.shape(), &[&x, &bias]), Err(range));
    assert_runs_like_eval(op, x.shape(), &[&x, &bias]);
}

#[test]
fn large_elementwise_operands_are_the_same_in_every_task() {
    // More elements than one task, with a last task that is not full.
    let (rows, cols) = (211, 173);
    let of = |seed| Tensor::from_i8(rows, cols, &noise((rows * cols) as usize, seed)).unwrap();
    let (x, y) = (of(6), of(7));
    let table = Tensor::from_i8(1, 256, &noise(256, 8)).unwrap();
    for shift in [0, 9, 40, 62] {
        let (mx, my) = (i32::MAX, -77_777);
        assert_runs_like_eval(
            Op::Add {
                x: X,
                y: Y,
                mx: Mult::Scalar(mx),
                my: Mult::Scalar(my),
                shift,
            },
            x.shape(),
            &[&x, &y],
        );
        assert_runs_like_eval(
            Op::Mul {
                x: X,
                y: Y,
                mult: i32::MIN,
                shift,
            },
            x.shape(),
            &[&x, &y],
        );
    }
    assert_runs_like_eval(Op::Lut { x: X, table: Y }, x.shape(), &[&x, &table]);
    let wide = i32_tensor(rows, cols, 9);
    let mut small = wide.clone();
    (0..rows * cols).for_each(|at| small.set((at / cols) as usize, (at % cols) as usize, at as i32));
    let bias = Tensor::from_i32(1, cols, &vec![-12_345; cols as usize]).unwrap();
    assert_runs_like_eval(Op::AddBias { x: X, bias: Y }, small.shape(), &[&small, &bias]);
}

#[test]
fn a_shape_that_does_not_fit_is_an_error_and_not_a_panic() {
    let x = Tensor::from_i8(2, 3, &[1; 6]).unwrap();
    let y = Tensor::from_i8(2, 4, &[1; 8]).unwrap();
    let out = Shape::new(DType::I32, 2, 2);
    assert_runs_like_eval(Op::MatMul { a: X, b: Y, batch: 1 }, out, &[&x, &y]);
    assert_runs_like_eval(Op::MatMul { a: X, b: Y, batch: 1 }, out, &[&x]);
}
