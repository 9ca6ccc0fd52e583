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

impl Evidence {
    /// Where in the account the bytes of the proof begin.
    pub const START: usize = 8 + core::mem::size_of::<Self>();

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
        Ok(Self::START + grown)
    }

    /// Bytes the buffer can hold.
    pub fn capacity(evidence: &Account<Evidence>) -> usize {
        evidence.view().data_len() - Self::START
    }

    /// Bytes that were written.
    pub fn written(evidence: &Account<Evidence>) -> usize {
        (evidence.len as usize).min(Self::capacity(evidence))
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
        // SAFETY: the typed account lends out its header only; the bytes behind it are written here and nowhere read, and
        // the exclusive borrow of the account guards the write.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[Self::START + start..Self::START + end].copy_from_slice(bytes);
        Ok(())
    }
}
