//! What the fee and slash rules make of a number, written down once more and independently of the
//! programs: the demo checks them, so it must not ask them.

const BPS: u128 = 10_000;

/// A share rounded down, in favour of what remains.
pub fn share(amount: u64, bps: u16) -> u64 {
    (u128::from(amount) * u128::from(bps) / BPS) as u64
}

/// The fee on a price, rounded up against the payer.
pub fn fee(price: u64, bps: u16) -> u64 {
    (u128::from(price) * u128::from(bps)).div_ceil(BPS) as u64
}
