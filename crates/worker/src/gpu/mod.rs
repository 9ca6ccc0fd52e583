//! The graphics backend: MatMul on any adapter with Vulkan, Metal or DX12.
//!
//! MatMul is where the time goes; the other operators touch each element once, would cost more to
//! carry to the device than to compute, and therefore run on the processor, inside this backend.

mod device;
mod pieces;

use assay_proof::{EvalError, Op, Shape, Tensor};

use crate::backend::{Backend, BackendError};
use crate::cpu::CpuBackend;
use device::{Device, Product};
use pieces::{pieces, Piece};

/// Runs MatMul on a graphics adapter and the other operators on the processor.
pub struct WgpuBackend {
    device: Device,
    cpu: CpuBackend,
    /// Bytes that one buffer may hold.
    buffer_bytes: u64,
}

impl WgpuBackend {
    /// Opens the most powerful adapter of this machine, software ones included.
    ///
    /// # Errors
    ///
    /// [`BackendError::NoAdapter`] or [`BackendError::NoDevice`].
    pub fn new() -> Result<Self, BackendError> {
        let device = Device::open()?;
        let buffer_bytes = device.buffer_bytes();
        Ok(Self {
            device,
            cpu: CpuBackend::new(),
            buffer_bytes,
        })
    }

    /// Limits the size of one buffer, so that tests see products cut in pieces.
    #[cfg(test)]
    fn with_buffer_bytes(mut self, bytes: u64) -> Self {
        self.buffer_bytes = bytes;
        self
    }

    fn matmul(&self, a: &Tensor, b: &Tensor, batch: usize, out: Shape) -> Result<Tensor, BackendError> {
        let k = a.shape().cols as usize;
        let (m, n) = (a.shape().rows as usize / batch, b.shape().rows as usize / batch);
        let mut data = vec![0u8; out.bytes() as usize];
        for piece in pieces(batch, m, n, k.next_multiple_of(4), self.buffer_bytes) {
            let Piece { blocks, rows, cols } = piece.clone();
            let product = Product {
                blocks: blocks.len(),
                m: rows.len(),
                n: cols.len(),
                k,
                left: &a.data()[(blocks.start * m + rows.start) * k..][..blocks.len() * rows.len() * k],
                right: &b.data()[(blocks.start * n + cols.start) * k..][..blocks.len() * cols.len() * k],
            };
            let result = self.device.product(&product)?;
            // A piece is whole blocks, or a rectangle of one block.
            let width = cols.len() * 4;
            let first = blocks.start * m + rows.start;
            for (row, values) in result.chunks_exact(width).enumerate() {
                let at = ((first + row) * n + cols.start) * 4;
                data[at..at + width].copy_from_slice(values);
            }
        }
        Ok(Tensor::new(out, data)?)
    }
}

impl Backend for WgpuBackend {
    fn name(&self) -> String {
        format!("wgpu ({})", self.device.name())
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        let Op::MatMul { batch, .. } = *op else {
            return self.cpu.run(op, out, operands);
        };
        let shapes: Vec<Shape> = operands.iter().map(|t| t.shape()).collect();
        op.check_shapes(&shapes, out).map_err(EvalError::from)?;
        self.matmul(operands[0], operands[1], batch as usize, out)
    }
}

#[cfg(test)]
mod tests;
