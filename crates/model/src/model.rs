//! What a job's folder says of its model: how data become inputs and outputs become numbers.

use crate::accuracy::Accuracy;
use crate::error::ModelError;
use crate::network::{LayerKind, Network};
use crate::quantise::{narrow, Form, Quantised, Size};
use crate::text::{Sentences, TOKENIZER_FILE};
use assay_proof::{DType, Tensor};
use ndarray::Array2;
use std::path::Path;

/// The description's file in a job's folder.
pub const MODEL_FILE: &str = "model.json";

/// The description of a job made from a model.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Model {
    /// Name of the model.
    pub name: String,
    /// Number of weights of the float model.
    pub parameters: usize,
    /// Sequences, or rows, of one job.
    pub batch: u32,
    /// What the job takes.
    pub input: Input,
    /// What its output means.
    pub output: Output,
    /// Root of the job's graph, in hexadecimal.
    pub spec_root: String,
    /// What quantisation cost, on the evaluation data.
    pub accuracy: Accuracy,
}

/// What a job takes.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Input {
    /// `input.0`, the ids of tokens, `i32 [batch, sequence]`, and `input.1`, `i8 [batch, sequence]`, 1 for a token
    /// and 0 for padding.
    Tokens {
        /// Tokens of a sequence, padding included.
        sequence: u32,
        /// Number of tokens that the model knows.
        vocabulary: usize,
    },
    /// `input.0`, `i8 [batch, columns]`.
    Rows {
        /// What an integer stands for: one scale for each column.
        scales: Vec<f64>,
    },
}

/// What a job's output means.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Output {
    /// What a row is.
    pub rows: RowKind,
    /// Columns.
    pub width: usize,
    /// What an integer stands for: one scale, or one for each column.
    pub scales: Vec<f64>,
}

/// What a row of an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// An embedding of length 1, for each sequence.
    Embedding,
    /// A token's, for each token of each sequence.
    Token,
    /// The result for a row of the input.
    Row,
}

impl Input {
    /// Of a network's jobs of this size.
    #[must_use]
    pub fn of(network: &Network, quantised: &Quantised, size: Size) -> Self {
        match network.vocabulary() {
            Some((vocabulary, _)) => Self::Tokens {
                sequence: size.sequence,
                vocabulary,
            },
            None => Self::Rows {
                scales: scales(quantised.input(), network.layers()[0].width),
            },
        }
    }
}

impl Output {
    /// Of a network's jobs.
    #[must_use]
    pub fn of(network: &Network, quantised: &Quantised) -> Self {
        let layer = network.output();
        let rows = match (&layer.kind, network.vocabulary()) {
            (LayerKind::Pool { .. }, _) => RowKind::Embedding,
            (_, Some(_)) => RowKind::Token,
            (_, None) => RowKind::Row,
        };
        let mut scales = scales(quantised.output(), layer.width);
        if scales.iter().all(|scale| *scale == scales[0]) {
            scales.truncate(1);
        }
        Self {
            rows,
            width: layer.width,
            scales,
        }
    }

    /// The numbers that a job's output stands for.
    ///
    /// # Errors
    ///
    /// When the tensor has other columns than the model.
    pub fn decode(&self, output: &Tensor) -> Result<Array2<f32>, ModelError> {
        let shape = output.shape();
        let (rows, width) = (shape.rows as usize, shape.cols as usize);
        if width != self.width || ![1, width].contains(&self.scales.len()) {
            return Err(ModelError::DataShape {
                what: "the job's output".to_owned(),
                found: shape.to_string(),
                expected: format!("rows of {} elements with a scale", self.width),
            });
        }
        let mut values = Array2::from_shape_fn((rows, width), |(i, j)| {
            let scale = self.scales[j % self.scales.len()];
            (f64::from(output.get(i, j)) * scale) as f32
        });
        if self.rows == RowKind::Embedding {
            for mut row in values.rows_mut() {
                let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
                if length > 0.0 {
                    row /= length;
                }
            }
        }
        Ok(values)
    }
}

fn scales(form: &Form, width: usize) -> Vec<f64> {
    (0..width).map(|column| form.scale(column)).collect()
}

