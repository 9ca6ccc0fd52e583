use crate::{
    error::GovernorError,
    event::{ActionClosed, DepositReturned, ProposalClosed},
    state::{Action, Proposal, Realm},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit};

/// Anyone may have it done: where the deposit goes is decided.
#[derive(Accounts)]
pub struct ReclaimDeposit {
    pub realm: Account<Realm>,
    #[account(mut, constraint = proposal.realm.is(realm.address()) @ GovernorError::WrongRealm)]
    pub proposal: Account<Proposal>,
    /// The proposer, or the treasury when the deposit is forfeited.
    #[account(mut)]
    pub receiver: UncheckedAccount,
}

impl ReclaimDeposit {
    pub fn reclaim(&mut self) -> Result<()> {
        let proposal = &mut *self.proposal;
        proposal.require_over()?;
        let owed = match proposal.deposit_safe {
            0 => &self.realm.treasury,
            _ => &proposal.proposer,
        };
        require!(owed.is(self.receiver.address()), GovernorError::NotProposer);
        let amount = core::mem::take(&mut proposal.deposit);
        require!(amount > 0, GovernorError::NoDeposit);
        let (mut from, mut to) = (*self.proposal.view(), *self.receiver.account());
        let after = to.lamports().checked_add(amount);
        to.set_lamports(after.ok_or(GovernorError::Overflow)?);
        // It has held them beside its rent since it was created.
        from.set_lamports(from.lamports() - amount);
        emit(&DepositReturned {
            proposal: *self.proposal.address(),
            receiver: *self.receiver.address(),
            amount,
        });
        Ok(())
    }
}

/// Anyone may have it done, once the proposal is over; the rent is the proposer's.
#[derive(Accounts)]
pub struct CloseAction {
    #[account(mut)]
    pub proposal: Account<Proposal>,
    #[account(mut, address = proposal.proposer @ GovernorError::NotProposer)]
    pub proposer: UncheckedAccount,
    #[account(mut, constraint = action.proposal.is(proposal.address()) @ GovernorError::WrongAction, close = proposer)]
    pub action: Account<Action>,
}

impl CloseAction {
    pub fn close(&mut self) -> Result<()> {
        self.proposal.require_over()?;
        self.proposal.unstage(self.action.index);
        emit(&ActionClosed {
            proposal: *self.proposal.address(),
            action: *self.action.address(),
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct CloseProposal {
    #[account(mut)]
    pub proposer: Signer,
    #[account(mut, constraint = proposal.proposer.is(proposer.address()) @ GovernorError::NotProposer, close = proposer)]
    pub proposal: Account<Proposal>,
}

impl CloseProposal {
    pub fn close(&mut self) -> Result<()> {
        self.proposal.require_closable()?;
        emit(&ProposalClosed {
            proposal: *self.proposal.address(),
            proposer: *self.proposer.address(),
        });
        Ok(())
    }
}
