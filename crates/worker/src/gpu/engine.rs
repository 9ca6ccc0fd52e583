//! Running operators on a device: what is uploaded, which kernel runs over which piece, what is kept there, and what
//! happens when the device fails.

mod moves;
mod products;
mod rows;

use assay_proof::{check_ids, eval, DType, EvalError, Hash, Op, Shape, Tensor};

use super::device::{Device, Fault, Launch, Layout};
use super::held::Held;
use crate::backend::{Backend as _, BackendError, Computed, Operand, TensorId};
use crate::cpu::CpuBackend;

/// A device and what it holds.
pub(super) struct Engine<D: Device> {
    device: D,
    /// The device is gone; it is opened again before the next op.
    lost: bool,
    held: Held<D::Buffer>,
    /// Moves what does not fit a buffer.
    cpu: CpuBackend,
    /// Bytes that one buffer may hold.
    buffer_bytes: u64,
}

/// Why an op has no result.
enum Failure {
    Fault(Fault),
    /// The definition has no result for these operands.
    Undefined,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// One op to run.
struct Call<'a> {
    op: &'a Op,
    out: Shape,
    operands: &'a [Operand<'a>],
    /// Name of the result, if it is to be held.
    result: Option<TensorId>,
}

impl Call<'_> {
    fn shape(&self, operand: usize) -> Shape {
        self.operands[operand].tensor.shape()
    }
}

/// A result's bytes, and its root where the device has hashed it.
struct Bytes {
    data: Vec<u8>,
    root: Option<Hash>,
}

impl<D: Device> Engine<D> {
    pub(super) fn new(device: D) -> Self {
        let buffer_bytes = device.buffer_bytes();
        Self {
            device,
            lost: false,
            held: Held::new(),
            cpu: CpuBackend::new(),
            buffer_bytes,
        }
    }

    /// Limits the size of one buffer, so that tests see tensors cut in pieces.
    #[cfg(test)]
    pub(super) fn set_buffer_bytes(&mut self, bytes: u64) {
        self.buffer_bytes = bytes;
    }

    /// The device's own name.
    pub(super) fn name(&self) -> &str {
        self.device.name()
    }

    #[cfg(any(test, feature = "cuda"))]
    pub(super) const fn device(&self) -> &D {
        &self.device
    }

    /// Runs `op` with operands that nothing is remembered of.
    pub(super) fn run_unnamed(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[&Tensor],
    ) -> Result<Tensor, BackendError> {
        let operands = operands.iter().map(|&tensor| Operand { tensor, id: None });
        let operands: Vec<Operand<'_>> = operands.collect();
        Ok(self.run(op, out, &operands, None)?.tensor)
    }

