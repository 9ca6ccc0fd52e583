//! What a layer becomes: the constants of its integer operators.

use super::attention::Attention;
use super::fixed::{narrow, Fixed};
use super::form::Form;
use crate::error::ModelError;
use crate::function::Function;
use crate::network::{Layer, LayerId, LayerKind, Network};
use assay_proof::{DType, Tensor};
use ndarray::{Array1, Array2};
use std::sync::Arc;

/// Bits behind the point of a normalised element, see [`assay_proof::arith::RowNorm`].
const NORM_POINT: u8 = 16;
/// A bias in units of its sums stays below this.
const BIAS_LIMIT: f64 = (1 << 30) as f64;

/// A layer's operators, but for the batch.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Features {
        width: u32,
    },
    Embedding {
        words: Arc<Tensor>,
        positions: Arc<Tensor>,
        add: Sum,
    },
    Dense {
        x: LayerId,
        weight: Arc<Tensor>,
        bias: Arc<Tensor>,
        mult: Arc<Tensor>,
        shift: u8,
        dtype: DType,
    },
    Activation {
        x: LayerId,
        table: Arc<Tensor>,
    },
    Add {
        x: LayerId,
        y: LayerId,
        add: Sum,
    },
    LayerNorm {
        x: LayerId,
        gain: Arc<Tensor>,
        bias: Arc<Tensor>,
        eps: u32,
        shift: u8,
    },
    Attention {
        q: LayerId,
        k: LayerId,
        v: LayerId,
        attention: Attention,
    },
    Pool {
        x: LayerId,
        /// Brings the sums of the columns to one unit.
        mult: Arc<Tensor>,
        shift: u8,
        gain: Arc<Tensor>,
        norm_shift: u8,
    },
}

/// The multipliers of an Add, one for each column.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub mx: Arc<Tensor>,
    pub my: Arc<Tensor>,
    pub shift: u8,
    pub dtype: DType,
}

impl Step {
    /// The operators of layer `id`, whose operands and result have these forms.
    pub(super) fn of(network: &Network, id: LayerId, forms: &[Form]) -> Result<Self, ModelError> {
        let layer = &network.layers()[id];
        let out = &forms[id];
        match &layer.kind {
            LayerKind::Features => Ok(Self::Features {
                width: layer.width as u32,
            }),
            LayerKind::Embedding { words, positions } => embedding(&layer.name, words, positions, out),
            LayerKind::Dense { x, weight, bias } => dense(&layer.name, *x, weight, bias, &forms[*x], out),
            LayerKind::Activation { x, function } => Ok(Self::Activation {
                x: *x,
                table: table(function, &forms[*x], out),
            }),
            LayerKind::Add { x, y } => {
                // The second operand of an Add is i8.
                let (x, y) = match forms[*y] {
                    Form::Wide(_) => (*y, *x),
                    Form::Narrow { .. } => (*x, *y),
                };
                let add = Sum::of(layer, &forms[x], &forms[y], out)?;
                Ok(Self::Add { x, y, add })
            }
            LayerKind::LayerNorm { x, gain, bias, eps } => {
                layer_norm(&layer.name, *x, (gain, bias, *eps), forms[*x].scale(0), out)
            }
            LayerKind::Attention {
                q,
                k,
                v,
                heads,
                scale,
            } => {
                // What a step of a score stands for.
                let score = forms[*q].scale(0) * forms[*k].scale(0) * scale;
                // Every column's share is the same.
                let share = out.scale(0) / forms[*v].scale(0);
                let attention = Attention::of(&layer.name, *heads, score, share)?;
                let (q, k, v) = (*q, *k, *v);
                Ok(Self::Attention { q, k, v, attention })
            }
            LayerKind::Pool { x } => pool(layer, *x, &forms[*x], out),
        }
    }
}

