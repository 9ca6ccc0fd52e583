//! Rows of LayerNorm and RmsNorm: the definition is [`assay_proof::arith::RowNorm`]'s.

use super::element::{Element, I32, I8};
use super::high::High;
use crate::kernel::{Kernel, Vectorised};
use assay_proof::arith::{Moments, RowNorm};
use assay_proof::DType;
use std::borrow::Cow;

/// Bits behind the point of a normalised element.
const POINT: u32 = 16;
/// A raised bias is below this: the sum with a normalised element times a raised gain, below 2⁵⁵, is in reach of
/// [`High`].
const BIAS_LIMIT: i128 = 1 << 61;

/// The constants of a norm.
pub(super) struct Norm<'a> {
    centred: bool,
    eps: u32,
    /// Raised.
    gain: Vec<i32>,
    /// Zeros when the norm has none.
    bias: Cow<'a, [i32]>,
    /// By how many bits a bias is raised.
    bias_up: u32,
    high: High,
}

impl<'a> Norm<'a> {
    /// `None` when a raised constant is too large.
    pub(super) fn new(
        centred: bool,
        gain: Cow<'a, [i32]>,
        bias: Option<Cow<'a, [i32]>>,
        eps: u32,
        shift: u8,
    ) -> Option<Self> {
        let (high, up) = High::new(shift);
        let bias = bias.unwrap_or_else(|| vec![0; gain.len()].into());
        let bias_up = POINT + up;
        let fits = |&bias: &i32| i128::from(bias.unsigned_abs()) << bias_up < BIAS_LIMIT;
        bias.iter().all(fits).then_some(())?;
        Some(Self {
            centred,
            eps,
            gain: gain
                .iter()
                .map(|&gain| High::raise(gain, up))
                .collect::<Option<_>>()?,
            bias,
            bias_up,
            high,
        })
    }

    /// Whether a row is right; `dtype` is that of `x`.
    pub(super) fn agrees(&self, x: &[u8], dtype: DType, claimed: &[I8], kernel: Kernel) -> bool {
        match dtype {
            DType::I8 => self.row_agrees::<I8>(x, claimed, kernel),
            DType::I32 => self.row_agrees::<I32>(x.as_chunks().0, claimed, kernel),
        }
    }

    fn row_agrees<X: Element>(&self, x: &[X], claimed: &[I8], kernel: Kernel) -> bool {
        let norm = RowNorm::from_moments(kernel.run(Gather { x }), x.len(), self.centred, self.eps);
        let (_, _, _, _, down) = norm.parts();
        if down > 32 {
            kernel.run(Normalised::<X, true> {
                constants: self,
                norm,
                x,
                claimed,
            })
        } else {
            kernel.run(Normalised::<X, false> {
                constants: self,
                norm,
                x,
                claimed,
            })
        }
    }
}

/// `(x + ⌊2^e / 2⌋) >> e` without leaving `i32`: the highest of the bits that are cut rounds.
#[derive(Clone, Copy)]
struct Narrow {
    down: u32,
    last_cut: u32,
    rounds: i32,
}

impl Narrow {
    #[inline(always)]
    fn new(down: u32) -> Self {
        Self {
            down,
            last_cut: down.saturating_sub(1),
            rounds: i32::from(down > 0),
        }
    }

    #[inline(always)]
    fn of(self, x: i32) -> i32 {
        x.wrapping_shr(self.down)
            .wrapping_add(x.wrapping_shr(self.last_cut) & self.rounds)
    }
}

/// The moments of a row.
struct Gather<'a, X> {
    x: &'a [X],
}

impl<X: Element> Vectorised for Gather<'_, X> {
    type Output = Moments;

    #[inline(always)]
    fn run(self) -> Moments {
        let narrow = match X::DTYPE {
            DType::I8 => 0,
            DType::I32 => {
                let bits = self.x.iter().fold(0, |bits, x| bits | x.value().unsigned_abs());
                Moments::narrowing(bits)
            }
        };
        let narrowed = Narrow::new(narrow);
        let (mut sum, mut squares) = (0i32, 0u64);
        for x in self.x {
            let x = narrowed.of(x.value());
            // At most 2¹⁴ elements of 2¹⁵, and squares of 2³⁰.
            sum = sum.wrapping_add(x);
            squares = squares.wrapping_add(u64::from(x.wrapping_mul(x) as u32));
        }
        Moments {
            narrow,
            sum: i64::from(sum),
            squares,
        }
    }
}

/// A row is right. `HIGH` when the normalised element is in the high half of its product.
struct Normalised<'a, X, const HIGH: bool> {
    constants: &'a Norm<'a>,
    norm: RowNorm,
    x: &'a [X],
    claimed: &'a [I8],
}

impl<X: Element, const HIGH: bool> Vectorised for Normalised<'_, X, HIGH> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Norm {
            gain,
            bias,
            bias_up,
            high,
            ..
        } = self.constants;
        let (narrow, len, sum, inverse, down) = self.norm.parts();
        let (narrow, len, sum) = (Narrow::new(narrow), len as i32, sum as i32);
        // The inverse has up to 32 bits: as an `i32` it may be 2³² too small, which is made up for above.
        let (low_inverse, lacking) = (inverse as i32, -((inverse >> 31) as i32 & 1));
        let round = 1i64 << (down - 1);
        let (high_round, high_down) = ((round >> 32) as i32, down.wrapping_sub(32));
        let columns = self.x.iter().zip(gain).zip(bias.iter()).zip(self.claimed);
        let mut wrong = 0;
        for (((x, &gain), &bias), claimed) in columns {
            // Below 2³⁰ in magnitude.
            let deviation = len.wrapping_mul(narrow.of(x.value())).wrapping_sub(sum);
            let product = i64::from(deviation).wrapping_mul(i64::from(low_inverse));
            let normalised = if HIGH {
                let top = ((product >> 32) as i32).wrapping_add(deviation & lacking);
                top.wrapping_add(high_round).wrapping_shr(high_down)
            } else {
                // It has at most 32 bits, so what a logical shift brings in is cut off.
                let product = product.wrapping_add(i64::from(deviation & lacking) << 32);
                (product.wrapping_add(round) as u64).wrapping_shr(down) as i32
            };
            let scaled = i64::from(normalised).wrapping_mul(i64::from(gain));
            let scaled = scaled.wrapping_add(i64::from(bias).wrapping_shl(*bias_up));
            wrong |= I8::limited(high.round(scaled)) ^ claimed.value();
        }
        wrong == 0
    }
}
