//! Devices with Vulkan, Metal or DX12.

mod device;
mod pipelines;

use assay_proof::{Op, Shape, Tensor};

use super::engine::Engine;
use crate::backend::{Backend, BackendError, Computed, Operand, TensorId};
pub(super) use device::Graphics;

/// Runs all operators on a graphics adapter.
pub struct WgpuBackend {
    pub(super) engine: Engine<Graphics>,
}

impl WgpuBackend {
    /// Opens the most powerful adapter of this machine, software ones included.
    ///
    /// # Errors
    ///
    /// [`BackendError::NoAdapter`] or [`BackendError::NoDevice`].
    pub fn new() -> Result<Self, BackendError> {
        Ok(Self {
            engine: Engine::new(Graphics::open(false)?),
        })
    }
}

impl Backend for WgpuBackend {
    fn name(&self) -> String {
        format!("wgpu ({})", self.engine.name())
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        self.engine.run_unnamed(op, out, operands)
    }

    fn run_held(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[Operand<'_>],
        result: TensorId,
    ) -> Result<Computed, BackendError> {
        self.engine.run(op, out, operands, Some(result))
    }

    fn release(&mut self, id: TensorId) {
        self.engine.release(id);
    }
}