impl Sum {
    fn of(layer: &Layer, x: &Form, y: &Form, out: &Form) -> Result<Self, ModelError> {
        let width = layer.width;
        let ratios = |form: &Form| {
            (0..width)
                .map(|j| form.scale(j) / out.scale(j))
                .collect::<Vec<_>>()
        };
        let fixed = Fixed::of(&layer.name, &[ratios(x), ratios(y)].concat())?;
        let (mx, my) = fixed.mults.split_at(width);
        Ok(Self {
            mx: row(mx),
            my: row(my),
            shift: fixed.shift,
            dtype: dtype(out),
        })
    }
}

fn dtype(form: &Form) -> DType {
    match form {
        Form::Narrow { .. } => DType::I8,
        Form::Wide(_) => DType::I32,
    }
}

fn row(values: &[i32]) -> Arc<Tensor> {
    let tensor = Tensor::from_i32(1, values.len() as u32, values);
    Arc::new(tensor.expect("a layer's width is 1 to 16384"))
}

/// Both tables get one scale for each column; the Add that follows brings them to the unit of the sum.
fn embedding(
    name: &str,
    words: &Array2<f32>,
    positions: &Array2<f32>,
    out: &Form,
) -> Result<Step, ModelError> {
    let (words, word_scales) = by_column(words);
    let (positions, position_scales) = by_column(positions);
    let columns = word_scales.len();
    let ratio = |scales: &[f64]| (0..columns).map(|j| scales[j] / out.scale(j)).collect::<Vec<_>>();
    let fixed = Fixed::of(name, &[ratio(&word_scales), ratio(&position_scales)].concat())?;
    let (mx, my) = fixed.mults.split_at(columns);
    let add = Sum {
        mx: row(mx),
        my: row(my),
        shift: fixed.shift,
        dtype: dtype(out),
    };
    Ok(Step::Embedding {
        words,
        positions,
        add,
    })
}

/// A table with one scale for each column.
fn by_column(table: &Array2<f32>) -> (Arc<Tensor>, Vec<f64>) {
    let scale = |column: ndarray::ArrayView1<'_, f32>| {
        let largest = column.fold(0.0f32, |largest, x| largest.max(x.abs()));
        f64::from(if largest > 0.0 { largest } else { 1.0 }) / 127.0
    };
    let scales: Vec<f64> = table.columns().into_iter().map(scale).collect();
    let values: Vec<i8> = table
        .rows()
        .into_iter()
        .flat_map(|row| {
            let scaled = row.into_iter().zip(&scales);
            scaled
                .map(|(&x, scale)| narrow(f64::from(x) / scale))
                .collect::<Vec<_>>()
        })
        .collect();
    let tensor = Tensor::from_i8(table.nrows() as u32, table.ncols() as u32, &values);
    (Arc::new(tensor.expect("a table has rows")), scales)
}

/// The weights take the operand's scales into their columns, then get one scale for each row, an output channel.
fn dense(
    name: &str,
    x: LayerId,
    weight: &Array2<f32>,
    bias: &Array1<f32>,
    operand: &Form,
    out: &Form,
) -> Result<Step, ModelError> {
    let mut values = Vec::with_capacity(weight.len());
    let (mut biases, mut ratios) = (Vec::new(), Vec::new());
    for (n, (channel, &bias)) in weight.rows().into_iter().zip(bias).enumerate() {
        let folded: Vec<f64> = channel
            .iter()
            .enumerate()
            .map(|(k, &w)| f64::from(w) * operand.scale(k))
            .collect();
        let largest = folded.iter().fold(0.0f64, |largest, w| largest.max(w.abs()));
        let scaled = |unit: f64| folded.iter().map(move |w| narrow(w / unit));
        let biased = |unit: f64| {
            // What the operand's offset adds, by the weights as they are rounded: it cancels exactly where the
            // operand is 0.
            let offsets = scaled(unit)
                .enumerate()
                .map(|(k, w)| f64::from(w) * unit / operand.scale(k));
            f64::from(bias) - out.offset() + operand.offset() * offsets.sum::<f64>()
        };
        // The unit of the sums; a channel of hardly any weight still has to express its bias.
        let unit = (largest / 127.0).max(biased(largest.max(f64::MIN_POSITIVE) / 127.0).abs() / BIAS_LIMIT);
        let unit = if unit > 0.0 { unit } else { out.scale(n) };
        values.extend(scaled(unit));
        biases.push((biased(unit) / unit).round() as i32);
        ratios.push(unit / out.scale(n));
    }
    let fixed = Fixed::of(name, &ratios)?;
    let weight = Tensor::from_i8(weight.nrows() as u32, weight.ncols() as u32, &values);
    Ok(Step::Dense {
        x,
        weight: Arc::new(weight.expect("a layer has columns")),
        bias: row(&biases),
        mult: row(&fixed.mults),
        shift: fixed.shift,
        dtype: dtype(out),
    })
}

