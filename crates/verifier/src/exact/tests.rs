//! Every kernel against the reference evaluation.

use super::{Rescale, Rows};
use crate::kernel::Kernel;
use assay_proof::{eval, DType, Mask, Mult, Op, Shape, Source, Tensor, View};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const X: Source = Source::Input(0);
const W: Source = Source::Weight(0);

/// Makes operands.
struct Draw(StdRng);

impl Draw {
    fn i8(&mut self, rows: u32, cols: u32) -> Tensor {
        let count = rows * cols;
        let values: Vec<i8> = (0..count).map(|_| self.0.random()).collect();
        Tensor::from_i8(rows, cols, &values).unwrap()
    }

    /// `bits` of magnitude at most, of which some elements have all.
    fn i32(&mut self, rows: u32, cols: u32, bits: u32) -> Tensor {
        let value = |rng: &mut StdRng| match rng.random_range(0..20) {
            0 => i32::MIN >> (31 - bits),
            1 => i32::MAX >> (31 - bits),
            _ => rng.random::<i32>() >> (31 - bits),
        };
        let values: Vec<i32> = (0..rows * cols).map(|_| value(&mut self.0)).collect();
        Tensor::from_i32(rows, cols, &values).unwrap()
    }

    fn any(&mut self, dtype: DType, rows: u32, cols: u32, bits: u32) -> Tensor {
        match dtype {
            DType::I8 => self.i8(rows, cols),
            DType::I32 => self.i32(rows, cols, bits),
        }
    }

    fn dtype(&mut self) -> DType {
        [DType::I8, DType::I32][self.0.random_range(0..2)]
    }
}

/// Every kernel accepts what the definition gives, and no row of which one element is changed.
fn try_all(op: &Op, out: Shape, operands: &[&Tensor], rng: &mut StdRng) {
    let right = eval(op, out, operands).unwrap();
    let (row, col) = (rng.random_range(0..out.rows), rng.random_range(0..out.cols));
    let (row, col) = (row as usize, col as usize);
    for kernel in Kernel::available() {
        let agree = |claimed: &Tensor| -> Vec<bool> {
            let rows = Rows::new(op, claimed, operands, kernel).expect("these numbers are covered");
            let each: Vec<bool> = (0..out.rows as usize).map(|i| rows.agrees(i)).collect();
            assert_eq!(rows.agree(0..each.len()), each.iter().all(|&agrees| agrees));
            each
        };
        assert_eq!(agree(&right), vec![true; out.rows as usize], "{kernel:?} {op:?}");
        for change in [
            1,
            -1,
            1 << rng.random_range(0..out.dtype.size() * 8 - 1),
            i32::MIN,
        ] {
            let mut wrong = right.clone();
            wrong.set(row, col, right.get(row, col).wrapping_add(change));
            let differs = wrong.get(row, col) != right.get(row, col);
            let expected: Vec<bool> = (0..out.rows as usize).map(|i| i != row || !differs).collect();
            assert_eq!(
                agree(&wrong),
                expected,
                "{kernel:?} {op:?} at ({row}, {col}) by {change}"
            );
        }
    }
}

