//! Operators and where their operands come from.

use crate::shape::Shape;

/// Most operands an operator has.
pub const MAX_OPERANDS: usize = 4;

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// An input of the job.
    Input(u16),
    /// A weight of the spec.
    Weight(u16),
    /// The result of an earlier op.
    Op(u16),
}

impl core::fmt::Display for Source {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Input(n) => write!(f, "input {n}"),
            Self::Weight(n) => write!(f, "weight {n}"),
            Self::Op(n) => write!(f, "op {n}"),
        }
    }
}

/// The multiplier of a [`Op::Requant`], [`Op::Linear`] or [`Op::Add`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mult {
    /// One for the whole tensor.
    Scalar(i32),
    /// One per column: a weight, `i32 [1, cols]`.
    PerColumn(Source),
}

/// A rearrangement: every element of the result is one element of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// `out[i, j] = x[j, i]`
    Transpose {
        /// Any tensor.
        x: Source,
    },
    /// `out[i, j] = x[row + i, col + j]`; the size is the result's.
    Slice {
        /// Any tensor.
        x: Source,
        /// First row taken.
        row: u32,
        /// First column taken.
        col: u32,
    },
    /// The same elements in row-major order under another size.
    Reshape {
        /// Any tensor.
        x: Source,
    },
    /// The rows of `x`, then the rows of `y`.
    ConcatRows {
        /// Any tensor.
        x: Source,
        /// A tensor with as many columns.
        y: Source,
    },
    /// Each row of `x` followed by the same row of `y`.
    ConcatCols {
        /// Any tensor.
        x: Source,
        /// A tensor with as many rows.
        y: Source,
    },
    /// The elements of `x` in row-major order as an array of four dimensions, which are put in another
    /// order: `out[i_order[0], i_order[1], i_order[2], i_order[3]] = x[i_0, i_1, i_2, i_3]`, both flattened.
    /// Splits and joins the heads of attention.
    Permute {
        /// Any tensor.
        x: Source,
        /// The four dimensions of `x`; their product is its number of elements.
        dims: [u32; 4],
        /// Which dimension of `x` each dimension of the result is: 0 to 3, each once.
        order: [u8; 4],
    },
}

/// Which columns of a row a [`Op::Softmax`] leaves out: those whose element of the mask is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mask {
    /// None.
    None,
    /// `i8 [r, n]`, `r` dividing the `m` rows: row `i` has row `i / (m / r)` of the mask. One row for each
    /// sequence, whose heads and positions follow one another.
    Blocks(Source),
    /// `i8 [r, n]`, `r` dividing the `m` rows: row `i` has row `i mod r` of the mask. One row for each position:
    /// causal masks.
    Cycle(Source),
}

impl Mask {
    /// The mask's tensor, if there is one.
    #[must_use]
    pub const fn source(&self) -> Option<Source> {
        match *self {
            Self::None => None,
            Self::Blocks(source) | Self::Cycle(source) => Some(source),
        }
    }

    /// Row of a mask of `mask_rows` rows that serves row `i` of `rows`.
    #[must_use]
    pub const fn row(&self, i: u32, rows: u32, mask_rows: u32) -> u32 {
        match self {
            Self::None => 0,
            Self::Blocks(_) => i / (rows / mask_rows),
            Self::Cycle(_) => i % mask_rows,
        }
    }
}

