//! The processor's backend: the reference for speed as `assay_proof::eval` is for meaning.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod amx;
#[cfg(target_arch = "x86_64")]
mod avx2;
mod dots;
mod elementwise;
mod gemm;
mod isa;
mod linear;
mod norm;
mod pack;
mod permute;
mod sink;
mod softmax;
mod view;
#[cfg(target_arch = "x86_64")]
mod vnni;

use std::borrow::Cow;

use assay_proof::{check_ids, EvalError, Mult, Op, Shape, Tensor};

use crate::backend::{Backend, BackendError};
use isa::Isa;
use norm::Norm;

/// Elements per task: enough work to outweigh handing it to a thread, little enough for the
/// first-level cache.
const TASK: usize = 1 << 14;

/// Runs operators with the widest vector instructions of this processor, on all threads of the
/// current rayon pool.
pub struct CpuBackend {
    isa: Isa,
}

impl Default for CpuBackend {
    fn default() -> Self {
        Self::new()
    }
}

impl CpuBackend {
    /// Finds out what the processor can do.
    #[must_use]
    pub fn new() -> Self {
        Self { isa: Isa::detect() }
    }

    /// One backend for every instruction set of this processor, best first, plain Rust last: for
    /// measuring them and for comparing their bits.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Isa::all().into_iter().map(|isa| Self { isa }).collect()
    }
}

impl Backend for CpuBackend {
    fn name(&self) -> String {
        format!(
            "cpu ({}, {} threads)",
            self.isa.name(),
            rayon::current_num_threads()
        )
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        let shapes: Vec<Shape> = operands.iter().map(|t| t.shape()).collect();
        op.check_shapes(&shapes, out).map_err(EvalError::from)?;
        let isa = self.isa;
        let x = operands[0];
        let data = match *op {
            Op::MatMul { batch, .. } => linear::matmul(isa, x, operands[1], batch, out),
            Op::AddBias { .. } => elementwise::add_bias(isa, x, operands[1])?,
            Op::Requant {
                mult: Mult::Scalar(mult),
                shift,
                ..
            } => elementwise::requant(isa, x, mult, shift),
            Op::Requant {
                mult: Mult::PerColumn(_),
                shift,
                ..
            } => elementwise::requant_columns(isa, x, operands[1], shift),
            Op::Add { mx, my, shift, .. } => elementwise::add(isa, operands, mx, my, shift, out),
            Op::Mul { mult, shift, .. } => elementwise::mul(isa, x, operands[1], mult, shift),
            Op::Lut { .. } => elementwise::lut(isa, x, operands[1]),
            Op::Linear {
                bias,
                mult,
                shift,
                batch,
                ..
            } => {
                let rows = linear::Scale::of(bias.is_some(), mult, out.cols as usize, &operands[2..]);
                linear::linear(isa, [x, operands[1]], &rows, shift, batch, out)
            }
            Op::View(view) => view::run(view, out, operands),
            Op::LayerNorm { eps, shift, .. } => {
                let (gain, bias) = (i32s(operands[1]), i32s(operands[2]));
                let (gain, bias) = (&gain[..], &bias[..]);
                norm::run(
                    isa,
                    x,
                    Norm {
                        centred: true,
                        gain,
                        bias,
                        eps,
                        shift,
                    },
                )
            }
            Op::RmsNorm { eps, shift, .. } => {
                let gain = i32s(operands[1]);
                let bias = vec![0; gain.len()];
                let (gain, bias) = (&gain[..], &bias[..]);
                norm::run(
                    isa,
                    x,
                    Norm {
                        centred: false,
                        gain,
                        bias,
                        eps,
                        shift,
                    },
                )
            }
            Op::Softmax {
                mask, mult, shift, ..
            } => softmax::run(isa, x, &operands[1..], mask, mult, shift),
            Op::Gather { .. } => {
                check_ids(x, operands[1].shape().rows)?;
                view::gather(x, operands[1])
            }
        };
        Ok(Tensor::new(out, data)?)
    }
}

/// The elements of a tensor whose type was checked with the shapes.
fn i8s(tensor: &Tensor) -> &[i8] {
    tensor.as_i8().expect("the shapes were checked")
}

/// The elements of a tensor whose type was checked with the shapes.
fn i32s(tensor: &Tensor) -> Cow<'_, [i32]> {
    tensor.as_i32().expect("the shapes were checked")
}

/// Elements per task when tasks are whole rows.
fn row_task(width: usize) -> usize {
    (TASK / width).max(1) * width
}

/// The bytes of `elements` values that `fill` writes over zeros.
fn with_i8(elements: usize, fill: impl FnOnce(&mut [i8])) -> Vec<u8> {
    let mut bytes = vec![0u8; elements];
    fill(bytemuck::cast_slice_mut(&mut bytes));
    bytes
}

/// The little-endian bytes of `elements` values that `fill` writes over zeros. The bytes are
/// written in place where the allocation is aligned for `i32`, which allocators give in practice.
fn with_i32(elements: usize, fill: impl FnOnce(&mut [i32])) -> Vec<u8> {
    let mut bytes = vec![0u8; elements * 4];
    match bytemuck::try_cast_slice_mut(&mut bytes) {
        Ok(values) if cfg!(target_endian = "little") => {
            fill(values);
            bytes
        }
        _ => {
            let mut values = vec![0; elements];
            fill(&mut values);
            values.iter().flat_map(|value| value.to_le_bytes()).collect()
        }
    }
}

#[cfg(test)]
mod tests;
