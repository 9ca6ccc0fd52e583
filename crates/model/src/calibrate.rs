//! What values each layer's results take on calibration data.

use crate::error::ModelError;
use crate::float::Example;
use crate::network::{LayerKind, Network};
use ndarray::Array2;
use rayon::prelude::*;

/// Bins of a [`Histogram`]: the upper 16 bits of an `f32`, so a bin is at most 1/128 of its value wide.
const BINS: usize = 1 << 16;

/// How often values occurred, in bins of a sign, 8 bits of exponent and 7 of mantissa, in the order of the values.
#[derive(Clone, Debug)]
struct Histogram(Vec<u64>);

impl Histogram {
    fn add(&mut self, x: f32) {
        let bits = x.to_bits();
        // Negative numbers are in the order of their bits backwards.
        let ordered = if x.is_sign_negative() {
            !bits
        } else {
            bits | 1 << 31
        };
        self.0[(ordered >> 16) as usize] += 1;
    }

    /// The value that `share` of all elements do not exceed: the end farther from 0 of its bin.
    fn quantile(&self, share: f64) -> f32 {
        let total: u64 = self.0.iter().sum();
        let wanted = (total as f64 * share).ceil().max(1.0) as u64;
        let mut below = 0;
        let reached = |count: &u64| {
            below += count;
            below >= wanted
        };
        let bin = self.0.iter().position(reached).unwrap_or(BINS - 1) as u32;
        match bin << 16 {
            positive if positive >= 1 << 31 => f32::from_bits((positive ^ 1 << 31) | 0xffff),
            negative => f32::from_bits(!negative),
        }
    }
}

/// The values of one layer's results.
#[derive(Clone, Debug)]
pub struct Range {
    /// The largest magnitude in each column.
    columns: Vec<f32>,
    /// Of layers that a function is applied to.
    histogram: Option<Histogram>,
}

impl Range {
    fn new(width: usize, counted: bool) -> Self {
        Self {
            columns: vec![0.0; width],
            histogram: counted.then(|| Histogram(vec![0; BINS])),
        }
    }

    fn add(&mut self, values: &Array2<f32>) {
        for row in values.rows() {
            for (largest, &x) in self.columns.iter_mut().zip(row) {
                *largest = largest.max(x.abs());
            }
        }
        if let Some(histogram) = &mut self.histogram {
            values.iter().for_each(|&x| histogram.add(x));
        }
    }

    fn merge(mut self, other: &Self) -> Self {
        for (largest, x) in self.columns.iter_mut().zip(&other.columns) {
            *largest = largest.max(*x);
        }
        if let (Some(histogram), Some(more)) = (&mut self.histogram, &other.histogram) {
            for (count, more) in histogram.0.iter_mut().zip(&more.0) {
                *count += more;
            }
        }
        self
    }

    /// The largest magnitude in each column.
    #[must_use]
    pub fn columns(&self) -> &[f32] {
        &self.columns
    }

    /// The largest magnitude.
    #[must_use]
    pub fn largest(&self) -> f32 {
        self.columns.iter().fold(0.0, |largest, x| largest.max(*x))
    }

    /// The value that `share` of the elements do not exceed, within 1/128 of it, of a layer that a function is
    /// applied to; of others, an end of ±[`Range::largest`].
    #[must_use]
    pub fn quantile(&self, share: f64) -> f32 {
        let largest = self.largest();
        match &self.histogram {
            Some(histogram) => histogram.quantile(share).clamp(-largest, largest),
            None if share < 0.5 => -largest,
            None => largest,
        }
    }
}

/// The values of all layers' results.
#[derive(Clone, Debug)]
pub struct Calibration {
    ranges: Vec<Range>,
}

impl Calibration {
    /// Runs the network on the examples.
    ///
    /// # Errors
    ///
    /// When there are none, or one does not fit the network.
    pub fn of(network: &Network, examples: &[Example]) -> Result<Self, ModelError> {
        let consumers = network.consumers();
        let counted = |id: usize| {
            let functions = consumers[id].iter().map(|&id| &network.layers()[id].kind);
            functions
                .into_iter()
                .any(|kind| matches!(kind, LayerKind::Activation { .. }))
        };
        let empty = || -> Vec<Range> {
            let layers = network.layers().iter().enumerate();
            layers
                .map(|(id, layer)| Range::new(layer.width, counted(id)))
                .collect()
        };
        if examples.is_empty() {
            return Err(ModelError::NoData {
                what: "the calibration data".to_owned(),
                of: "examples",
            });
        }
        let ranges = examples
            .par_iter()
            .try_fold(empty, |mut ranges, example| -> Result<_, ModelError> {
                for (range, values) in ranges.iter_mut().zip(network.run(example)?) {
                    range.add(&values);
                }
                Ok(ranges)
            })
            .try_reduce(empty, |a, b| {
                Ok(a.into_iter().zip(&b).map(|(a, b)| a.merge(b)).collect())
            })?;
        Ok(Self { ranges })
    }

    /// The values of layer `id`'s result.
    #[must_use]
    pub fn range(&self, id: usize) -> &Range {
        &self.ranges[id]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::Unary;

    /// Rows, each an example of its own, for a network that applies a function to them.
    fn calibrated(rows: &Array2<f32>, apart: bool) -> Calibration {
        let mut network = Network::of_features(rows.ncols()).unwrap();
        let function = Unary::Relu.into();
        network
            .push("relu", LayerKind::Activation { x: 0, function })
            .unwrap();
        let row =
            |row: ndarray::ArrayView1<'_, f32>| Example::Rows(row.to_owned().insert_axis(ndarray::Axis(0)));
        let examples: Vec<Example> = match apart {
            true => rows.rows().into_iter().map(row).collect(),
            false => vec![Example::Rows(rows.clone())],
        };
        Calibration::of(&network, &examples).unwrap()
    }

    #[test]
    fn quantiles_leave_out_what_is_rare_on_either_side() {
        let values = Array2::from_shape_fn((100, 100), |(i, j)| match (i, j) {
            (7, 3) => -50.0,
            (8, 4) => 70.0,
            _ => (i as f32 - 49.5) / 100.0 + j as f32 * 1e-4,
        });
        let calibration = calibrated(&values, false);
        let range = calibration.range(0);
        assert_eq!(
            (range.largest(), range.columns()[3], range.columns()[4]),
            (70.0, 50.0, 70.0)
        );
        let (low, high) = (range.quantile(2e-4), range.quantile(1.0 - 2e-4));
        assert!((-0.501..=-0.494).contains(&low), "{low}");
        assert!((0.500..=0.51).contains(&high), "{high}");
        assert!((-50.4..=-50.0).contains(&range.quantile(0.0)));
        assert_eq!(range.quantile(1.0), 70.0);
        // No function is applied to the last layer's result.
        assert_eq!(calibration.range(1).quantile(1e-3), -70.0);
    }

    #[test]
    fn ranges_of_many_examples_are_those_of_all_their_rows() {
        let rows = Array2::from_shape_fn((40, 3), |(i, j)| (i as f32 - 20.0) * (j as f32 + 0.5));
        let (apart, whole) = (calibrated(&rows, true), calibrated(&rows, false));
        assert_eq!(apart.range(0).columns(), whole.range(0).columns());
        assert_eq!(apart.range(0).columns(), [10.0, 30.0, 50.0]);
        for share in [0.01, 0.3, 0.5, 0.99] {
            assert_eq!(apart.range(0).quantile(share), whole.range(0).quantile(share));
        }
    }
}
