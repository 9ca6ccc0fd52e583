//! Operators whose result's rows need only the same rows of some operands: tensors too large for a buffer are cut
//! between rows.

use core::ops::Range;

use assay_proof::{Mask, Mult};
use bytemuck::Zeroable;

use super::{Bytes, Call, Engine, Failure};
use crate::gpu::device::{Device, Grid, Kernel, Launch, Layout, PARAMS};
use crate::gpu::params::{Elements, Params as _, Rows};
use crate::gpu::pieces::cut;

/// An operand of a kernel.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The rows of the operand at this position that the result's rows need.
    Same(usize),
    /// All of the operand at this position.
    All(usize),
    /// One value.
    Value(i32),
    /// Rows of the mask at this position.
    Mask(usize, Mask),
}

impl Part {
    /// Multipliers: the operand that `rows` gives, or one value. With the step from one column's to the next.
    pub(super) fn multipliers(mult: Mult, rows: &mut impl Iterator<Item = usize>) -> (Self, u32) {
        match mult {
            Mult::Scalar(value) => (Self::Value(value), 0),
            Mult::PerColumn(_) => (Self::All(rows.next().expect("the operands were counted")), 1),
        }
    }
}

/// What a kernel is to do for each piece.
pub(super) struct Plan {
    kernel: Kernel,
    grid: Grid,
    parts: Vec<Part>,
    params: Given,
}

/// Parameters but for layouts and the mask's rows.
enum Given {
    Elements(Elements),
    Rows(Rows),
}

impl Plan {
    fn elements(kernel: Kernel, parts: Vec<Part>, params: Elements) -> Self {
        Self {
            kernel,
            grid: Grid::Words,
            parts,
            params: Given::Elements(params),
        }
    }

    fn rows(kernel: Kernel, parts: Vec<Part>, params: Rows) -> Self {
        Self {
            kernel,
            grid: Grid::Rows,
            parts,
            params: Given::Rows(params),
        }
    }
}

pub(super) fn add_bias(call: &Call<'_>) -> Plan {
    let params = Elements {
        cols: call.out.cols,
        ..Zeroable::zeroed()
    };
    Plan::elements(Kernel::AddBias, vec![Part::Same(0), Part::All(1)], params)
}

pub(super) fn requant(call: &Call<'_>, mult: Mult, shift: u8) -> Plan {
    let (mult, x_step) = Part::multipliers(mult, &mut (1..));
    let params = Elements {
        cols: call.out.cols,
        shift: shift.into(),
        x_step,
        ..Zeroable::zeroed()
    };
    Plan::elements(Kernel::Requant, vec![Part::Same(0), mult], params)
}

pub(super) fn add(call: &Call<'_>, mx: Mult, my: Mult, shift: u8) -> Plan {
    let mut rows = 2..;
    let (mx, x_step) = Part::multipliers(mx, &mut rows);
    let (my, y_step) = Part::multipliers(my, &mut rows);
    let params = Elements {
        cols: call.out.cols,
        shift: shift.into(),
        x_step,
        y_step,
        ..Zeroable::zeroed()
    };
    Plan::elements(Kernel::Add, vec![Part::Same(0), Part::Same(1), mx, my], params)
}

pub(super) fn mul(call: &Call<'_>, mult: i32, shift: u8) -> Plan {
    let params = Elements {
        cols: call.out.cols,
        mult,
        shift: shift.into(),
        ..Zeroable::zeroed()
    };
    Plan::elements(Kernel::Mul, vec![Part::Same(0), Part::Same(1)], params)
}

pub(super) fn lut(call: &Call<'_>) -> Plan {
    let params = Elements {
        cols: call.out.cols,
        ..Zeroable::zeroed()
    };
    Plan::elements(Kernel::Lut, vec![Part::Same(0), Part::All(1)], params)
}

/// A LayerNorm when `centred`, else a RmsNorm, which has no bias.
pub(super) fn norm(call: &Call<'_>, centred: bool, eps: u32, shift: u8) -> Plan {
    let bias = if centred { Part::All(2) } else { Part::Value(0) };
    let params = Rows {
        cols: call.out.cols,
        shift: shift.into(),
        eps,
        centred: centred.into(),
        ..Zeroable::zeroed()
    };
    Plan::rows(Kernel::Norm, vec![Part::Same(0), Part::All(1), bias], params)
}

