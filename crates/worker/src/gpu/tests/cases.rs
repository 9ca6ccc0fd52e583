//! Ops with operands, at odd sizes and with the largest numbers.

use assay_proof::{DType, Mask, Mult, Op, Shape, Source, Tensor, View};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// An op, its result's shape and its operands.
pub(super) struct Case {
    pub op: Op,
    pub out: Shape,
    pub operands: Vec<Tensor>,
}

impl core::fmt::Debug for Case {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let shapes: Vec<String> = self.operands.iter().map(|t| t.shape().to_string()).collect();
        write!(f, "{:?} of {} to {}", self.op, shapes.join(", "), self.out)
    }
}

const X: Source = Source::Input(0);
const Y: Source = Source::Input(1);
/// Weights come in the order of the operands.
const ROW: Source = Source::Weight(0);
/// A shift for which results are neither all 0 nor all clamped, one of each end, and one between words.
const SHIFTS: [u8; 6] = [0, 1, 31, 32, 37, 62];

fn i8s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I8, rows, cols)
}

fn i32s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I32, rows, cols)
}

/// Random tensors, some of whose elements are the largest there are.
struct Draw(StdRng);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    fn tensor(&mut self, shape: Shape) -> Tensor {
        let mut data = vec![0u8; shape.bytes() as usize];
        self.0.fill(&mut data[..]);
        let ends: [i32; 4] = match shape.dtype {
            DType::I8 => [-128, 127, 0, -1],
            DType::I32 => [i32::MIN, i32::MAX, 0, -1],
        };
        let size = shape.dtype.size();
        for element in data.chunks_exact_mut(size) {
            if self.0.random_ratio(1, 8) {
                let end = ends[self.0.random_range(0..4)];
                element.copy_from_slice(&end.to_le_bytes()[..size]);
            }
        }
        Tensor::new(shape, data).unwrap()
    }

    /// Values within ±`limit`.
    fn within(&mut self, rows: u32, cols: u32, limit: i32) -> Tensor {
        let values: Vec<i32> = (0..rows * cols)
            .map(|_| self.0.random_range(-limit..=limit))
            .collect();
        Tensor::from_i32(rows, cols, &values).unwrap()
    }

    fn mult(&mut self, per_column: bool) -> Mult {
        match per_column {
            true => Mult::PerColumn(ROW),
            false => Mult::Scalar(self.0.random()),
        }
    }
}

/// Odd sizes of an element-wise op: words not filled, one column, more words than one workgroup has threads.
const SIZES: [(u32, u32); 6] = [(1, 1), (3, 5), (7, 4), (2, 130), (300, 1), (5, 1027)];

fn product(batch: u32, m: u32, n: u32, k: u32, seed: u64) -> Case {
    let mut draw = Draw::new(seed);
    Case {
        op: Op::MatMul { a: X, b: Y, batch },
        out: i32s(batch * m, n),
        operands: vec![draw.tensor(i8s(batch * m, k)), draw.tensor(i8s(batch * n, k))],
    }
}

/// A Linear of the same operands as a product, of kind 0 to 7: with or without bias, one multiplier or one per column, i8
/// or i32.
fn linear(product: Case, kind: u64, shift: u8) -> Case {
    let Op::MatMul { a, b, batch } = product.op else {
        unreachable!("a product")
    };
    let mut draw = Draw::new(kind + 1000);
    let cols = product.out.cols;
    let mut operands = product.operands;
    let bias = (kind & 1 != 0).then(|| {
        operands.push(draw.tensor(i32s(1, cols)));
        ROW
    });
    let mult = draw.mult(kind & 2 != 0);
    if kind & 2 != 0 {
        operands.push(draw.tensor(i32s(1, cols)));
    }
    let mut out = product.out;
    if kind & 4 == 0 {
        out.dtype = DType::I8;
    }
    Case {
        op: Op::Linear {
            a,
            b,
            bias,
            mult,
            shift,
            batch,
        },
        out,
        operands,
    }
}

