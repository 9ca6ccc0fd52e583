//! The sums of a Linear, which nobody commits to, computed again from the operands on disk when they are asked for.

use std::ops::Range;

use assay_proof::{put_sum, DType, Mult, Op, OpDesc, Shape, Source, Tensor};

use super::operands::{OperandError, Operands, Place};
use crate::backend::{Backend, BackendError};
use crate::cpu::CpuBackend;

/// Bytes of sums computed at a time.
const CHUNK: u64 = 4 << 20;

/// One Linear whose sums can be computed.
pub(super) struct Sums {
    desc: OpDesc,
    a: Place,
    b: Place,
    batch: u32,
    /// The right operand, when it is one block: read once.
    right: Option<Tensor>,
}

/// Why sums cannot be computed: for the operator's log.
#[derive(Debug, thiserror::Error)]
pub(super) enum SumsError {
    #[error(transparent)]
    Operand(#[from] OperandError),
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Sums {
    /// `None` for an op that is no Linear.
    pub(super) fn of(operands: &Operands, op: usize) -> Result<Option<Self>, SumsError> {
        let desc = operands.spec.ops[op];
        let Op::Linear { a, b, batch, .. } = desc.op else {
            return Ok(None);
        };
        let (a, b) = (operands.place(a)?, operands.place(b)?);
        let right = if batch == 1 { Some(b.all()?) } else { None };
        Ok(Some(Self {
            desc,
            a,
            b,
            batch,
            right,
        }))
    }

    /// Bytes of all sums.
    pub(super) fn bytes(&self) -> u64 {
        self.desc.shape.elements() * DType::I32.size() as u64
    }

    /// Bytes of the sums of one row.
    pub(super) fn row_bytes(&self) -> u64 {
        u64::from(self.desc.shape.cols) * DType::I32.size() as u64
    }

    /// The rows to compute at once, from `start` on and none from `end` on.
    pub(super) fn chunk(&self, start: u32, end: u32) -> Range<u32> {
        let most = (CHUNK / self.row_bytes()).clamp(1, u64::from(u32::MAX)) as u32;
        start..end.min(start.saturating_add(most))
    }

    /// The sums of rows `rows`, little-endian.
    pub(super) fn rows(&self, rows: Range<u32>) -> Result<Vec<u8>, SumsError> {
        let (block, cols) = (self.desc.shape.rows / self.batch, self.desc.shape.cols);
        let mut sums = Vec::with_capacity(((rows.end - rows.start) as u64 * self.row_bytes()) as usize);
        let mut start = rows.start;
        while start < rows.end {
            let n = start / block;
            // Whole blocks are computed in one product, parts of one by themselves.
            let whole = if start == n * block {
                (rows.end - start) / block
            } else {
                0
            };
            let (blocks, end) = match whole {
                0 => (1, rows.end.min((n + 1) * block)),
                whole => (whole, start + whole * block),
            };
            let a = self.a.rows(start..end)?;
            let read;
            let b = match &self.right {
                Some(right) => right,
                None => {
                    read = self.b.rows(n * cols..(n + blocks) * cols)?;
                    &read
                }
            };
            let op = Op::MatMul {
                a: Source::Input(0),
                b: Source::Input(1),
                batch: blocks,
            };
            let shape = Shape::new(DType::I32, end - start, cols);
            let product = CpuBackend::new().run(&op, shape, &[&a, b])?;
            sums.extend_from_slice(product.data());
            start = end;
        }
        Ok(sums)
    }

    /// The sums of these rows, each as [`put_sum`] writes it.
    pub(super) fn compact(&self, operands: &Operands, op: usize, rows: &[u32]) -> Result<Vec<u8>, SumsError> {
        let Op::Linear {
            bias, mult, shift, ..
        } = self.desc.op
        else {
            unreachable!("made of a Linear");
        };
        let constants = |source: Option<Source>| -> Result<Option<Tensor>, SumsError> {
            let place = source.map(|source| operands.place(source)).transpose()?;
            Ok(place.map(|place| place.all()).transpose()?)
        };
        let (bias, mults) = (constants(bias)?, constants(mult.source())?);
        let at = |row: &Option<Tensor>, j: usize| row.as_ref().map(|row| row.get(0, j));
        let result = operands.place(Source::Op(op as u16))?;
        let mut bytes = Vec::new();
        for &i in rows {
            let (claimed, sums) = (result.rows(i..i + 1)?, self.rows(i..i + 1)?);
            let (sums, _) = sums.as_chunks::<4>();
            for (j, sum) in sums.iter().enumerate() {
                let mult = match mult {
                    Mult::Scalar(mult) => mult,
                    Mult::PerColumn(_) => at(&mults, j).unwrap_or_default(),
                };
                let scale = (at(&bias, j).unwrap_or_default(), mult);
                put_sum(
                    &mut bytes,
                    i32::from_le_bytes(*sum),
                    claimed.get(0, j),
                    scale,
                    shift,
                );
            }
        }
        Ok(bytes)
    }
}
