use crate::{
    error::EscrowError,
    event::{AnswerWritten, DemandAnswered},
    state::{Demand, Job, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    state::Operator,
};

#[derive(Accounts)]
pub struct AnswerDemand {
    /// Earns the bond, which pays for what it sends.
    #[account(mut)]
    pub agent: Signer,
    #[account(constraint = operator.agent.is(agent.address()) @ EscrowError::NotAgent)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = job.operator.is(operator.address()) @ EscrowError::WrongOperator)]
    pub job: Account<Job>,
    #[account(mut, constraint = demand.job.is(job.address()) @ EscrowError::WrongDemand)]
    pub demand: Account<Demand>,
}

impl AnswerDemand {
    /// Most answers are longer than a transaction: they come in parts, and the one that ends the answer is checked with
    /// all of them.
    pub fn answer(&mut self, offset: u16, total: u16, bytes: &[u8]) -> Result<()> {
        self.job.require(Status::Challengeable)?;
        let now = now()?;
        if !self
            .demand
            .write(&self.job.trace_root, (offset, total), bytes, now)?
        {
            emit(&AnswerWritten {
                demand: *self.demand.address(),
                offset: u64::from(offset),
                len: bytes.len() as u64,
            });
            return Ok(());
        }
        self.job.note_answer(self.demand.place, now);
        let bond = u64::from(self.job.terms.demand_bond);
        self.pay(bond)?;
        emit(&DemandAnswered {
            demand: *self.demand.address(),
            job: self.demand.job,
            operator: self.job.operator,
            bond,
            len: u64::from(total),
            held_until: self.job.held_until,
        });
        Ok(())
    }

    /// The demand's account has held the bond beside its rent since it was made.
    fn pay(&self, bond: u64) -> Result<()> {
        let (mut from, mut to) = (*self.demand.view(), *self.agent.account());
        let after = to.lamports().checked_add(bond);
        to.set_lamports(after.ok_or(EscrowError::Overflow)?);
        from.set_lamports(from.lamports() - bond);
        Ok(())
    }
}