impl Model {
    /// The description in a job's folder.
    ///
    /// # Errors
    ///
    /// When it is missing or malformed.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(MODEL_FILE);
        let bytes = std::fs::read(&path).map_err(ModelError::file(&path))?;
        serde_json::from_slice(&bytes).map_err(|error| ModelError::Malformed {
            path,
            what: "description of a model",
            reason: error.to_string(),
        })
    }

    /// The tokenizer of a job that takes sentences, from the job's folder.
    ///
    /// # Errors
    ///
    /// When the model takes rows of numbers, or the tokenizer is missing or malformed.
    pub fn sentences(&self, folder: &Path) -> Result<Sentences, ModelError> {
        match self.input {
            Input::Tokens { sequence, vocabulary } => {
                Sentences::open(&folder.join(TOKENIZER_FILE), vocabulary, sequence as usize)
            }
            Input::Rows { .. } => Err(ModelError::Kind {
                takes: "rows of numbers",
                given: "sentences",
            }),
        }
    }

    /// The job's input for rows of numbers. A batch that is not full repeats its last row.
    ///
    /// # Errors
    ///
    /// When the model takes tokens, for rows of another length, of what is no number, or for none or too many.
    pub fn rows(&self, rows: &Array2<f32>) -> Result<Tensor, ModelError> {
        let Input::Rows { scales } = &self.input else {
            return Err(ModelError::Kind {
                takes: "sentences",
                given: "rows of numbers",
            });
        };
        if rows.ncols() != scales.len() {
            return Err(ModelError::DataShape {
                what: "the input".to_owned(),
                found: format!("{:?}", rows.dim()),
                expected: format!("rows of {} numbers", scales.len()),
            });
        }
        check_finite("the input", rows)?;
        let batch = self.batch as usize;
        if rows.nrows() == 0 || rows.nrows() > batch {
            return Err(ModelError::Batch {
                given: rows.nrows(),
                of: "rows",
                batch,
            });
        }
        let last = rows.nrows() - 1;
        let full = Array2::from_shape_fn((batch, scales.len()), |(i, j)| rows[[i.min(last), j]]);
        Ok(integers(&full, |column| scales[column]))
    }
}

/// Numbers as multiples of their column's scale.
pub(crate) fn integers(rows: &Array2<f32>, scale: impl Fn(usize) -> f64) -> Tensor {
    let each = rows.indexed_iter();
    let values: Vec<i8> = each
        .map(|((_, column), &x)| narrow(f64::from(x) / scale(column)))
        .collect();
    Tensor::from_i8(rows.nrows() as u32, rows.ncols() as u32, &values).expect("an input has rows")
}

/// Checks that all elements are numbers.
pub(crate) fn check_finite(what: &str, rows: &Array2<f32>) -> Result<(), ModelError> {
    match rows.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(ModelError::DataNotFinite {
            what: what.to_owned(),
            row,
            column,
            value,
        }),
    }
}

/// Checks the ids and the mask of a job that takes tokens.
///
/// # Errors
///
/// [`ModelError::IdOutOfRange`] for an id that is no token, [`ModelError::EmptySequence`] for a sequence whose mask is
/// all 0, [`ModelError::DataShape`] for tensors of another type or size.
pub fn check_tokens(ids: &Tensor, mask: &Tensor, vocabulary: usize) -> Result<(), ModelError> {
    let (Some(tokens), Some(left)) = (ids.as_i32(), mask.as_i8()) else {
        return Err(mismatched(ids, mask));
    };
    let sequence = ids.shape().cols as usize;
    if (ids.shape().rows, ids.shape().cols) != (mask.shape().rows, mask.shape().cols) {
        return Err(mismatched(ids, mask));
    }
    for (index, (tokens, left)) in tokens
        .chunks_exact(sequence)
        .zip(left.chunks_exact(sequence))
        .enumerate()
    {
        let outside = |&id: &i32| usize::try_from(id).map_or(true, |id| id >= vocabulary);
        if let Some(position) = tokens.iter().position(outside) {
            return Err(ModelError::IdOutOfRange {
                what: "sequence",
                index,
                position,
                id: i64::from(tokens[position]),
                vocabulary,
            });
        }
        if left.iter().all(|&byte| byte == 0) {
            return Err(ModelError::EmptySequence {
                what: "sequence",
                index,
            });
        }
    }
    Ok(())
}

fn mismatched(ids: &Tensor, mask: &Tensor) -> ModelError {
    ModelError::DataShape {
        what: "ids and mask".to_owned(),
        found: format!("{} and {}", ids.shape(), mask.shape()),
        expected: format!(
            "{} [batch, sequence] and {} of the same size",
            DType::I32.name(),
            DType::I8.name()
        ),
    }
}
