//! What votes name, and whom they count for.

use crate::{
    error::GovernorError,
    event::VoteExtended,
    state::{Ballot, Delegation, Proposal, Tally, VoteRecord},
};
use anchor_lang::{prelude::*, Discriminator};
use pinocchio::{
    cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer as CpiSigner},
    instruction::{InstructionAccount, InstructionView},
};
use stake::{
    check::Is,
    event::emit,
    require_operator,
    state::{Operator, Position},
};

#[derive(Accounts)]
pub struct Voting {
    #[account(mut)]
    pub proposal: Account<Proposal>,
    #[account(mut, constraint = position.pool.is(&proposal.stake_pool) @ GovernorError::WrongRealm)]
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    pub operator: Option<Account<Operator>>,
    /// The owner's, when the voter is not the owner.
    pub delegation: Option<Account<Delegation>>,
}

/// What holds positions. None of these needs a check: the runtime lets the program sign for the proposal's realm and for
/// nothing else, the stake program wants the pool that trusts it and that the position is of, and no other is called.
#[derive(Accounts)]
pub struct Holding {
    pub realm: UncheckedAccount,
    pub pool: UncheckedAccount,
    pub stake_program: UncheckedAccount,
}

impl Voting {
    /// Whether `voter` owns the position, or votes for who does.
    ///
    /// # Errors
    /// [`GovernorError::TreasuryVotes`], and those of [`Delegation::authorise`].
    #[inline(always)]
    pub fn authorise(&self, voter: &Signer) -> Result<bool> {
        let owner = &self.position.owner;
        require!(!self.proposal.treasury.is(owner), GovernorError::TreasuryVotes);
        Delegation::authorise(
            self.delegation.as_deref(),
            &self.proposal.realm,
            &self.position,
            voter.address(),
        )
    }

    /// The position's weight in this vote, divided as the ballot says.
    ///
    /// # Errors
    /// [`GovernorError::NoWeight`], [`GovernorError::BadBallot`], [`stake::error::StakeError::WrongOperator`].
    #[inline(always)]
    pub fn divide(&self, ballot: &Ballot) -> Result<Tally> {
        require_operator(&self.position.operator, &self.operator)?;
        let since = self.proposal.started_at;
        let weight = self.position.voting_weight(since, self.operator.as_deref());
        require!(weight > 0, GovernorError::NoWeight);
        ballot.divide(weight)
    }

    /// Counts `new` instead of `old`.
    ///
    /// # Errors
    /// [`GovernorError::Overflow`].
    pub fn count(&mut self, old: Tally, new: Tally, now: i64) -> Result<()> {
        if self.proposal.count(old, new, now)? {
            emit(&VoteExtended {
                proposal: *self.proposal.address(),
                ends_at: self.proposal.ends_at,
            });
        }
        Ok(())
    }
}

impl Holding {
    pub fn hold_vote(&self, proposal: &Proposal, position: &AccountView, until: i64) {
        let discriminator = stake::instruction::HoldVote::DISCRIMINATOR;
        self.call_at(proposal, position, discriminator, until);
    }

    pub fn release_vote(&self, proposal: &Proposal, position: &AccountView, since: i64) {
        let discriminator = stake::instruction::ReleaseVote::DISCRIMINATOR;
        self.call_at(proposal, position, discriminator, since);
    }

    /// Until it can be executed, with the cooldown that was set when it was decided.
    pub fn open_exit(&self, proposal: &Proposal, position: &AccountView, record: &VoteRecord) {
        let mut data = [0; 32];
        data[..8].copy_from_slice(stake::instruction::OpenExit::DISCRIMINATOR);
        data[8..16].copy_from_slice(&proposal.executable_at.to_le_bytes());
        data[16..24].copy_from_slice(&proposal.exit_seconds.to_le_bytes());
        data[24..].copy_from_slice(&record.cast_at.to_le_bytes());
        self.call(proposal, position, &data);
    }

    /// With one moment.
    fn call_at(&self, proposal: &Proposal, position: &AccountView, discriminator: &[u8], moment: i64) {
        let mut data = [0; 16];
        data[..8].copy_from_slice(discriminator);
        data[8..].copy_from_slice(&moment.to_le_bytes());
        self.call(proposal, position, &data);
    }

    /// The realm signs, which it does for nothing else. Put together by hand: the framework's `call` takes 30 compute units
    /// more, which a vote by a delegate does not have.
    #[inline(never)]
    fn call(&self, proposal: &Proposal, position: &AccountView, data: &[u8]) {
        let bump = [proposal.realm_bump];
        let seeds = [
            Seed::from(b"realm".as_slice()),
            Seed::from(proposal.stake_pool.as_ref()),
            Seed::from(bump.as_slice()),
        ];
        let (realm, pool) = (self.realm.account(), self.pool.account());
        let instruction = InstructionView {
            program_id: &stake::ID,
            accounts: &[
                InstructionAccount::readonly_signer(realm.address()),
                InstructionAccount::readonly(pool.address()),
                InstructionAccount::writable(position.address()),
            ],
            data,
        };
        let accounts = [realm, pool, position].map(CpiAccount::from);
        // SAFETY: every account is given in the order of its meta. The position is only held by its address, and what it
        // points to stays where it is.
        unsafe { invoke_signed_unchecked(&instruction, &accounts, &[CpiSigner::from(&seeds)]) };
    }
}
