use crate::{
    error::GovernorError,
    event::ProposalVetoed,
    state::{Proposal, Realm, Status},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

#[derive(Accounts)]
pub struct Veto {
    pub guardian: Signer,
    pub realm: Account<Realm>,
    #[account(mut, constraint = proposal.realm.is(realm.address()) @ GovernorError::WrongRealm)]
    pub proposal: Account<Proposal>,
}

impl Veto {
    /// Stops a vote, or what was decided and is not executed; and nothing else. As a vote does, it names the content.
    pub fn veto(&mut self, content: &[u8; 32]) -> Result<()> {
        let now = now()?;
        self.realm.require_guardian(self.guardian.address(), now)?;
        let proposal = &mut *self.proposal;
        if proposal.status() != Status::Voting {
            proposal.require(Status::Queued)?;
        }
        require!(proposal.content == *content, GovernorError::WrongContent);
        require!(!proposal.is_about_guardian(), GovernorError::AboutTheGuardian);
        proposal.deposit_safe = 0;
        proposal.close(Status::Vetoed, now);
        emit(&ProposalVetoed {
            proposal: *self.proposal.address(),
            guardian: *self.guardian.address(),
        });
        Ok(())
    }
}
