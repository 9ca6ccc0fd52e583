//! Rounding shifts of 64-bit products in 32-bit lanes: twice as many elements per instruction, and no 64-bit
//! arithmetic shift, which AVX2 does not have.

/// Bits of the low half.
const HALF: u32 = 32;

/// `(value + 2^(s − 1)) >> s` for `s` of 33 to 62, from the high half of `value` alone: the rounding term is a whole
/// number of 2³², so the low half cannot carry.
#[derive(Clone, Copy, Debug)]
pub(super) struct High {
    rounding: i32,
    down: u32,
}

impl High {
    /// For values whose shift is `shift`, and by how many bits they must be raised first.
    pub(super) fn new(shift: u8) -> (Self, u32) {
        let shift = u32::from(shift);
        let up = (HALF + 1).saturating_sub(shift);
        let down = shift + up - HALF;
        (
            Self {
                rounding: 1 << (down - 1),
                down,
            },
            up,
        )
    }

    /// A factor of the value raised, if `i32` holds it.
    pub(super) fn raise(factor: i32, up: u32) -> Option<i32> {
        let raised = factor.checked_shl(up)?;
        (raised >> up == factor).then_some(raised)
    }

    /// The rounded value, which `i32` must hold. `value` is below 2⁶² + 2⁶⁰ in magnitude.
    #[inline(always)]
    pub(super) fn round(self, value: i64) -> i32 {
        let high = (value >> HALF) as i32;
        high.wrapping_add(self.rounding).wrapping_shr(self.down)
    }
}
