//! The constants of attention in integers.

use super::fixed::Fixed;
use crate::error::ModelError;
use assay_proof::Tensor;
use std::sync::Arc;

/// Scores this far below a row's largest count for nothing: e⁻¹⁰ is a hundredth of a step of a probability.
const REACH: f64 = 10.0;
/// The largest exponential of a Softmax's table.
const ONE: f64 = 65_535.0;

/// Constants of one layer's attention.
#[derive(Clone, Debug)]
pub(super) struct Attention {
    pub heads: u32,
    /// The exponential of minus the index, in steps of [`REACH`] / 255.
    pub table: Arc<Tensor>,
    /// Turns a distance between scores into an index.
    pub score_mult: u32,
    pub score_shift: u8,
    /// Turns sums of probabilities, as shares of 127, and values into the result.
    pub context_mult: i32,
    pub context_shift: u8,
}

impl Attention {
    /// With a step of a score worth `score`; the result's scales are `share` times those of the values.
    pub(super) fn of(name: &str, heads: usize, score: f64, share: f64) -> Result<Self, ModelError> {
        let score = Fixed::of(name, &[score * 255.0 / REACH])?;
        let context = Fixed::of(name, &[1.0 / (127.0 * share)])?;
        Ok(Self {
            heads: heads as u32,
            table: table(),
            score_mult: score.mults[0].unsigned_abs(),
            score_shift: score.shift,
            context_mult: context.mults[0],
            context_shift: context.shift,
        })
    }
}

fn table() -> Arc<Tensor> {
    let mut entries: Vec<i32> = (0..256)
        .map(|index| (ONE * (-f64::from(index) * REACH / 255.0).exp()).round() as i32)
        .collect();
    // The last index stands for all that is farther off.
    entries[255] = 0;
    Arc::new(Tensor::from_i32(1, 256, &entries).expect("256 entries"))
}
