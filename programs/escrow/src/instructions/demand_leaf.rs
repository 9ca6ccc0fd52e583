use crate::{
    event::LeafDemanded,
    state::{Demand, Job},
};
use anchor_lang::prelude::*;
use pinocchio_system::instructions::Transfer;
use stake::{check::now, event::emit, state::Operator};

#[derive(Accounts)]
#[instruction(op: u16, row: u32, leaf: u32)]
pub struct DemandLeaf {
    #[account(mut)]
    pub demander: Signer,
    #[account(mut)]
    pub job: Account<Job>,
    /// The one on the seat whose place is taken, of which the demander is the agent; none for the other places.
    pub operator: Option<Account<Operator>>,
    /// Nobody has to be asked twice: a leaf is demanded once.
    #[account(
        init,
        payer = demander,
        seeds = [
            b"demand",
            job.address().as_ref(),
            op.to_le_bytes(),
            row.to_le_bytes(),
            leaf.to_le_bytes()
        ],
        bump
    )]
    pub demand: Account<Demand>,
    pub system_program: Program<System>,
}

impl DemandLeaf {
    pub fn demand(&mut self, (op, row, leaf): (u16, u32, u32), place: u8, bump: u8) -> Result<()> {
        let (job, demander) = (&mut self.job, self.demander.address());
        job.require_place(place, demander, self.operator.as_ref())?;
        let demand = &mut *self.demand;
        demand.answer_by = job.demand(place, now()?)?;
        demand.job = *job.address();
        demand.demander = *demander;
        (demand.op, demand.row, demand.leaf) = (op, row, leaf);
        (demand.place, demand.bump) = (place, bump);
        let bond = u64::from(self.job.terms.demand_bond);
        Transfer {
            from: self.demander.account(),
            to: self.demand.view(),
            lamports: bond,
        }
        .invoke()?;
        emit(&LeafDemanded {
            demand: *self.demand.address(),
            job: self.demand.job,
            demander: self.demand.demander,
            op: u64::from(op),
            row: u64::from(row),
            leaf: u64::from(leaf),
            answer_by: self.demand.answer_by,
            bond,
            place: u64::from(place),
        });
        Ok(())
    }
}
