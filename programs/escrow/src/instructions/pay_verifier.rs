use super::{
    bonded::{__client_accounts_bonded, __cpi_accounts_bonded, Bonded, Service},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::SeatSettled,
    state::{log_until, Settlement, Status, Verdict},
};
use anchor_lang::prelude::*;
use stake::{check::now, event::emit, token::require_token_account};

/// The seat names its operator, which names its pool: the market need not be passed.
#[derive(Accounts)]
pub struct PayVerifier {
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    /// Token account of the operator's authority.
    #[account(mut)]
    pub verifier_token: UncheckedAccount,
}

impl PayVerifier {
    /// A seat earns its share when it accepted and the job settled. Every other seat of a job that is over gets its
    /// bond back, but for those that accepted what was convicted.
    pub fn pay(&mut self, seat: u8) -> Result<()> {
        let (job, operator) = (&mut self.escrowed.job, &self.bonded.operator);
        job.require_final()?;
        require_token_account(
            self.verifier_token.account(),
            &job.payment_mint,
            &operator.authority,
        )?;
        let entry = job.finish_seat(seat, operator.address())?;
        if job.is_held(&entry, now()?) {
            log_until(job.held_until);
            return Err(EscrowError::WindowOpen.into());
        }
        let accepted = entry.verdict == u8::from(Verdict::Accept);
        let status = job.status();
        require!(
            !(accepted && status == Status::Convicted),
            EscrowError::SeatMustBePunished
        );
        let (mut paid, mut service) = (0, Service::None);
        if accepted && status == Status::Settled {
            let burnt = job.burnt / Settlement::seats(&job.terms);
            (paid, service) = (job.per_seat, Service::Attested { burnt });
        }
        self.escrowed.pay(&self.verifier_token, paid)?;
        let job = &self.escrowed.job;
        self.bonded.release(job, entry.lock_slot, service)?;
        emit(&SeatSettled {
            job: *job.address(),
            operator: *self.bonded.operator.address(),
            seat: u64::from(seat),
            paid,
        });
        Ok(())
    }
}
