//! What nearly every instruction checks of its accounts. The framework's own comparisons are inlined into each of
//! them; these are compiled once, which keeps the programs small.

use anchor_lang::{prelude::*, solana_program::hash::hashv};

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

/// Unix time.
///
/// # Errors
/// Those of the runtime.
#[inline(never)]
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

/// Whether `address` is the one that `program` derives from `seed`, `from` and `bump`.
///
/// The bump must be one that was found when the address was first used: then the address is known to be off the curve,
/// and is not looked at again.
#[inline(never)]
pub fn is_derived(address: &Address, seed: &[u8], from: &Address, bump: u8, program: &Address) -> bool {
    let hash = hashv(&[
        seed,
        from.as_ref(),
        &[bump],
        program.as_ref(),
        b"ProgramDerivedAddress",
    ]);
    hash.as_bytes() == address.as_array()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::STAKE_VAULT_SEED;
    use anchor_lang::find_program_address;

    #[test]
    fn an_address_is_derived_as_the_runtime_does() {
        let from = Address::new_from_array([7; 32]);
        let (address, bump) = find_program_address(&[STAKE_VAULT_SEED, from.as_ref()], &crate::ID);
        let derived = |address, seed, from, bump| is_derived(address, seed, from, bump, &crate::ID);
        assert!(derived(&address, STAKE_VAULT_SEED, &from, bump));
        assert!(!derived(&from, STAKE_VAULT_SEED, &from, bump));
        assert!(!derived(&address, b"vault", &from, bump));
        assert!(!derived(&address, STAKE_VAULT_SEED, &address, bump));
        assert!(!derived(&address, STAKE_VAULT_SEED, &from, bump - 1));
        assert!(!is_derived(&address, STAKE_VAULT_SEED, &from, bump, &from));
    }
}