/// The function's values at the 256 values of an `i8`, those of −128 to −1 in the second half.
fn table(function: &Function, operand: &Form, out: &Form) -> Arc<Tensor> {
    let entries: Vec<i8> = (0..=255u8)
        .map(|byte| {
            let x = f64::from(byte as i8) * operand.scale(0) + operand.offset();
            narrow((function.of(x) - out.offset()) / out.scale(0))
        })
        .collect();
    Arc::new(Tensor::from_i8(1, 256, &entries).expect("256 entries"))
}

fn layer_norm(
    name: &str,
    x: LayerId,
    (gain, bias, eps): (&Array1<f32>, &Array1<f32>, f32),
    unit: f64,
    out: &Form,
) -> Result<Step, ModelError> {
    let ratios: Vec<f64> = [gain, bias]
        .into_iter()
        .flat_map(|values| values.iter().enumerate())
        .map(|(j, &value)| f64::from(value) / out.scale(j))
        .collect();
    let fixed = Fixed::of(name, &ratios)?;
    let (gain, bias) = fixed.mults.split_at(gain.len());
    let eps = f64::from(eps) / (unit * unit);
    if eps > f64::from(u32::MAX) {
        return Err(ModelError::Range {
            layer: name.to_owned(),
            ratio: eps,
        });
    }
    Ok(Step::LayerNorm {
        x,
        gain: row(gain),
        bias: row(bias),
        eps: eps.round() as u32,
        shift: norm_shift(name, fixed.shift)?,
    })
}

/// The shift of a norm whose gain has `places` binary places.
fn norm_shift(name: &str, places: u8) -> Result<u8, ModelError> {
    let shift = places + NORM_POINT;
    if shift > assay_proof::arith::MAX_SHIFT {
        return Err(ModelError::Range {
            layer: name.to_owned(),
            ratio: 2f64.powi(-i32::from(places)),
        });
    }
    Ok(shift)
}

/// Sums of the unmasked tokens, brought to one unit, then to length 1 by their root of the mean square.
fn pool(layer: &Layer, x: LayerId, operand: &Form, out: &Form) -> Result<Step, ModelError> {
    let scales: Vec<f64> = (0..layer.width).map(|j| operand.scale(j)).collect();
    let largest = scales.iter().copied().fold(0.0, f64::max);
    // A column of the largest scale keeps 12 bits below its own unit: sums of 127 · tokens stay far from 2³¹.
    let sums = Fixed::of(
        &layer.name,
        &scales.iter().map(|s| s / largest * 4096.0).collect::<Vec<_>>(),
    )?;
    // An element by the length is an element by the root mean square, by the root of the width.
    let ratio = 1.0 / ((layer.width as f64).sqrt() * out.scale(0));
    let gain = Fixed::of(&layer.name, &vec![ratio; layer.width])?;
    Ok(Step::Pool {
        x,
        mult: row(&sums.mults),
        shift: sums.shift,
        gain: row(&gain.mults),
        norm_shift: norm_shift(&layer.name, gain.shift)?,
    })
}
