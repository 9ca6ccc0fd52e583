//! Canonical bytes of descriptors: one encoding per meaning, so that one spec has one root.
//!
//! | descriptor | bytes |
//! |---|---|
//! | input | `1`, shape |
//! | weight | `2`, shape, tensor root |
//! | op | `3`, opcode, result shape, operands and parameters in the order of the fields |
//!
//! A shape is dtype `u8`, rows `u32`, cols `u32`; a source is its kind `u8` (0 input, 1 weight, 2 op)
//! and index `u16`. Opcodes 7 to 10 are kept for LayerNorm, RmsNorm, Softmax and Gather.

use crate::arith::MAX_SHIFT;
use crate::hash::Hash;
use crate::op::{Mult, Op, OpDesc, Source, View};
use crate::reader::Reader;
use crate::shape::{Shape, SHAPE_BYTES};

/// Largest encoded descriptor: a weight's.
pub const MAX_DESC_BYTES: usize = 1 + SHAPE_BYTES + 32;

pub(crate) const KIND_INPUT: u8 = 1;
pub(crate) const KIND_WEIGHT: u8 = 2;
const KIND_OP: u8 = 3;

const MAT_MUL: u8 = 1;
const ADD_BIAS: u8 = 2;
const REQUANT: u8 = 3;
const ADD: u8 = 4;
const MUL: u8 = 5;
const LUT: u8 = 6;
const TRANSPOSE: u8 = 32;
const SLICE: u8 = 33;
const RESHAPE: u8 = 34;
const CONCAT_ROWS: u8 = 35;
const CONCAT_COLS: u8 = 36;

/// Why bytes are not a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescError {
    /// The bytes end inside the descriptor.
    #[error("the bytes end inside the descriptor")]
    Truncated,
    /// The first byte is not the expected kind of descriptor.
    #[error("descriptor kind {0} where another was expected")]
    Kind(u8),
    /// The dtype is unknown or a dimension is 0 or too large.
    #[error("the shape has an unknown dtype, a dimension outside 1..=16777216 or too many elements")]
    Shape,
    /// No operator has this code.
    #[error("unknown opcode {0}")]
    Opcode(u8),
    /// An operand is neither input, weight nor op.
    #[error("unknown operand kind {0}")]
    SourceKind(u8),
    /// A multiplier is neither scalar (0) nor per column (1).
    #[error("unknown multiplier kind {0}")]
    MultKind(u8),
    /// A shift is larger than 62.
    #[error("shift {0} is above 62")]
    Shift(u8),
}

/// An encoded descriptor, without allocation.
#[derive(Clone, Copy)]
pub(crate) struct DescBytes {
    bytes: [u8; MAX_DESC_BYTES],
    len: usize,
}

impl DescBytes {
    const fn new() -> Self {
        Self {
            bytes: [0; MAX_DESC_BYTES],
            len: 0,
        }
    }

    fn put(mut self, bytes: &[u8]) -> Self {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
        self
    }

    fn source(self, source: Source) -> Self {
        let (kind, index) = match source {
            Source::Input(n) => (0, n),
            Source::Weight(n) => (1, n),
            Source::Op(n) => (2, n),
        };
        self.put(&[kind]).put(&index.to_le_bytes())
    }

    fn i32(self, value: i32) -> Self {
        self.put(&value.to_le_bytes())
    }

