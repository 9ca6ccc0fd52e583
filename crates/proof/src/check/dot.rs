//! The dot product of two rows of `i8`, two products per multiplication.

const SIGNS: u64 = 0x8080_8080_8080_8080;
const LANES: u64 = 0x0000_00FF_0000_00FF;

/// `Σ a[t] · b[t]` over bytes read as `i8`. Both slices have the same length, at most
/// [`MAX_INNER`](crate::MAX_INNER).
///
/// Flipping the sign bit makes the bytes unsigned (`x + 128`). Of eight bytes, lanes `t` and `t + 4`
/// are placed 32 bits apart in one factor and swapped in the other, so the high half of their product
/// is `a[t] · b[t] + a[t + 4] · b[t + 4]`; the low half is one more product, and its sum over a row is
/// below 2³², so it never carries. The bias is then taken out:
/// `Σ (a − 128)(b − 128) = Σ ab − 128 · Σ (a + b) + 128² · K`.
#[must_use]
pub(super) fn dot(a: &[u8], b: &[u8]) -> i64 {
    let (mut products, mut sums) = (0u64, 0u64);
    let (a_words, b_words) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail = a_words.remainder().iter().zip(b_words.remainder());
    let words = a_words.len() as i64;
    for (a, b) in a_words.zip(b_words) {
        let a = word(a) ^ SIGNS;
        let b = (word(b) ^ SIGNS).rotate_left(32);
        for shift in [0, 8, 16, 24] {
            let (a, b) = ((a >> shift) & LANES, (b >> shift) & LANES);
            products = products.wrapping_add(a.wrapping_mul(b));
            sums += a + b;
        }
    }
    let biased = (products >> 32) as i64;
    let sum = ((sums >> 32) + (sums & 0xFFFF_FFFF)) as i64;
    let tail: i64 = tail.map(|(&a, &b)| i64::from(a as i8) * i64::from(b as i8)).sum();
    biased - 128 * sum + 128 * 128 * 8 * words + tail
}

#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("chunks of eight bytes"))
}
