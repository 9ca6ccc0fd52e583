use crate::{
    error::EscrowError,
    event::DemandClosed,
    state::{Demand, Job},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

/// Anyone may have it done, once the job is over: what is left is the demander's.
#[derive(Accounts)]
pub struct CloseDemand {
    #[account(mut)]
    pub job: Account<Job>,
    #[account(
        mut,
        constraint = demand.job.is(job.address()) @ EscrowError::WrongDemand,
        close = demander
    )]
    pub demand: Account<Demand>,
    #[account(mut, constraint = demand.demander.is(demander.address()) @ EscrowError::NotDemander)]
    pub demander: UncheckedAccount,
}

impl CloseDemand {
    /// Until then everybody can read the answer here. A demand that nobody answered before the job was over, because it
    /// was convicted of something else, gives its bond back.
    pub fn close(&mut self) -> Result<()> {
        self.job.require_final()?;
        let bond = match self.demand.is_answered() {
            true => 0,
            false => u64::from(self.job.terms.demand_bond),
        };
        self.job.drop_demand(&self.demand);
        emit(&DemandClosed {
            demand: *self.demand.address(),
            job: self.demand.job,
            demander: self.demand.demander,
            bond,
        });
        Ok(())
    }
}
