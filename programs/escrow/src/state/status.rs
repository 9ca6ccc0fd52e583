//! The states of a job.

use super::Job;
use crate::error::EscrowError;
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
    Open,
    Running,
    Committed,
    Challengeable,
    Settled,
    Cancelled,
    Expired,
    Convicted,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Running => "Running",
            Self::Committed => "Committed",
            Self::Challengeable => "Challengeable",
            Self::Settled => "Settled",
            Self::Cancelled => "Cancelled",
            Self::Expired => "Expired",
            Self::Convicted => "Convicted",
        }
    }

    /// Says in the log which state the job is in.
    #[inline(never)]
    pub fn log(self) {
        log_message(match self {
            Self::Open => b"the job is Open",
            Self::Running => b"the job is Running",
            Self::Committed => b"the job is Committed",
            Self::Challengeable => b"the job is Challengeable",
            Self::Settled => b"the job is Settled",
            Self::Cancelled => b"the job is Cancelled",
            Self::Expired => b"the job is Expired",
            Self::Convicted => b"the job is Convicted",
        });
    }
}

impl Job {
    pub fn status(&self) -> Status {
        match self.status {
            0 => Status::Open,
            1 => Status::Running,
            2 => Status::Committed,
            3 => Status::Challengeable,
            4 => Status::Settled,
            5 => Status::Cancelled,
            6 => Status::Expired,
            _ => Status::Convicted,
        }
    }

    pub fn set_status(&mut self, status: Status) {
        self.status = status as u8;
    }

    /// # Errors
    /// The error of the state needed.
    pub fn require(&self, needed: Status) -> Result<()> {
        let now = self.status();
        if now == needed {
            return Ok(());
        }
        now.log();
        Err(match needed {
            Status::Open => EscrowError::JobNotOpen,
            Status::Running => EscrowError::JobNotRunning,
            Status::Committed => EscrowError::JobNotCommitted,
            Status::Challengeable => EscrowError::JobNotChallengeable,
            _ => EscrowError::JobNotFinal,
        }
        .into())
    }

    /// # Errors
    /// [`EscrowError::JobNotFinal`].
    pub fn require_final(&self) -> Result<()> {
        if matches!(
            self.status(),
            Status::Settled | Status::Cancelled | Status::Expired | Status::Convicted
        ) {
            return Ok(());
        }
        self.status().log();
        Err(EscrowError::JobNotFinal.into())
    }
}
