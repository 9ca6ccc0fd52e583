//! Provider B's process: the worker as it is, on a backend that changes one number.
//!
//! It lives here and not in the worker, so that no flag or setting of the worker can make it lie.

use crate::{
    commands::worker::{serve, Settings},
    context::Context,
};
use assay_proof::{Op, Shape, Source, Tensor};
use assay_worker::{Backend, BackendError};
use std::process::ExitCode;

/// Name of the hidden command.
pub const COMMAND: &str = "demo-saboteur";

/// Runs the worker's daemon on a backend that changes one number.
pub async fn run(context: &Context, settings: Settings) -> anyhow::Result<ExitCode> {
    let config = settings.load()?;
    let backend = Saboteur {
        honest: config.backend.open()?,
    };
    serve(context, config, Box::new(backend)).await
}

/// Computes everything right but for one number of each weight of attention, or of each product of results.
struct Saboteur {
    honest: Box<dyn Backend>,
}

impl Backend for Saboteur {
    fn name(&self) -> String {
        self.honest.name()
    }

    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError> {
        let tensor = self.honest.run(op, out, operands)?;
        // Products of inputs are left alone, as the worker tries its backend with one; so are the scores of attention,
        // whose weights are changed instead.
        match op {
            Op::Softmax { .. }
            | Op::MatMul {
                a: Source::Op(_),
                batch: 1,
                ..
            } => Ok(one_number_changed(tensor)?),
            _ => Ok(tensor),
        }
    }
}

/// Adds one to a number in the middle, as a bit that fell over would.
fn one_number_changed(tensor: Tensor) -> Result<Tensor, BackendError> {
    let shape = tensor.shape();
    let (row, col) = (shape.rows as usize / 2, shape.cols as usize / 3);
    let at = (row * shape.cols as usize + col) * shape.dtype.size();
    let mut data = tensor.into_data();
    data[at] ^= 1;
    Ok(Tensor::new(shape, data)?)
}
