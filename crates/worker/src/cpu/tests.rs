use super::*;
use assay_proof::{eval, DType, EvalError, Mask, Source, View};
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

/// Values at which arithmetic in fewer bits would break.
const EXTREMES: [i32; 8] = [i32::MIN, i32::MIN + 1, -(1 << 30), -1, 0, 1, 1 << 30, i32::MAX];

fn extreme_row(cols: u32, seed: u64) -> Tensor {
    let mut row = i32_tensor(1, cols, seed);
    for (col, value) in EXTREMES.into_iter().enumerate().take(cols as usize) {
        row.set(0, (col * 5 + seed as usize) % cols as usize, value);
    }
    row
}

fn i8_tensor(rows: u32, cols: u32, seed: u64) -> Tensor {
    Tensor::from_i8(rows, cols, &noise((rows * cols) as usize, seed)).unwrap()
}

#[test]
fn a_linear_requantises_its_sums_like_the_definition_with_any_bias_multiplier_and_shift() {
    // Few rows on either side, whole tiles, ragged tiles, several blocks.
    let sizes = [
        (3, 40, 70, 1),
        (40, 3, 70, 1),
        (24, 32, 64, 1),
        (29, 45, 131, 1),
        (26, 90, 33, 2),
        (330, 60, 20, 5),
    ];
    for (m, n, k, batch) in sizes {
        let (a, b) = (i8_tensor(m, k, 1), i8_tensor(n, k, 2));
        let cols = n / batch;
        let small = Tensor::from_i32(1, cols, &vec![-(1 << 30) + 1; cols as usize]).unwrap();
        let (wild, mults) = (extreme_row(cols, 3), extreme_row(cols, 4));
        for dtype in [DType::I8, DType::I32] {
            for shift in [0, 1, 20, 31, 32, 61, 62] {
                for bias in [None, Some(&small), Some(&wild)] {
                    for mult in [Mult::Scalar(i32::MIN), Mult::Scalar(1 << 18), Mult::PerColumn(Y)] {
                        let op = Op::Linear {
                            a: X,
                            b: Y,
                            bias: bias.map(|_| Y),
                            mult,
                            shift,
                            batch,
                        };
                        let mut operands = vec![&a, &b];
                        operands.extend(bias);
                        operands.extend(mult.source().map(|_| &mults));
                        assert_runs_like_eval(op, Shape::new(dtype, m, cols), &operands);
                    }
                }
            }
        }
    }
}

#[test]
fn the_largest_sums_of_a_linear_do_not_wrap_with_the_largest_bias() {
    // 16,384 products of −128 · −128 are 2²⁸, which no i32 holds besides a bias of 2³¹ − 1.
    let (a, b) = (
        Tensor::from_i8(9, 16_384, &[i8::MIN; 9 * 16_384]).unwrap(),
        Tensor::from_i8(9, 16_384, &[i8::MIN; 9 * 16_384]).unwrap(),
    );
    for bias in [i32::MAX, i32::MIN, (1 << 30) - 1] {
        let bias = Tensor::from_i32(1, 9, &[bias; 9]).unwrap();
        let op = Op::Linear {
            a: X,
            b: Y,
            bias: Some(Y),
            mult: Mult::Scalar(1),
            shift: 1,
            batch: 1,
        };
        assert_runs_like_eval(op, Shape::new(DType::I32, 9, 9), &[&a, &b, &bias]);
    }
}

#[test]
fn norms_are_those_of_the_definition_for_rows_of_any_size_and_at_the_extremes() {
    for (rows, cols) in [(1, 1), (3, 2), (5, 17), (60, 384), (2, 16_384)] {
        let mut wide = i32_tensor(rows, cols, 11);
        // One row of extremes, one of a single value, one of small numbers.
        for col in 0..cols as usize {
            wide.set(0, col, EXTREMES[col % EXTREMES.len()]);
            if rows > 2 {
                wide.set(1, col, -77);
                wide.set(2, col, col as i32 % 5);
            }
        }
        let narrow = i8_tensor(rows, cols, 12);
        let (gain, bias) = (extreme_row(cols, 13), extreme_row(cols, 14));
        let usual = Tensor::from_i32(1, cols, &vec![1_900; cols as usize]).unwrap();
        let out = Shape::new(DType::I8, rows, cols);
        for x in [&wide, &narrow] {
            for gain in [&gain, &usual] {
                for (eps, shift) in [(0, 0), (1, 22), (u32::MAX, 62)] {
                    let layer = Op::LayerNorm {
                        x: X,
                        gain: Y,
                        bias: Y,
                        eps,
                        shift,
                    };
                    assert_runs_like_eval(layer, out, &[x, gain, &bias]);
                    let rms = Op::RmsNorm {
                        x: X,
                        gain: Y,
                        eps,
                        shift,
                    };
                    assert_runs_like_eval(rms, out, &[x, gain]);
                }
            }
        }
    }
}

