//! Which payment mints a market may have.

use crate::error::EscrowError;
use anchor_lang::{prelude::*, Id};
use solana_program_log::log;
use spl_token_2022_interface::{
    extension::{BaseStateWithExtensions, ExtensionType, PodStateWithExtensions},
    pod::PodMint,
};

/// Extensions that change neither amounts nor who may move tokens. Everything else is refused: a transfer hook or a
/// pause could block an exit, a permanent delegate could empty a vault, a transfer fee would make the escrow pay out
/// more than it got, and an extension nobody has heard of yet could do any of these.
const ALLOWED: [ExtensionType; 8] = [
    ExtensionType::MetadataPointer,
    ExtensionType::TokenMetadata,
    ExtensionType::GroupPointer,
    ExtensionType::TokenGroup,
    ExtensionType::GroupMemberPointer,
    ExtensionType::TokenGroupMember,
    ExtensionType::InterestBearingConfig,
    ExtensionType::ScaledUiAmount,
];

/// Requires a mint of the SPL Token program, or of Token-2022 with allowed extensions only.
///
/// # Errors
/// [`EscrowError::MintNotAllowed`]; the log has the number of the extension.
pub fn require_allowed_mint(mint: &AccountView) -> Result<()> {
    if mint.owned_by(&Token::id()) {
        return Ok(());
    }
    require!(mint.owned_by(&Token2022::id()), EscrowError::MintNotAllowed);
    // SAFETY: nothing writes to the mint in this instruction and no typed wrapper holds it.
    let data = unsafe { mint.borrow_unchecked() };
    let state = PodStateWithExtensions::<PodMint>::unpack(data).map_err(|_| EscrowError::MintNotAllowed)?;
    let extensions = state
        .get_extension_types()
        .map_err(|_| EscrowError::MintNotAllowed)?;
    for extension in extensions {
        if !ALLOWED.contains(&extension) {
            log!("extension {} is not allowed", extension as u16);
            return Err(EscrowError::MintNotAllowed.into());
        }
    }
    Ok(())
}
