//! What values each layer's results take on calibration data.

use crate::error::ModelError;
use crate::float::Example;
use crate::network::Network;
use ndarray::Array2;
use rayon::prelude::*;

/// Bins of a [`Magnitudes`]: an `f32` without its sign and its lower 16 bits, so a bin is at most 1/128 wide.
const BINS: usize = 1 << 15;

/// How often magnitudes occurred, in bins of 8 bits of exponent and 7 of mantissa.
#[derive(Clone, Debug)]
struct Magnitudes(Vec<u64>);

impl Magnitudes {
    fn add(&mut self, x: f32) {
        self.0[(x.abs().to_bits() >> 16) as usize] += 1;
    }

    /// The upper end of the bin below which `share` of all elements are.
    fn quantile(&self, share: f64) -> f32 {
        let total: u64 = self.0.iter().sum();
        let wanted = (total as f64 * share).ceil() as u64;
        let mut below = 0;
        for (bin, count) in self.0.iter().enumerate() {
            below += count;
            if below >= wanted {
                return f32::from_bits((bin as u32 + 1) << 16);
            }
        }
        f32::MAX
    }
}

/// The values of one layer's results.
#[derive(Clone, Debug)]
pub struct Range {
    /// The largest magnitude in each column.
    columns: Vec<f32>,
    magnitudes: Magnitudes,
}

impl Range {
    fn of(values: &Array2<f32>) -> Self {
        let mut range = Self {
            columns: vec![0.0; values.ncols()],
            magnitudes: Magnitudes(vec![0; BINS]),
        };
        for row in values.rows() {
            for (largest, &x) in range.columns.iter_mut().zip(row) {
                *largest = largest.max(x.abs());
                range.magnitudes.add(x);
            }
        }
        range
    }

    fn merge(mut self, other: &Self) -> Self {
        for (largest, x) in self.columns.iter_mut().zip(&other.columns) {
            *largest = largest.max(*x);
        }
        for (count, more) in self.magnitudes.0.iter_mut().zip(&other.magnitudes.0) {
            *count += more;
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

    /// The magnitude that `share` of the elements do not exceed, within 1/128 of it.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f32 {
        self.magnitudes.quantile(share).min(self.largest())
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
        let runs = examples
            .par_iter()
            .map(|example| -> Result<Vec<Range>, ModelError> {
                let values = network.run(example)?;
                Ok(values.iter().map(Range::of).collect())
            });
        let merged =
            runs.try_reduce_with(|a, b| Ok(a.into_iter().zip(&b).map(|(a, b)| a.merge(b)).collect()));
        match merged {
            Some(ranges) => Ok(Self { ranges: ranges? }),
            None => Err(ModelError::NoData {
                what: "the calibration data".to_owned(),
                of: "examples",
            }),
        }
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

    #[test]
    fn quantiles_leave_out_what_is_rare_and_never_exceed_the_largest() {
        let values = Array2::from_shape_fn((100, 100), |(i, j)| match (i, j) {
            (7, 3) => -50.0,
            _ => 1.0 + (i + j) as f32 / 200.0,
        });
        let range = Range::of(&values);
        assert_eq!(range.largest(), 50.0);
        assert_eq!(range.columns()[3], 50.0);
        assert_eq!(range.columns()[4], 1.0 + 103.0 / 200.0);
        let most = range.quantile(0.9999);
        assert!((1.99..=2.01).contains(&most), "{most}");
        assert_eq!(range.quantile(1.0), 50.0);
    }

    #[test]
    fn ranges_of_many_examples_are_those_of_all_their_rows() {
        let network = Network::of_features(3).unwrap();
        let rows: Array2<f32> = Array2::from_shape_fn((40, 3), |(i, j)| (i as f32 - 20.0) * (j as f32 + 0.5));
        let halves: Vec<Example> = rows
            .rows()
            .into_iter()
            .map(|row| Example::Rows(row.to_owned().insert_axis(ndarray::Axis(0))))
            .collect();
        let apart = Calibration::of(&network, &halves).unwrap();
        let whole = Calibration::of(&network, &[Example::Rows(rows)]).unwrap();
        assert_eq!(apart.range(0).columns(), whole.range(0).columns());
        assert_eq!(apart.range(0).columns(), [10.0, 30.0, 50.0]);
        assert_eq!(apart.range(0).quantile(0.5), whole.range(0).quantile(0.5));
    }
}
