use crate::{
    check::Is,
    error::StakeError,
    event::{emit, OperatorUpdated},
    state::{Operator, Profile},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct UpdateOperator {
    pub authority: Signer,
    #[account(mut, constraint = operator.authority.is(authority.address()) @ StakeError::NotOperatorAuthority)]
    pub operator: Account<Operator>,
}

impl UpdateOperator {
    pub fn update(&mut self, profile: &Profile) -> Result<()> {
        let agent_before = self.operator.agent;
        self.operator.set_profile(profile)?;
        emit(&OperatorUpdated {
            operator: *self.operator.address(),
            agent_before,
            agent_after: profile.agent,
            price_floor: profile.price_floor,
        });
        Ok(())
    }
}