pub(super) fn products() -> Vec<Case> {
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
    let mut cases = Vec::new();
    for (at, (batch, m, n, k)) in (0..).zip(sizes) {
        cases.push(product(batch, m, n, k, at));
        for kind in 0..8 {
            let shift = SHIFTS[(at + kind) as usize % SHIFTS.len()];
            cases.push(linear(product(batch, m, n, k, at), kind, shift));
        }
    }
    cases
}

fn requant(rows: u32, cols: u32, per_column: bool, shift: u8, draw: &mut Draw) -> Case {
    let mult = draw.mult(per_column);
    let mut operands = vec![draw.tensor(i32s(rows, cols))];
    if per_column {
        operands.push(draw.tensor(i32s(1, cols)));
    }
    Case {
        op: Op::Requant { x: X, mult, shift },
        out: i8s(rows, cols),
        operands,
    }
}

/// An Add of kind 0 to 15: wide operand, wide result, multipliers per column.
fn add(rows: u32, cols: u32, kind: u32, shift: u8, draw: &mut Draw) -> Case {
    let shape = |wide: bool| if wide { i32s(rows, cols) } else { i8s(rows, cols) };
    let (mx, my) = (draw.mult(kind & 4 != 0), draw.mult(kind & 8 != 0));
    let mut operands = vec![draw.tensor(shape(kind & 1 != 0)), draw.tensor(shape(false))];
    for _ in 0..(kind >> 2).count_ones() {
        operands.push(draw.tensor(i32s(1, cols)));
    }
    Case {
        op: Op::Add {
            x: X,
            y: Y,
            mx,
            my,
            shift,
        },
        out: shape(kind & 2 != 0),
        operands,
    }
}

fn mul(rows: u32, cols: u32, shift: u8, draw: &mut Draw) -> Case {
    Case {
        op: Op::Mul {
            x: X,
            y: Y,
            mult: draw.0.random(),
            shift,
        },
        out: i8s(rows, cols),
        operands: vec![draw.tensor(i8s(rows, cols)), draw.tensor(i8s(rows, cols))],
    }
}

fn lut(rows: u32, cols: u32, draw: &mut Draw) -> Case {
    Case {
        op: Op::Lut { x: X, table: ROW },
        out: i8s(rows, cols),
        operands: vec![draw.tensor(i8s(rows, cols)), draw.tensor(i8s(1, 256))],
    }
}

fn add_bias(rows: u32, cols: u32, draw: &mut Draw) -> Case {
    let limit = (1 << 30) - 1;
    Case {
        op: Op::AddBias { x: X, bias: ROW },
        out: i32s(rows, cols),
        operands: vec![draw.within(rows, cols, limit), draw.within(1, cols, limit)],
    }
}

pub(super) fn elements() -> Vec<Case> {
    let mut draw = Draw::new(2);
    let mut cases = Vec::new();
    for (at, (rows, cols)) in SIZES.into_iter().enumerate() {
        let shift = |more: usize| SHIFTS[(at + more) % SHIFTS.len()];
        cases.push(add_bias(rows, cols, &mut draw));
        cases.push(lut(rows, cols, &mut draw));
        for more in 0..3 {
            cases.push(requant(rows, cols, more % 2 == 1, shift(more), &mut draw));
            cases.push(mul(rows, cols, shift(more) / 2, &mut draw));
        }
        for kind in 0..16 {
            cases.push(add(rows, cols, kind, shift(kind as usize), &mut draw));
        }
    }
    cases
}

/// A LayerNorm or a RmsNorm of `x`.
fn norm(x: Tensor, centred: bool, eps: u32, shift: u8, draw: &mut Draw) -> Case {
    let Shape { rows, cols, .. } = x.shape();
    let (gain, bias) = (draw.tensor(i32s(1, cols)), draw.tensor(i32s(1, cols)));
    let (x_source, gain_source) = (X, ROW);
    let (op, operands) = if centred {
        let op = Op::LayerNorm {
            x: x_source,
            gain: gain_source,
            bias: Source::Weight(1),
            eps,
            shift,
        };
        (op, vec![x, gain, bias])
    } else {
        let op = Op::RmsNorm {
            x: x_source,
            gain: gain_source,
            eps,
            shift,
        };
        (op, vec![x, gain])
    };
    Case {
        op,
        out: i8s(rows, cols),
        operands,
    }
}

