use crate::{
    error::GovernorError,
    event::ActionExecuted,
    state::{hash_of, Action, Proposal, Staged, SIGNER, WRITABLE},
};
use alloc::vec::Vec;
use anchor_lang::prelude::*;
use pinocchio::{
    cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer as CpiSigner},
    instruction::{InstructionAccount, InstructionView},
};
use stake::{
    check::{now, Is},
    event::emit,
};

/// Anyone may have it done. After these two come the action's addresses in their order, its program first.
#[derive(Accounts)]
pub struct ExecuteAction {
    #[account(mut)]
    pub proposal: Account<Proposal>,
    #[account(constraint = action.proposal.is(proposal.address()) @ GovernorError::WrongAction)]
    pub action: Account<Action>,
}

impl ExecuteAction {
    /// Does what was voted: the next action, in its time, with the accounts that were named and no others. When it fails,
    /// nothing has happened, and it can be tried again until the time is over.
    pub fn execute(&mut self, given: &[AccountView]) -> Result<()> {
        let now = now()?;
        let bytes = Action::bytes(&self.action);
        self.proposal
            .require_executable(self.action.index, &hash_of(bytes), now)?;
        let staged = Staged::parse(bytes)?;
        require!(
            staged.addresses.len() == given.len()
                && staged
                    .addresses
                    .iter()
                    .zip(given)
                    .all(|(named, given)| given.address().as_array() == named),
            GovernorError::WrongAccounts
        );
        // Before the call, so that nothing that it does finds the action still to be done.
        self.proposal.step(now);
        let (realm, bump) = (self.proposal.realm, [self.proposal.treasury_bump]);
        let seeds = [
            Seed::from(b"treasury".as_slice()),
            Seed::from(realm.as_ref()),
            Seed::from(bump.as_slice()),
        ];
        invoke(&staged, given, &[CpiSigner::from(&seeds)]);
        emit(&ActionExecuted {
            proposal: *self.proposal.address(),
            index: self.action.index.into(),
            called: Address::new_from_array(*staged.program()),
            status: self.proposal.status.into(),
        });
        Ok(())
    }
}

/// Calls with exactly the rights that were voted. A signer is the treasury, or it was not staged.
#[inline(never)]
fn invoke(staged: &Staged, given: &[AccountView], signers: &[CpiSigner]) {
    let mut metas = Vec::with_capacity(staged.metas.len());
    for [index, flags] in staged.metas {
        metas.push(InstructionAccount::new(
            given[usize::from(*index)].address(),
            flags & WRITABLE != 0,
            flags & SIGNER != 0,
        ));
    }
    let mut accounts = Vec::with_capacity(given.len());
    for view in given {
        accounts.push(CpiAccount::from(view));
    }
    let instruction = InstructionView {
        program_id: given[0].address(),
        accounts: &metas,
        data: staged.data,
    };
    // SAFETY: the accounts that the call can write to are neither the proposal nor the action, whose addresses no action
    // may name; every other one is only held by its address. The staged bytes belong to this program, which the call
    // cannot enter with them.
    unsafe { invoke_signed_unchecked(&instruction, &accounts, signers) };
}
