//! Which payment mints a market may have.

use crate::error::EscrowError;
use anchor_lang::{prelude::*, Id};
use stake::event::note;

/// Numbers of the extensions that change neither amounts nor who may move tokens: metadata pointer (18), token
/// metadata (19), group pointer (20), token group (21), group member pointer (22), token group member (23),
/// interest-bearing config (10), scaled UI amount (25). Everything else is refused: a transfer hook or a pause could
/// block an exit, a permanent delegate could empty a vault, a transfer fee would make the escrow pay out more than it
/// got, and an extension nobody has heard of yet could do any of these.
const ALLOWED: [u16; 8] = [10, 18, 19, 20, 21, 22, 23, 25];

/// Length of a mint without extensions; `1` at `INITIALIZED` says that it is one.
const MINT_LEN: usize = 82;
const INITIALIZED: usize = 45;
/// With extensions, zeros fill a mint up to the length of a token account. A byte that tells them apart follows, and
/// the extensions: type `u16`, length `u16`, value.
const ACCOUNT_TYPE: usize = 165;
const TYPE_MINT: u8 = 1;
/// A multisig has this length, and no type.
const MULTISIG_LEN: usize = 355;

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
    match first_refused(data) {
        Ok(None) => Ok(()),
        Ok(Some(extension)) => {
            note("extension that is not allowed:", extension.into());
            Err(EscrowError::MintNotAllowed.into())
        }
        Err(NotAMint) => Err(EscrowError::MintNotAllowed.into()),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct NotAMint;

/// The first extension of a Token-2022 mint that is not allowed.
fn first_refused(data: &[u8]) -> core::result::Result<Option<u16>, NotAMint> {
    if data.len() < MINT_LEN || data.len() == MULTISIG_LEN || data[INITIALIZED] != 1 {
        return Err(NotAMint);
    }
    if data.len() == MINT_LEN {
        return Ok(None);
    }
    let (padding, rest) = data[MINT_LEN..]
        .split_at_checked(ACCOUNT_TYPE - MINT_LEN)
        .ok_or(NotAMint)?;
    let (&account_type, mut rest) = rest.split_first().ok_or(NotAMint)?;
    if account_type != TYPE_MINT || padding.iter().any(|&byte| byte != 0) {
        return Err(NotAMint);
    }
    while !rest.is_empty() {
        let (kind, after) = take_u16(rest)?;
        // The token program stops here, too: what follows is room without an extension.
        if kind == 0 {
            break;
        }
        let (len, after) = take_u16(after)?;
        rest = after.get(usize::from(len)..).ok_or(NotAMint)?;
        if !ALLOWED.contains(&kind) {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

fn take_u16(bytes: &[u8]) -> core::result::Result<(u16, &[u8]), NotAMint> {
    let (head, rest) = bytes.split_first_chunk::<2>().ok_or(NotAMint)?;
    Ok((u16::from_le_bytes(*head), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{vec, vec::Vec};
    use spl_token_2022_interface::{
        extension::{BaseStateWithExtensions, ExtensionType, PodStateWithExtensions},
        pod::PodMint,
    };

    /// A mint with these extensions, each with a value of five bytes.
    fn mint(extensions: &[u16]) -> Vec<u8> {
        let mut data = vec![0; ACCOUNT_TYPE];
        data[INITIALIZED] = 1;
        data.push(TYPE_MINT);
        for extension in extensions {
            data.extend_from_slice(&extension.to_le_bytes());
            data.extend_from_slice(&5u16.to_le_bytes());
            data.extend_from_slice(&[9; 5]);
        }
        data
    }

    /// What the token program's own reader says.
    fn by_the_interface(data: &[u8]) -> core::result::Result<Vec<ExtensionType>, ProgramError> {
        PodStateWithExtensions::<PodMint>::unpack(data)?.get_extension_types()
    }

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

    #[test]
    fn every_other_number_is_refused_wherever_it_stands() {
        for number in 1..=200 {
            let refused = (!ALLOWED.contains(&number)).then_some(number);
            assert_eq!(first_refused(&mint(&[number])), Ok(refused), "{number} alone");
            assert_eq!(
                first_refused(&mint(&[18, number])),
                Ok(refused),
                "{number} second"
            );
        }
        assert_eq!(first_refused(&mint(&[])), Ok(None));
        assert_eq!(first_refused(&mint(&ALLOWED)), Ok(None));
    }

    #[test]
    fn what_the_token_program_cannot_read_is_refused() {
        let mut cases: Vec<Vec<u8>> = (0..mint(&[18]).len())
            .map(|len| mint(&[18])[..len].to_vec())
            .collect();
        for at in 0..mint(&[18, 10]).len() {
            let mut data = mint(&[18, 10]);
            data[at] ^= 1;
            cases.push(data);
        }
        let mut multisig = mint(&[18]);
        multisig.resize(MULTISIG_LEN, 0);
        cases.push(multisig);
        let mut room = mint(&[18]);
        room.resize(room.len() + 40, 0);
        cases.push(room);
        for data in cases {
            let expected = by_the_interface(&data);
            let found = first_refused(&data);
            let len = data.len();
            match (&expected, &found) {
                (Ok(extensions), Ok(refused)) => {
                    let first = extensions.iter().map(|&extension| extension as u16);
                    assert_eq!(
                        *refused,
                        first.into_iter().find(|n| !ALLOWED.contains(n)),
                        "{len} bytes"
                    );
                }
                // A number that the interface does not know is an error to it and a refusal here.
                (Err(_), Ok(refused)) => assert!(refused.is_some(), "{len} bytes"),
                (Err(_), Err(NotAMint)) => {}
                // Stricter than the interface: a stray byte after the last extension.
                (Ok(_), Err(NotAMint)) => assert!([167, 184].contains(&len), "{len} bytes"),
            }
        }
    }
}
