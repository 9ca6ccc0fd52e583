use crate::{
    error::GovernorError,
    event::{ActionAdded, ActionRemoved},
    state::{hash_of, is_buffer_of, Action, Proposal, Realm, Staged, Status},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

#[derive(Accounts)]
#[instruction(index: u8, instruction: &[u8])]
pub struct AddAction {
    #[account(mut)]
    pub proposer: Signer,
    pub realm: Account<Realm>,
    #[account(mut, constraint = proposal.realm.is(realm.address()) @ GovernorError::WrongRealm, constraint = proposal.proposer.is(proposer.address()) @ GovernorError::NotProposer)]
    pub proposal: Account<Proposal>,
    #[account(init, payer = proposer, space = Action::space(instruction.len()), seeds = [b"action", proposal.address().as_ref(), &[index]], bump)]
    pub action: Account<Action>,
    /// The buffer of an upgrade; none for anything else.
    pub buffer: Option<UncheckedAccount>,
    pub system_program: Program<System>,
}

impl AddAction {
    pub fn add(&mut self, index: u8, instruction: &[u8], bump: u8) -> Result<()> {
        let staged = Staged::parse(instruction)?;
        let own = [self.proposal.address(), self.action.address()];
        staged.validate(&self.realm.treasury, &own)?;
        let nature = staged.nature()?;
        self.require_buffer(&staged)?;
        let hash = hash_of(instruction);
        self.proposal.stage(index, hash, nature)?;
        let action = &mut self.action;
        action.proposal = *self.proposal.address();
        action.index = index;
        action.bump = bump;
        Action::write(action, instruction);
        emit(&ActionAdded {
            proposal: *self.proposal.address(),
            action: *self.action.address(),
            index: index.into(),
            called: Address::new_from_array(*staged.program()),
            hash,
        });
        Ok(())
    }

    /// The instruction of an upgrade names a buffer, not what is in it: that must be out of everybody's reach before
    /// anybody votes.
    fn require_buffer(&self, staged: &Staged) -> Result<()> {
        let fits = match (staged.upgrade_buffer(), &self.buffer) {
            (None, None) => true,
            (Some(named), Some(buffer)) => {
                buffer.address().as_array() == named && is_buffer_of(buffer.account(), &self.realm.treasury)
            }
            _ => false,
        };
        require!(fits, GovernorError::BadBuffer);
        Ok(())
    }
}

#[derive(Accounts)]
pub struct RemoveAction {
    #[account(mut)]
    pub proposer: Signer,
    #[account(mut, constraint = proposal.proposer.is(proposer.address()) @ GovernorError::NotProposer)]
    pub proposal: Account<Proposal>,
    #[account(mut, constraint = action.proposal.is(proposal.address()) @ GovernorError::WrongAction, close = proposer)]
    pub action: Account<Action>,
}

impl RemoveAction {
    pub fn remove(&mut self) -> Result<()> {
        self.proposal.require(Status::Draft)?;
        self.proposal.unstage(self.action.index);
        emit(&ActionRemoved {
            proposal: *self.proposal.address(),
            action: *self.action.address(),
            index: self.action.index.into(),
        });
        Ok(())
    }
}
