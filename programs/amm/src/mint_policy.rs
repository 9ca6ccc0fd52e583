//! Which mints a pool may have, and what they take of a transfer.

use crate::error::AmmError;
use anchor_lang::prelude::*;
use stake::{event::note, extension};

/// Numbers of the extensions that change neither who may move tokens nor whether they move, and of the transfer fee,
/// which is counted in on both sides: transfer fee (1), interest-bearing config (10), metadata pointer (18), token
/// metadata (19), group pointer (20), token group (21), group member pointer (22), token group member (23), scaled UI
/// amount (25). Everything else is refused: a transfer hook, a default-frozen account or a pause could block an exit, a
/// permanent delegate could empty a vault, and an extension nobody has heard of yet could do any of these.
const ALLOWED: [u16; 9] = [extension::TRANSFER_FEE, 10, 18, 19, 20, 21, 22, 23, 25];

/// Requires a mint of the SPL Token program, or of Token-2022 with allowed extensions only.
///
/// # Errors
/// [`AmmError::MintNotAllowed`]; the log has the number of the extension.
pub fn require_allowed_mint(mint: &AccountView) -> Result<()> {
    match extension::first_refused(mint, &ALLOWED) {
        Ok(None) => Ok(()),
        Ok(Some(extension)) => {
            note("extension that is not allowed:", extension.into());
            Err(AmmError::MintNotAllowed.into())
        }
        Err(extension::NotAMint) => Err(AmmError::MintNotAllowed.into()),
    }
}