/// An operator. All arithmetic is exact; see [`crate::arith`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `out[i, j] = Σ_t a[i, t] · b[j, t]`, `i8 [m, k]` by `i8 [n, k]` to `i32 [m, n]`: the right
    /// operand is stored by column. `batch` cuts both operands into as many equal blocks of rows, and
    /// block `p` of `a` meets block `p` of `b`: the result is then `i32 [m, n / batch]`.
    MatMul {
        /// Left operand, `i8 [m, k]`.
        a: Source,
        /// Right operand transposed, `i8 [n, k]`.
        b: Source,
        /// Number of blocks, at least 1.
        batch: u32,
    },
    /// `out[i, j] = x[i, j] + bias[0, j]`, all `i32`.
    AddBias {
        /// `i32 [m, n]`.
        x: Source,
        /// A weight, `i32 [1, n]`, every element below 2³⁰ in magnitude.
        bias: Source,
    },
    /// `out = clamp((x · mult + 2^(shift − 1)) >> shift, −127, 127)`, `i32` to `i8`.
    Requant {
        /// `i32 [m, n]`.
        x: Source,
        /// Multiplier.
        mult: Mult,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// `out = clamp((x · mx + y · my + 2^(shift − 1)) >> shift)`: residual connections with two scales. The
    /// result is `i8`, clamped to ±127, or `i32`, clamped to ±(2³¹ − 1).
    Add {
        /// `i8` or `i32` `[m, n]`.
        x: Source,
        /// `i8 [m, n]`.
        y: Source,
        /// Multiplier of `x`.
        mx: Mult,
        /// Multiplier of `y`.
        my: Mult,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// `out = clamp((x · y · mult + 2^(shift − 1)) >> shift, −127, 127)`, `i8` to `i8`.
    Mul {
        /// `i8 [m, n]`.
        x: Source,
        /// `i8 [m, n]`.
        y: Source,
        /// Multiplier of the product.
        mult: i32,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// `out[i, j] = table[0, x[i, j] as u8]`: entries 0 to 127 serve the values 0 to 127, entries 128
    /// to 255 the values −128 to −1.
    Lut {
        /// `i8 [m, n]`.
        x: Source,
        /// A weight, `i8 [1, 256]`.
        table: Source,
    },
    /// A MatMul whose sums are requantised at once:
    /// `out[i, j] = clamp(((Σ_t a[i, t] · b[j, t] + bias[0, j]) · mult + 2^(shift − 1)) >> shift)`. The result is `i8`,
    /// clamped to ±127, or `i32`, clamped to ±(2³¹ − 1). The sums themselves are never committed to, so a
    /// provider hashes a ninth of the bytes that MatMul, AddBias and Requant take.
    Linear {
        /// Left operand, `i8 [m, k]`.
        a: Source,
        /// Right operand transposed, `i8 [n, k]`.
        b: Source,
        /// A weight, `i32 [1, n / batch]`; any values.
        bias: Option<Source>,
        /// Multiplier.
        mult: Mult,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
        /// Number of blocks, at least 1, as in [`Op::MatMul`].
        batch: u32,
    },
    /// Each row less its mean, by its standard deviation, times `gain` plus `bias`: `i8` or `i32` to `i8`,
    /// see [`RowNorm`](crate::arith::RowNorm). Rows are at most [`MAX_ROW`](crate::MAX_ROW) long.
    LayerNorm {
        /// `i8` or `i32` `[m, n]`.
        x: Source,
        /// A weight, `i32 [1, n]`.
        gain: Source,
        /// A weight, `i32 [1, n]`.
        bias: Source,
        /// What is added to the variance, in units of `x` squared.
        eps: u32,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// Each row by the root of its mean square, times `gain`: `i8` or `i32` to `i8`, see
    /// [`RowNorm`](crate::arith::RowNorm). Rows are at most [`MAX_ROW`](crate::MAX_ROW) long.
    RmsNorm {
        /// `i8` or `i32` `[m, n]`.
        x: Source,
        /// A weight, `i32 [1, n]`.
        gain: Source,
        /// What is added to the mean square, in units of `x` squared.
        eps: u32,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// Each row's exponentials by their sum, `i32` to `i8` of 0 to 127, see
    /// [`RowSoftmax`](crate::arith::RowSoftmax). Rows are at most [`MAX_ROW`](crate::MAX_ROW) long.
    Softmax {
        /// `i32 [m, n]`.
        x: Source,
        /// A weight, `i32 [1, 256]`: the exponential of minus the index, in steps of the caller's; only 0 to
        /// 65,535 count, what is outside is taken for the nearer end.
        table: Source,
        /// Columns left out.
        mask: Mask,
        /// Multiplier that turns the distance from the row's maximum into an index, below 2³¹.
        mult: u32,
        /// 0 to 62; 0 has no rounding term.
        shift: u8,
    },
    /// `out[i, ..] = table[ids[i], ..]`, `ids` counted in row-major order: embedding look-up. An id outside
    /// the table makes the job malformed.
    Gather {
        /// An input or a weight, `i32` of `m` elements.
        ids: Source,
        /// `i8 [v, d]`.
        table: Source,
    },
    /// A rearrangement, of any type.
    View(View),
}

/// An operator and the shape of its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpDesc {
    /// What is computed.
    pub op: Op,
    /// Type and size of the result.
    pub shape: Shape,
}

/// The operands of an operator, in the order of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operands {
    sources: [Source; MAX_OPERANDS],
    len: usize,
}

impl Operands {
    const fn new(x: Source) -> Self {
        Self {
            sources: [x; MAX_OPERANDS],
            len: 1,
        }
    }

    const fn and(mut self, source: Source) -> Self {
        self.sources[self.len] = source;
        self.len += 1;
        self
    }

    const fn and_any(self, source: Option<Source>) -> Self {
        match source {
            Some(source) => self.and(source),
            None => self,
        }
    }
}

impl core::ops::Deref for Operands {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        &self.sources[..self.len]
    }
}

impl Op {
    /// Operands in the order of the fields, what is absent left out: the order of evidence and of
    /// [`eval`](crate::eval()).
    #[must_use]
    pub const fn operands(&self) -> Operands {
        match *self {
            Self::MatMul { a: x, b: y, .. }
            | Self::AddBias { x, bias: y }
            | Self::Mul { x, y, .. }
            | Self::Lut { x, table: y }
            | Self::RmsNorm { x, gain: y, .. }
            | Self::Gather { ids: x, table: y }
            | Self::View(View::ConcatRows { x, y } | View::ConcatCols { x, y }) => Operands::new(x).and(y),
            Self::Requant { x, mult, .. } => Operands::new(x).and_any(mult.source()),
            Self::Add { x, y, mx, my, .. } => {
                Operands::new(x).and(y).and_any(mx.source()).and_any(my.source())
            }
            Self::Linear { a, b, bias, mult, .. } => {
                Operands::new(a).and(b).and_any(bias).and_any(mult.source())
            }
            Self::LayerNorm { x, gain, bias, .. } => Operands::new(x).and(gain).and(bias),
            Self::Softmax { x, table, mask, .. } => Operands::new(x).and(table).and_any(mask.source()),
            Self::View(
                View::Transpose { x } | View::Slice { x, .. } | View::Reshape { x } | View::Permute { x, .. },
            ) => Operands::new(x),
        }
    }

    /// The operator's name, for messages and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MatMul { .. } => "MatMul",
            Self::AddBias { .. } => "AddBias",
            Self::Requant { .. } => "Requant",
            Self::Add { .. } => "Add",
            Self::Mul { .. } => "Mul",
            Self::Lut { .. } => "Lut",
            Self::Linear { .. } => "Linear",
            Self::LayerNorm { .. } => "LayerNorm",
            Self::RmsNorm { .. } => "RmsNorm",
            Self::Softmax { .. } => "Softmax",
            Self::Gather { .. } => "Gather",
            Self::View(View::Transpose { .. }) => "Transpose",
            Self::View(View::Slice { .. }) => "Slice",
            Self::View(View::Reshape { .. }) => "Reshape",
            Self::View(View::ConcatRows { .. }) => "ConcatRows",
            Self::View(View::ConcatCols { .. }) => "ConcatCols",
            Self::View(View::Permute { .. }) => "Permute",
        }
    }
}

