//! The states of a proposal.

use super::Proposal;
use crate::error::GovernorError;
use anchor_lang::prelude::*;
use solana_program_log::logger::log_message;
use stake::event::note;

/// Says in the log what time has to pass first.
pub fn log_until(unix_time: i64) {
    note("until", unix_time as u64);
}

#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Draft,
    Voting,
    /// Succeeded; waits for its time lock and its execution.
    Queued,
    Executed,
    Defeated,
    Cancelled,
    Vetoed,
    /// Succeeded and was not executed in time.
    Expired,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Voting,
        Self::Queued,
        Self::Executed,
        Self::Defeated,
        Self::Cancelled,
        Self::Vetoed,
        Self::Expired,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Voting => "Voting",
            Self::Queued => "Queued",
            Self::Executed => "Executed",
            Self::Defeated => "Defeated",
            Self::Cancelled => "Cancelled",
            Self::Vetoed => "Vetoed",
            Self::Expired => "Expired",
        }
    }

    /// Nothing leads out of it.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Draft | Self::Voting | Self::Queued)
    }

    /// Says in the log which state the proposal is in.
    #[inline(never)]
    pub fn log(self) {
        log_message(match self {
            Self::Draft => b"the proposal is a Draft",
            Self::Voting => b"the proposal is Voting",
            Self::Queued => b"the proposal is Queued",
            Self::Executed => b"the proposal is Executed",
            Self::Defeated => b"the proposal is Defeated",
            Self::Cancelled => b"the proposal is Cancelled",
            Self::Vetoed => b"the proposal is Vetoed",
            Self::Expired => b"the proposal is Expired",
        });
    }
}

impl Proposal {
    pub fn status(&self) -> Status {
        match self.status {
            0 => Status::Draft,
            1 => Status::Voting,
            2 => Status::Queued,
            3 => Status::Executed,
            4 => Status::Defeated,
            5 => Status::Cancelled,
            6 => Status::Vetoed,
            _ => Status::Expired,
        }
    }

    pub fn set_status(&mut self, status: Status) {
        self.status = status as u8;
    }

    /// # Errors
    /// The error of the state needed: a draft, voting or queued.
    pub fn require(&self, needed: Status) -> Result<()> {
        let now = self.status();
        if now == needed {
            return Ok(());
        }
        now.log();
        Err(match needed {
            Status::Draft => GovernorError::NotDraft,
            Status::Voting => GovernorError::NotVoting,
            _ => GovernorError::NotQueued,
        }
        .into())
    }

    /// # Errors
    /// [`GovernorError::NotOver`].
    pub fn require_over(&self) -> Result<()> {
        let now = self.status();
        if now.is_over() {
            return Ok(());
        }
        now.log();
        Err(GovernorError::NotOver.into())
    }
}
