//! What the result says, and how much of it is right.

use anyhow::{ensure, Context as _};
use assay_proof::Tensor;
use ndarray::Array2;
use std::path::Path;

/// How many rows of the result have their largest score at the label.
pub struct Score {
    pub right: usize,
    pub total: usize,
}

impl Score {
    /// Compares the result with `labels.json` of the model.
    pub fn of(output: &Tensor, model: &Path) -> anyhow::Result<Self> {
        let path = model.join("labels.json");
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let labels: Vec<usize> = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a list of labels", path.display()))?;
        let scores = output.as_i32().context("the result is not of 32-bit integers")?;
        let shape = output.shape();
        ensure!(
            labels.len() == shape.rows as usize,
            "{} labels for {} results",
            labels.len(),
            shape.rows
        );
        let right = scores
            .chunks_exact(shape.cols as usize)
            .zip(&labels)
            .filter(|(row, label)| largest(row) == **label)
            .count();
        Ok(Self {
            right,
            total: labels.len(),
        })
    }

    /// Share of the right ones, with four decimals.
    pub fn accuracy(&self) -> f64 {
        (self.right as f64 / self.total as f64 * 10_000.0).round() / 10_000.0
    }
}

/// Where the largest score is; the first of several.
fn largest(row: &[i32]) -> usize {
    let mut best = 0;
    for (at, score) in row.iter().enumerate() {
        if *score > row[best] {
            best = at;
        }
    }
    best
}

/// The two rows, each of length 1, whose product is largest, and that product: their cosine.
pub fn closest(rows: &Array2<f32>) -> Option<(usize, usize, f32)> {
    let products = rows.dot(&rows.t());
    let pairs = (0..rows.nrows()).flat_map(|a| (0..a).map(move |b| (b, a)));
    pairs
        .map(|(a, b)| (a, b, products[(a, b)]))
        .max_by(|x, y| x.2.total_cmp(&y.2))
}
