//! Operators and where their operands come from.

use crate::shape::Shape;

/// Most operands an operator has.
pub const MAX_OPERANDS: usize = 2;

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

/// The multiplier of a [`Op::Requant`].
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
    /// `out = clamp((x · mx + y · my + 2^(shift − 1)) >> shift, −127, 127)`, `i8` to `i8`.
    Add {
        /// `i8 [m, n]`.
        x: Source,
        /// `i8 [m, n]`.
        y: Source,
        /// Multiplier of `x`.
        mx: i32,
        /// Multiplier of `y`.
        my: i32,
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
    const fn one(x: Source) -> Self {
        Self {
            sources: [x, x],
            len: 1,
        }
    }

    const fn two(x: Source, y: Source) -> Self {
        Self {
            sources: [x, y],
            len: 2,
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
    /// Operands in the order of the fields: the order of evidence and of [`eval`](crate::eval()).
    #[must_use]
    pub const fn operands(&self) -> Operands {
        match *self {
            Self::MatMul { a: x, b: y, .. }
            | Self::AddBias { x, bias: y }
            | Self::Requant {
                x,
                mult: Mult::PerColumn(y),
                ..
            }
            | Self::Add { x, y, .. }
            | Self::Mul { x, y, .. }
            | Self::Lut { x, table: y }
            | Self::View(View::ConcatRows { x, y } | View::ConcatCols { x, y }) => Operands::two(x, y),
            Self::Requant {
                x,
                mult: Mult::Scalar(_),
                ..
            }
            | Self::View(View::Transpose { x } | View::Slice { x, .. } | View::Reshape { x }) => {
                Operands::one(x)
            }
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
            Self::View(View::Transpose { .. }) => "Transpose",
            Self::View(View::Slice { .. }) => "Slice",
            Self::View(View::Reshape { .. }) => "Reshape",
            Self::View(View::ConcatRows { .. }) => "ConcatRows",
            Self::View(View::ConcatCols { .. }) => "ConcatCols",
        }
    }
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
        }
    }
}