pub(super) fn softmax(call: &Call<'_>, mask: Mask, mult: u32, shift: u8) -> Plan {
    let mut parts = vec![Part::Same(0), Part::All(1)];
    let (mut mask_divisor, mut mask_modulus) = (1, u32::MAX);
    if mask.source().is_some() {
        parts.push(Part::Mask(2, mask));
        match mask {
            Mask::Cycle(_) => mask_modulus = call.shape(2).rows,
            Mask::Blocks(_) | Mask::None => mask_divisor = call.out.rows / call.shape(2).rows,
        }
    }
    let params = Rows {
        cols: call.out.cols,
        shift: shift.into(),
        mult,
        masked: mask.source().is_some().into(),
        mask_divisor,
        mask_modulus,
        ..Zeroable::zeroed()
    };
    Plan::rows(Kernel::Softmax, parts, params)
}

impl<D: Device> Engine<D> {
    pub(super) fn by_rows(&mut self, call: &Call<'_>, plan: &Plan) -> Result<Bytes, Failure> {
        let pieces = self.row_pieces(call, plan);
        let mut data = Vec::new();
        for rows in &pieces {
            let (mut layouts, mut buffers) = (Vec::new(), Vec::new());
            let mut mask_first = 0;
            for &part in &plan.parts {
                let (layout, buffer) = match part {
                    Part::Same(n) if pieces.len() > 1 => {
                        self.part(call.operands[n].tensor, rows.start, rows.len())?
                    }
                    Part::Same(n) | Part::All(n) => self.operand(&call.operands[n])?,
                    Part::Value(value) => self.value(value)?,
                    Part::Mask(n, _) if self.fits(call.shape(n)) => self.operand(&call.operands[n])?,
                    Part::Mask(n, mask) => {
                        let tensor = call.operands[n].tensor;
                        let row = |i: usize| mask.row(i as u32, call.out.rows, tensor.shape().rows) as usize;
                        let (first, last) = (row(rows.start), row(rows.end - 1));
                        mask_first = first;
                        self.part(tensor, first, last - first + 1)?
                    }
                };
                layouts.push(layout);
                buffers.push(buffer);
            }
            let out = self.layout(call.out, rows.len());
            let launch = Launch {
                kernel: plan.kernel,
                params: plan.params.words(rows.start, mask_first, &layouts, out),
                operands: &buffers.iter().collect::<Vec<_>>(),
                out,
                grid: plan.grid,
            };
            let ran = if pieces.len() == 1 {
                self.run_whole(call, &launch)?
            } else {
                let (_, data) = self.run_kernel(&launch)?;
                Bytes { data, root: None }
            };
            if plan.kernel == Kernel::AddBias && self.device.take_status()? {
                if let Some(id) = call.result {
                    self.held.remove(id);
                }
                return Err(Failure::Undefined);
            }
            if pieces.len() == 1 {
                return Ok(ran);
            }
            data.extend_from_slice(&ran.data);
        }
        Ok(Bytes { data, root: None })
    }

    /// Rows of the result that are computed together.
    fn row_pieces(&self, call: &Call<'_>, plan: &Plan) -> Vec<Range<usize>> {
        let same = plan.parts.iter().filter_map(|part| match part {
            Part::Same(n) => Some(call.shape(*n)),
            Part::All(_) | Part::Value(_) | Part::Mask(..) => None,
        });
        let widest = same
            .chain([call.out])
            .map(|shape| self.layout(shape, 1).pitch as u64)
            .max()
            .expect("there is a result");
        let rows = call.out.rows as usize;
        // A row always fits: devices whose buffers are smaller than the longest row are not opened.
        let step = ((self.buffer_bytes / widest).max(1) as usize).min(rows);
        // A piece must not need the end and then the beginning of a mask that is given in parts.
        let cycle = plan.parts.iter().find_map(|part| match *part {
            Part::Mask(n, Mask::Cycle(_)) if !self.fits(call.shape(n)) => Some(call.shape(n).rows as usize),
            _ => None,
        });
        let cycle = cycle.unwrap_or(rows);
        (0..rows)
            .step_by(cycle)
            .flat_map(|start| cut(cycle, step.min(cycle)).map(move |r| start + r.start..start + r.end))
            .collect()
    }
}

impl Given {
    fn words(&self, first: usize, mask_first: usize, layouts: &[Layout], out: Layout) -> [u32; PARAMS] {
        let (x, last) = (layouts[0], layouts[layouts.len() - 1]);
        match *self {
            Self::Elements(given) => Elements {
                rows: out.rows as u32,
                out_pitch: out.pitch_words(),
                out_wide: out.wide(),
                x_pitch: x.pitch_words(),
                x_wide: x.wide(),
                y_pitch: layouts[1].pitch_words(),
                ..given
            }
            .words(),
            Self::Rows(given) => Rows {
                rows: out.rows as u32,
                out_pitch: out.pitch_words(),
                x_pitch: x.pitch_words(),
                x_wide: x.wide(),
                mask_pitch: last.pitch_words(),
                first: first as u32,
                mask_first: mask_first as u32,
                ..given
            }
            .words(),
        }
    }
}
