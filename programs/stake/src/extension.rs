//! Reading the extensions of Token-2022 mints.
//!
//! With extensions, zeros fill a mint up to the length of a token account. A byte that tells them apart follows, and the
//! extensions: type `u16`, length `u16`, value.

use anchor_lang::{prelude::*, Id};
use assay_math::fee::TransferFee;

/// Number of the extension of a mint that takes part of every transfer.
pub const TRANSFER_FEE: u16 = 1;
/// Length of a token account of such a mint: the type, and an extension with what was taken, 8 bytes.
pub const TRANSFER_FEE_ACCOUNT_LEN: usize = ACCOUNT_TYPE + 1 + 4 + 8;

/// Length of a mint without extensions; `1` at `INITIALIZED` says that it is one.
const MINT_LEN: usize = 82;
const INITIALIZED: usize = 45;
const ACCOUNT_TYPE: usize = 165;
const TYPE_MINT: u8 = 1;
/// A multisig has this length, and no type.
const MULTISIG_LEN: usize = 355;
/// In the transfer fee's value, after two authorities and what was withheld: the fee until an epoch, and from it on.
const OLDER_FEE: usize = 72;
const NEWER_FEE: usize = 90;

/// The account is not a mint of a token program.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAMint;

/// The first extension of `mint` that is not among the `allowed`; a mint of the SPL Token program has none.
///
/// # Errors
/// [`NotAMint`].
pub fn first_refused(mint: &AccountView, allowed: &[u16]) -> core::result::Result<Option<u16>, NotAMint> {
    if mint.owned_by(&Token::id()) {
        return Ok(None);
    }
    if !mint.owned_by(&Token2022::id()) {
        return Err(NotAMint);
    }
    // SAFETY: nothing writes to a mint's extensions in the programs' instructions, and no typed wrapper holds it.
    refused(unsafe { mint.borrow_unchecked() }, allowed)
}

fn refused(data: &[u8], allowed: &[u16]) -> core::result::Result<Option<u16>, NotAMint> {
    let mut rest = extensions(data)?;
    while let Some((kind, _, after)) = next(rest)? {
        if !allowed.contains(&kind) {
            return Ok(Some(kind));
        }
        rest = after;
    }
    Ok(None)
}

/// What `mint` takes of a transfer in `epoch`.
#[inline(never)]
pub fn transfer_fee(mint: &AccountView, epoch: u64) -> TransferFee {
    fee_in(fee_config(mint), epoch)
}

/// As [`transfer_fee`], from the data of a mint of Token-2022: clients have no views of accounts.
pub fn transfer_fee_of(data: &[u8], epoch: u64) -> TransferFee {
    fee_in(find(data, TRANSFER_FEE), epoch)
}

#[inline(always)]
fn fee_in(config: Option<&[u8]>, epoch: u64) -> TransferFee {
    let Some(value) = config else {
        return TransferFee::NONE;
    };
    let newer = value.get(NEWER_FEE..).and_then(fee_from);
    let older = value.get(OLDER_FEE..).and_then(fee_from);
    match (newer, older) {
        (Some((from, fee)), _) if epoch >= from => fee,
        (_, Some((_, fee))) => fee,
        _ => TransferFee::NONE,
    }
}

/// Whether token accounts of `mint` need room for what is taken of transfers.
pub fn has_transfer_fee(mint: &AccountView) -> bool {
    fee_config(mint).is_some()
}

fn fee_config(mint: &AccountView) -> Option<&[u8]> {
    if !mint.owned_by(&Token2022::id()) {
        return None;
    }
    // SAFETY: as above.
    find(unsafe { mint.borrow_unchecked() }, TRANSFER_FEE)
}

