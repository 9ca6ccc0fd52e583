//! What quantisation cost: the job's results beside those of the network in floats.

use crate::error::ModelError;
use ndarray::{Array2, ArrayView1};
use std::cmp::Ordering;

/// How near the job's results are to the float network's.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Accuracy {
    /// Rows compared: sentences of an encoder, rows of a classifier.
    pub rows: usize,
    /// Cosine of the angle between a row in floats and the same row of the job, in the mean.
    pub mean_cosine: f64,
    /// The smallest of them.
    pub min_cosine: f64,
    /// Spearman's rank correlation between the similarities of all pairs of rows in floats and in the job; nothing
    /// for fewer than three rows.
    pub rank_correlation: Option<f64>,
    /// Rows whose largest column is the same.
    pub same_class: usize,
    /// Against labels, where there are some.
    pub labelled: Option<Labelled>,
}

/// Right answers of a classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Labelled {
    /// Of the float network.
    pub float_correct: usize,
    /// Of the job.
    pub int_correct: usize,
}

impl Accuracy {
    /// Compares results, row by row; `labels` are the columns that should be largest.
    ///
    /// # Errors
    ///
    /// When the sizes differ or there are no rows.
    pub fn of(float: &Array2<f32>, job: &Array2<f32>, labels: Option<&[usize]>) -> Result<Self, ModelError> {
        if float.nrows() == 0 {
            return Err(ModelError::NoData {
                what: "the evaluation data".to_owned(),
                of: "rows",
            });
        }
        let labels_fit = labels.is_none_or(|labels| labels.len() == float.nrows());
        if float.dim() != job.dim() || !labels_fit {
            return Err(ModelError::DataShape {
                what: "the job's result".to_owned(),
                found: format!("{:?}, {:?} labels", job.dim(), labels.map(<[usize]>::len)),
                expected: format!("{:?}, a label for each row", float.dim()),
            });
        }
        let cosines: Vec<f64> = float
            .rows()
            .into_iter()
            .zip(job.rows())
            .map(|(a, b)| cosine(a, b))
            .collect();
        let (float_classes, job_classes) = (classes(float), classes(job));
        let agreeing =
            |classes: &[usize], with: &[usize]| classes.iter().zip(with).filter(|(a, b)| a == b).count();
        Ok(Self {
            rows: float.nrows(),
            mean_cosine: cosines.iter().sum::<f64>() / cosines.len() as f64,
            min_cosine: cosines.iter().copied().fold(1.0, f64::min),
            rank_correlation: (float.nrows() >= 3)
                .then(|| spearman(&similarities(float), &similarities(job))),
            same_class: agreeing(&float_classes, &job_classes),
            labelled: labels.map(|labels| Labelled {
                float_correct: agreeing(&float_classes, labels),
                int_correct: agreeing(&job_classes, labels),
            }),
        })
    }
}

/// Cosine of the angle between two vectors; 1 of two zeros, 0 of one.
fn cosine(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    let product = |a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>| -> f64 {
        a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
    };
    let (aa, bb) = (product(a, a), product(b, b));
    match (aa > 0.0, bb > 0.0) {
        (true, true) => product(a, b) / (aa * bb).sqrt(),
        (false, false) => 1.0,
        _ => 0.0,
    }
}

/// The column of each row's largest element, the first on a tie.
pub(crate) fn classes(rows: &Array2<f32>) -> Vec<usize> {
    let largest = |row: ArrayView1<'_, f32>| {
        let better = |best: usize, at: usize| if row[at] > row[best] { at } else { best };
        (1..row.len()).fold(0, better)
    };
    rows.rows().into_iter().map(largest).collect()
}

/// The cosine of every pair of rows.
fn similarities(rows: &Array2<f32>) -> Vec<f64> {
    let pairs = (0..rows.nrows()).flat_map(|i| (i + 1..rows.nrows()).map(move |j| (i, j)));
    pairs.map(|(i, j)| cosine(rows.row(i), rows.row(j))).collect()
}

/// Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum() };
    let spread = (product(&a, &a) * product(&b, &b)).sqrt();
    if spread > 0.0 {
        product(&a, &b) / spread
    } else {
        0.0
    }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].partial_cmp(&values[j]).unwrap_or(Ordering::Equal));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for group in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let shared = start as f64 + (group.len() as f64 - 1.0) / 2.0;
        for &at in group {
            ranks[at] = shared;
        }
        start += group.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn ranks_correlate_as_in_scipy() {
        // scipy.stats.spearmanr
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 5.0];
        assert!((spearman(&a, &[5.0, 6.0, 7.0, 8.0, 7.0, 9.0]) - 0.838_235_294_117_647_1).abs() < 1e-12);
        assert!((spearman(&a, &a) - 1.0).abs() < 1e-12);
        assert!((spearman(&a, &a.map(|x| -x)) + 1.0).abs() < 1e-12);
        assert_eq!(spearman(&a, &[2.0; 6]), 0.0);
    }

    #[test]
    fn rows_are_compared_one_by_one() {
        let float = array![[1.0, 0.0], [0.0, 2.0], [3.0, 3.0], [0.0, 1.0]];
        let job = array![[2.0, 0.0], [0.0, 1.0], [3.0, 4.0], [1.0, 0.0]];
        let accuracy = Accuracy::of(&float, &job, Some(&[0, 1, 1, 1])).unwrap();
        assert_eq!(accuracy.rows, 4);
        let cosines = [1.0, 1.0, 7.0 / (5.0 * 2f64.sqrt()), 0.0];
        assert!((accuracy.mean_cosine - cosines.iter().sum::<f64>() / 4.0).abs() < 1e-12);
        assert_eq!(accuracy.min_cosine, 0.0);
        // Float classes are 0, 1, 0 (the first of a tie), 1; the job's 0, 1, 1, 0.
        assert_eq!(accuracy.same_class, 2);
        let labelled = accuracy.labelled.unwrap();
        assert_eq!((labelled.float_correct, labelled.int_correct), (3, 3));
    }

    #[test]
    fn results_of_another_size_are_refused() {
        let float = array![[1.0, 0.0]];
        assert!(matches!(
            Accuracy::of(&float, &array![[1.0]], None),
            Err(ModelError::DataShape { .. })
        ));
        assert!(matches!(
            Accuracy::of(&float, &float, Some(&[])),
            Err(ModelError::DataShape { .. })
        ));
        let none = Array2::zeros((0, 2));
        assert!(matches!(
            Accuracy::of(&none, &none, None),
            Err(ModelError::NoData { .. })
        ));
    }
}
