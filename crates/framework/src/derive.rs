//! Addresses that a program derives.

use crate::prelude::{Address, ProgramError};
use crate::Result;

/// Slices that are hashed: seeds, the bump, the program and a marker.
const MOST_SLICES: usize = 8;
const MARKER: &[u8] = b"ProgramDerivedAddress";
/// Every bump, at its own place.
static BUMPS: [u8; 256] = {
    let mut bumps = [0; 256];
    let mut bump = 0;
    while bump < 256 {
        bumps[bump] = bump as u8;
        bump += 1;
    }
    bumps
};

/// The bump of `expected`, which must be the address that `program` derives from `seeds`, at most five.
///
/// The address itself is not looked for on the curve, the ones before it are. Whoever makes an account at it signs with
/// these seeds, and then the runtime looks; and nobody else has an account or a signature at a point that is a hash.
///
/// # Errors
/// [`ProgramError::InvalidSeeds`] when it is not, [`ProgramError::MaxSeedLengthExceeded`] for more seeds.
#[inline(never)]
pub fn find_and_verify_program_address(seeds: &[&[u8]], program: &Address, expected: &Address) -> Result<u8> {
    let count = seeds.len();
    let mut slices: [&[u8]; MOST_SLICES] = [&[]; MOST_SLICES];
    let used = slices
        .get_mut(..count + 3)
        .ok_or(ProgramError::MaxSeedLengthExceeded)?;
    used[..count].copy_from_slice(seeds);
    used[count + 1] = program.as_ref();
    used[count + 2] = MARKER;
    for bump in (0..=u8::MAX).rev() {
        used[count] = core::slice::from_ref(&BUMPS[usize::from(bump)]);
        let hash = solana_sha256_hasher::hashv(used).to_bytes();
        if hash == *expected.as_array() {
            return Ok(bump);
        }
        if !is_on_curve(&hash) {
            break;
        }
    }
    Err(ProgramError::InvalidSeeds)
}

#[cfg(target_os = "solana")]
fn is_on_curve(point: &[u8; 32]) -> bool {
    const EDWARDS: u64 = 0;
    // SAFETY: the call reads 32 bytes and, without a result to fill, writes nothing.
    unsafe {
        pinocchio::address::syscalls::sol_curve_validate_point(EDWARDS, point.as_ptr(), core::ptr::null_mut())
            == 0
    }
}

#[cfg(not(target_os = "solana"))]
fn is_on_curve(point: &[u8; 32]) -> bool {
    Address::new_from_array(*point).is_on_curve()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the derivation that clients use, over seeds whose bump is anything.
    #[test]
    fn an_address_and_its_bump_are_those_of_everybody_else() {
        let program = Address::new_from_array([9; 32]);
        let mut lowest = u8::MAX;
        for n in 0..2_000u32 {
            let number = n.to_le_bytes();
            let seeds: [&[u8]; 2] = [b"seed", &number];
            let (address, bump) = Address::find_program_address(&seeds, &program);
            lowest = lowest.min(bump);
            assert_eq!(
                find_and_verify_program_address(&seeds, &program, &address),
                Ok(bump)
            );
            // Not with a lower bump, and not another's.
            let lower = (0..bump).rev().find_map(|bump| {
                Address::create_program_address(&[b"seed", &number, &[bump]], &program).ok()
            });
            for wrong in [lower.expect("one of 255"), program] {
                assert_eq!(
                    find_and_verify_program_address(&seeds, &program, &wrong),
                    Err(ProgramError::InvalidSeeds)
                );
            }
        }
        assert!(lowest < 248, "{lowest}");
    }

    #[test]
    fn five_seeds_and_no_more() {
        let program = Address::new_from_array([9; 32]);
        let seeds: [&[u8]; 5] = [b"a", b"b", b"c", b"d", b"e"];
        let (address, bump) = Address::find_program_address(&seeds, &program);
        let found = |seeds: &[&[u8]]| find_and_verify_program_address(seeds, &program, &address);
        assert_eq!(found(&seeds), Ok(bump));
        assert_eq!(
            found(&[b"".as_slice(); 6]),
            Err(ProgramError::MaxSeedLengthExceeded)
        );
    }
}
