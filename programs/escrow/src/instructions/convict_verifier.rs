use super::{
    bonded::{__client_accounts_bonded, __client_accounts_slashed, Bonded, Penalty, Slashed},
    bonded::{__cpi_accounts_bonded, __cpi_accounts_slashed},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
    judged::{__client_accounts_judged, __cpi_accounts_judged, Judged},
};
use crate::event::SeatConvicted;
use anchor_lang::prelude::*;
use stake::{event::emit, token::require_token_account};

/// The seat names its operator, which names its pool: the market need not be passed.
#[derive(Accounts)]
pub struct ConvictVerifier {
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    pub slashed: Nested<Slashed>,
    /// Its owner is rewarded.
    pub judged: Nested<Judged>,
    /// Client's account of the payment mint: what the seat would have earned. May be the one of its share of the slash.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
    /// Account of the reward mint of the evidence's owner.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
}

impl ConvictVerifier {
    /// A verifier that says it computed what it did not has not verified, whatever the result is.
    pub fn convict(&mut self, seat: u8) -> Result<()> {
        let job = &mut self.escrowed.job;
        let entry = job.convict_seat(seat, self.bonded.operator.address())?;
        let finding = self.judged.judge_verifier(job, &entry)?;
        let (share, challenger) = (job.share_of_seat(), self.judged.evidence.owner);
        require_token_account(self.client_token.account(), &job.payment_mint, &job.client)?;
        self.escrowed.pay(&self.client_token, share)?;
        let job = &self.escrowed.job;
        let penalty = Penalty {
            slot: entry.lock_slot,
            amount: job.terms.verifier_bond,
            challenger: (&self.challenger_token, &challenger),
            challenger_bps: job.terms.challenger_bps,
            client_bps: job.terms.client_bps,
            conviction: true,
        };
        self.bonded.slash(job, &self.slashed, &penalty)?;
        emit(&SeatConvicted {
            job: *job.address(),
            operator: entry.operator,
            challenger,
            seat: u64::from(seat),
            kind: u64::from(finding.kind),
            op: u64::from(finding.op),
            vector: u64::from(finding.j),
            index: u64::from(finding.i),
            claimed: finding.claimed as u64,
            expected: finding.expected as u64,
            slashed: penalty.amount,
            refund: share,
        });
        Ok(())
    }
}
