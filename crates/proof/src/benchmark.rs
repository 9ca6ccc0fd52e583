//! Benchmark jobs: what a provider must have and how fast it must be, proven like any other job.
//!
//! A chain of matrix products, each waiting for the one before, walks through `weights` square matrices again and
//! again. They follow from a seed that the chain draws when the benchmark begins ([`seeded`](crate::seeded())), so
//! nothing can be prepared, and together they fill the memory that is claimed: whoever keeps fewer must make or fetch
//! them again in every round, and is late.

use crate::op::{Mult, Op, OpDesc, Source};
use crate::seeded::SEEDED;
use crate::shape::{DType, Shape, MAX_INNER};
use crate::spec::{JobSpec, WeightDesc};
use crate::tensor::Tensor;
use alloc::vec::Vec;

/// Size of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Benchmark {
    /// Rows of the operand that is handed on, 1 or more.
    pub rows: u32,
    /// Columns of it, and rows and columns of each weight: a power of two, 16 to 16,384.
    pub width: u32,
    /// Number of weights, `width²` bytes each.
    pub weights: u16,
    /// Number of products, at least as many as weights.
    pub steps: u16,
}

/// Why a benchmark has no spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BenchmarkError {
    /// The width is none that keeps the numbers in range.
    #[error("width {0} is not a power of two from 16 to 16384")]
    Width(u32),
    /// There are no rows or too many.
    #[error("{0} rows: a benchmark has 1 to 65536")]
    Rows(u32),
    /// Not every weight is used.
    #[error("{steps} steps over {weights} weights: there must be a weight, and a step for each")]
    Steps {
        /// Products.
        steps: u16,
        /// Weights.
        weights: u16,
    },
}

impl Benchmark {
    /// The spec: step `t` multiplies by weight `t mod weights` and brings the sums back to the size of its operand.
    ///
    /// # Errors
    ///
    /// [`BenchmarkError`] says which size is outside its bounds.
    pub fn spec(&self) -> Result<JobSpec, BenchmarkError> {
        if !self.width.is_power_of_two() || !(16..=MAX_INNER).contains(&self.width) {
            return Err(BenchmarkError::Width(self.width));
        }
        if !(1..=1 << 16).contains(&self.rows) {
            return Err(BenchmarkError::Rows(self.rows));
        }
        if self.weights == 0 || self.steps < self.weights {
            return Err(BenchmarkError::Steps {
                steps: self.steps,
                weights: self.weights,
            });
        }
        let weight = WeightDesc {
            shape: Shape::new(DType::I8, self.width, self.width),
            root: SEEDED,
        };
        let step = |t: u16| OpDesc {
            op: Op::Linear {
                a: if t == 0 {
                    Source::Input(0)
                } else {
                    Source::Op(t - 1)
                },
                b: Source::Weight(t % self.weights),
                bias: None,
                mult: Mult::Scalar(self.multiplier()),
                shift: 20,
                batch: 1,
            },
            shape: self.operand_shape(),
        };
        Ok(JobSpec {
            inputs: Vec::from([self.operand_shape()]),
            weights: alloc::vec![weight; usize::from(self.weights)],
            ops: (0..self.steps).map(step).collect(),
        })
    }

    /// The first operand: every element 64. What follows from it is the seed's.
    #[must_use]
    pub fn input(&self) -> Tensor {
        let shape = self.operand_shape();
        let data = alloc::vec![64; shape.bytes() as usize];
        Tensor::new(shape, data).expect("the sizes were checked")
    }

    /// Bytes of all weights: the memory that is claimed.
    #[must_use]
    pub const fn weight_bytes(&self) -> u64 {
        self.width as u64 * self.width as u64 * self.weights as u64
    }

    const fn operand_shape(&self) -> Shape {
        Shape::new(DType::I8, self.rows, self.width)
    }

    /// 1.25 · 2²⁰ / (74 · √width), 137 or more: a product of operands of standard deviation σ with uniform bytes (74) has
    /// √width · 74 · σ, so each step would let the operands grow by a quarter, and the clamp keeps them from it.
    const fn multiplier(&self) -> i32 {
        let root = crate::arith::isqrt((self.width as u64) << 20);
        ((5u64 << 30) / (4 * 74 * root)) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{eval, seeded};

    #[test]
    fn numbers_neither_die_out_nor_saturate() {
        for width in [16, 256, 1024] {
            let benchmark = Benchmark {
                rows: 4,
                width,
                weights: 3,
                steps: 24,
            };
            let spec = benchmark.spec().expect("sizes in bounds");
            spec.validate().expect("a well-formed spec");
            let weights: Vec<Tensor> = (0..3)
                .map(|n| seeded(&[7; 32], n, spec.weights[0].shape))
                .collect();
            let mut x = benchmark.input();
            for (t, desc) in spec.ops.iter().enumerate() {
                x = eval(&desc.op, desc.shape, &[&x, &weights[t % 3]]).expect("an honest run");
            }
            let values = x.as_i8().expect("i8");
            let square: i64 = values.iter().map(|&v| i64::from(v) * i64::from(v)).sum();
            let mean_square = square / values.len() as i64;
            assert!(
                (30 * 30..110 * 110).contains(&mean_square),
                "{mean_square} at width {width}"
            );
        }
    }

    #[test]
    fn sizes_out_of_bounds_are_refused() {
        let good = Benchmark {
            rows: 4,
            width: 64,
            weights: 3,
            steps: 3,
        };
        assert!(good.spec().is_ok());
        assert_eq!(good.weight_bytes(), 3 * 64 * 64);
        for width in [0, 8, 65, 32_768] {
            let refused = Benchmark { width, ..good }.spec();
            assert_eq!(refused, Err(BenchmarkError::Width(width)));
        }
        for rows in [0, 65_537] {
            assert_eq!(Benchmark { rows, ..good }.spec(), Err(BenchmarkError::Rows(rows)));
        }
        for (steps, weights) in [(2, 3), (0, 0), (3, 0)] {
            let refused = Benchmark {
                steps,
                weights,
                ..good
            }
            .spec();
            assert_eq!(refused, Err(BenchmarkError::Steps { steps, weights }));
        }
    }
}