#[test]
fn a_softmax_is_that_of_the_definition_under_every_mask() {
    let falling: Vec<i32> = (0..256).map(|at| 65_535 - at * 256).collect();
    let tables = [
        Tensor::from_i32(1, 256, &falling).unwrap(),
        extreme_row(256, 21),
        Tensor::from_i32(1, 256, &[i32::MIN; 256]).unwrap(),
    ];
    for (rows, cols) in [(1, 1), (12, 7), (24, 64), (2, 16_384)] {
        let mut x = i32_tensor(rows, cols, 22);
        for col in 0..cols as usize {
            x.set(0, col, EXTREMES[col % EXTREMES.len()]);
        }
        let mask_rows = if rows % 4 == 0 { 4 } else { 1 };
        let mut bytes = noise((mask_rows * cols) as usize, 23);
        // The first row of the mask leaves nothing, others about half.
        bytes.iter_mut().for_each(|byte| *byte &= 1);
        bytes[..cols as usize].fill(0);
        let mask = Tensor::from_i8(mask_rows, cols, &bytes).unwrap();
        for table in &tables {
            for (mult, shift) in [
                (0, 0),
                (3, 0),
                (1 << 20, 30),
                ((1 << 31) - 1, 0),
                ((1 << 31) - 1, 62),
            ] {
                for kind in [Mask::None, Mask::Blocks(Y), Mask::Cycle(Y)] {
                    let op = Op::Softmax {
                        x: X,
                        table: Y,
                        mask: kind,
                        mult,
                        shift,
                    };
                    let mut operands = vec![&x, table];
                    operands.extend(kind.source().map(|_| &mask));
                    assert_runs_like_eval(op, Shape::new(DType::I8, rows, cols), &operands);
                }
            }
        }
    }
}

#[test]
fn an_add_takes_and_gives_either_type_with_one_multiplier_or_one_for_each_column() {
    // More elements than one task, with a last task that is not full.
    let (rows, cols) = (310, 61);
    let mut wide = i32_tensor(rows, cols, 31);
    for (at, value) in EXTREMES.into_iter().enumerate() {
        wide.set(at, at, value);
    }
    let (narrow, y) = (i8_tensor(rows, cols, 32), i8_tensor(rows, cols, 33));
    let (left, right) = (extreme_row(cols, 34), extreme_row(cols, 35));
    for x in [&narrow, &wide] {
        for dtype in [DType::I8, DType::I32] {
            for shift in [0, 1, 24, 62] {
                for mx in [Mult::Scalar(i32::MIN), Mult::PerColumn(Y)] {
                    for my in [Mult::Scalar(i32::MAX), Mult::PerColumn(Y)] {
                        let op = Op::Add {
                            x: X,
                            y: Y,
                            mx,
                            my,
                            shift,
                        };
                        let mut operands = vec![x, &y];
                        operands.extend(mx.source().map(|_| &left));
                        operands.extend(my.source().map(|_| &right));
                        assert_runs_like_eval(op, Shape::new(dtype, rows, cols), &operands);
                    }
                }
            }
        }
    }
}

#[test]
fn a_gather_takes_rows_in_order_and_refuses_an_id_outside_the_table() {
    let table = i8_tensor(50, 33, 41);
    let mut ids = Tensor::from_i32(4, 700, &(0..2800).map(|at| at * 7 % 50).collect::<Vec<i32>>()).unwrap();
    let op = Op::Gather { ids: X, table: Y };
    let out = Shape::new(DType::I8, 2800, 33);
    assert_runs_like_eval(op, out, &[&ids, &table]);
    for id in [50, -1, i32::MIN, i32::MAX] {
        ids.set(2, 3, id);
        let refused = EvalError::IdOutOfRange {
            position: 1403,
            id,
            rows: 50,
        };
        assert_eq!(eval(&op, out, &[&ids, &table]), Err(refused));
        assert_runs_like_eval(op, out, &[&ids, &table]);
    }
}

#[test]
fn every_order_of_four_dimensions_is_permuted_like_the_definition() {
    let sizes = [
        [2, 3, 4, 5],
        [33, 1, 70, 2],
        [1, 40, 3, 65],
        [5, 1, 1, 7],
        [1, 1, 1, 1],
        [70, 67, 2, 3],
        [64, 12, 4, 32],
    ];
    for dims in sizes {
        let elements: u32 = dims.iter().product();
        let cols = dims[3];
        for code in 0..256u32 {
            let order = [0, 2, 4, 6].map(|bits| (code >> bits & 3) as u8);
            if (0..4).any(|dim| !order.contains(&dim)) {
                continue;
            }
            let op = Op::View(View::Permute { x: X, dims, order });
            for x in [
                i8_tensor(elements / cols, cols, 51),
                i32_tensor(elements / cols, cols, 52),
            ] {
                let out = Shape::new(x.shape().dtype, cols, elements / cols);
                assert_runs_like_eval(op, out, &[&x]);
            }
        }
    }
}
