use crate::{
    error::EscrowError,
    event::{JobCommitted, JobHeartbeat, JobRevealed},
    state::{Job, Status},
};
use anchor_lang::prelude::*;
use assay_proof::commitment;
use stake::{
    check::{now, Is},
    event::emit,
    state::Operator,
};

/// Accounts of what a running provider says: `heartbeat`, `commit` and `reveal`.
#[derive(Accounts)]
pub struct Heartbeat {
    pub agent: Signer,
    #[account(constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = job.operator.is(operator.address()) @ EscrowError::WrongOperator)]
    pub job: Account<Job>,
}

impl Heartbeat {
    pub fn beat(&mut self) -> Result<()> {
        self.job.require(Status::Running)?;
        let at = now()?;
        require!(at <= self.job.commit_by, EscrowError::DeadlinePassed);
        self.job.last_heartbeat = at;
        emit(&JobHeartbeat {
            job: *self.job.address(),
            at,
        });
        Ok(())
    }

    pub fn commit(&mut self, commitment: [u8; 32]) -> Result<()> {
        self.job.commit(commitment, now()?)?;
        emit(&JobCommitted {
            job: *self.job.address(),
            operator: self.job.operator,
            commitment,
            reveal_by: self.job.reveal_by,
        });
        Ok(())
    }

    pub fn reveal(&mut self, trace_root: [u8; 32], output_root: [u8; 32], salt: [u8; 32]) -> Result<()> {
        self.job.require(Status::Committed)?;
        let opened = commitment(
            self.job.address().as_array(),
            self.operator.address().as_array(),
            &trace_root,
            &output_root,
            &salt,
        );
        require!(opened == self.job.commitment, EscrowError::WrongOpening);
        let clock = Clock::get()?;
        self.job
            .reveal(trace_root, output_root, clock.unix_timestamp, clock.slot)?;
        emit(&JobRevealed {
            job: *self.job.address(),
            operator: self.job.operator,
            trace_root,
            output_root,
            draw_slot: self.job.draw_slot,
            challenge_until: self.job.challenge_until,
        });
        Ok(())
    }
}
