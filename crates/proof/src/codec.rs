//! Canonical bytes of descriptors: one encoding per meaning, so that one spec has one root.
//!
//! | descriptor | bytes |
//! |---|---|
//! | input | `1`, shape |
//! | weight | `2`, shape, tensor root |
//! | op | `3`, opcode, result shape, operands and parameters in the order of the fields |
//!
//! A shape is dtype `u8`, rows `u32`, cols `u32`; a source is its kind `u8` (0 input, 1 weight, 2 op)
//! and index `u16`. A source that may be absent is preceded by 0 (absent) or 1; a mask by 0 (none), 1 (blocks) or
//! 2 (cycle).

use crate::arith::MAX_SHIFT;
use crate::op::{Mask, Mult, Op, OpDesc, Source, View};
use crate::reader::Reader;
use crate::shape::{Shape, SHAPE_BYTES};

pub(crate) const KIND_INPUT: u8 = 1;
pub(crate) const KIND_WEIGHT: u8 = 2;
pub(crate) const KIND_OP: u8 = 3;

pub(crate) const MAT_MUL: u8 = 1;
pub(crate) const ADD_BIAS: u8 = 2;
pub(crate) const REQUANT: u8 = 3;
pub(crate) const ADD: u8 = 4;
pub(crate) const MUL: u8 = 5;
pub(crate) const LUT: u8 = 6;
pub(crate) const LAYER_NORM: u8 = 7;
pub(crate) const RMS_NORM: u8 = 8;
pub(crate) const SOFTMAX: u8 = 9;
pub(crate) const GATHER: u8 = 10;
pub(crate) const LINEAR: u8 = 11;
pub(crate) const TRANSPOSE: u8 = 32;
pub(crate) const SLICE: u8 = 33;
pub(crate) const RESHAPE: u8 = 34;
pub(crate) const CONCAT_ROWS: u8 = 35;
pub(crate) const CONCAT_COLS: u8 = 36;
pub(crate) const PERMUTE: u8 = 37;

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
    /// An optional operand is neither absent (0) nor present (1).
    #[error("an optional operand is marked {0} instead of 0 or 1")]
    OptionKind(u8),
    /// A mask is neither absent (0) nor by blocks (1) or cyclic (2).
    #[error("unknown mask kind {0}")]
    MaskKind(u8),
    /// The multiplier of a Softmax leaves 31 bits.
    #[error("the multiplier {0} of a Softmax is not below 2^31")]
    SoftmaxMult(u32),
    /// The order of a Permute does not name each of four dimensions once.
    #[error("the order of a Permute must name each of the dimensions 0 to 3 once")]
    Order,
    /// A shift is larger than 62.
    #[error("shift {0} is above 62")]
    Shift(u8),
    /// Bytes follow the descriptor.
    #[error("{0} bytes follow the descriptor")]
    Trailing(usize),
}

impl OpDesc {
    /// Reads a descriptor from exactly these bytes.
    ///
    /// # Errors
    ///
    /// [`DescError`] says what is malformed; bytes behind the descriptor are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, DescError> {
        let mut reader = Reader::new(bytes);
        let desc = Self::read(&mut reader)?;
        match reader.remaining() {
            0 => Ok(desc),
            more => Err(DescError::Trailing(more)),
        }
    }

    /// Reads one descriptor and leaves the reader behind it.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DescError> {
        let kind = reader.u8().ok_or(DescError::Truncated)?;
        if kind != KIND_OP {
            return Err(DescError::Kind(kind));
        }
        let opcode = reader.u8().ok_or(DescError::Truncated)?;
        if !matches!(opcode, MAT_MUL..=LINEAR | TRANSPOSE..=PERMUTE) {
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
                mx: mult(reader)?,
                my: mult(reader)?,
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
            LINEAR => Op::Linear {
                a: x,
                b: source(reader)?,
                bias: optional(reader)?,
                mult: mult(reader)?,
                shift: shift(reader)?,
                batch: u32(reader)?,
            },
            LAYER_NORM => Op::LayerNorm {
                x,
                gain: source(reader)?,
                bias: source(reader)?,
                eps: u32(reader)?,
                shift: shift(reader)?,
            },
            RMS_NORM => Op::RmsNorm {
                x,
                gain: source(reader)?,
                eps: u32(reader)?,
                shift: shift(reader)?,
            },
            SOFTMAX => Op::Softmax {
                x,
                table: source(reader)?,
                mask: mask(reader)?,
                mult: softmax_mult(reader)?,
                shift: shift(reader)?,
            },
            GATHER => Op::Gather {
                ids: x,
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
            PERMUTE => Op::View(View::Permute {
                x,
                dims: [u32(reader)?, u32(reader)?, u32(reader)?, u32(reader)?],
                order: order(reader)?,
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

fn optional(reader: &mut Reader<'_>) -> Result<Option<Source>, DescError> {
    match reader.u8().ok_or(DescError::Truncated)? {
        0 => Ok(None),
        1 => Ok(Some(source(reader)?)),
        unknown => Err(DescError::OptionKind(unknown)),
    }
}

fn mask(reader: &mut Reader<'_>) -> Result<Mask, DescError> {
    match reader.u8().ok_or(DescError::Truncated)? {
        0 => Ok(Mask::None),
        1 => Ok(Mask::Blocks(source(reader)?)),
        2 => Ok(Mask::Cycle(source(reader)?)),
        unknown => Err(DescError::MaskKind(unknown)),
    }
}

fn softmax_mult(reader: &mut Reader<'_>) -> Result<u32, DescError> {
    match u32(reader)? {
        mult if mult < 1 << 31 => Ok(mult),
        larger => Err(DescError::SoftmaxMult(larger)),
    }
}

fn order(reader: &mut Reader<'_>) -> Result<[u8; 4], DescError> {
    let order = *reader.array::<4>().ok_or(DescError::Truncated)?;
    let mut named = 0u8;
    for dim in order {
        named |= 1u8.checked_shl(u32::from(dim)).unwrap_or(0);
    }
    if named == 0b1111 {
        Ok(order)
    } else {
        Err(DescError::Order)
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
