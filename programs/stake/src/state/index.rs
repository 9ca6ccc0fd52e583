use anchor_lang::prelude::*;

/// A reward index: what one unit of weight has earned since the beginning, base units, with 64 bits behind the point.
/// It never overflows: nothing is handed out per less than one unit, and all of it is below 2^50.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Index {
    pub low: u64,
    pub high: u64,
}

impl Index {
    pub fn get(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }

    pub fn set(&mut self, value: u128) {
        self.low = value as u64;
        self.high = (value >> 64) as u64;
    }

    /// Hands `amount` out to `weight`, rounded down; nothing for no weight.
    #[inline(never)]
    pub fn distribute(&mut self, amount: u64, weight: u64) {
        let each = assay_math::ratio_q64(amount, weight).unwrap_or(0);
        self.set(self.get().saturating_add(each));
    }

    /// What `weight` earned since the index was at `since`, rounded down.
    #[inline(never)]
    pub fn earned(self, since: Self, weight: u64) -> u64 {
        let gained = self.get().saturating_sub(since.get());
        // Fits: a weight is never larger than the whole it was handed out to.
        assay_math::mul_q64_floor(weight, gained).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    #[test]
    fn what_is_handed_out_is_earned_by_weight_and_rounded_down() {
        let mut index = Index::zeroed();
        let start = index;
        index.distribute(10, 3);
        assert_eq!((index.earned(start, 1), index.earned(start, 2)), (3, 6));
        assert_eq!(index.earned(start, 3), 9, "a third is not exact");
        let mut index = start;
        index.distribute(u64::MAX, 1);
        assert_eq!(index.earned(start, 1), u64::MAX);
    }

    #[test]
    fn nothing_is_handed_out_to_no_weight() {
        let mut index = Index::zeroed();
        index.distribute(10, 0);
        assert_eq!(index, Index::zeroed());
    }
}
