//! Quantisation after training: a network in floats and its calibration become a job of integer operators.
//!
//! A tensor's integers times their scale approximate the float values. Weights have one scale for each output
//! channel, activations one for each column where the next layer allows: the scales of a Dense layer's operand are
//! folded into the columns of its weights before these are quantised. Residual sums stay `i32`, in a unit so fine
//! that nothing is lost, until the LayerNorm that follows.

mod attention;
mod emit;
mod fixed;
mod form;
mod step;

pub use emit::Size;
pub(crate) use fixed::narrow;
pub use form::Form;

use crate::calibrate::Calibration;
use crate::error::ModelError;
use crate::network::Network;
use step::Step;

/// A quantised network, from which a job of any batch size is made.
#[derive(Clone, Debug)]
pub struct Quantised {
    steps: Vec<Step>,
    output: Form,
    input: Form,
}

impl Quantised {
    /// Quantises `network` with the scales that `calibration` asks for.
    ///
    /// # Errors
    ///
    /// When a layer has no integer form, or a ratio of scales is outside what multipliers express.
    pub fn of(network: &Network, calibration: &Calibration) -> Result<Self, ModelError> {
        let forms = form::choose(network, calibration);
        let mut steps = Vec::with_capacity(forms.len());
        for id in 0..forms.len() {
            steps.push(Step::of(network, id, &forms)?);
        }
        let input = forms.first().expect("a network has an input").clone();
        let output = forms.last().expect("a network has an input").clone();
        Ok(Self { steps, output, input })
    }

    /// How the integers of the job's output stand for numbers.
    #[must_use]
    pub fn output(&self) -> &Form {
        &self.output
    }

    /// How numbers become the integers of the job's input, when it is not tokens.
    #[must_use]
    pub fn input(&self) -> &Form {
        &self.input
    }
}
