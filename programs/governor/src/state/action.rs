//! An instruction that is voted on, in an account of its own, and what it may be.

use super::proposal::Nature;
use crate::{
    constants::{ASSOCIATED_TOKEN_PROGRAM, LOADER, MAX_ADDRESSES, MAX_METAS},
    error::GovernorError,
    instruction,
};
use anchor_lang::{prelude::*, Discriminator};
use solana_sha256_hasher::hash;

/// Header of a staged instruction; its bytes follow it, see [`Staged`].
#[account]
pub struct Action {
    pub proposal: Address,
    /// Bytes of the instruction.
    pub len: u16,
    /// Its place among the proposal's actions.
    pub index: u8,
    pub bump: u8,
    pub padding: [u8; 4],
}

/// Discriminator and header, bytes.
const HEADER: usize = 8 + size_of::<Action>();

impl Action {
    /// Account size for an instruction of `len` bytes.
    pub const fn space(len: usize) -> usize {
        HEADER + len
    }

    /// The staged instruction's bytes.
    pub fn bytes(action: &Account<Action>) -> &[u8] {
        // SAFETY: the typed account lends out its header only; the bytes behind it are written once, by `write`, when
        // the account is made.
        let data = unsafe { action.view().borrow_unchecked() };
        let end = (HEADER + usize::from(action.len)).min(data.len());
        &data[HEADER..end]
    }

    /// Writes them into an account that was just made for as many.
    pub fn write(action: &mut Account<Action>, bytes: &[u8]) {
        action.len = bytes.len() as u16;
        let mut view = *action.view();
        // SAFETY: as in `bytes`; the exclusive borrow of the account guards the write.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[HEADER..HEADER + bytes.len()].copy_from_slice(bytes);
    }
}

/// Flags of an account that an instruction names.
pub const SIGNER: u8 = 1;
pub const WRITABLE: u8 = 2;

/// An instruction as it is staged: `addresses`, `metas`, then the data to the end.
///
/// | bytes | |
/// |---|---|
/// | 1 | number of addresses, 1 to 32 |
/// | 1 | number of metas, at most 48 |
/// | 32 each | addresses, each once; the first one is the program |
/// | 2 each | metas, in the instruction's order: index of the address, and flags: 1 signer, 2 writable |
/// | the rest | data |
#[derive(Clone, Copy, Debug)]
pub struct Staged<'a> {
    pub addresses: &'a [[u8; 32]],
    pub metas: &'a [[u8; 2]],
    pub data: &'a [u8],
}

impl<'a> Staged<'a> {
    /// # Errors
    /// [`GovernorError::BadAction`].
    #[inline(never)]
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        Ok(Self::read(bytes).ok_or(GovernorError::BadAction)?)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&[addresses, metas], rest) = bytes.split_first_chunk::<2>()?;
        let (addresses, metas) = (usize::from(addresses), usize::from(metas));
        if addresses == 0 || addresses > MAX_ADDRESSES || metas > MAX_METAS {
            return None;
        }
        let (head, rest) = rest.split_at_checked(addresses * 32)?;
        let (table, data) = rest.split_at_checked(metas * 2)?;
        Some(Self {
            addresses: head.as_chunks().0,
            metas: table.as_chunks().0,
            data,
        })
    }

    pub fn program(&self) -> &'a [u8; 32] {
        &self.addresses[0]
    }

    /// Requires every meta to name an address, every address to be there once, and nobody to sign but `treasury`. `own`
    /// are addresses that no action may name.
    ///
    /// # Errors
    /// [`GovernorError::BadAction`], [`GovernorError::ForeignSigner`], [`GovernorError::TouchesVotes`].
    #[inline(never)]
    pub fn validate(&self, treasury: &Address, own: &[&Address]) -> Result<()> {
        for (at, address) in self.addresses.iter().enumerate() {
            require!(!self.addresses[..at].contains(address), GovernorError::BadAction);
            require!(
                own.iter().all(|own| own.as_array() != address),
                GovernorError::TouchesVotes
            );
        }
        for [index, flags] in self.metas {
            let address = self.addresses.get(usize::from(*index));
            let address = address.ok_or(GovernorError::BadAction)?;
            require!(flags & !(SIGNER | WRITABLE) == 0, GovernorError::BadAction);
            require!(
                flags & SIGNER == 0 || address == treasury.as_array(),
                GovernorError::ForeignSigner
            );
        }
        Ok(())
    }

    /// What it could do. Whatever a program does with the treasury's signature, it could do to stake, unless it is known
    /// not to: so all but a few are critical.
    ///
    /// # Errors
    /// [`GovernorError::TouchesVotes`] for instructions of the governor that are not the treasury's to give.
    pub fn nature(&self) -> Result<Nature> {
        let program = self.program();
        let is = |id: &Address| id.as_array() == program;
        if is(&crate::ID) {
            let called = |discriminator: &[u8]| self.data.starts_with(discriminator);
            if called(instruction::SetGuardian::DISCRIMINATOR) {
                return Ok(Nature::Guardian);
            }
            let streams = [
                instruction::CreateStream::DISCRIMINATOR,
                instruction::CancelStream::DISCRIMINATOR,
            ];
            if streams.into_iter().any(called) {
                return Ok(Nature::Harmless);
            }
            require!(
                called(instruction::SetParams::DISCRIMINATOR),
                GovernorError::TouchesVotes
            );
            return Ok(Nature::Critical);
        }
        let known = [
            System::id(),
            Token::id(),
            Token2022::id(),
            ASSOCIATED_TOKEN_PROGRAM,
            amm::ID,
        ];
        Ok(match known.iter().any(is) {
            true => Nature::Harmless,
            false => Nature::Critical,
        })
    }

    /// The buffer whose program is to replace another one, when that is what it does.
    pub fn upgrade_buffer(&self) -> Option<&'a [u8; 32]> {
        const UPGRADE: [u8; 4] = 3u32.to_le_bytes();
        if LOADER.as_array() != self.program() || !self.data.starts_with(&UPGRADE) {
            return None;
        }
        let [index, _] = self.metas.get(2)?;
        self.addresses.get(usize::from(*index))
    }
}

/// SHA-256 of a staged instruction's bytes.
pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
    hash(bytes).to_bytes()
}

/// Whether an account of the loader is a buffer of `authority`'s: then only `authority` can write to it.
pub fn is_buffer_of(buffer: &AccountView, authority: &Address) -> bool {
    if !buffer.owned_by(&LOADER) {
        return false;
    }
    // SAFETY: read here, before any call, and nowhere written.
    let data = unsafe { buffer.borrow_unchecked() };
    // The state's number, 1 for a buffer; whether there is an authority; the authority.
    data.len() > 37 && data[..4] == [1, 0, 0, 0] && data[4] == 1 && data[5..37] == *authority.as_ref()
}
