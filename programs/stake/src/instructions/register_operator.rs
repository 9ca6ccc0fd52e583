use crate::{
    check::now,
    constants::{NOT_REGISTERED, PAUSE_REGISTER},
    event::{emit, OperatorRegistered},
    state::{BondLedger, Operator, Pool, Profile},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct RegisterOperator {
    #[account(mut)]
    pub authority: Signer,
    pub pool: Account<Pool>,
    #[account(init, payer = authority, seeds = [b"operator", pool.address().as_ref(), authority.address().as_ref()], bump)]
    pub operator: Account<Operator>,
    #[account(init, payer = authority, seeds = [b"ledger", operator.address().as_ref()], bump)]
    pub ledger: Account<BondLedger>,
    pub system_program: Program<System>,
}

impl RegisterOperator {
    pub fn register(&mut self, roles: u8, profile: &Profile, bumps: (u8, u8)) -> Result<()> {
        self.pool.require_active(PAUSE_REGISTER)?;
        self.ledger.operator = *self.operator.address();
        let now = now()?;
        let operator = &mut *self.operator;
        operator.set_roles(roles)?;
        operator.set_profile(profile)?;
        operator.pool = *self.pool.address();
        operator.authority = *self.authority.address();
        operator.registered_at = now;
        operator.reputation_at = now;
        operator.registry_index = NOT_REGISTERED;
        operator.bump = bumps.0;
        emit(&OperatorRegistered {
            pool: self.operator.pool,
            operator: *self.operator.address(),
            authority: self.operator.authority,
            agent: profile.agent,
            roles: u64::from(roles),
        });
        Ok(())
    }
}
