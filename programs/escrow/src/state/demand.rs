//! Demands for one leaf of a result, and what they hold up.

use super::{Job, Status};
use crate::{
    constants::{ANYONE_PLACE, CLIENT_PLACE, DEMAND_PLACES, MAX_OPEN_DEMANDS},
    error::EscrowError,
};
use anchor_lang::prelude::*;
use assay_proof::demand::{open, LeafAt, MAX_ANSWER_BYTES};
use stake::{check::Is, event::note, state::Operator};

/// Room for an answer, bytes: the longest, filled up to whole words.
const ANSWER_ROOM: usize = MAX_ANSWER_BYTES.next_multiple_of(8);

/// A bonded request to see one leaf of a result, and the answer to it. The account also holds the bond, until it is
/// answered.
#[account]
pub struct Demand {
    pub job: Address,
    /// Whose bond it is, and who is rewarded when nobody answers.
    pub demander: Address,
    /// Last second in which it can be answered.
    pub answer_by: i64,
    /// The leaf: its op, its row, and its position in the row.
    pub row: u32,
    pub leaf: u32,
    pub op: u16,
    /// Bytes of the answer; 0 until it is complete and right.
    pub answer_len: u16,
    /// The seat, 7 the client, 8 anyone.
    pub place: u8,
    pub bump: u8,
    pub padding: [u8; 2],
    /// See [`assay_proof::demand`].
    pub answer: [u8; ANSWER_ROOM],
}

impl Demand {
    pub fn is_answered(&self) -> bool {
        self.answer_len > 0
    }

    /// The leaf that is demanded.
    pub fn at(&self) -> LeafAt {
        LeafAt {
            op: self.op,
            row: self.row,
            leaf: self.leaf,
        }
    }

    /// What was answered; empty until it was.
    pub fn answer(&self) -> &[u8] {
        &self.answer[..usize::from(self.answer_len).min(ANSWER_ROOM)]
    }

    /// Writes `bytes` at `offset` of an answer of `total` bytes. The part that ends it completes it: then it must open
    /// `trace_root`. Says whether it did.
    ///
    /// # Errors
    /// [`EscrowError::DemandAnswered`], [`EscrowError::DeadlinePassed`], [`EscrowError::OutsideAnswer`],
    /// [`EscrowError::WrongAnswer`].
    pub fn write(
        &mut self,
        trace_root: &[u8; 32],
        (offset, total): (u16, u16),
        bytes: &[u8],
        now: i64,
    ) -> Result<bool> {
        require!(!self.is_answered(), EscrowError::DemandAnswered);
        require!(now <= self.answer_by, EscrowError::DeadlinePassed);
        let (start, len) = (usize::from(offset), usize::from(total));
        let end = start + bytes.len();
        require!(end <= len && len <= MAX_ANSWER_BYTES, EscrowError::OutsideAnswer);
        self.answer[start..end].copy_from_slice(bytes);
        if end < len {
            return Ok(false);
        }
        if let Err(reject) = open(&self.answer[..len], trace_root, self.at()) {
            note("reject", reject.code().into());
            return Err(EscrowError::WrongAnswer.into());
        }
        self.answer_len = total;
        Ok(true)
    }
}

impl Job {
    /// Whether anybody waits for an answer.
    pub fn has_open_demand(&self) -> bool {
        self.open_demands != [0; DEMAND_PLACES]
    }

    /// Whether `demander` may take a place: a seat's with the agent key of the operator that sits there, the client's, or
    /// that of everybody else.
    ///
    /// # Errors
    /// [`EscrowError::WrongPlace`].
    pub fn require_place(
        &self,
        place: u8,
        demander: &Address,
        seated: Option<&Account<Operator>>,
    ) -> Result<()> {
        let may = match (place, seated) {
            (ANYONE_PLACE, None) => true,
            (CLIENT_PLACE, None) => self.client.is(demander),
            (seat, Some(operator)) => {
                let seat = self.seats.get(usize::from(seat));
                seat.is_some_and(|seat| seat.operator.is(operator.address())) && operator.agent.is(demander)
            }
            _ => false,
        };
        require!(may, EscrowError::WrongPlace);
        Ok(())
    }

    /// Counts a demand, and says until when it can be answered. Demands do not prolong the time for demands, so that
    /// together they hold a job up by twice the time for an answer at the most.
    ///
    /// # Errors
    /// [`EscrowError::JobNotChallengeable`], [`EscrowError::DeadlinePassed`], [`EscrowError::TooManyDemands`].
    pub fn demand(&mut self, place: u8, now: i64) -> Result<i64> {
        self.require(Status::Challengeable)?;
        require!(now < self.challenge_until, EscrowError::DeadlinePassed);
        let open = self
            .open_demands
            .get_mut(usize::from(place))
            .ok_or(EscrowError::WrongPlace)?;
        require!(*open < MAX_OPEN_DEMANDS, EscrowError::TooManyDemands);
        *open += 1;
        self.demands = self.demands.checked_add(1).ok_or(EscrowError::TooManyDemands)?;
        Ok(now + i64::from(self.terms.answer_seconds))
    }

    /// Notes that a demand was answered: what the answer shows to be wrong can still be convicted.
    pub fn note_answer(&mut self, place: u8, now: i64) {
        self.end_wait(place);
        let until = now + i64::from(self.terms.answer_seconds);
        self.held_until = self.held_until.max(until);
    }

    /// Takes a demand out of the books.
    pub fn drop_demand(&mut self, demand: &Demand) {
        if !demand.is_answered() {
            self.end_wait(demand.place);
        }
        self.demands -= 1;
    }

    fn end_wait(&mut self, place: u8) {
        self.open_demands[usize::from(place)] -= 1;
    }
}
