//! What nearly every instruction checks of its accounts. The framework's own comparisons are inlined into each of
//! them; these are compiled once, which keeps the programs small.

use anchor_lang::{prelude::*, verify_program_address};

/// Equality of addresses, for constraints: `job.market.is(market.address())`.
pub trait Is {
    fn is(&self, other: &Address) -> bool;
}

impl Is for Address {
    #[inline(never)]
    fn is(&self, other: &Address) -> bool {
        self == other
    }
}

/// Whether `address` is the one that `program` derives from these seeds, the bump last.
#[inline(never)]
pub fn is_derived(address: &Address, seeds: &[&[u8]], program: &Address) -> bool {
    verify_program_address(seeds, program, address).is_ok()
}