/// The value of the extension `wanted`.
fn find(data: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = extensions(data).ok()?;
    while let Some((kind, value, after)) = next(rest).ok()? {
        if kind == wanted {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Epoch `u64`, maximum `u64`, basis points `u16`.
fn fee_from(bytes: &[u8]) -> Option<(u64, TransferFee)> {
    let (epoch, rest) = bytes.split_first_chunk::<8>()?;
    let (maximum, rest) = rest.split_first_chunk::<8>()?;
    let (bps, _) = rest.split_first_chunk::<2>()?;
    let fee = TransferFee {
        // The token program allows no more.
        bps: u16::from_le_bytes(*bps).min(10_000),
        maximum: u64::from_le_bytes(*maximum),
    };
    Some((u64::from_le_bytes(*epoch), fee))
}

/// Where a mint's extensions begin.
fn extensions(data: &[u8]) -> core::result::Result<&[u8], NotAMint> {
    if data.len() < MINT_LEN || data.len() == MULTISIG_LEN || data[INITIALIZED] != 1 {
        return Err(NotAMint);
    }
    if data.len() == MINT_LEN {
        return Ok(&[]);
    }
    let (padding, rest) = data[MINT_LEN..]
        .split_at_checked(ACCOUNT_TYPE - MINT_LEN)
        .ok_or(NotAMint)?;
    let (&account_type, rest) = rest.split_first().ok_or(NotAMint)?;
    if account_type != TYPE_MINT || padding.iter().any(|&byte| byte != 0) {
        return Err(NotAMint);
    }
    Ok(rest)
}

/// An extension's type and value, and what follows it.
type Entry<'a> = (u16, &'a [u8], &'a [u8]);

/// The next extension; `None` at the end, which is also where room without one begins.
fn next(bytes: &[u8]) -> core::result::Result<Option<Entry<'_>>, NotAMint> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let (kind, after) = take_u16(bytes)?;
    if kind == 0 {
        return Ok(None);
    }
    let (len, after) = take_u16(after)?;
    let (value, after) = after.split_at_checked(len.into()).ok_or(NotAMint)?;
    Ok(Some((kind, value, after)))
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
        extension::{
            transfer_fee::TransferFeeConfig, BaseStateWithExtensions, ExtensionType, PodStateWithExtensions,
        },
        pod::PodMint,
    };

    const ALLOWED: [u16; 8] = [10, 18, 19, 20, 21, 22, 23, 25];

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
    fn every_other_number_is_refused_wherever_it_stands() {
        for number in 1..=200 {
            let first = (!ALLOWED.contains(&number)).then_some(number);
            assert_eq!(refused(&mint(&[number]), &ALLOWED), Ok(first), "{number} alone");
            assert_eq!(
                refused(&mint(&[18, number]), &ALLOWED),
                Ok(first),
                "{number} second"
            );
        }
        assert_eq!(refused(&mint(&[]), &ALLOWED), Ok(None));
        assert_eq!(refused(&mint(&ALLOWED), &ALLOWED), Ok(None));
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
            let found = refused(&data, &ALLOWED);
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

    /// Against the token program's own reading of its own bytes.
    #[test]
    fn a_transfer_fee_is_the_one_of_its_epoch() {
        let mut data = vec![0; ACCOUNT_TYPE];
        data[INITIALIZED] = 1;
        data.push(TYPE_MINT);
        data.extend_from_slice(&18u16.to_le_bytes());
        data.extend_from_slice(&1u16.to_le_bytes());
        data.push(9);
        let config = TransferFeeConfig {
            older_transfer_fee: theirs(0, 500, 120),
            newer_transfer_fee: theirs(7, 90_000, 250),
            ..TransferFeeConfig::default()
        };
        data.extend_from_slice(&TRANSFER_FEE.to_le_bytes());
        data.extend_from_slice(&(size_of::<TransferFeeConfig>() as u16).to_le_bytes());
        data.extend_from_slice(bytemuck::bytes_of(&config));
        let value = find(&data, TRANSFER_FEE).expect("it is there");
        for (epoch, at) in [(0, OLDER_FEE), (6, OLDER_FEE), (7, NEWER_FEE), (8, NEWER_FEE)] {
            let (_, fee) = fee_from(&value[at..]).expect("whole");
            for sent in [0, 1, 99, 100, 4_000, 1_000_000, u64::MAX] {
                let taken = config.calculate_epoch_fee(epoch, sent).expect("fits");
                assert_eq!(fee.net(sent), sent - taken, "{sent} in epoch {epoch}");
            }
        }
        assert_eq!(find(&data, 19), None);
    }

    fn theirs(
        epoch: u64,
        maximum: u64,
        bps: u16,
    ) -> spl_token_2022_interface::extension::transfer_fee::TransferFee {
        spl_token_2022_interface::extension::transfer_fee::TransferFee {
            epoch: epoch.into(),
            maximum_fee: maximum.into(),
            transfer_fee_basis_points: bps.into(),
        }
    }
}
