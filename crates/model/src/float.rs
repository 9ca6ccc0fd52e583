//! Running a network in `f32`: the reference that quantisation is calibrated on and measured against.

use crate::error::ModelError;
use crate::network::{LayerKind, Network};
use ndarray::{Array1, Array2, Axis, Slice, Zip};

/// What a network is run on.
#[derive(Clone, Debug, PartialEq)]
pub enum Example {
    /// Rows of numbers.
    Rows(Array2<f32>),
    /// The tokens of one sequence, none of them padding.
    Tokens(Vec<u32>),
}

impl Network {
    /// The result of every layer on one example.
    ///
    /// # Errors
    ///
    /// When the example is not of the network's kind or size, empty, or has an id outside the vocabulary.
    pub fn run(&self, example: &Example) -> Result<Vec<Array2<f32>>, ModelError> {
        let mut values: Vec<Array2<f32>> = Vec::with_capacity(self.layers().len());
        for layer in self.layers() {
            let value = match (&layer.kind, example) {
                (LayerKind::Features, Example::Rows(rows)) => features(rows, layer.width)?,
                (LayerKind::Embedding { words, positions }, Example::Tokens(ids)) => {
                    embed(words, positions, ids)?
                }
                (LayerKind::Features, Example::Tokens(_)) => {
                    return Err(ModelError::Kind {
                        takes: "rows of numbers",
                        given: "tokens",
                    })
                }
                (LayerKind::Embedding { .. }, Example::Rows(_)) => {
                    return Err(ModelError::Kind {
                        takes: "tokens",
                        given: "rows of numbers",
                    })
                }
                (LayerKind::Dense { x, weight, bias }, _) => values[*x].dot(&weight.t()) + bias,
                (LayerKind::Activation { x, function }, _) => {
                    values[*x].mapv(|x| function.of(f64::from(x)) as f32)
                }
                (LayerKind::Add { x, y }, _) => &values[*x] + &values[*y],
                (LayerKind::LayerNorm { x, gain, bias, eps }, _) => layer_norm(&values[*x], gain, bias, *eps),
                (
                    LayerKind::Attention {
                        q,
                        k,
                        v,
                        heads,
                        scale,
                    },
                    _,
                ) => attention([q, k, v].map(|&id| &values[id]), *heads, *scale as f32),
                (LayerKind::Pool { x }, _) => pool(&values[*x]),
            };
            values.push(value);
        }
        Ok(values)
    }

    /// The result of the last layer on one example.
    ///
    /// # Errors
    ///
    /// As [`Network::run`].
    pub fn result(&self, example: &Example) -> Result<Array2<f32>, ModelError> {
        let mut values = self.run(example)?;
        Ok(values.pop().expect("a network has an input"))
    }
}

fn features(rows: &Array2<f32>, width: usize) -> Result<Array2<f32>, ModelError> {
    if rows.nrows() == 0 || rows.ncols() != width {
        return Err(ModelError::DataShape {
            what: "the network's input".to_owned(),
            found: format!("[{}, {}]", rows.nrows(), rows.ncols()),
            expected: format!("[rows, {width}], one row at least"),
        });
    }
    Ok(rows.clone())
}

fn embed(words: &Array2<f32>, positions: &Array2<f32>, ids: &[u32]) -> Result<Array2<f32>, ModelError> {
    if ids.is_empty() {
        return Err(ModelError::EmptySequence {
            what: "sequence",
            index: 0,
        });
    }
    if ids.len() > positions.nrows() {
        return Err(ModelError::Sequence {
            sequence: ids.len(),
            positions: positions.nrows(),
        });
    }
    let mut out = positions.slice_axis(Axis(0), Slice::from(..ids.len())).to_owned();
    for (position, (mut row, &id)) in out.rows_mut().into_iter().zip(ids).enumerate() {
        if id as usize >= words.nrows() {
            return Err(ModelError::IdOutOfRange {
                what: "sequence",
                index: 0,
                position,
                id: i64::from(id),
                vocabulary: words.nrows(),
            });
        }
        row += &words.row(id as usize);
    }
    Ok(out)
}

fn layer_norm(x: &Array2<f32>, gain: &Array1<f32>, bias: &Array1<f32>, eps: f32) -> Array2<f32> {
    let mut out = x.clone();
    for mut row in out.rows_mut() {
        let count = row.len() as f64;
        let mean = row.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
        let variance = row.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count;
        let inverse = 1.0 / (variance + f64::from(eps)).sqrt();
        Zip::from(&mut row)
            .and(gain)
            .and(bias)
            .for_each(|x, &gain, &bias| {
                *x = ((f64::from(*x) - mean) * inverse) as f32 * gain + bias;
            });
    }
    out
}

fn attention([q, k, v]: [&Array2<f32>; 3], heads: usize, scale: f32) -> Array2<f32> {
    let width = q.ncols() / heads;
    let mut out = Array2::zeros(q.dim());
    for head in 0..heads {
        let columns = Slice::from(head * width..(head + 1) * width);
        let of = |x: &'_ Array2<f32>| x.slice_axis(Axis(1), columns).to_owned();
        let mut scores = of(q).dot(&of(k).t());
        scores *= scale;
        softmax_rows(&mut scores);
        out.slice_axis_mut(Axis(1), columns).assign(&scores.dot(&of(v)));
    }
    out
}

fn softmax_rows(scores: &mut Array2<f32>) {
    for mut row in scores.rows_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |largest, &x| largest.max(x));
        row.mapv_inplace(|x| (x - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
}

fn pool(x: &Array2<f32>) -> Array2<f32> {
    let mean = x.sum_axis(Axis(0));
    let square: f64 = mean.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    (mean * scale as f32).insert_axis(Axis(0))
}
