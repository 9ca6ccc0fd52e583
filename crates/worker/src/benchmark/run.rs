//! The run itself, and evidence of single elements of it.

use std::time::{Duration, Instant};

use assay_client::escrow::{Benchmark, BenchmarkTerms};
use assay_proof::{
    benchmark::Benchmark as Sizes, evidence::Case, examine, fill_row, input_root, Hash, JobSpec, SeededRow,
    Shape, Tensor, Whole,
};
use rayon::prelude::*;

use super::{lap, BenchmarkFailure};
use crate::backend::Backend;
use crate::execute::{self, Control, Execution, Progress};

/// What the benchmark of a class multiplies.
#[derive(Clone, Debug)]
pub(super) struct Size {
    sizes: Sizes,
    spec: JobSpec,
    input: Tensor,
}

/// A benchmark that was run.
pub(super) struct Finished {
    result: Execution,
    /// Making the weights.
    pub(super) fill: Duration,
    /// Multiplying and hashing.
    pub(super) ran: Duration,
}

impl Finished {
    pub(super) fn trace_root(&self) -> Hash {
        self.result.trace_root
    }

    pub(super) fn output_root(&self) -> Hash {
        self.result.output_root
    }
}

impl Size {
    /// The size in these terms; `None` when their roots are not those of the spec and the operand that it gives.
    pub(super) fn of(terms: &BenchmarkTerms) -> Option<Self> {
        let sizes = Sizes {
            rows: terms.rows,
            width: terms.width,
            weights: terms.weights,
            steps: terms.steps,
        };
        let spec = sizes.spec().ok()?;
        let input = sizes.input();
        let same = spec.spec_root() == terms.spec_root && input_root(&[input.root()]) == terms.input_root;
        same.then_some(Self { sizes, spec, input })
    }

    /// Bytes of all weights.
    pub(super) fn weight_bytes(&self) -> u64 {
        self.sizes.weight_bytes()
    }

    /// Makes the weights and runs every step; `told` hears how many are done.
    pub(super) fn run(
        &self,
        seed: &Hash,
        backend: &mut dyn Backend,
        told: &(dyn Fn(usize) + Sync),
    ) -> Result<Finished, BenchmarkFailure> {
        let mut begun = Instant::now();
        let weights: Vec<Tensor> = self
            .spec
            .weights
            .iter()
            .zip(0..)
            .map(|(weight, number)| filled(seed, number, weight.shape))
            .collect();
        let fill = lap(&mut begun);
        let progress = |progress: Progress| told(progress.done);
        let control = Control {
            stop: None,
            progress: Some(&progress),
        };
        let inputs = std::slice::from_ref(&self.input);
        let result = execute::execute_with(&self.spec, &weights, inputs, backend, &control)?;
        Ok(Finished {
            result,
            fill,
            ran: lap(&mut begun),
        })
    }

    /// Evidence of the element of this draw, which must be right.
    pub(super) fn evidence(
        &self,
        benchmark: &Benchmark,
        done: &Finished,
        draw: u8,
    ) -> Result<Vec<u8>, BenchmarkFailure> {
        let broken = |error: &dyn std::fmt::Display| BenchmarkFailure::Broken(error.to_string());
        let (op, i, j) = benchmark.element(draw);
        let result = &done.result;
        let claimed = &result.tensors[usize::from(op)];
        let operand = match op.checked_sub(1) {
            Some(before) => &result.tensors[usize::from(before)],
            None => &self.input,
        };
        // The weight is stored transposed: a column of the result takes a row of it.
        let number = op % self.sizes.weights;
        let shape = self.spec.weights[usize::from(number)].shape;
        let row = SeededRow::new(&benchmark.seed, number, shape, j);
        let case = Case::new(&self.spec, &[self.input.root()], &result.roots);
        let (claimed, operand) = (Whole::new(claimed), Whole::new(operand));
        let evidence = case
            .opened_element(op, (i, j), &claimed, &[&operand, &row])
            .map_err(|error| broken(&error))?;
        let roots = case.roots(result.output_root);
        let found = examine(&evidence, &roots, Some(&benchmark.seed)).map_err(|reject| broken(&reject))?;
        match found.claimed == found.expected {
            true => Ok(evidence),
            false => Err(BenchmarkFailure::Wrong { op, i, j }),
        }
    }
}

/// A weight, its rows made side by side.
fn filled(seed: &Hash, number: u16, shape: Shape) -> Tensor {
    let mut data = vec![0; shape.bytes() as usize];
    data.par_chunks_exact_mut(shape.row_bytes())
        .zip(0..shape.rows)
        .for_each(|(out, row)| fill_row(seed, number, row, out));
    Tensor::new(shape, data).expect("a spec's shapes are possible")
}
