//! Committees: who sits on them, and what they may do.

use super::{Job, Status};
use crate::{
    constants::{MAX_ROUNDS, TIER_OPTIMISTIC},
    error::EscrowError,
};
use anchor_lang::prelude::*;
use bytemuck::Zeroable;

/// One seat of a committee. An empty seat is all zeros.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Seat {
    pub operator: Address,
    /// 0 none yet, 1 accept, 2 reject, 3 unavailable.
    pub verdict: u8,
    /// Slot of the verifier's ledger that holds its bond for this attestation.
    pub lock_slot: u8,
    /// 1 when the bond was released or slashed.
    pub done: u8,
    pub padding: [u8; 5],
    /// Root of what the verifier says it computed to come to its verdict; zeros for nothing.
    pub verification_root: [u8; 32],
}

/// What a verifier says, and what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attestation {
    pub verdict: Verdict,
    /// Root of what it says it computed; zeros for nothing.
    pub verification_root: [u8; 32],
    /// Slot of its ledger that holds its bond.
    pub lock_slot: u8,
}

impl Attestation {
    /// A verdict of a verifier that does not say what it computed.
    pub fn bare(verdict: Verdict, lock_slot: u8) -> Self {
        Self {
            verdict,
            verification_root: [0; 32],
            lock_slot,
        }
    }
}

/// What a verifier found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Every number is right.
    Accept,
    /// A number is wrong; the proof of it comes by `convict`.
    Reject,
    /// The provider does not serve what it committed to.
    Unavailable,
}

impl TryFrom<u8> for Verdict {
    type Error = EscrowError;

    fn try_from(value: u8) -> core::result::Result<Self, EscrowError> {
        match value {
            1 => Ok(Self::Accept),
            2 => Ok(Self::Reject),
            3 => Ok(Self::Unavailable),
            _ => Err(EscrowError::BadVerdict),
        }
    }
}

impl From<Verdict> for u8 {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => 1,
            Verdict::Reject => 2,
            Verdict::Unavailable => 3,
        }
    }
}

impl Seat {
    pub fn is_empty(&self) -> bool {
        self.operator == Address::default()
    }

    /// Whether it accepted and said what it computed.
    pub fn can_be_convicted(&self) -> bool {
        self.verdict == u8::from(Verdict::Accept) && self.verification_root != [0; 32]
    }
}

impl Job {
    /// Whether a committee may be drawn now.
    ///
    /// # Errors
    /// The rule that stands against it.
    pub fn require_draw(&self, now: i64) -> Result<()> {
        self.require(Status::Challengeable)?;
        require!(self.tier != TIER_OPTIMISTIC, EscrowError::NoCommittee);
        require!(!self.has_quorum(), EscrowError::QuorumReached);
        require!(self.round < MAX_ROUNDS, EscrowError::NoMoreRounds);
        require!(
            self.round == 0 || now > self.attest_by,
            EscrowError::CommitteeAtWork
        );
        require!(now <= self.final_by, EscrowError::DeadlinePassed);
        Ok(())
    }

    /// Starts the time of a committee that was just drawn. The challenge window never closes before it.
    pub fn seat_committee(&mut self, randomness: &[u8; 32], now: i64) {
        if self.round == 0 {
            self.beacon = *randomness;
        }
        self.round += 1;
        self.draw_slot = 0;
        self.attest_by = now + i64::from(self.terms.attest_seconds);
        self.challenge_until = self.challenge_until.max(self.attest_by);
    }

    /// # Errors
    /// [`EscrowError::JobNotChallengeable`], [`EscrowError::NotOnCommittee`], [`EscrowError::AlreadyAttested`],
    /// [`EscrowError::DeadlinePassed`], [`EscrowError::ProofOfVerificationMissing`].
    pub fn attest(
        &mut self,
        seat: u8,
        operator: &Address,
        attestation: &Attestation,
        now: i64,
    ) -> Result<()> {
        self.require(Status::Challengeable)?;
        let attest_by = self.attest_by;
        let must_prove = self.terms.require_proof_of_verification != 0;
        let seat = self
            .seats
            .get_mut(usize::from(seat))
            .ok_or(EscrowError::NotOnCommittee)?;
        require!(
            !seat.is_empty() && seat.operator == *operator,
            EscrowError::NotOnCommittee
        );
        require!(seat.verdict == 0, EscrowError::AlreadyAttested);
        require!(now <= attest_by, EscrowError::DeadlinePassed);
        seat.verdict = attestation.verdict.into();
        seat.lock_slot = attestation.lock_slot;
        seat.verification_root = attestation.verification_root;
        require!(
            !must_prove || attestation.verdict != Verdict::Accept || seat.can_be_convicted(),
            EscrowError::ProofOfVerificationMissing
        );
        if seat.can_be_convicted() {
            self.held_until = self.held_until.max(now + i64::from(self.terms.answer_seconds));
        }
        self.open_locks += 1;
        Ok(())
    }

    pub fn accepts(&self) -> u8 {
        let accept = u8::from(Verdict::Accept);
        self.seats
            .iter()
            .map(|seat| u8::from(seat.verdict == accept))
            .sum()
    }

    pub fn has_quorum(&self) -> bool {
        self.accepts() >= self.terms.quorum
    }

    /// Takes the seat of a verifier that is about to be convicted, and makes it one that nobody sits on: what it said does
    /// not count any more, and the next committee has somebody else there.
    ///
    /// # Errors
    /// [`EscrowError::SeatMustBePunished`], [`EscrowError::SeatNotGuilty`], and those of [`Job::finish_seat`].
    pub fn convict_seat(&mut self, seat: u8, operator: &Address) -> Result<Seat> {
        require!(
            self.status() != Status::Convicted,
            EscrowError::SeatMustBePunished
        );
        let entry = self.finish_seat(seat, operator)?;
        require!(entry.can_be_convicted(), EscrowError::SeatNotGuilty);
        self.seats[usize::from(seat)] = Seat::zeroed();
        Ok(entry)
    }

    /// What the vault still holds for a seat that accepted.
    pub fn share_of_seat(&self) -> u64 {
        match self.status() {
            Status::Settled => self.per_seat,
            _ => 0,
        }
    }

    /// Whether a seat's bond and share wait for those who look at what it says it computed.
    pub fn is_held(&self, seat: &Seat, now: i64) -> bool {
        seat.can_be_convicted() && now < self.held_until
    }

    /// Takes a seat whose bond is still locked, and counts the bond as settled.
    ///
    /// # Errors
    /// [`EscrowError::NotOnCommittee`], [`EscrowError::SeatDone`].
    pub fn finish_seat(&mut self, seat: u8, operator: &Address) -> Result<Seat> {
        let entry = self
            .seats
            .get_mut(usize::from(seat))
            .ok_or(EscrowError::NotOnCommittee)?;
        require!(
            !entry.is_empty() && entry.operator == *operator,
            EscrowError::NotOnCommittee
        );
        require!(entry.verdict != 0 && entry.done == 0, EscrowError::SeatDone);
        entry.done = 1;
        self.open_locks -= 1;
        Ok(*entry)
    }
}