/// A Softmax of `x` with no mask, or one of `mask_rows` rows.
fn softmax(x: Tensor, mask: Mask, mask_rows: u32, (mult, shift): (u32, u8), draw: &mut Draw) -> Case {
    let Shape { rows, cols, .. } = x.shape();
    let table: Vec<i32> = (0..256)
        .map(|index| (65_535.0 * (-f64::from(index) / 25.6).exp()).round() as i32)
        .collect();
    let mut operands = vec![x, Tensor::from_i32(1, 256, &table).unwrap()];
    if mask.source().is_some() {
        let bytes = (0..mask_rows * cols)
            .map(|_| draw.0.random_range(-1..2))
            .collect::<Vec<i8>>();
        let mut mask = Tensor::from_i8(mask_rows, cols, &bytes).unwrap();
        // One sequence of which nothing is left.
        (0..cols as usize).for_each(|j| mask.set(0, j, 0));
        operands.push(mask);
    }
    Case {
        op: Op::Softmax {
            x: X,
            table: ROW,
            mask,
            mult,
            shift,
        },
        out: i8s(rows, cols),
        operands,
    }
}

const BLOCKS: Mask = Mask::Blocks(Source::Weight(1));
const CYCLE: Mask = Mask::Cycle(Source::Weight(1));

pub(super) fn rows() -> Vec<Case> {
    let mut draw = Draw::new(3);
    let mut cases = Vec::new();
    for (rows, cols) in [(1, 1), (6, 5), (3, 255), (2, 256), (3, 257), (300, 20), (2, 4099)] {
        for centred in [false, true] {
            let narrow = draw.tensor(i8s(rows, cols));
            cases.push(norm(narrow, centred, 3, 31, &mut draw));
            let wide = draw.tensor(i32s(rows, cols));
            cases.push(norm(wide, centred, 0, 47, &mut draw));
            let small = draw.within(rows, cols, 40_000);
            cases.push(norm(small, centred, 1 << 20, 46, &mut draw));
        }
        let scores = draw.within(rows, cols, 4000);
        cases.push(softmax(scores, Mask::None, 0, (1 << 16, 20), &mut draw));
    }
    for (rows, mask_rows) in [(6, 1), (6, 2), (6, 6), (300, 20)] {
        for mask in [BLOCKS, CYCLE] {
            let scores = draw.within(rows, 70, 4000);
            cases.push(softmax(scores, mask, mask_rows, (1 << 16, 20), &mut draw));
        }
    }
    cases
}

fn view(view: View, out: Shape, operands: Vec<Tensor>) -> Case {
    Case {
        op: Op::View(view),
        out,
        operands,
    }
}

/// All views of tensors of `rows × cols` and `more` further rows or columns.
fn views(rows: u32, cols: u32, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    for dtype in [DType::I8, DType::I32] {
        let shape = |rows, cols| Shape::new(dtype, rows, cols);
        let x = draw.tensor(shape(rows, cols));
        cases.push(view(View::Transpose { x: X }, shape(cols, rows), vec![x.clone()]));
        cases.push(view(
            View::Reshape { x: X },
            shape(1, rows * cols),
            vec![x.clone()],
        ));
        cases.push(view(
            View::Reshape { x: X },
            shape(rows * cols, 1),
            vec![x.clone()],
        ));
        let slice = View::Slice {
            x: X,
            row: rows / 3,
            col: cols / 3,
        };
        cases.push(view(
            slice,
            shape(rows - rows / 3, cols - cols / 3),
            vec![x.clone()],
        ));
        let (y_below, y_beside) = (draw.tensor(shape(3, cols)), draw.tensor(shape(rows, 6)));
        cases.push(view(
            View::ConcatRows { x: X, y: Y },
            shape(rows + 3, cols),
            vec![x.clone(), y_below],
        ));
        cases.push(view(
            View::ConcatCols { x: X, y: Y },
            shape(rows, cols + 6),
            vec![x, y_beside],
        ));
    }
    cases
}

