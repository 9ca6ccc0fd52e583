//! Which blocks and rows of a product are checked, and how long its vectors are.

use crate::op::{Op, OpDesc, Source};
use crate::shape::{DType, Shape};

/// Most rows of a product's left operand that are checked, spread over as many blocks as there are. A trace in which
/// a fraction f of a product's rows is wrong passes a verifier that does no more than this with probability at most
/// (1 − f)^64; the rows are other ones for every verifier.
pub const ROWS: u32 = 64;

/// Terms of the longest sum that one entry of `e` or `y` stands for: on chain it takes 130,000 compute units.
pub const CHUNK: u32 = 4096;

/// Entries of a vector in one leaf.
pub(super) const LEAF_ENTRIES: u32 = 32;

/// A vector that a verifier commits to, see [`crate::pov`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Vector {
    /// The right operand folded with the challenge.
    W = 0,
    /// Each row of the right operand folded with the second challenge.
    T = 1,
    /// Sums of `t`.
    E = 2,
    /// The checked rows of the left operand by `w`.
    Z = 3,
    /// The checked rows of the result folded with the challenge.
    Y = 4,
}

impl Vector {
    /// All of them, in the order in which an op's entry has them.
    pub const ALL: [Self; 5] = [Self::W, Self::T, Self::E, Self::Z, Self::Y];

    pub(super) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its letter in [`crate::pov`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::W => "w",
            Self::T => "t",
            Self::E => "e",
            Self::Z => "z",
            Self::Y => "y",
        }
    }
}

/// The operands `A` and `B` and the number of blocks of an op that is a product.
#[must_use]
pub const fn product(op: &Op) -> Option<(Source, Source, u32)> {
    match *op {
        Op::MatMul { a, b, batch } | Op::Linear { a, b, batch, .. } => Some((a, b, batch)),
        _ => None,
    }
}

/// The sizes of a product. Blocks are counted from 0 to [`groups`](Self::groups) among those checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Rows of `A` in one block.
    pub block_rows: u32,
    /// Rows of `B` in one block: columns of the result.
    pub cols: u32,
    /// Columns of `A` and `B`.
    pub inner: u32,
    /// Blocks.
    pub batch: u32,
}

impl Layout {
    /// The layout of a product whose left operand has shape `a`; `None` when `desc` is no product or the shapes
    /// do not fit.
    #[must_use]
    pub fn new(desc: &OpDesc, a: Shape) -> Option<Self> {
        let (_, _, batch) = product(&desc.op)?;
        let shape = desc.shape;
        let divides = batch >= 1 && shape.rows.is_multiple_of(batch);
        let fits = a.dtype == DType::I8 && a.rows == shape.rows && a.cols <= crate::MAX_INNER;
        let block_rows = shape.rows.checked_div(batch)?;
        // What makes the shape of `B` valid bounds every index of a vector.
        let b = Shape::new(DType::I8, shape.cols.checked_mul(batch)?, a.cols);
        (divides && fits && b.is_valid()).then_some(Self {
            block_rows,
            cols: shape.cols,
            inner: a.cols,
            batch,
        })
    }

    /// What the left operand's shape must be.
    #[must_use]
    pub const fn a(&self) -> Shape {
        Shape::new(DType::I8, self.batch * self.block_rows, self.inner)
    }

    /// What the right operand's shape must be.
    #[must_use]
    pub const fn b(&self) -> Shape {
        Shape::new(DType::I8, self.batch * self.cols, self.inner)
    }

    /// Checked blocks.
    #[must_use]
    pub const fn groups(&self) -> u32 {
        if self.batch < ROWS {
            self.batch
        } else {
            ROWS
        }
    }

    /// Checked rows of each checked block.
    #[must_use]
    pub const fn rows_per_group(&self) -> u32 {
        let rows = ROWS / self.groups();
        if self.block_rows < rows {
            self.block_rows
        } else {
            rows
        }
    }

    /// Entries of `e` for each checked block, and of `y` for each checked row.
    #[must_use]
    pub const fn chunks(&self) -> u32 {
        self.cols.div_ceil(CHUNK)
    }

    /// Entries of a vector.
    #[must_use]
    pub const fn entries(&self, vector: Vector) -> u32 {
        match vector {
            Vector::W => self.groups() * self.inner,
            Vector::T => self.groups() * self.cols,
            Vector::E => self.groups() * self.chunks(),
            Vector::Z => self.groups() * self.rows_per_group(),
            Vector::Y => self.groups() * self.rows_per_group() * self.chunks(),
        }
    }

    /// Leaves of a vector.
    #[must_use]
    pub const fn leaves(&self, vector: Vector) -> u32 {
        self.entries(vector).div_ceil(LEAF_ENTRIES)
    }

    /// First row of `B` in a block, or column of a result, that chunk `chunk` stands for, and how many.
    #[must_use]
    pub const fn chunk(&self, chunk: u32) -> (u32, u32) {
        let start = chunk * CHUNK;
        let left = self.cols - start;
        (start, if left < CHUNK { left } else { CHUNK })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(rows: u32, cols: u32, inner: u32, batch: u32) -> Option<Layout> {
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Weight(0),
            batch,
        };
        let shape = Shape::new(DType::I32, rows, cols);
        Layout::new(&OpDesc { op, shape }, Shape::new(DType::I8, rows, inner))
    }

    #[test]
    fn rows_are_spread_over_blocks() {
        let of = |rows, batch| layout(rows, 3, 7, batch).map(|l| (l.groups(), l.rows_per_group()));
        assert_eq!(of(4096, 1), Some((1, 64)));
        assert_eq!(of(5, 1), Some((1, 5)));
        assert_eq!(of(80, 10), Some((10, 6)));
        assert_eq!(of(20, 10), Some((10, 2)));
        assert_eq!(of(768 * 64, 768), Some((64, 1)));
    }

    #[test]
    fn lengths_follow_from_the_shapes() {
        let l = layout(80, 9000, 100, 10).expect("fits");
        let lens = Vector::ALL.map(|vector| l.entries(vector));
        assert_eq!(lens, [1000, 90_000, 30, 60, 180]);
        assert_eq!(Vector::ALL.map(|vector| l.leaves(vector)), [32, 2813, 1, 2, 6]);
        assert_eq!(
            [0, 1, 2].map(|c| l.chunk(c)),
            [(0, 4096), (4096, 4096), (8192, 808)]
        );
    }

    #[test]
    fn shapes_that_do_not_fit_have_no_layout() {
        assert_eq!(layout(10, 3, 7, 0), None);
        assert_eq!(layout(10, 3, 7, 3), None);
        assert_eq!(layout(1 << 20, 1 << 5, 7, 1 << 20), None);
        assert_eq!(layout(10, 3, crate::MAX_INNER + 1, 1), None);
    }
}
