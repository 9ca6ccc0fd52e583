//! From a float model to a job: calibrate, quantise, measure.

use crate::accuracy::Accuracy;
use crate::calibrate::Calibration;
use crate::data::Rows;
use crate::error::ModelError;
use crate::float::Example;
use crate::graph::Graph;
use crate::model::{check_finite, integers, Input, Model, Output};
use crate::network::Network;
use crate::quantise::{Quantised, Size};
use crate::text::padded;
use assay_proof::{JobSpec, Tensor};
use ndarray::{concatenate, Array2, Axis};
use rayon::prelude::*;

/// A model that has become a job.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What the job's folder says of it.
    pub model: Model,
    /// The job, with its weights.
    pub graph: Graph,
    /// The job's spec.
    pub spec: JobSpec,
}

/// What a network is measured on.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Examples that calibration has not seen.
    pub examples: Vec<Example>,
    /// The column that should be largest, for each row of the results.
    pub labels: Option<Vec<usize>>,
}

impl From<Rows> for Evaluation {
    fn from(data: Rows) -> Self {
        let rows = data.rows.rows().into_iter();
        Self {
            examples: rows
                .map(|row| Example::Rows(row.to_owned().insert_axis(Axis(0))))
                .collect(),
            labels: data.labels,
        }
    }
}

impl Evaluation {
    /// Takes every fourth example, and its label, out of these.
    #[must_use]
    pub fn hold_back(&mut self) -> Self {
        let back = |at: usize| at % 4 == 3;
        let examples = std::mem::take(&mut self.examples);
        let (held, kept): (Vec<_>, Vec<_>) = examples.into_iter().enumerate().partition(|(at, _)| back(*at));
        self.examples = kept.into_iter().map(|(_, example)| example).collect();
        let labels = self.labels.take().map(|labels| {
            let each = labels.into_iter().enumerate();
            each.filter(|(at, _)| back(*at)).map(|(_, label)| label).collect()
        });
        Self {
            examples: held.into_iter().map(|(_, example)| example).collect(),
            labels,
        }
    }
}

/// Quantises `network` with `calibration`, makes the job of `size` and measures it on `evaluation`.
///
/// # Errors
///
/// When data are missing or do not fit the network, or a layer has no integer form.
pub fn import(
    name: &str,
    network: &Network,
    calibration: &[Example],
    evaluation: &Evaluation,
    size: Size,
) -> Result<Imported, ModelError> {
    check_size(network, size)?;
    check_examples("the calibration data", network, calibration)?;
    check_examples("the evaluation data", network, &evaluation.examples)?;
    let quantised = Quantised::of(network, &Calibration::of(network, calibration)?)?;
    let accuracy = measure(network, &quantised, evaluation)?;
    let graph = quantised.graph(size);
    let spec = graph.spec()?;
    let model = Model {
        name: name.to_owned(),
        parameters: network.parameters(),
        batch: size.batch,
        input: Input::of(network, &quantised, size),
        output: Output::of(network, &quantised),
        spec_root: hex::encode(spec.spec_root()),
        accuracy,
    };
    Ok(Imported { model, graph, spec })
}

fn check_size(network: &Network, size: Size) -> Result<(), ModelError> {
    let sequence = size.sequence as usize;
    if size.batch == 0 {
        return Err(ModelError::Batch {
            given: 0,
            of: "sequences or rows",
            batch: 1,
        });
    }
    match network.vocabulary() {
        Some((_, positions)) if !(2..=positions).contains(&sequence) => {
            Err(ModelError::Sequence { sequence, positions })
        }
        _ => Ok(()),
    }
}

fn check_examples(what: &str, network: &Network, examples: &[Example]) -> Result<(), ModelError> {
    if examples.is_empty() {
        let of = if network.vocabulary().is_some() {
            "sentences"
        } else {
            "rows"
        };
        return Err(ModelError::NoData {
            what: what.to_owned(),
            of,
        });
    }
    let width = network.layers()[0].width;
    for example in examples {
        if let Example::Rows(rows) = example {
            if rows.ncols() != width {
                return Err(ModelError::DataShape {
                    what: what.to_owned(),
                    found: format!("rows of {} numbers", rows.ncols()),
                    expected: format!("rows of {width}"),
                });
            }
            check_finite(what, rows)?;
        }
    }
    Ok(())
}

/// The job's results beside the network's. An example's result does not depend on the others of its batch nor on
/// the padding behind it, so each is run as a job of its own length.
fn measure(
    network: &Network,
    quantised: &Quantised,
    evaluation: &Evaluation,
) -> Result<Accuracy, ModelError> {
    let output = Output::of(network, quantised);
    let results = evaluation
        .examples
        .par_iter()
        .map(|example| -> Result<_, ModelError> {
            let float = network.result(example)?;
            let (size, inputs) = alone(quantised, example);
            let job = quantised.graph(size).run(&inputs)?;
            Ok((float, output.decode(&job)?))
        });
    let (float, job): (Vec<_>, Vec<_>) = results.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    Accuracy::of(&stacked(&float), &stacked(&job), evaluation.labels.as_deref())
}

/// The job and its inputs that hold nothing but `example`.
fn alone(quantised: &Quantised, example: &Example) -> (Size, Vec<Tensor>) {
    match example {
        Example::Tokens(ids) => {
            let size = Size {
                batch: 1,
                sequence: ids.len() as u32,
            };
            (size, padded(std::slice::from_ref(ids), ids.len()).into())
        }
        Example::Rows(rows) => {
            let size = Size {
                batch: rows.nrows() as u32,
                sequence: 1,
            };
            (
                size,
                vec![integers(rows, |column| quantised.input().scale(column))],
            )
        }
    }
}

fn stacked(parts: &[Array2<f32>]) -> Array2<f32> {
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    concatenate(Axis(0), &views).expect("the results of one network have one width")
}
