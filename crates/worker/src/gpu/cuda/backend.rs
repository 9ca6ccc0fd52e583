//! The backend on a card.

use assay_proof::{EvalError, Op, Shape, Source, Tensor};

use super::{card::Card, CudaDevice};
use crate::backend::{Backend, BackendError, Computed, Operand, TensorId};
use crate::gpu::engine::Engine;

/// Runs all operators on an NVIDIA card.
pub struct CudaBackend {
    pub(in crate::gpu) engine: Engine<CudaDevice<Card>>,
}

impl CudaBackend {
    /// Opens the first card of this machine; `CUDA_VISIBLE_DEVICES` chooses another.
    ///
    /// # Errors
    ///
    /// [`BackendError::NoCuda`] when a library of NVIDIA's is missing, [`BackendError::NoDevice`] when the card is too old or
    /// does not take the kernels.
    pub fn new() -> Result<Self, BackendError> {
        let card = Card::open()?;
        let device = CudaDevice::new(card).map_err(|fault| BackendError::NoCuda {
            reason: fault.to_string(),
        })?;
        Ok(Self {
            engine: Engine::new(device),
        })
    }

    /// Rows in which `c` is not `a · bᵗ` (`i8 [m, k]`, `i8 [n, k]`, `i32 [m, n]`), by Freivalds' check modulo 2⁶¹ − 1 with
    /// `vector`, which has an element for each column of `c` and must be random and unknown to who made `c`: a row that is
    /// wrong escapes with a probability of 2⁻⁶¹.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when shapes do not fit or the card fails.
    pub fn wrong_rows(
        &mut self,
        a: &Tensor,
        b: &Tensor,
        c: &Tensor,
        vector: &[u64],
    ) -> Result<Vec<usize>, BackendError> {
        check_shapes((a.shape(), b.shape(), c.shape()), vector.len())?;
        self.engine.reopen()?;
        let checked = self.engine.device().wrong_rows((a, b, c), vector);
        checked.map_err(|fault| self.engine.failed("Freivalds' check", fault))
    }
}

impl Backend for CudaBackend {
    fn name(&self) -> String {
        format!("cuda ({})", self.engine.name())
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

/// Checks that `c` may be `a · bᵗ` and the vector belongs to it.
fn check_shapes((a, b, c): (Shape, Shape, Shape), vector: usize) -> Result<(), BackendError> {
    let product = Op::MatMul {
        a: Source::Input(0),
        b: Source::Input(1),
        batch: 1,
    };
    product.check_shapes(&[a, b], c).map_err(EvalError::from)?;
    if vector == c.cols as usize {
        return Ok(());
    }
    Err(BackendError::Vector {
        found: vector,
        cols: c.cols,
    })
}
