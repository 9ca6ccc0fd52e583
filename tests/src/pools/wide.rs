//! Products of more than 128 bits.

/// Whether √(a′ · b′) / supply′ is not below √(a · b) / supply: a·b·supply′² ≤ a′·b′·supply².
#[must_use]
pub fn not_below(before: ([u64; 2], u64), after: ([u64; 2], u64)) -> bool {
    product(before.0, after.1) <= product(after.0, before.1)
}

/// `reserves[0] · reserves[1] · supply²`, its upper and its lower 128 bits.
fn product(reserves: [u64; 2], supply: u64) -> (u128, u128) {
    let k = u128::from(reserves[0]) * u128::from(reserves[1]);
    let square = u128::from(supply) * u128::from(supply);
    let half = |n: u128| (n >> 64, n & u128::from(u64::MAX));
    let ((kh, kl), (sh, sl)) = (half(k), half(square));
    let low = kl * sl;
    let (middle, carry) = (kh * sl).overflowing_add(kl * sh);
    let high = kh * sh + (middle >> 64) + (u128::from(carry) << 64);
    let (low, carry) = low.overflowing_add(middle << 64);
    (high + u128::from(carry), low)
}
