//! MatMul and Linear: products cut into [`pieces`] where they do not fit.

use assay_proof::Mult;

use super::rows::Part;
use super::{Bytes, Call, Engine};
use crate::gpu::device::{Device, Fault, Grid, Kernel, Launch, WORD};
use crate::gpu::params::{Params as _, Product};
use crate::gpu::pieces::{pieces, Piece};

/// What a Linear does with its sums.
pub(super) struct Epilogue {
    bias: Part,
    bias_step: u32,
    mult: Part,
    mult_step: u32,
    shift: u8,
}

impl Epilogue {
    pub(super) fn new(call: &Call<'_>, biased: bool, mult: Mult, shift: u8) -> Self {
        let mut rows = 2..call.operands.len();
        let (bias, bias_step) = if biased {
            (Part::All(rows.next().expect("the operands were counted")), 1)
        } else {
            (Part::Value(0), 0)
        };
        let (mult, mult_step) = Part::multipliers(mult, &mut rows);
        Self {
            bias,
            bias_step,
            mult,
            mult_step,
            shift,
        }
    }
}

impl<D: Device> Engine<D> {
    pub(super) fn product(
        &mut self,
        call: &Call<'_>,
        batch: usize,
        epilogue: Option<Epilogue>,
    ) -> Result<Bytes, Fault> {
        let (a, b) = (call.operands[0].tensor, call.operands[1].tensor);
        let (m, n) = (a.shape().rows as usize / batch, b.shape().rows as usize / batch);
        let k = self.layout(a.shape(), 1).pitch;
        let size = call.out.dtype.size();
        let pieces = pieces(batch, m, n, k, D::ROW_ALIGN, self.buffer_bytes);
        let single = pieces.len() == 1;
        let mut data = vec![0u8; if single { 0 } else { call.out.bytes() as usize }];
        for Piece { blocks, rows, cols } in pieces {
            // A piece is whole blocks, or a rectangle of one block.
            let first = blocks.start * m + rows.start;
            let (left, right) = if single {
                (self.operand(&call.operands[0])?, self.operand(&call.operands[1])?)
            } else {
                (
                    self.part(a, first, blocks.len() * rows.len())?,
                    self.part(b, blocks.start * n + cols.start, blocks.len() * cols.len())?,
                )
            };
            let mut buffers = vec![left.1, right.1];
            let mut params = Product {
                m: rows.len() as u32,
                n: cols.len() as u32,
                words: left.0.pitch_words(),
                out_pitch: 0,
                out_wide: 0,
                shift: 0,
                bias_step: 0,
                mult_step: 0,
            };
            let mut kernel = Kernel::MatMul;
            if let Some(epilogue) = &epilogue {
                kernel = Kernel::Linear;
                params.shift = epilogue.shift.into();
                (params.bias_step, params.mult_step) = (epilogue.bias_step, epilogue.mult_step);
                for part in [epilogue.bias, epilogue.mult] {
                    buffers.push(self.columns(call, part, single, cols.start, cols.len())?);
                }
            }
            let mut shape = call.out;
            shape.cols = cols.len() as u32;
            let out = self.layout(shape, blocks.len() * rows.len());
            (params.out_pitch, params.out_wide) = (out.pitch_words(), out.wide());
            let launch = Launch {
                kernel,
                params: params.words(),
                operands: &buffers.iter().collect::<Vec<_>>(),
                out,
                grid: Grid::Tiles {
                    blocks: blocks.len(),
                    m: rows.len(),
                    n: cols.len(),
                    k,
                },
            };
            if single {
                return self.run_whole(call, &launch);
            }
            let (_, result) = self.run_kernel(&launch)?;
            let width = cols.len() * size;
            for (row, values) in result.chunks_exact(width).enumerate() {
                let at = ((first + row) * n + cols.start) * size;
                data[at..at + width].copy_from_slice(values);
            }
        }
        Ok(Bytes { data, root: None })
    }

    /// Columns of a row of biases or multipliers.
    fn columns(
        &mut self,
        call: &Call<'_>,
        part: Part,
        whole: bool,
        first: usize,
        cols: usize,
    ) -> Result<D::Buffer, Fault> {
        let buffer = match part {
            Part::Value(value) => self.value(value)?,
            Part::All(n) | Part::Same(n) | Part::Mask(n, _) if whole => self.operand(&call.operands[n])?,
            Part::All(n) | Part::Same(n) | Part::Mask(n, _) => {
                let row = call.operands[n].tensor;
                let mut shape = row.shape();
                shape.cols = cols as u32;
                let layout = self.layout(shape, 1);
                let data = &row.data()[first * WORD..][..cols * WORD];
                (layout, self.device.upload(layout, data)?)
            }
        };
        Ok(buffer.1)
    }
}
