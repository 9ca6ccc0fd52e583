//! Writes the canonical bytes that [`crate::codec`] reads.

use crate::codec::*;
use crate::hash::Hash;
use crate::op::{Mask, Mult, Op, OpDesc, Source, View};
use crate::shape::Shape;
use alloc::vec::Vec;

/// An input's descriptor.
pub(crate) fn input_bytes(shape: &Shape) -> Vec<u8> {
    Writer(Vec::new()).put(&[KIND_INPUT]).put(&shape.to_bytes()).0
}

/// A weight's descriptor.
pub(crate) fn weight_bytes(shape: &Shape, root: &Hash) -> Vec<u8> {
    let head = Writer(Vec::new()).put(&[KIND_WEIGHT]);
    head.put(&shape.to_bytes()).put(root).0
}

struct Writer(Vec<u8>);

impl Writer {
    fn put(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
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

    fn optional(self, source: Option<Source>) -> Self {
        match source {
            None => self.put(&[0]),
            Some(source) => self.put(&[1]).source(source),
        }
    }

    fn mult(self, mult: Mult) -> Self {
        match mult {
            Mult::Scalar(mult) => self.put(&[0]).i32(mult),
            Mult::PerColumn(mult) => self.put(&[1]).source(mult),
        }
    }

    fn mask(self, mask: Mask) -> Self {
        match mask {
            Mask::None => self.put(&[0]),
            Mask::Blocks(mask) => self.put(&[1]).source(mask),
            Mask::Cycle(mask) => self.put(&[2]).source(mask),
        }
    }

    fn i32(self, value: i32) -> Self {
        self.put(&value.to_le_bytes())
    }

    fn u32(self, value: u32) -> Self {
        self.put(&value.to_le_bytes())
    }
}

impl OpDesc {
    /// Canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let start = |opcode: u8| {
            let head = Writer(Vec::new()).put(&[KIND_OP, opcode]);
            head.put(&self.shape.to_bytes())
        };
        match self.op {
            Op::MatMul { a, b, batch } => start(MAT_MUL).source(a).source(b).u32(batch),
            Op::AddBias { x, bias } => start(ADD_BIAS).source(x).source(bias),
            Op::Requant { x, mult, shift } => start(REQUANT).source(x).mult(mult).put(&[shift]),
            Op::Add { x, y, mx, my, shift } => {
                let head = start(ADD).source(x).source(y);
                head.mult(mx).mult(my).put(&[shift])
            }
            Op::Mul { x, y, mult, shift } => start(MUL).source(x).source(y).i32(mult).put(&[shift]),
            Op::Lut { x, table } => start(LUT).source(x).source(table),
            Op::Linear {
                a,
                b,
                bias,
                mult,
                shift,
                batch,
            } => {
                let head = start(LINEAR).source(a).source(b);
                head.optional(bias).mult(mult).put(&[shift]).u32(batch)
            }
            Op::LayerNorm {
                x,
                gain,
                bias,
                eps,
                shift,
            } => {
                let head = start(LAYER_NORM).source(x).source(gain).source(bias);
                head.u32(eps).put(&[shift])
            }
            Op::RmsNorm { x, gain, eps, shift } => {
                start(RMS_NORM).source(x).source(gain).u32(eps).put(&[shift])
            }
            Op::Softmax {
                x,
                table,
                mask,
                mult,
                shift,
            } => {
                let head = start(SOFTMAX).source(x).source(table);
                head.mask(mask).u32(mult).put(&[shift])
            }
            Op::Gather { ids, table } => start(GATHER).source(ids).source(table),
            Op::View(View::Permute { x, dims, order }) => {
                let head = dims.into_iter().fold(start(PERMUTE).source(x), Writer::u32);
                head.put(&order)
            }
            Op::View(View::Transpose { x }) => start(TRANSPOSE).source(x),
            Op::View(View::Slice { x, row, col }) => start(SLICE).source(x).u32(row).u32(col),
            Op::View(View::Reshape { x }) => start(RESHAPE).source(x),
            Op::View(View::ConcatRows { x, y }) => start(CONCAT_ROWS).source(x).source(y),
            Op::View(View::ConcatCols { x, y }) => start(CONCAT_COLS).source(x).source(y),
        }
        .0
    }
}