fn permute(dtype: DType, dims: [u32; 4], order: [u8; 4], draw: &mut Draw) -> Case {
    let [a, b, c, d] = order.map(|dim| dims[usize::from(dim)]);
    let x = draw.tensor(Shape::new(dtype, dims[0] * dims[1], dims[2] * dims[3]));
    let op = View::Permute { x: X, dims, order };
    view(op, Shape::new(dtype, a * b, c * d), vec![x])
}

fn gather(ids: (u32, u32), table: (u32, u32), draw: &mut Draw) -> Case {
    let values: Vec<i32> = (0..ids.0 * ids.1)
        .map(|_| draw.0.random_range(0..table.0 as i32))
        .collect();
    Case {
        op: Op::Gather { ids: X, table: Y },
        out: i8s(ids.0 * ids.1, table.1),
        operands: vec![
            Tensor::from_i32(ids.0, ids.1, &values).unwrap(),
            draw.tensor(i8s(table.0, table.1)),
        ],
    }
}

pub(super) fn moves() -> Vec<Case> {
    let mut draw = Draw::new(4);
    let mut cases = Vec::new();
    for (rows, cols) in [(1, 1), (3, 5), (8, 16), (33, 70), (1, 700), (700, 1)] {
        cases.extend(views(rows, cols, &mut draw));
    }
    for order in [[0, 1, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
        for dtype in [DType::I8, DType::I32] {
            cases.push(permute(dtype, [2, 3, 5, 7], order, &mut draw));
            cases.push(permute(dtype, [4, 1, 6, 8], order, &mut draw));
        }
    }
    for (ids, table) in [
        ((1, 1), (1, 1)),
        ((5, 7), (11, 3)),
        ((1, 600), (300, 40)),
        ((9, 1), (2, 1025)),
    ] {
        cases.push(gather(ids, table, &mut draw));
    }
    cases
}

/// Numbers at which an intermediate that is one bit short gives another result.
pub(super) fn extremes() -> Vec<Case> {
    let mut draw = Draw::new(5);
    let mut cases = Vec::new();
    let ends = [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX];
    let wide = Tensor::from_i32(1, 6, &ends).unwrap();
    let narrow = Tensor::from_i8(1, 6, &[-128, -127, -1, 0, 1, 127]).unwrap();
    for mult in ends {
        for shift in [0, 1, 16, 31, 32, 33, 47, 61, 62] {
            cases.push(Case {
                op: Op::Requant {
                    x: X,
                    mult: Mult::Scalar(mult),
                    shift,
                },
                out: i8s(1, 6),
                operands: vec![wide.clone()],
            });
            cases.push(Case {
                op: Op::Mul {
                    x: X,
                    y: Y,
                    mult,
                    shift,
                },
                out: i8s(1, 6),
                operands: vec![narrow.clone(), narrow.clone()],
            });
            for dtype in [DType::I8, DType::I32] {
                cases.push(Case {
                    op: Op::Add {
                        x: X,
                        y: Y,
                        mx: Mult::Scalar(mult),
                        my: Mult::Scalar(mult),
                        shift,
                    },
                    out: Shape::new(dtype, 1, 6),
                    operands: vec![wide.clone(), narrow.clone()],
                });
                cases.push(Case {
                    op: Op::Linear {
                        a: X,
                        b: Y,
                        bias: Some(ROW),
                        mult: Mult::Scalar(mult),
                        shift,
                        batch: 1,
                    },
                    out: Shape::new(dtype, 1, 6),
                    operands: vec![narrow.clone(), draw.tensor(i8s(6, 6)), wide.clone()],
                });
            }
        }
    }
    // The longest sums.
    let k = 16_384;
    let long = [vec![i8::MIN; k], vec![i8::MAX; k]].concat();
    let long = Tensor::from_i8(2, k as u32, &long).unwrap();
    let mut longest = product(1, 2, 2, 1, 6);
    longest.operands = vec![long.clone(), long];
    cases.push(longest);
    cases.extend(extreme_rows(&mut draw));
    cases
}

fn extreme_rows(draw: &mut Draw) -> Vec<Case> {
    let fills: [fn(usize) -> i32; 6] = [
        |i| if i % 2 == 0 { i32::MIN } else { i32::MAX },
        |i| if i == 0 { i32::MIN } else { 0 },
        |_| i32::MIN,
        |_| 32_767,
        |_| -32_768,
        |_| 0,
    ];
    let mut cases = Vec::new();
    for len in [1usize, 2, 16_383, 16_384] {
        // One row of each kind.
        let values: Vec<i32> = fills.iter().flat_map(|fill| (0..len).map(fill)).collect();
        let wide = Tensor::from_i32(6, len as u32, &values).unwrap();
        let bytes: Vec<i8> = values.iter().map(|&x| (x >> 24) as i8).collect();
        let narrow = Tensor::from_i8(6, len as u32, &bytes).unwrap();
        for x in [&wide, &narrow] {
            for (eps, shift) in [(0, 40), (1, 0), (u32::MAX, 33), (0, 62)] {
                for centred in [false, true] {
                    cases.push(norm(x.clone(), centred, eps, shift, draw));
                }
            }
        }
        let most = (1 << 31) - 1;
        for scale in [(most, 0), (most, 62), (most, 31), (0, 62), (1, 0), (1, 24)] {
            cases.push(softmax(wide.clone(), Mask::None, 0, scale, draw));
            cases.push(softmax(wide.clone(), CYCLE, 2, scale, draw));
            // Entries of a table outside 0 to 65,535, and a table of zeros.
            for table in [
                draw.tensor(i32s(1, 256)),
                Tensor::from_i32(1, 256, &[0; 256]).unwrap(),
            ] {
                let mut case = softmax(wide.clone(), BLOCKS, 3, scale, draw);
                case.operands[1] = table;
                cases.push(case);
            }
        }
    }
    cases
}

/// Every operator, with tensors of which some or all are larger than 4,096 bytes.
pub(super) fn larger_than_a_page() -> Vec<Case> {
    let mut draw = Draw::new(7);
    let mut cases = Vec::new();
    for (batch, m, n, k) in [
        (1, 100, 90, 30),
        (7, 20, 30, 40),
        (2, 1, 1500, 16),
        (2, 1500, 1, 16),
    ] {
        cases.push(product(batch, m, n, k, 8));
        // A row of multipliers must fit a buffer, as the longest row does on a real device.
        (0..8).for_each(|kind| cases.push(linear(product(batch, m, n.min(1000), k, 8), kind, 37)));
    }
    for (rows, cols) in [(70, 90), (9, 1001)] {
        cases.push(add_bias(rows, cols, &mut draw));
        cases.push(lut(rows, cols, &mut draw));
        cases.push(mul(rows, cols, 15, &mut draw));
        cases.push(requant(rows, cols, true, 40, &mut draw));
        (0..16).for_each(|kind| cases.push(add(rows, cols, kind, 37, &mut draw)));
        for centred in [false, true] {
            let x = draw.tensor(i32s(rows, cols));
            cases.push(norm(x, centred, 0, 47, &mut draw));
        }
        cases.extend(views(rows, cols, &mut draw));
    }
    // Masks that fit a buffer, and masks that do not.
    for (rows, mask_rows) in [(80, 4), (80, 40), (240, 80), (80, 80)] {
        for mask in [Mask::None, BLOCKS, CYCLE] {
            let scores = draw.within(rows, 90, 4000);
            cases.push(softmax(scores, mask, mask_rows, (1 << 16, 20), &mut draw));
        }
    }
    cases.push(permute(DType::I32, [6, 7, 8, 9], [0, 2, 1, 3], &mut draw));
    cases.push(gather((40, 5), (90, 60), &mut draw));
    cases
}
