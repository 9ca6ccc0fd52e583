//! Which payment mints a market may have.

use crate::error::EscrowError;
use anchor_lang::prelude::*;
use stake::{
    event::note,
    extension::{first_refused, NotAMint},
};

/// Numbers of the extensions that change neither amounts nor who may move tokens: metadata pointer (18), token
/// metadata (19), group pointer (20), token group (21), group member pointer (22), token group member (23),
/// interest-bearing config (10), scaled UI amount (25). Everything else is refused: a transfer hook or a pause could
/// block an exit, a permanent delegate could empty a vault, a transfer fee would make the escrow pay out more than it
/// got, and an extension nobody has heard of yet could do any of these.
const ALLOWED: [u16; 8] = [10, 18, 19, 20, 21, 22, 23, 25];

/// Requires a mint of the SPL Token program, or of Token-2022 with allowed extensions only.
///
/// # Errors
/// [`EscrowError::MintNotAllowed`]; the log has the number of the extension.
pub fn require_allowed_mint(mint: &AccountView) -> Result<()> {
    match first_refused(mint, &ALLOWED) {
        Ok(None) => Ok(()),
        Ok(Some(extension)) => {
            note("extension that is not allowed:", extension.into());
            Err(EscrowError::MintNotAllowed.into())
        }
        Err(NotAMint) => Err(EscrowError::MintNotAllowed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spl_token_2022_interface::extension::ExtensionType;

    #[test]
    fn the_numbers_are_those_of_the_token_program() {
        let allowed = [
            ExtensionType::InterestBearingConfig,
            ExtensionType::MetadataPointer,
            ExtensionType::TokenMetadata,
            ExtensionType::GroupPointer,
            ExtensionType::TokenGroup,
            ExtensionType::GroupMemberPointer,
            ExtensionType::TokenGroupMember,
            ExtensionType::ScaledUiAmount,
        ];
        assert_eq!(allowed.map(|extension| extension as u16), ALLOWED);
    }
}
