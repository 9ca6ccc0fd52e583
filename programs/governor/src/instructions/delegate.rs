use crate::{
    error::GovernorError,
    event::{Delegated, Undelegated},
    state::{Delegation, Realm},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
pub struct Delegate {
    #[account(mut)]
    pub owner: Signer,
    pub realm: Account<Realm>,
    #[account(init, payer = owner, seeds = [b"delegation", realm.address().as_ref(), owner.address().as_ref()], bump)]
    pub delegation: Account<Delegation>,
    pub system_program: Program<System>,
}

impl Delegate {
    pub fn delegate(&mut self, delegate: Address, bump: u8) -> Result<()> {
        let owner = *self.owner.address();
        require!(
            delegate != owner && delegate != Address::default() && delegate != self.realm.treasury,
            GovernorError::BadDelegate
        );
        let delegation = &mut *self.delegation;
        delegation.realm = *self.realm.address();
        delegation.owner = owner;
        delegation.delegate = delegate;
        delegation.bump = bump;
        emit(&Delegated {
            realm: self.delegation.realm,
            owner,
            delegate,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct Undelegate {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = delegation.owner.is(owner.address()) @ GovernorError::NotVoter, close = owner)]
    pub delegation: Account<Delegation>,
}

impl Undelegate {
    pub fn undelegate(&mut self) -> Result<()> {
        emit(&Undelegated {
            realm: self.delegation.realm,
            owner: self.delegation.owner,
            delegate: self.delegation.delegate,
        });
        Ok(())
    }
}