/// A multiplier with its shift, of `bits` of magnitude: raised, it is in reach of the fast path.
fn scale(draw: &mut Draw, bits: u32) -> (i32, u8) {
    let shift = draw.0.random_range(2..=62u8);
    let up = 33u32.saturating_sub(shift.into());
    let bits = bits.min(31 - up.min(31)).max(1);
    (draw.0.random::<i32>() >> (32 - bits), shift)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn requantised_rows(rows in 1u32..4, cols in 1u32..300, bits in 1u32..=31, per_column: bool, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let x = draw.i32(rows, cols, bits);
        let (scalar, shift) = scale(&mut draw, 31);
        let limit = 31 - 33u32.saturating_sub(shift.into());
        let mults = draw.i32(1, cols, limit);
        let out = Shape::new(DType::I8, rows, cols);
        if per_column {
            let op = Op::Requant { x: X, mult: Mult::PerColumn(W), shift };
            try_all(&op, out, &[&x, &mults], &mut draw.0);
        } else {
            let op = Op::Requant { x: X, mult: Mult::Scalar(scalar), shift };
            try_all(&op, out, &[&x], &mut draw.0);
        }
    }

    #[test]
    fn sums(rows in 1u32..4, cols in 1u32..300, bits in 1u32..=31, per_column: (bool, bool), seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let dtype = draw.dtype();
        // In reach: shifted, no sum leaves `i32`.
        let shift = draw.0.random_range(0..=62u8);
        let limit = 22.max(u32::from(shift) + 29) - 8;
        let limit = if shift > 32 { 31 } else { limit.min(31) };
        let bits = if shift > 32 { bits } else { bits.min(u32::from(shift) + 29 - limit) };
        let (x, y) = (draw.any(dtype, rows, cols, bits), draw.i8(rows, cols));
        let mx = draw.0.random::<i32>() >> (31 - limit);
        let constants = [draw.i32(1, cols, limit), draw.i32(1, cols, limit)];
        let mult = |per_column, mult| {
            if per_column {
                Mult::PerColumn(W)
            } else {
                Mult::Scalar(mult)
            }
        };
        let op = Op::Add { x: X, y: X, mx: mult(per_column.0, mx), my: mult(per_column.1, -mx), shift };
        let mut operands = vec![&x, &y];
        operands.extend(per_column.0.then_some(&constants[0]));
        operands.extend(per_column.1.then_some(&constants[1]));
        let out = Shape::new(draw.dtype(), rows, cols);
        try_all(&op, out, &operands, &mut draw.0);
        // Biases and sums small enough that no sum leaves `i32`.
        let (x, bias) = (draw.i32(rows, cols, bits.min(29)), draw.i32(1, cols, 29));
        let out = Shape::new(DType::I32, rows, cols);
        try_all(&Op::AddBias { x: X, bias: W }, out, &[&x, &bias], &mut draw.0);
    }

    #[test]
    fn products_and_tables(rows in 1u32..4, cols in 1u32..1500, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let (x, y, table) = (draw.i8(rows, cols), draw.i8(rows, cols), draw.i8(1, 256));
        let (mult, shift) = scale(&mut draw, 31);
        let out = Shape::new(DType::I8, rows, cols);
        try_all(&Op::Mul { x: X, y: X, mult, shift }, out, &[&x, &y], &mut draw.0);
        try_all(&Op::Lut { x: X, table: W }, out, &[&x, &table], &mut draw.0);
    }

    #[test]
    fn normalised_rows(rows in 1u32..4, cols in 1u32..400, bits in 1u32..=31, eps: u32, small: bool, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let dtype = draw.dtype();
        let x = draw.any(dtype, rows, cols, bits);
        let shift = draw.0.random_range(10..=40u8);
        let up = 33u32.saturating_sub(shift.into());
        let (gain, bias) = (draw.i32(1, cols, 31 - up), draw.i32(1, cols, (44 - up).min(31)));
        let eps = if small { eps % 4 } else { eps };
        let out = Shape::new(DType::I8, rows, cols);
        let op = Op::LayerNorm { x: X, gain: W, bias: W, eps, shift };
        try_all(&op, out, &[&x, &gain, &bias], &mut draw.0);
        try_all(&Op::RmsNorm { x: X, gain: W, eps, shift }, out, &[&x, &gain], &mut draw.0);
    }

    #[test]
    fn softmaxes(rows in 1u32..4, cols in 1u32..400, bits in 1u32..=31, kind in 0..4, steep: bool, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let x = draw.i32(rows * 2, cols, bits);
        // Entries outside 0 to 65,535 too, or those of a real table.
        let exponential = |n: u32| (65_535.0 * (-f64::from(n) / 25.0).exp()) as i32;
        let real: Vec<i32> = (0..256).map(exponential).collect();
        let table = if steep { Tensor::from_i32(1, 256, &real).unwrap() } else { draw.i32(1, 256, 18) };
        // Distances as far as the row's bits go, over all indices.
        let shift = draw.0.random_range(33..=62u8);
        let most = 1u64 << (u32::from(shift) + 9).saturating_sub(bits).min(31);
        let mult = draw.0.random_range(0..most) as u32;
        let mask_rows = if kind == 1 { rows } else { 2 };
        let mut mask = draw.i8(mask_rows, cols);
        for j in 0..cols as usize {
            if kind == 3 || mask.get(0, j) < 64 {
                mask.set(0, j, 0);
            }
        }
        let (op_mask, operands) = match kind {
            0 => (Mask::None, vec![&x, &table]),
            1 => (Mask::Blocks(W), vec![&x, &table, &mask]),
            _ => (Mask::Cycle(W), vec![&x, &table, &mask]),
        };
        let op = Op::Softmax { x: X, table: W, mask: op_mask, mult, shift };
        try_all(&op, Shape::new(DType::I8, rows * 2, cols), &operands, &mut draw.0);
    }

    #[test]
    fn views(dims in proptest::array::uniform4(1u32..7), order in Just([0u8, 1, 2, 3]).prop_shuffle(), seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let dtype = draw.dtype();
        let (rows, cols) = (dims[0] * dims[1], dims[2] * dims[3]);
        let (x, y) = (draw.any(dtype, rows, cols, 31), draw.any(dtype, rows, cols, 31));
        let mut any = |view, rows, cols, two: bool| {
            let out = Shape::new(dtype, rows, cols);
            let operands = if two { vec![&x, &y] } else { vec![&x] };
            try_all(&Op::View(view), out, &operands, &mut draw.0);
        };
        any(View::Transpose { x: X }, cols, rows, false);
        let (row, col) = (rows / 2, cols / 3);
        any(View::Slice { x: X, row, col }, rows - row, cols - col, false);
        any(View::Reshape { x: X }, cols * dims[0], dims[1], false);
        any(View::ConcatRows { x: X, y: X }, rows * 2, cols, true);
        any(View::ConcatCols { x: X, y: X }, rows, cols * 2, true);
        // Rows that end where runs do, and rows that do not.
        for (rows, cols) in [(rows, cols), (cols, rows), (dims[0], dims[1] * cols)] {
            any(View::Permute { x: X, dims, order }, rows, cols, false);
        }
    }

    #[test]
    fn embeddings(ids in proptest::collection::vec(0i32..9, 1..20), cols in 1u32..100, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let table = draw.i8(9, cols);
        let rows = ids.len() as u32;
        let ids = Tensor::from_i32(1, rows, &ids).unwrap();
        let out = Shape::new(DType::I8, rows, cols);
        try_all(&Op::Gather { ids: X, table: W }, out, &[&ids, &table], &mut draw.0);
    }

    /// Sums with biases, those that no product gives too: then nothing may overflow, whatever is said.
    #[test]
    fn rescaled_sums(cols in 1u32..300, bits in 1u32..=31, shift in 0u8..=62, wild: bool, seed: u64) {
        let mut draw = Draw(StdRng::seed_from_u64(seed));
        let bits = if wild { 31 } else { bits.min(28) };
        let up = if wild { 0 } else { 33u32.saturating_sub(shift.into()).min(31) };
        let (x, bias) = (draw.i32(1, cols, bits), draw.i32(1, cols, if wild { 31 } else { 29 }));
        let (mult, dtype) = (draw.i32(1, cols, 31 - up), draw.dtype());
        let rescale = Rescale::new(bias.as_i32().as_deref(), &mult.as_i32().unwrap(), shift, dtype);
        let claimed = draw.any(dtype, 1, cols, 31);
        let agree = Kernel::available().into_iter().map(|kernel| {
            rescale.agrees(0..cols as usize, x.data(), claimed.data(), kernel)
        });
        let agree: Vec<bool> = agree.collect();
        if wild {
            return Ok(());
        }
        let expected = (0..cols as usize).map(|j| {
            let (x, bias, mult) = (x.get(0, j), bias.get(0, j), mult.get(0, j));
            assay_proof::arith::linear(x, bias, mult, shift, dtype)
        });
        let expected: Vec<i32> = expected.collect();
        let wrong = (0..cols as usize).find(|&j| claimed.get(0, j) != expected[j]);
        prop_assert_eq!(rescale.first_wrong(x.data(), claimed.data()), wrong);
        prop_assert_eq!(agree, vec![wrong.is_none(); Kernel::available().len()]);
        let mut right = claimed.clone();
        (0..cols as usize).for_each(|j| right.set(0, j, expected[j]));
        for kernel in Kernel::available() {
            prop_assert!(rescale.agrees(0..cols as usize, x.data(), right.data(), kernel), "{:?}", kernel);
        }
    }
}