    /// Runs `op`, see [`Backend`](crate::Backend).
    pub(super) fn run(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[Operand<'_>],
        result: Option<TensorId>,
    ) -> Result<Computed, BackendError> {
        let mut shapes: Vec<Shape> = operands.iter().map(|operand| operand.tensor.shape()).collect();
        op.check_shapes(&shapes, out).map_err(EvalError::from)?;
        if let Op::Gather { .. } = op {
            check_ids(operands[0].tensor, shapes[1].rows)?;
        }
        shapes.push(out);
        let moves = matches!(op, Op::Gather { .. } | Op::View(_));
        if moves && !shapes.iter().all(|&shape| self.fits(shape)) {
            // A device could only carry every byte there and back; the processor has them in its memory.
            let tensors: Vec<&Tensor> = operands.iter().map(|operand| operand.tensor).collect();
            return Ok(Computed::of(self.cpu.run(op, out, &tensors)?));
        }
        self.reopen()?;
        let call = Call {
            op,
            out,
            operands,
            result,
        };
        let ran = match self.compute(&call) {
            // What is held is only there to save time.
            Err(Failure::Fault(Fault::Memory(_))) if !self.held.is_empty() => {
                self.held.clear();
                self.compute(&call)
            }
            ran => ran,
        };
        match ran {
            Ok(Bytes { data, root }) => Ok(Computed {
                tensor: Tensor::new(out, data)?,
                root,
            }),
            Err(Failure::Fault(fault)) => Err(self.failed(op.name(), fault)),
            // The reference knows the words for it.
            Err(Failure::Undefined) => {
                let tensors: Vec<&Tensor> = operands.iter().map(|operand| operand.tensor).collect();
                Ok(Computed::of(eval(op, out, &tensors)?))
            }
        }
    }

    /// Opens the device again if it was lost.
    pub(super) fn reopen(&mut self) -> Result<(), BackendError> {
        if self.lost {
            self.device = self.device.reopen()?;
            self.lost = false;
        }
        Ok(())
    }

    /// Drops what is held under this name.
    pub(super) fn release(&mut self, id: TensorId) {
        self.held.remove(id);
    }

    /// What to say of a fault in `op`; nothing of a lost device is used again.
    pub(super) fn failed(&mut self, op: &'static str, fault: Fault) -> BackendError {
        let adapter = self.device.name().to_owned();
        match fault {
            Fault::Lost(reason) => {
                self.lost = true;
                self.held.clear();
                BackendError::Lost { adapter, op, reason }
            }
            Fault::Memory(reason) => BackendError::Memory { adapter, op, reason },
            Fault::Refused(reason) => BackendError::Device { adapter, op, reason },
        }
    }

    fn compute(&mut self, call: &Call<'_>) -> Result<Bytes, Failure> {
        match *call.op {
            Op::MatMul { batch, .. } => Ok(self.product(call, batch as usize, None)?),
            Op::Linear {
                bias,
                mult,
                shift,
                batch,
                ..
            } => {
                let epilogue = products::Epilogue::new(call, bias.is_some(), mult, shift);
                Ok(self.product(call, batch as usize, Some(epilogue))?)
            }
            Op::Gather { .. } => Ok(self.gather(call)?),
            Op::View(view) => Ok(self.view(call, view)?),
            Op::AddBias { .. } => self.by_rows(call, &rows::add_bias(call)),
            Op::Requant { mult, shift, .. } => self.by_rows(call, &rows::requant(call, mult, shift)),
            Op::Add { mx, my, shift, .. } => self.by_rows(call, &rows::add(call, mx, my, shift)),
            Op::Mul { mult, shift, .. } => self.by_rows(call, &rows::mul(call, mult, shift)),
            Op::Lut { .. } => self.by_rows(call, &rows::lut(call)),
            Op::LayerNorm { eps, shift, .. } => self.by_rows(call, &rows::norm(call, true, eps, shift)),
            Op::RmsNorm { eps, shift, .. } => self.by_rows(call, &rows::norm(call, false, eps, shift)),
            Op::Softmax {
                mask, mult, shift, ..
            } => self.by_rows(call, &rows::softmax(call, mask, mult, shift)),
        }
    }

    /// How `rows` rows of a tensor of this shape lie on the device.
    fn layout(&self, shape: Shape, rows: usize) -> Layout {
        Layout::of(shape, rows, D::ROW_ALIGN)
    }

    fn whole(&self, shape: Shape) -> Layout {
        self.layout(shape, shape.rows as usize)
    }

    /// Whether a tensor of this shape can be held in one buffer.
    fn fits(&self, shape: Shape) -> bool {
        self.whole(shape).bytes() as u64 <= self.buffer_bytes
    }

    /// A whole operand, from the device if it is held there.
    fn operand(&mut self, operand: &Operand<'_>) -> Result<(Layout, D::Buffer), Fault> {
        let layout = self.whole(operand.tensor.shape());
        if let Some(held) = operand.id.and_then(|id| self.held.get(id)) {
            return Ok((layout, held));
        }
        let buffer = self.device.upload(layout, operand.tensor.data())?;
        if let Some(id) = operand.id {
            self.held
                .put(id, layout, buffer.clone(), self.device.held_bytes());
        }
        Ok((layout, buffer))
    }

    /// `rows` rows from row `first` of an operand.
    fn part(&self, tensor: &Tensor, first: usize, rows: usize) -> Result<(Layout, D::Buffer), Fault> {
        let layout = self.layout(tensor.shape(), rows);
        let bytes = tensor.shape().row_bytes();
        let data = &tensor.data()[first * bytes..][..rows * bytes];
        Ok((layout, self.device.upload(layout, data)?))
    }

    /// A row of one value.
    fn value(&self, value: i32) -> Result<(Layout, D::Buffer), Fault> {
        let layout = self.layout(Shape::new(DType::I32, 1, 1), 1);
        let buffer = self.device.upload(layout, &value.to_le_bytes())?;
        Ok((layout, buffer))
    }

    /// Runs a kernel and fetches its result, rows as in a tensor.
    fn run_kernel(&self, launch: &Launch<'_, D::Buffer>) -> Result<(D::Buffer, Vec<u8>), Fault> {
        let buffer = self.device.launch(launch)?;
        let bytes = self.device.download(launch.out, &buffer)?;
        Ok((buffer, tight(launch.out, bytes)))
    }

    /// As [`Self::run_kernel`], of a kernel that gives the whole result: it is hashed, and held.
    fn run_whole(&mut self, call: &Call<'_>, launch: &Launch<'_, D::Buffer>) -> Result<Bytes, Fault> {
        let (buffer, data) = self.run_kernel(launch)?;
        let mut root = None;
        if let Some(id) = call.result {
            root = self.device.root(launch.out, &buffer)?;
            self.held.put(id, launch.out, buffer, self.device.held_bytes());
        }
        Ok(Bytes { data, root })
    }
}

/// A tensor's bytes from those of a device, without what fills up the rows.
fn tight(layout: Layout, mut bytes: Vec<u8>) -> Vec<u8> {
    let (pitch, row) = (layout.pitch, layout.row_bytes());
    if pitch != row {
        for at in 1..layout.rows {
            bytes.copy_within(at * pitch..at * pitch + row, at * row);
        }
        bytes.truncate(layout.rows * row);
    }
    bytes
}
