//! A job's graph with the data of its weights, while it is put together and when it is run.

use crate::error::ModelError;
use assay_proof::{eval, DType, JobSpec, Op, OpDesc, Shape, Source, Tensor, WeightDesc};
use rayon::prelude::*;
use std::sync::Arc;

/// Inputs, weights and operators of a job.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    inputs: Vec<Shape>,
    weights: Vec<Arc<Tensor>>,
    ops: Vec<OpDesc>,
}

// Indices are cut to 16 bits here: a graph with more entries is refused by `Graph::spec`.
impl Graph {
    /// Adds an input.
    pub(crate) fn input(&mut self, shape: Shape) -> Source {
        self.inputs.push(shape);
        Source::Input((self.inputs.len() - 1) as u16)
    }

    /// Adds a weight.
    pub(crate) fn weight(&mut self, tensor: &Arc<Tensor>) -> Source {
        self.weights.push(Arc::clone(tensor));
        Source::Weight((self.weights.len() - 1) as u16)
    }

    /// Adds an operator; its result.
    pub(crate) fn op(&mut self, op: Op, dtype: DType, rows: u32, cols: u32) -> Source {
        let shape = Shape::new(dtype, rows, cols);
        self.ops.push(OpDesc { op, shape });
        Source::Op((self.ops.len() - 1) as u16)
    }

    /// Shapes of the inputs.
    #[must_use]
    pub fn inputs(&self) -> &[Shape] {
        &self.inputs
    }

    /// The weights, in the order of the spec.
    #[must_use]
    pub fn weights(&self) -> &[Arc<Tensor>] {
        &self.weights
    }

    /// The operators, in order of execution.
    #[must_use]
    pub fn ops(&self) -> &[OpDesc] {
        &self.ops
    }

    /// The spec that binds the weights.
    ///
    /// # Errors
    ///
    /// When the graph breaks a rule of specs.
    pub fn spec(&self) -> Result<JobSpec, ModelError> {
        let describe = |weight: &Arc<Tensor>| WeightDesc {
            shape: weight.shape(),
            root: weight.root(),
        };
        let spec = JobSpec {
            inputs: self.inputs.clone(),
            weights: self.weights.par_iter().map(describe).collect(),
            ops: self.ops.clone(),
        };
        spec.validate()?;
        Ok(spec)
    }

    /// The job's output for `inputs`, by the reference evaluation.
    ///
    /// # Errors
    ///
    /// When the inputs do not fit, or an id is outside its table.
    pub fn run(&self, inputs: &[Tensor]) -> Result<Tensor, ModelError> {
        let shapes: Vec<Shape> = inputs.iter().map(Tensor::shape).collect();
        if shapes != self.inputs {
            let list = |shapes: &[Shape]| {
                let names: Vec<String> = shapes.iter().map(Shape::to_string).collect();
                names.join(", ")
            };
            return Err(ModelError::DataShape {
                what: "the job's input".to_owned(),
                found: list(&shapes),
                expected: list(&self.inputs),
            });
        }
        let mut trace: Vec<Tensor> = Vec::with_capacity(self.ops.len());
        for (op, desc) in self.ops.iter().enumerate() {
            let operands = desc.op.operands();
            let operands: Vec<&Tensor> = operands
                .iter()
                .map(|source| match *source {
                    Source::Input(n) => &inputs[usize::from(n)],
                    Source::Weight(n) => &*self.weights[usize::from(n)],
                    Source::Op(n) => &trace[usize::from(n)],
                })
                .collect();
            let result = eval(&desc.op, desc.shape, &operands);
            trace.push(result.map_err(|source| ModelError::Eval { op, source })?);
        }
        Ok(trace.pop().expect("a graph has an operator"))
    }
}
