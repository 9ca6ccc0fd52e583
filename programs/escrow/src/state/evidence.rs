use crate::{
    constants::{EVIDENCE_STEP, MAX_EVIDENCE_LEN},
    error::EscrowError,
};
use anchor_lang::prelude::*;

/// Header of a growing buffer for a fraud proof; the bytes follow it, zero until written.
#[account]
pub struct Evidence {
    /// Who writes and closes it, and is rewarded for a conviction.
    pub owner: Address,
    pub nonce: u64,
    /// End of what was written furthest, bytes.
    pub len: u32,
    pub bump: u8,
    pub padding: [u8; 3],
}

/// Discriminator and header, bytes.
const HEADER: usize = 8 + core::mem::size_of::<Evidence>();

impl Evidence {
    /// Account size for a buffer of `capacity` bytes grown by `more`.
    ///
    /// # Errors
    /// [`EscrowError::EvidenceTooLong`].
    pub fn grown_space(capacity: usize, more: u32) -> Result<usize> {
        let grown = capacity
            .checked_add(more as usize)
            .ok_or(EscrowError::EvidenceTooLong)?;
        require!(
            more <= EVIDENCE_STEP && grown <= MAX_EVIDENCE_LEN as usize,
            EscrowError::EvidenceTooLong
        );
        Ok(HEADER + grown)
    }

    /// Bytes the buffer can hold.
    pub fn capacity(evidence: &Account<Evidence>) -> usize {
        evidence.view().data_len() - HEADER
    }

    /// What was written.
    pub fn bytes(evidence: &Account<Evidence>) -> &[u8] {
        // SAFETY: the typed account lends out its header only; the bytes behind it are read here and nowhere written
        // while the returned slice, bound to the account's borrow, lives.
        let data = unsafe { evidence.view().borrow_unchecked() };
        let written = (evidence.len as usize).min(Self::capacity(evidence));
        &data[HEADER..HEADER + written]
    }

    /// Writes `bytes` at `offset`.
    ///
    /// # Errors
    /// [`EscrowError::OutsideEvidence`].
    pub fn write(evidence: &mut Account<Evidence>, offset: u32, bytes: &[u8]) -> Result<()> {
        let start = offset as usize;
        let end = start
            .checked_add(bytes.len())
            .ok_or(EscrowError::OutsideEvidence)?;
        require!(end <= Self::capacity(evidence), EscrowError::OutsideEvidence);
        evidence.len = evidence.len.max(end as u32);
        let mut view = *evidence.view();
        // SAFETY: as in `bytes`; the exclusive borrow of the account guards the write.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[HEADER + start..HEADER + end].copy_from_slice(bytes);
        Ok(())
    }
}
