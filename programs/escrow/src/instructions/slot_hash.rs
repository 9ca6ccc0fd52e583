//! Hashes of slots, by which what nobody can foresee is drawn.

use crate::error::EscrowError;
use anchor_lang::prelude::*;
use pinocchio::sysvars::slot_hashes::SlotHashes;

/// Hash of the first slot from `target` on that has one (slots can be skipped); `None` when the sysvar does not reach back
/// to it.
///
/// # Errors
/// [`EscrowError::DrawPending`] while there is none.
#[inline(never)]
pub fn slot_hash(sysvar: &UncheckedAccount, target: u64) -> Result<Option<[u8; 32]>> {
    let hashes = SlotHashes::from_account_view(sysvar.account())?;
    // Entries run from the newest to the oldest.
    let newer = hashes.entries().partition_point(|entry| entry.slot() >= target);
    let Some(first) = newer.checked_sub(1).and_then(|index| hashes.get_entry(index)) else {
        return Err(EscrowError::DrawPending.into());
    };
    // Without an older entry, the slot that decides could have been dropped already.
    Ok((newer < hashes.len()).then_some(first.hash))
}
