//! Views and Gather: elements move, none changes.
//!
//! They run on the device, where the operand mostly is already and the result is needed next.

use assay_proof::View;

use super::{Bytes, Call, Engine};
use crate::gpu::device::{Device, Fault, Grid, Kernel, Launch};
use crate::gpu::params::{Concat, Gather, Params as _, Stride};

impl<D: Device> Engine<D> {
    /// A Gather whose ids were checked and whose tensors each fit a buffer.
    pub(super) fn gather(&mut self, call: &Call<'_>) -> Result<Bytes, Fault> {
        let [ids, table] = call.operands else {
            unreachable!("the operands were counted")
        };
        let ids = self.operand(ids)?;
        let table = self.operand(table)?;
        let out = self.whole(call.out);
        let params = Gather {
            rows: out.rows as u32,
            out_pitch: out.pitch_words(),
            ids_cols: ids.0.cols as u32,
            ids_pitch: ids.0.pitch_words(),
        };
        let launch = Launch {
            kernel: Kernel::Gather,
            params: params.words(),
            operands: &[&ids.1, &table.1],
            out,
            grid: Grid::Words,
        };
        self.run_whole(call, &launch)
    }

    /// A view whose tensors each fit a buffer.
    pub(super) fn view(&mut self, call: &Call<'_>, view: View) -> Result<Bytes, Fault> {
        let (x, out) = (call.shape(0), call.out);
        let [x_rows, x_cols] = [x.rows, x.cols];
        let (dims, strides, offset) = match view {
            View::Transpose { .. } => ([1, 1, x_cols, x_rows], [0, 0, 1, x_cols], 0),
            View::Slice { row, col, .. } => {
                ([1, 1, out.rows, out.cols], [0, 0, x_cols, 1], row * x_cols + col)
            }
            View::Reshape { .. } if self.is_tight(call) => return self.reshape(call),
            View::Reshape { .. } => ([1, 1, 1, x.elements() as u32], [0, 0, 0, 1], 0),
            View::Permute { dims, order, .. } => {
                let strides = [dims[1] * dims[2] * dims[3], dims[2] * dims[3], dims[3], 1];
                let order = order.map(usize::from);
                (order.map(|d| dims[d]), order.map(|d| strides[d]), 0)
            }
            View::ConcatRows { .. } => return self.concat(call, (x_rows, u32::MAX), (x_rows, 0)),
            View::ConcatCols { .. } => return self.concat(call, (u32::MAX, x_cols), (0, x_cols)),
        };
        let (layout, buffer) = self.operand(&call.operands[0])?;
        let out = self.whole(out);
        let params = Stride {
            dims,
            strides,
            offset,
            rows: out.rows as u32,
            cols: out.cols as u32,
            out_pitch: out.pitch_words(),
            x_cols,
            x_pitch: layout.pitch_words(),
            wide: layout.wide(),
        };
        let launch = Launch {
            kernel: Kernel::Stride,
            params: params.words(),
            operands: &[&buffer],
            out,
            grid: Grid::Words,
        };
        self.run_whole(call, &launch)
    }

    fn concat(&mut self, call: &Call<'_>, split: (u32, u32), y_at: (u32, u32)) -> Result<Bytes, Fault> {
        let x = self.operand(&call.operands[0])?;
        let y = self.operand(&call.operands[1])?;
        let out = self.whole(call.out);
        let params = Concat {
            rows: out.rows as u32,
            cols: out.cols as u32,
            out_pitch: out.pitch_words(),
            wide: out.wide(),
            x_pitch: x.0.pitch_words(),
            y_pitch: y.0.pitch_words(),
            split_row: split.0,
            split_col: split.1,
            y_row: y_at.0,
            y_col: y_at.1,
        };
        let launch = Launch {
            kernel: Kernel::Concat,
            params: params.words(),
            operands: &[&x.1, &y.1],
            out,
            grid: Grid::Words,
        };
        self.run_whole(call, &launch)
    }

    /// A Reshape between rows that nothing fills up changes no byte: the result is the operand's memory.
    fn reshape(&mut self, call: &Call<'_>) -> Result<Bytes, Fault> {
        let x = &call.operands[0];
        let held = x.id.and_then(|id| self.held.get(id));
        if let (Some(buffer), Some(id)) = (held, call.result) {
            let layout = self.whole(call.out);
            self.held.put(id, layout, buffer, self.device.held_bytes());
        }
        Ok(Bytes {
            data: x.tensor.data().to_vec(),
            root: None,
        })
    }

    fn is_tight(&self, call: &Call<'_>) -> bool {
        let tight = |shape| self.layout(shape, 1).pitch == self.layout(shape, 1).row_bytes();
        tight(call.shape(0)) && tight(call.out)
    }
}