/// The longest rows of the largest numbers, whose sums are nearest to the ends of what holds them.
#[test]
fn the_longest_rows_of_the_largest_numbers() {
    let mut rng = StdRng::seed_from_u64(5);
    let cols = 16_384;
    let lonely = |n: u32| if n == 0 { i32::MIN } else { 0 };
    let swinging = |n: u32| if n.is_multiple_of(2) { i32::MIN } else { i32::MAX };
    let lone_step = |n: u32| i32::from(n == 3);
    for value in [
        lonely as fn(u32) -> i32,
        swinging,
        lone_step,
        |_| i32::MIN,
        |_| 32_767,
        |_| -1,
    ] {
        let values: Vec<i32> = (0..cols).map(value).collect();
        let x = Tensor::from_i32(1, cols, &values).unwrap();
        let constants =
            [i32::MIN, 1 << 28].map(|c| Tensor::from_i32(1, cols, &vec![c; cols as usize]).unwrap());
        let out = Shape::new(DType::I8, 1, cols);
        for eps in [0, u32::MAX] {
            let op = Op::LayerNorm {
                x: X,
                gain: W,
                bias: W,
                eps,
                shift: 40,
            };
            try_all(&op, out, &[&x, &constants[0], &constants[1]], &mut rng);
        }
        let full = Tensor::from_i32(1, 256, &[i32::MAX; 256]).unwrap();
        for (mult, shift) in [(i32::MAX as u32, 33), (i32::MAX as u32, 62), (0, 62), (1, 33)] {
            let op = Op::Softmax {
                x: X,
                table: W,
                mask: Mask::None,
                mult,
                shift,
            };
            try_all(&op, out, &[&x, &full], &mut rng);
        }
    }
}

