// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::sentence::{__client_accounts_sentence, __cpi_accounts_sentence, withheld, Sentence};
use crate::{
    error::EscrowError,
    event::DemandExpired,
    state::{log_until, Demand, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

/// Anyone may have it done: who is paid is decided.
#[derive(Accounts)]
pub struct ExpireDemand {
    pub sentence: Nested<Sentence>,
    #[account(
        mut,
        constraint = demand.job.is(sentence.escrowed.job.address()) @ EscrowError::WrongDemand,
        close = demander
    )]
    pub demand: Account<Demand>,
    /// Gets its bond and the rent.
    #[account(mut, constraint = demand.demander.is(demander.address()) @ EscrowError::NotDemander)]
    pub demander: UncheckedAccount,
}

impl ExpireDemand {
    /// What a provider does not show, it does not have.
    pub fn expire(&mut self) -> Result<()> {
        let (job, demand) = (&mut self.sentence.escrowed.job, &self.demand);
        job.require(Status::Challengeable)?;
        require!(!demand.is_answered(), EscrowError::DemandAnswered);
        if now()? <= demand.answer_by {
            log_until(demand.answer_by);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        let bond = u64::from(job.terms.demand_bond);
        job.drop_demand(demand);
        emit(&DemandExpired {
            demand: *demand.address(),
            job: demand.job,
            demander: demand.demander,
            bond,
        });
        let finding = withheld(demand.op, demand.row, demand.leaf);
        self.sentence.pass(&demand.demander, &finding)
    }
}
