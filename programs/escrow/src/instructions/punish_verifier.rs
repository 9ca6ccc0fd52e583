use super::{
    bonded::{__client_accounts_bonded, __client_accounts_slashed, Bonded, Penalty, Slashed},
    bonded::{__cpi_accounts_bonded, __cpi_accounts_slashed},
};
use crate::{
    error::EscrowError,
    event::SeatPunished,
    state::{Job, Status, Verdict},
};
use anchor_lang::prelude::*;
use stake::event::emit;

/// The seat names its operator, which names its pool: the market need not be passed.
#[derive(Accounts)]
pub struct PunishVerifier {
    #[account(mut)]
    pub job: Account<Job>,
    pub bonded: Nested<Bonded>,
    pub slashed: Nested<Slashed>,
    /// Account of the reward mint of whoever convicted the job: a guilty verifier that punishes itself gets nothing.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
}

impl PunishVerifier {
    pub fn punish(&mut self, seat: u8) -> Result<()> {
        require!(self.job.status() == Status::Convicted, EscrowError::SeatNotGuilty);
        let entry = self.job.finish_seat(seat, self.bonded.operator.address())?;
        require!(
            entry.verdict == u8::from(Verdict::Accept),
            EscrowError::SeatNotGuilty
        );
        let terms = &self.job.terms;
        let penalty = Penalty {
            slot: entry.lock_slot,
            amount: terms.verifier_bond,
            challenger: (&self.challenger_token, &self.job.challenger),
            challenger_bps: terms.challenger_bps,
            client_bps: terms.client_bps,
            conviction: true,
        };
        self.bonded.slash(&self.job, &self.slashed, &penalty)?;
        emit(&SeatPunished {
            job: *self.job.address(),
            operator: *self.bonded.operator.address(),
            seat: u64::from(seat),
            slashed: penalty.amount,
        });
        Ok(())
    }
}