/// An addend too large for the shift is left to the definition, which clamps it.
#[test]
fn addends_out_of_reach_are_not_taken() {
    let (y, out) = (Tensor::from_i8(1, 1, &[0]).unwrap(), Shape::new(DType::I32, 1, 1));
    let op = |mult, shift| Op::Add {
        x: X,
        y: X,
        mx: Mult::Scalar(mult),
        my: Mult::Scalar(0),
        shift,
    };
    for (x, mult, shift, taken) in [
        (1 << 30, 1, 0, true),
        ((1 << 30) + 1, 1, 0, false),
        (1 << 30, 1 << 10, 10, true),
        (1 << 30, 3 << 9, 10, false),
        (i32::MIN, i32::MIN, 33, true),
    ] {
        let x = Tensor::from_i32(1, 1, &[x]).unwrap();
        let op = op(mult, shift);
        let claimed = eval(&op, out, &[&x, &y]).unwrap();
        for kernel in Kernel::available() {
            let rows = Rows::new(&op, &claimed, &[&x, &y], kernel).unwrap().agrees(0);
            assert_eq!(rows, taken, "{kernel:?} {op:?}");
        }
    }
    let my = Mult::Scalar(i32::MIN);
    let far = Op::Add {
        x: X,
        y: X,
        mx: Mult::Scalar(1),
        my,
        shift: 7,
    };
    let x = Tensor::from_i32(1, 1, &[0]).unwrap();
    let claimed = eval(&far, out, &[&x, &y]).unwrap();
    assert!(Rows::new(&far, &claimed, &[&x, &y], Kernel::Scalar).is_none());
}

/// What the fast paths do not cover is left to the definition.
#[test]
fn multipliers_too_large_for_their_shift_are_not_taken() {
    let x = Tensor::from_i32(1, 1, &[0]).unwrap();
    let claimed = Tensor::from_i8(1, 1, &[0]).unwrap();
    for (mult, shift, taken) in [
        (1, 2, false),
        (1, 3, true),
        (i32::MAX, 32, false),
        (i32::MAX, 33, true),
    ] {
        let op = Op::Mul {
            x: X,
            y: X,
            mult,
            shift,
        };
        let operands = [&claimed, &claimed];
        let rows = Rows::new(&op, &claimed, &operands, Kernel::Scalar);
        assert_eq!(rows.is_some(), taken, "multiplier {mult}, shift {shift}");
        let table = Tensor::from_i32(1, 256, &[0; 256]).unwrap();
        let op = Op::Softmax {
            x: X,
            table: W,
            mask: Mask::None,
            mult: mult as u32,
            shift,
        };
        let operands = [&x, &table];
        let rows = Rows::new(&op, &claimed, &operands, Kernel::Scalar);
        assert_eq!(rows.is_some(), taken, "multiplier {mult}, shift {shift}");
    }
}
