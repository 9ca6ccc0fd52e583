//! 128-bit multiplication and division out of 64-bit instructions.
//!
//! Nothing here multiplies or divides a whole `u128`: LLVM would lower that to a call of the very
//! routine being defined. All arithmetic is wrapping where a carry is meant to be lost, because
//! release builds check for overflow. Division is algorithm D of Knuth, volume 2, section 4.3.1,
//! in the two-digit form of Warren, "Hacker's Delight", section 9-4.

const LOW: u64 = 0xffff_ffff;

/// A 128-bit number as two machine words.
#[derive(Clone, Copy)]
pub struct Wide {
    hi: u64,
    lo: u64,
}

impl From<u128> for Wide {
    #[inline(always)]
    fn from(x: u128) -> Self {
        Self {
            hi: (x >> 64) as u64,
            lo: x as u64,
        }
    }
}

impl Wide {
    #[inline(always)]
    pub fn join(self) -> u128 {
        (self.hi as u128) << 64 | self.lo as u128
    }

    #[inline(always)]
    fn below(self, other: Self) -> bool {
        self.hi < other.hi || (self.hi == other.hi && self.lo < other.lo)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        let borrow = (self.lo < other.lo) as u64;
        Self {
            hi: self.hi.wrapping_sub(other.hi).wrapping_sub(borrow),
            lo: self.lo.wrapping_sub(other.lo),
        }
    }
}

/// The full product of two words, from four products of their halves.
#[inline(always)]
fn mul_words(a: u64, b: u64) -> Wide {
    let (ah, al, bh, bl) = (a >> 32, a & LOW, b >> 32, b & LOW);
    let (ll, hl, lh, hh) = (
        al.wrapping_mul(bl),
        ah.wrapping_mul(bl),
        al.wrapping_mul(bh),
        ah.wrapping_mul(bh),
    );
    // Three numbers below 2^32: the sum cannot wrap.
    let middle = (ll >> 32).wrapping_add(hl & LOW).wrapping_add(lh & LOW);
    Wide {
        hi: hh
            .wrapping_add(hl >> 32)
            .wrapping_add(lh >> 32)
            .wrapping_add(middle >> 32),
        lo: (middle << 32) | (ll & LOW),
    }
}

/// `a * b` modulo 2^128.
#[inline(always)]
pub fn mul(a: Wide, b: Wide) -> Wide {
    let low = mul_words(a.lo, b.lo);
    Wide {
        hi: low
            .hi
            .wrapping_add(a.lo.wrapping_mul(b.hi))
            .wrapping_add(a.hi.wrapping_mul(b.lo)),
        lo: low.lo,
    }
}

/// `n / d` and `n % d`; `d` is not zero.
#[inline(always)]
pub fn div_rem(n: Wide, d: Wide) -> (Wide, Wide) {
    if d.hi != 0 {
        return div_rem_by_two_words(n, d);
    }
    let (quotient, remainder) = div_rem_by_word(n, d.lo);
    (quotient, Wide { hi: 0, lo: remainder })
}

/// Division by one word: schoolbook in base 2^64, the lower step in base 2^32.
#[inline(always)]
fn div_rem_by_word(n: Wide, d: u64) -> (Wide, u64) {
    if n.hi == 0 {
        return (Wide { hi: 0, lo: n.lo / d }, n.lo % d);
    }
    let hi = n.hi / d;
    let carried = n.hi.wrapping_sub(hi.wrapping_mul(d));
    if d <= LOW {
        // Every partial dividend fits a word, so two native divisions finish the job.
        let upper = (carried << 32) | (n.lo >> 32);
        let upper_digit = upper / d;
        let lower = (upper.wrapping_sub(upper_digit.wrapping_mul(d)) << 32) | (n.lo & LOW);
        let lower_digit = lower / d;
        let remainder = lower.wrapping_sub(lower_digit.wrapping_mul(d));
        let lo = (upper_digit << 32) | lower_digit;
        return (Wide { hi, lo }, remainder);
    }
    let shift = leading_zeros(d);
    let divisor = d << shift;
    let dividend = shift_left(
        Wide {
            hi: carried,
            lo: n.lo,
        },
        shift,
    );
    let (lo, remainder) = div_normalized(dividend, divisor);
    (Wide { hi, lo }, remainder >> shift)
}

