use super::{
    bonded::{__client_accounts_bonded, __client_accounts_slashed, Bonded, Penalty, Slashed},
    bonded::{__cpi_accounts_bonded, __cpi_accounts_slashed},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    constants::PENALTY_CLIENT_BPS,
    error::EscrowError,
    event::JobExpired,
    state::{log_until, Market, Status},
};
use anchor_lang::prelude::*;
use assay_math::share_floor;
use stake::{
    check::{now, Is},
    event::emit,
};

/// A provider that failed.
#[derive(Accounts)]
pub struct Fail {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    pub slashed: Nested<Slashed>,
    /// Client's account of the payment mint: the refund. May be the one of its share of the penalty.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
}

impl Fail {
    /// Anyone may end a job whose provider missed a deadline.
    pub fn expire(&mut self) -> Result<()> {
        let now = now()?;
        if !self.escrowed.job.missed_deadline(now) {
            return Err(self.too_early());
        }
        self.fail()
    }

    /// Why a job cannot be failed now.
    pub(super) fn too_early(&self) -> ProgramError {
        let job = &self.escrowed.job;
        match job.status() {
            Status::Running => log_until(job.commit_by),
            Status::Committed => log_until(job.reveal_by),
            status => {
                status.log();
                return EscrowError::JobNotRunning.into();
            }
        }
        EscrowError::DeadlineNotPassed.into()
    }

    /// Refunds the client and takes the penalty out of the provider's bond.
    pub(super) fn fail(&mut self) -> Result<()> {
        self.escrowed
            .job
            .require_operator(self.bonded.operator.address())?;
        let refund = self.escrowed.refund(Status::Expired, &self.client_token)?;
        self.escrowed.job.open_locks -= 1;
        self.market.jobs_expired += 1;
        let penalty = self.penalise()?;
        emit(&JobExpired {
            job: *self.escrowed.job.address(),
            operator: self.escrowed.job.operator,
            refund,
            penalty,
        });
        Ok(())
    }

    fn penalise(&self) -> Result<u64> {
        let job = &self.escrowed.job;
        let penalty = Penalty {
            slot: job.lock_slot,
            amount: share_floor(job.terms.required_bond, job.terms.expiry_penalty_bps),
            challenger: (&self.slashed.client_reward_token, &job.client),
            challenger_bps: 0,
            client_bps: PENALTY_CLIENT_BPS,
            conviction: false,
        };
        self.bonded.slash(job, &self.slashed, &penalty)?;
        Ok(penalty.amount)
    }
}
