//! The integer form of each layer's result.

use crate::calibrate::{Calibration, Range};
use crate::error::ModelError;
use crate::network::{LayerId, LayerKind, Network};

/// Share of a function's inputs and results that are not clipped. Few channels of an encoder's feed-forward layers
/// take values many times larger than all others; a scale for them would leave the others a few steps. Measured
/// with MiniLM, see `benches/model.md`.
const KEPT: f64 = 0.9999;
/// A column that hardly moves keeps this share of the widest column's scale, so that biases, which are counted in
/// units of it, stay small.
const LEAST_SHARE: f64 = 1.0 / 1024.0;
/// Steps of the unit of an `i32` value in the largest magnitude that calibration saw. Norms look at 16 bits of a
/// row; what is left of 31 bits is for rows beyond calibration.
const WIDE_STEPS: f64 = (1 << 20) as f64;

/// How integers stand for numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `i8`, with a scale for each column.
    Narrow(Vec<f64>),
    /// `i32`, with one scale.
    Wide(f64),
}

impl Form {
    /// The scale of column `column`.
    #[must_use]
    pub fn scale(&self, column: usize) -> f64 {
        match self {
            Self::Narrow(scales) => scales[column],
            Self::Wide(scale) => *scale,
        }
    }
}

/// The form of every layer's result.
pub(super) fn choose(network: &Network, calibration: &Calibration) -> Result<Vec<Form>, ModelError> {
    let consumers = network.consumers();
    let mut forms: Vec<Form> = Vec::with_capacity(consumers.len());
    for (id, layer) in network.layers().iter().enumerate() {
        let range = calibration.range(id);
        let form = match &layer.kind {
            LayerKind::Attention { v, .. } => {
                let Form::Narrow(values) = &forms[*v] else {
                    unreachable!("only sums and the last layer are wide")
                };
                context(range, values)
            }
            _ if is_wide(network, &consumers, id) => {
                Form::Wide(f64::from(positive(range.largest())) / WIDE_STEPS)
            }
            LayerKind::Activation { .. } => uniform(range.quantile(KEPT), layer.width),
            _ if clipped(network, &consumers[id]) => uniform(range.quantile(KEPT), layer.width),
            _ if one_scale(network, &consumers[id], id) => uniform(range.largest(), layer.width),
            _ => Form::Narrow(per_column(range)),
        };
        forms.push(form);
    }
    Ok(forms)
}

/// Sums stay exact on their way to a norm, as do the logits of a classifier.
fn is_wide(network: &Network, consumers: &[Vec<LayerId>], id: LayerId) -> bool {
    let kind = |id: LayerId| &network.layers()[id].kind;
    let is_sum = |id: LayerId| matches!(kind(id), LayerKind::Add { .. } | LayerKind::Embedding { .. });
    if consumers[id].is_empty() {
        return matches!(kind(id), LayerKind::Dense { .. });
    }
    is_sum(id)
        && consumers[id].iter().all(|&consumer| match *kind(consumer) {
            LayerKind::LayerNorm { .. } => true,
            // An Add takes one i32 operand.
            LayerKind::Add { x, y } => !(is_sum(x) && is_sum(y)),
            _ => false,
        })
}

/// Whether a function is applied to it.
fn clipped(network: &Network, consumers: &[LayerId]) -> bool {
    consumers
        .iter()
        .any(|&id| matches!(network.layers()[id].kind, LayerKind::Activation { .. }))
}

/// Whether a consumer needs one scale for all columns.
fn one_scale(network: &Network, consumers: &[LayerId], id: LayerId) -> bool {
    let needs = |&consumer: &LayerId| match network.layers()[consumer].kind {
        LayerKind::LayerNorm { .. } => true,
        LayerKind::Attention { q, k, .. } => q == id || k == id,
        _ => false,
    };
    // A reader of the output should not need a scale for each column where one serves.
    let pooled = matches!(network.layers()[id].kind, LayerKind::Pool { .. });
    pooled || consumers.iter().any(needs)
}

/// The scales of attention's result. Products of one head share a multiplier, so each column's scale is that of
/// its values by a share common to all: means of values are never larger than these, mostly far smaller.
fn context(range: &Range, values: &[f64]) -> Form {
    let columns = range.columns().iter().zip(values);
    let share = columns
        .map(|(&largest, scale)| f64::from(largest) / 127.0 / scale)
        .fold(LEAST_SHARE, f64::max);
    Form::Narrow(values.iter().map(|scale| scale * share).collect())
}

fn uniform(largest: f32, width: usize) -> Form {
    Form::Narrow(vec![f64::from(positive(largest)) / 127.0; width])
}

fn per_column(range: &Range) -> Vec<f64> {
    let floor = f64::from(positive(range.largest())) * LEAST_SHARE;
    let columns = range.columns().iter();
    columns
        .map(|&largest| f64::from(largest).max(floor) / 127.0)
        .collect()
}

/// A value that is always 0 has any scale.
fn positive(largest: f32) -> f32 {
    if largest > 0.0 {
        largest
    } else {
        1.0
    }
}