impl Mult {
    /// The row of multipliers, if there is one for each column.
    #[must_use]
    pub const fn source(&self) -> Option<Source> {
        match *self {
            Self::Scalar(_) => None,
            Self::PerColumn(source) => Some(source),
        }
    }
}

/// Position in an array of dimensions `dims` of the element at position `flat` of the array whose dimensions
/// are `dims` in the order `order`.
fn permuted(flat: u64, dims: [u32; 4], order: [u8; 4]) -> u64 {
    let mut stride = [1u64; 4];
    for n in (0..3).rev() {
        stride[n] = stride[n + 1] * u64::from(dims[n + 1]);
    }
    let (mut rest, mut from) = (flat, 0);
    for n in (0..4).rev() {
        let dim = usize::from(order[n]) & 3;
        let size = u64::from(dims[dim]);
        from += rest % size * stride[dim];
        rest /= size;
    }
    from
}

impl View {
    /// Which operand element `(i, j)` of the result comes from, and its row and column there.
    /// `operands` are shapes that [`Op::check_shapes`] accepted.
    #[must_use]
    pub fn locate(&self, out: Shape, operands: &[Shape], i: u32, j: u32) -> (usize, u32, u32) {
        match *self {
            Self::Transpose { .. } => (0, j, i),
            Self::Slice { row, col, .. } => (0, row + i, col + j),
            Self::Reshape { .. } => {
                let flat = u64::from(i) * u64::from(out.cols) + u64::from(j);
                let cols = u64::from(operands[0].cols);
                (0, (flat / cols) as u32, (flat % cols) as u32)
            }
            Self::ConcatRows { .. } if i < operands[0].rows => (0, i, j),
            Self::ConcatRows { .. } => (1, i - operands[0].rows, j),
            Self::ConcatCols { .. } if j < operands[0].cols => (0, i, j),
            Self::ConcatCols { .. } => (1, i, j - operands[0].cols),
            Self::Permute { dims, order, .. } => {
                let flat = u64::from(i) * u64::from(out.cols) + u64::from(j);
                let from = permuted(flat, dims, order);
                let cols = u64::from(operands[0].cols);
                (0, (from / cols) as u32, (from % cols) as u32)
            }
        }
    }
}