    fn u32(self, value: u32) -> Self {
        self.put(&value.to_le_bytes())
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// An input's descriptor.
#[cfg(feature = "alloc")]
pub(crate) fn input_bytes(shape: &Shape) -> DescBytes {
    DescBytes::new().put(&[KIND_INPUT]).put(&shape.to_bytes())
}

/// A weight's descriptor.
pub(crate) fn weight_bytes(shape: &Shape, root: &Hash) -> DescBytes {
    DescBytes::new()
        .put(&[KIND_WEIGHT])
        .put(&shape.to_bytes())
        .put(root)
}

impl OpDesc {
    /// Canonical bytes.
    pub(crate) fn encode(&self) -> DescBytes {
        let start = |opcode: u8| {
            DescBytes::new()
                .put(&[KIND_OP, opcode])
                .put(&self.shape.to_bytes())
        };
        match self.op {
            Op::MatMul { a, b, batch } => start(MAT_MUL).source(a).source(b).u32(batch),
            Op::AddBias { x, bias } => start(ADD_BIAS).source(x).source(bias),
            Op::Requant { x, mult, shift } => {
                let head = start(REQUANT).source(x);
                match mult {
                    Mult::Scalar(mult) => head.put(&[0]).i32(mult),
                    Mult::PerColumn(mult) => head.put(&[1]).source(mult),
                }
                .put(&[shift])
            }
            Op::Add { x, y, mx, my, shift } => start(ADD).source(x).source(y).i32(mx).i32(my).put(&[shift]),
            Op::Mul { x, y, mult, shift } => start(MUL).source(x).source(y).i32(mult).put(&[shift]),
            Op::Lut { x, table } => start(LUT).source(x).source(table),
            Op::View(View::Transpose { x }) => start(TRANSPOSE).source(x),
            Op::View(View::Slice { x, row, col }) => start(SLICE).source(x).u32(row).u32(col),
            Op::View(View::Reshape { x }) => start(RESHAPE).source(x),
            Op::View(View::ConcatRows { x, y }) => start(CONCAT_ROWS).source(x).source(y),
            Op::View(View::ConcatCols { x, y }) => start(CONCAT_COLS).source(x).source(y),
        }
    }

    /// Reads one descriptor and leaves the reader behind it.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DescError> {
        let kind = reader.u8().ok_or(DescError::Truncated)?;
        if kind != KIND_OP {
            return Err(DescError::Kind(kind));
        }
        let opcode = reader.u8().ok_or(DescError::Truncated)?;
        if !matches!(opcode, MAT_MUL..=LUT | TRANSPOSE..=CONCAT_COLS) {
            return Err(DescError::Opcode(opcode));
        }
        let shape = read_shape(reader)?;
        let x = source(reader)?;
        let op = match opcode {
            MAT_MUL => Op::MatMul {
                a: x,
                b: source(reader)?,
                batch: u32(reader)?,
            },
            ADD_BIAS => Op::AddBias {
                x,
                bias: source(reader)?,
            },
            REQUANT => Op::Requant {
                x,
                mult: mult(reader)?,
                shift: shift(reader)?,
            },
            ADD => Op::Add {
                x,
                y: source(reader)?,
                mx: i32(reader)?,
                my: i32(reader)?,
                shift: shift(reader)?,
            },
            MUL => Op::Mul {
                x,
                y: source(reader)?,
                mult: i32(reader)?,
                shift: shift(reader)?,
            },
            LUT => Op::Lut {
                x,
                table: source(reader)?,
            },
            TRANSPOSE => Op::View(View::Transpose { x }),
            SLICE => Op::View(View::Slice {
                x,
                row: u32(reader)?,
                col: u32(reader)?,
            }),
            RESHAPE => Op::View(View::Reshape { x }),
            CONCAT_ROWS => Op::View(View::ConcatRows {
                x,
                y: source(reader)?,
            }),
            CONCAT_COLS => Op::View(View::ConcatCols {
                x,
                y: source(reader)?,
            }),
            unknown => return Err(DescError::Opcode(unknown)),
        };
        Ok(Self { op, shape })
    }
}

/// Reads a shape, telling bytes that end from bytes that are wrong.
pub(crate) fn read_shape(reader: &mut Reader<'_>) -> Result<Shape, DescError> {
    if reader.remaining() < SHAPE_BYTES {
        return Err(DescError::Truncated);
    }
    Shape::read(reader).ok_or(DescError::Shape)
}

fn source(reader: &mut Reader<'_>) -> Result<Source, DescError> {
    let kind = reader.u8().ok_or(DescError::Truncated)?;
    let index = reader.u16().ok_or(DescError::Truncated)?;
    match kind {
        0 => Ok(Source::Input(index)),
        1 => Ok(Source::Weight(index)),
        2 => Ok(Source::Op(index)),
        unknown => Err(DescError::SourceKind(unknown)),
    }
}

fn mult(reader: &mut Reader<'_>) -> Result<Mult, DescError> {
    match reader.u8().ok_or(DescError::Truncated)? {
        0 => Ok(Mult::Scalar(i32(reader)?)),
        1 => Ok(Mult::PerColumn(source(reader)?)),
        unknown => Err(DescError::MultKind(unknown)),
    }
}

fn shift(reader: &mut Reader<'_>) -> Result<u8, DescError> {
    match reader.u8().ok_or(DescError::Truncated)? {
        shift @ 0..=MAX_SHIFT => Ok(shift),
        larger => Err(DescError::Shift(larger)),
    }
}

fn u32(reader: &mut Reader<'_>) -> Result<u32, DescError> {
    reader.u32().ok_or(DescError::Truncated)
}

fn i32(reader: &mut Reader<'_>) -> Result<i32, DescError> {
    reader.i32().ok_or(DescError::Truncated)
}
