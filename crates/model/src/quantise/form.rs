//! The integer form of each layer's result.

use crate::calibrate::{Calibration, Range};
use crate::function::Function;
use crate::network::{LayerId, LayerKind, Network};

/// Share of a function's operands below and above which the others are clipped. Few channels of an encoder's
/// feed-forward layers take values many times larger than all others; a scale for them would leave the others a few
/// steps. Measured with MiniLM, see `benches/model.md`.
const CLIPPED: f64 = 1e-5;
/// A column that hardly moves keeps this share of the widest column's scale, so that biases, which are counted in
/// units of it, stay small.
const LEAST_SHARE: f64 = 1.0 / 1024.0;
/// Steps of the unit of an `i32` value in the largest magnitude that calibration saw. Norms look at 16 bits of a
/// row; what is left of 31 bits is for rows beyond calibration.
const WIDE_STEPS: f64 = (1 << 20) as f64;

/// How integers stand for numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `i8`, with a scale for each column. All are then shifted by `offset`, which is 0 but for the operands and the
    /// results of functions: their values are far from symmetric about 0.
    Narrow {
        /// What a step is worth in each column.
        scales: Vec<f64>,
        /// What 0 stands for.
        offset: f64,
    },
    /// `i32`, with one scale.
    Wide(f64),
}

impl Form {
    /// The scale of column `column`.
    #[must_use]
    pub fn scale(&self, column: usize) -> f64 {
        match self {
            Self::Narrow { scales, .. } => scales[column],
            Self::Wide(scale) => *scale,
        }
    }

    /// What 0 stands for.
    #[must_use]
    pub const fn offset(&self) -> f64 {
        match self {
            Self::Narrow { offset, .. } => *offset,
            Self::Wide(_) => 0.0,
        }
    }

    const fn symmetric(scales: Vec<f64>) -> Self {
        Self::Narrow { scales, offset: 0.0 }
    }

    /// One scale for all columns, for the numbers from `low` to `high`; about 0 unless it may be `shifted`.
    fn between(low: f64, high: f64, width: usize, shifted: bool) -> Self {
        let offset = if shifted { (low + high) / 2.0 } else { 0.0 };
        let reach = (high - offset).max(offset - low);
        // A value that is always the same has any scale.
        let scale = if reach > 0.0 { reach } else { 1.0 } / 127.0;
        Self::Narrow {
            scales: vec![scale; width],
            offset,
        }
    }
}

/// The form of every layer's result.
pub(super) fn choose(network: &Network, calibration: &Calibration) -> Vec<Form> {
    let consumers = network.consumers();
    let mut forms: Vec<Form> = Vec::with_capacity(consumers.len());
    for (id, layer) in network.layers().iter().enumerate() {
        let range = calibration.range(id);
        let form = match &layer.kind {
            LayerKind::Attention { v, .. } => context(range, &forms[*v]),
            _ if is_wide(network, &consumers, id) => {
                Form::Wide(f64::from(positive(range.largest())) / WIDE_STEPS)
            }
            LayerKind::Activation { x, function } => {
                let shifted = all(network, &consumers[id], |kind| {
                    matches!(kind, LayerKind::Dense { .. })
                });
                let (low, high) = results(function, &forms[*x]);
                Form::between(low, high, layer.width, shifted)
            }
            kind => match applied(network, &consumers[id]) {
                Some(function) => {
                    let shifted = matches!(kind, LayerKind::Dense { .. }) && consumers[id].len() == 1;
                    let (low, high) = operands(function, range);
                    Form::between(low, high, layer.width, shifted)
                }
                None if one_scale(network, &consumers[id], id) => {
                    let largest = f64::from(range.largest());
                    Form::between(-largest, largest, layer.width, false)
                }
                None => Form::symmetric(per_column(range)),
            },
        };
        forms.push(form);
    }
    forms
}

/// The numbers that a function's operands need to express: not where it hardly changes.
fn operands(function: &Function, range: &Range) -> (f64, f64) {
    let (low, high) = (range.quantile(CLIPPED), range.quantile(1.0 - CLIPPED));
    function.domain(low.into(), high.into())
}

/// The numbers that a function of an operand of this form takes.
fn results(function: &Function, operand: &Form) -> (f64, f64) {
    let values = (-127..=127).map(|step| function.of(f64::from(step) * operand.scale(0) + operand.offset()));
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| {
        (low.min(y), high.max(y))
    })
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

/// The function that is applied to it.
fn applied<'a>(network: &'a Network, consumers: &[LayerId]) -> Option<&'a Function> {
    consumers.iter().find_map(|&id| match &network.layers()[id].kind {
        LayerKind::Activation { function, .. } => Some(function),
        _ => None,
    })
}

/// Whether there are consumers and all are of a kind.
fn all(network: &Network, consumers: &[LayerId], of: impl Fn(&LayerKind) -> bool) -> bool {
    !consumers.is_empty() && consumers.iter().all(|&id| of(&network.layers()[id].kind))
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
fn context(range: &Range, values: &Form) -> Form {
    let columns = range.columns().iter().enumerate();
    let share = columns
        .map(|(j, &largest)| f64::from(largest) / 127.0 / values.scale(j))
        .fold(LEAST_SHARE, f64::max);
    Form::symmetric(
        (0..range.columns().len())
            .map(|j| values.scale(j) * share)
            .collect(),
    )
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
