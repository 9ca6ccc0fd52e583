//! Backends with something about them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use assay_proof::{Op, Shape, Tensor};
use assay_worker::{Backend, BackendError, Computed, CpuBackend, Operand, TensorId};

/// Counts what is computed, and stops the run after `limit` ops.
pub struct Counting<'a> {
    pub inner: CpuBackend,
    pub ran: usize,
    pub limit: usize,
    pub stop: &'a AtomicBool,
}

impl<'a> Counting<'a> {
    pub fn new(limit: usize, stop: &'a AtomicBool) -> Self {
        stop.store(false, Ordering::Relaxed);
        Self {
            inner: CpuBackend::new(),
            ran: 0,
            limit,
            stop,
        }
    }
}

impl Backend for Counting<'_> {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        self.ran += 1;
        self.stop.store(self.ran >= self.limit, Ordering::Relaxed);
        self.inner.run(op, out, operands)
    }
}

/// Loses its device at every `period`-th op, and has it back when the op is tried again. Remembers names.
pub struct Losing {
    pub inner: CpuBackend,
    pub period: usize,
    pub tries: usize,
    pub given: Vec<TensorId>,
    pub released: Vec<TensorId>,
}

impl Losing {
    pub fn every(period: usize) -> Self {
        Self {
            inner: CpuBackend::new(),
            period,
            tries: 0,
            given: Vec::new(),
            released: Vec::new(),
        }
    }
}

impl Backend for Losing {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        self.inner.run(op, out, operands)
    }

    fn run_held(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[Operand<'_>],
        result: TensorId,
    ) -> Result<Computed, BackendError> {
        self.tries += 1;
        if self.tries.is_multiple_of(self.period) {
            return Err(BackendError::Lost {
                adapter: "a".to_owned(),
                op: op.name(),
                reason: "unplugged".to_owned(),
            });
        }
        self.given.push(result);
        let tensors: Vec<&Tensor> = operands.iter().map(|operand| operand.tensor).collect();
        Ok(Computed::of(self.inner.run(op, out, &tensors)?))
    }

    fn release(&mut self, id: TensorId) {
        self.released.push(id);
    }
}

/// A device that keeps what it was given by its name, and looks at nothing else.
pub struct Trusting {
    pub inner: CpuBackend,
    pub held: HashMap<TensorId, Tensor>,
}

impl Backend for Trusting {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        self.inner.run(op, out, operands)
    }

    fn run_held(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[Operand<'_>],
        result: TensorId,
    ) -> Result<Computed, BackendError> {
        for operand in operands {
            let id = operand.id.expect("a name");
            self.held.entry(id).or_insert_with(|| operand.tensor.clone());
        }
        let held = operands.iter().filter_map(|operand| self.held.get(&operand.id?));
        let tensor = self.inner.run(op, out, &held.collect::<Vec<_>>())?;
        self.held.insert(result, tensor.clone());
        Ok(Computed::of(tensor))
    }

    fn release(&mut self, id: TensorId) {
        self.held.remove(&id);
    }
}

/// Returns results of a wrong shape.
pub struct Misshapen;

impl Backend for Misshapen {
    fn name(&self) -> String {
        "misshapen".into()
    }

    fn run(&mut self, _: &Op, _: Shape, _: &[&Tensor]) -> Result<Tensor, BackendError> {
        Ok(Tensor::from_i8(1, 1, &[0])?)
    }
}
