use super::{
    bonded::{__client_accounts_bonded, __client_accounts_slashed, Bonded, Penalty, Slashed},
    bonded::{__cpi_accounts_bonded, __cpi_accounts_slashed},
    escrowed::{__client_accounts_escrowed, __cpi_accounts_escrowed, Escrowed},
};
use crate::{
    error::EscrowError,
    event::JobConvicted,
    state::{Evidence, Job, Market, Status},
};
use anchor_lang::prelude::*;
use assay_proof::{check, Conviction, Roots};
use stake::{
    check::Is,
    event::{emit, note},
};

#[derive(Accounts)]
pub struct Convict {
    #[account(mut, constraint = escrowed.job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub market: Account<Market>,
    pub escrowed: Nested<Escrowed>,
    pub bonded: Nested<Bonded>,
    pub slashed: Nested<Slashed>,
    pub evidence: Account<Evidence>,
    /// Client's account of the payment mint: the refund. May be the one of its share of the slash.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
    /// Account of the reward mint of the evidence's owner.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
}

impl Convict {
    pub fn convict(&mut self) -> Result<()> {
        let job = &self.escrowed.job;
        job.require(Status::Challengeable)?;
        job.require_operator(self.bonded.operator.address())?;
        let conviction = judge(job, &self.evidence)?;
        let refund = self.escrowed.refund(Status::Convicted, &self.client_token)?;
        let job = &mut self.escrowed.job;
        job.challenger = self.evidence.owner;
        job.open_locks -= 1;
        self.market.jobs_convicted += 1;
        let slashed = self.slash()?;
        emit(&JobConvicted {
            job: *self.escrowed.job.address(),
            operator: self.escrowed.job.operator,
            challenger: self.evidence.owner,
            kind: conviction.kind as u64,
            op: u64::from(conviction.op),
            i: u64::from(conviction.i),
            j: u64::from(conviction.j),
            claimed: conviction.claimed,
            expected: conviction.expected,
            refund,
            slashed,
        });
        Ok(())
    }

    /// Takes the whole bond of the job.
    fn slash(&self) -> Result<u64> {
        let job = &self.escrowed.job;
        let penalty = Penalty {
            slot: job.lock_slot,
            amount: job.terms.required_bond,
            challenger: (&self.challenger_token, &self.evidence.owner),
            challenger_bps: job.terms.challenger_bps,
            client_bps: job.terms.client_bps,
            conviction: true,
        };
        self.bonded.slash(job, &self.slashed, &penalty)?;
        Ok(penalty.amount)
    }
}

/// The chain itself recomputes the number.
fn judge(job: &Job, evidence: &Account<Evidence>) -> Result<Conviction> {
    let roots = Roots {
        spec: job.spec_root,
        input: job.input_root,
        trace: job.trace_root,
        output: job.output_root,
    };
    check(Evidence::bytes(evidence), &roots).map_err(|reject| {
        note("reject", reject.code().into());
        EscrowError::from(reject).into()
    })
}
