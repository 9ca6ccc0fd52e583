//! Ratios of scales as integers over a power of two.

use crate::error::ModelError;
use assay_proof::arith::MAX_SHIFT;

/// Multipliers are brought below 2³⁰: the precision that an `i32` holds, with a bit to spare.
const MULT_BITS: i32 = 30;

/// Integers that, over `2^shift`, are closest to the ratios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// One for each ratio.
    pub mults: Vec<i32>,
    /// Binary places.
    pub shift: u8,
}

impl Fixed {
    /// Of ratios over one shift, the largest magnitude brought to 30 bits.
    ///
    /// # Errors
    ///
    /// [`ModelError::Range`] when one is no number or the largest is 2³⁰ or more.
    pub(crate) fn of(layer: &str, ratios: &[f64]) -> Result<Self, ModelError> {
        let out_of_range = |ratio: f64| ModelError::Range {
            layer: layer.to_owned(),
            ratio,
        };
        if let Some(&ratio) = ratios.iter().find(|ratio| !ratio.is_finite()) {
            return Err(out_of_range(ratio));
        }
        let largest = ratios
            .iter()
            .fold(0.0, |largest: f64, ratio| largest.max(ratio.abs()));
        let bits = if largest > 0.0 {
            largest.log2().floor() as i32 + 1
        } else {
            0
        };
        let shift = MULT_BITS - bits;
        if shift < 0 {
            return Err(out_of_range(largest));
        }
        let shift = shift.min(i32::from(MAX_SHIFT));
        let unit = 2f64.powi(shift);
        // Rounding may carry into the 31st bit; an i32 has it.
        let mults = ratios.iter().map(|ratio| (ratio * unit).round() as i32).collect();
        Ok(Self {
            mults,
            shift: shift as u8,
        })
    }
}

/// `x` to the nearest integer within ±127.
pub(crate) fn narrow(x: f64) -> i8 {
    x.round().clamp(-127.0, 127.0) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_ratio_has_thirty_bits_and_all_are_near() {
        for ratios in [
            vec![0.5, 1e-3, -0.25],
            vec![3.0e-9],
            vec![1e6, 1.0],
            vec![0.0, 0.0],
        ] {
            let fixed = Fixed::of("layer", &ratios).unwrap();
            let unit = 2f64.powi(fixed.shift.into());
            for (mult, ratio) in fixed.mults.iter().zip(&ratios) {
                assert!((f64::from(*mult) / unit - ratio).abs() <= 0.5 / unit, "{ratio}");
            }
            let largest = ratios.iter().fold(0.0f64, |a, b| a.max(b.abs()));
            if largest > 1e-9 {
                let most = fixed.mults.iter().map(|mult| mult.unsigned_abs()).max().unwrap();
                assert!((1 << 29..=1 << 30).contains(&most), "{most} for {largest}");
            }
        }
    }

    #[test]
    fn what_no_multiplier_expresses_is_refused() {
        for ratio in [f64::NAN, f64::INFINITY, 2f64.powi(31)] {
            let error = Fixed::of("encoder.layer.3", &[1.0, ratio]).unwrap_err();
            assert!(error.to_string().contains("encoder.layer.3"), "{error}");
        }
    }
}
