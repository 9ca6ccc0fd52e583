use super::proposing::{__client_accounts_proposing, __cpi_accounts_proposing, Proposing};
use crate::{
    error::GovernorError,
    event::ProposalCreated,
    state::{Proposal, ProposalText},
};
use anchor_lang::prelude::*;
use pinocchio_system::instructions::Transfer;
use stake::{check::now, event::emit};

/// Proposals are numbered, so two that are created at the same time ask for one address; the second one asks again.
#[derive(Accounts)]
#[instruction(number: u64)]
pub struct CreateProposal {
    #[account(mut)]
    pub proposer: Signer,
    pub proposing: Nested<Proposing>,
    #[account(init, payer = proposer, seeds = [b"proposal", proposing.realm.address().as_ref(), number.to_le_bytes()], bump)]
    pub proposal: Account<Proposal>,
    pub system_program: Program<System>,
}

impl CreateProposal {
    pub fn create(&mut self, number: u64, text: &ProposalText, bump: u8) -> Result<()> {
        let now = now()?;
        let proposing = &mut *self.proposing;
        let (realm, proposal) = (&mut proposing.realm, &mut *self.proposal);
        require!(realm.proposals == number, GovernorError::WrongNumber);
        realm.proposals += 1;
        proposal.realm = *realm.address();
        proposal.proposer = *self.proposer.address();
        proposal.number = number;
        proposal.created_at = now;
        proposal.deposit = realm.params.deposit;
        // What never goes to a vote bothers nobody.
        proposal.deposit_safe = 1;
        proposal.stake_pool = realm.stake_pool;
        proposal.treasury = realm.treasury;
        (proposal.realm_bump, proposal.treasury_bump) = (realm.bump, realm.treasury_bump);
        proposal.bump = bump;
        proposal.write(text)?;
        proposing.require_threshold(&self.proposer, now)?;
        Transfer {
            from: self.proposer.account(),
            to: self.proposal.view(),
            lamports: self.proposal.deposit,
        }
        .invoke()?;
        emit(&ProposalCreated {
            realm: self.proposal.realm,
            proposal: *self.proposal.address(),
            proposer: self.proposal.proposer,
            number,
            text_hash: text.hash,
            deposit: self.proposal.deposit,
        });
        Ok(())
    }
}