/// Division by a number of at least 2^64: the quotient fits one word. It is estimated from the
/// divisor's top 64 bits, is then at most one too low, and is corrected with the real divisor.
#[inline(always)]
fn div_rem_by_two_words(n: Wide, d: Wide) -> (Wide, Wide) {
    if n.below(d) {
        return (Wide { hi: 0, lo: 0 }, n);
    }
    let shift = leading_zeros(d.hi);
    let top = shift_left(d, shift).hi;
    let halved = Wide {
        hi: n.hi >> 1,
        lo: (n.hi << 63) | (n.lo >> 1),
    };
    let (estimate, _) = div_normalized(halved, top);
    let mut quotient = (estimate >> (63 - shift)).saturating_sub(1);
    let mut remainder = n.minus(mul(d, Wide { hi: 0, lo: quotient }));
    if !remainder.below(d) {
        remainder = remainder.minus(d);
        quotient = quotient.wrapping_add(1);
    }
    (Wide { hi: 0, lo: quotient }, remainder)
}

/// Divides two words by one whose top bit is set; `n.hi < d`, so the quotient fits a word.
#[inline(always)]
fn div_normalized(n: Wide, d: u64) -> (u64, u64) {
    let (upper, rest) = digit(n.hi, n.lo >> 32, d);
    let (lower, rest) = digit(rest, n.lo & LOW, d);
    ((upper << 32) | lower, rest)
}

/// One base-2^32 digit of `(rest * 2^32 + next) / d` and the remainder; `rest < d`.
#[inline(always)]
fn digit(rest: u64, next: u64, d: u64) -> (u64, u64) {
    let (dh, dl) = (d >> 32, d & LOW);
    let mut q = rest / dh;
    let mut r = rest.wrapping_sub(q.wrapping_mul(dh));
    // The estimate is at most two too high (Knuth, theorem B).
    while q > LOW || q.wrapping_mul(dl) > ((r << 32) | next) {
        q = q.wrapping_sub(1);
        r = r.wrapping_add(dh);
        if r > LOW {
            break;
        }
    }
    let remainder = ((rest << 32) | next).wrapping_sub(q.wrapping_mul(d));
    (q, remainder)
}

/// `x << shift` with `shift < 64`, losing what leaves the top.
#[inline(always)]
fn shift_left(x: Wide, shift: u32) -> Wide {
    if shift == 0 {
        return x;
    }
    Wide {
        hi: (x.hi << shift) | (x.lo >> (64 - shift)),
        lo: x.lo << shift,
    }
}

/// Leading zeros of a non-zero word by halving: the machine has no such instruction, and this is
/// shorter than the population count LLVM would expand.
#[inline(always)]
fn leading_zeros(mut x: u64) -> u32 {
    let mut zeros = 0;
    if x <= u64::MAX >> 32 {
        zeros |= 32;
        x <<= 32;
    }
    if x <= u64::MAX >> 16 {
        zeros |= 16;
        x <<= 16;
    }
    if x <= u64::MAX >> 8 {
        zeros |= 8;
        x <<= 8;
    }
    if x <= u64::MAX >> 4 {
        zeros |= 4;
        x <<= 4;
    }
    if x <= u64::MAX >> 2 {
        zeros |= 2;
        x <<= 2;
    }
    if x <= u64::MAX >> 1 {
        zeros |= 1;
    }
    zeros
}

/// Quotient towards zero. The compiler rules out `i128::MIN / -1` before the call.
#[inline(always)]
pub fn signed_div(n: i128, d: i128) -> i128 {
    let quotient = div_rem(n.unsigned_abs().into(), d.unsigned_abs().into()).0.join() as i128;
    if (n < 0) == (d < 0) {
        quotient
    } else {
        quotient.wrapping_neg()
    }
}

/// Remainder with the sign of the dividend.
#[inline(always)]
pub fn signed_rem(n: i128, d: i128) -> i128 {
    let remainder = div_rem(n.unsigned_abs().into(), d.unsigned_abs().into()).1.join() as i128;
    if n < 0 {
        remainder.wrapping_neg()
    } else {
        remainder
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers whose magnitude is spread over all bit lengths, so that every branch is taken.
    fn number() -> impl Strategy<Value = u128> {
        prop_oneof![
            (any::<u128>(), 0u32..128).prop_map(|(x, shift)| x >> shift),
            (0u32..128).prop_map(|bit| 1 << bit),
            (0u32..128).prop_map(|bit| u128::MAX >> bit),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn products_are_those_of_the_host(a in number(), b in number()) {
            prop_assert_eq!(mul(a.into(), b.into()).join(), a.wrapping_mul(b));
        }

        #[test]
        fn quotients_are_those_of_the_host(n in number(), d in number()) {
            prop_assume!(d != 0);
            let (quotient, remainder) = div_rem(n.into(), d.into());
            prop_assert_eq!((quotient.join(), remainder.join()), (n / d, n % d));
        }

        #[test]
        fn signed_quotients_are_those_of_the_host(n in number(), d in number()) {
            let (n, d) = (n as i128, d as i128);
            prop_assume!(d != 0 && (n != i128::MIN || d != -1));
            prop_assert_eq!((signed_div(n, d), signed_rem(n, d)), (n / d, n % d));
        }
    }
}
