use super::{
    bonded::{__client_accounts_bonded, __client_accounts_slashed, Bonded, Penalty, Slashed},
    bonded::{__cpi_accounts_bonded, __cpi_accounts_slashed},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::JobConvicted,
    state::{Market, Status},
};
use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use judge::Finding;
use stake::{check::Is, event::emit};

/// Accounts of everything that convicts a provider.
#[derive(Accounts)]
pub struct Sentence {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    pub slashed: Nested<Slashed>,
    /// Client's account of the payment mint: the refund. May be the one of its share of the slash.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
    /// Account of the reward mint of who showed the wrong.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
}

/// What a provider is convicted of that does not show a leaf: nothing was computed, and `op`, `i` and `j` name the leaf.
pub fn withheld(op: u16, row: u32, leaf: u32) -> Finding {
    Finding {
        op,
        i: row,
        j: leaf,
        ..Finding::zeroed()
    }
}

impl Sentence {
    /// Refunds the client, takes the provider's whole bond and rewards `challenger`.
    #[inline(never)]
    pub fn pass(&mut self, challenger: &Address, finding: &Finding) -> Result<()> {
        self.escrowed
            .job
            .require_operator(self.bonded.operator.address())?;
        let refund = self.escrowed.refund(Status::Convicted, &self.client_token)?;
        let job = &mut self.escrowed.job;
        job.challenger = *challenger;
        job.open_locks -= 1;
        self.market.jobs_convicted += 1;
        let slashed = self.slash(challenger)?;
        emit(&JobConvicted {
            job: *self.escrowed.job.address(),
            operator: self.escrowed.job.operator,
            challenger: *challenger,
            kind: u64::from(finding.kind),
            op: u64::from(finding.op),
            i: u64::from(finding.i),
            j: u64::from(finding.j),
            claimed: finding.claimed,
            expected: finding.expected,
            refund,
            slashed,
        });
        Ok(())
    }

    fn slash(&self, challenger: &Address) -> Result<u64> {
        let job = &self.escrowed.job;
        let penalty = Penalty {
            slot: job.lock_slot,
            amount: job.terms.required_bond,
            challenger: (&self.challenger_token, challenger),
            challenger_bps: job.terms.challenger_bps,
            client_bps: job.terms.client_bps,
            conviction: true,
        };
        self.bonded.slash(job, &self.slashed, &penalty)?;
        Ok(penalty.amount)
    }
}
