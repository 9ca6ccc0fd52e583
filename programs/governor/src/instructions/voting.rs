//! What votes name, and whom they count for.

use crate::{
    error::GovernorError,
    event::VoteExtended,
    state::{Ballot, Delegation, Proposal, Tally},
};
use anchor_lang::{call, prelude::*, Discriminator};
use pinocchio::cpi::{Seed, Signer as CpiSigner};
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
    /// Neither of these two is read: that they are the proposal's is all there is to know.
    #[account(address = proposal.realm @ GovernorError::WrongRealm)]
    pub realm: UncheckedAccount,
    #[account(address = proposal.stake_pool @ GovernorError::WrongRealm)]
    pub pool: UncheckedAccount,
    #[account(mut, constraint = position.pool.is(&proposal.stake_pool) @ GovernorError::WrongRealm)]
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    pub operator: Option<Account<Operator>>,
    /// The owner's, when the voter is not the owner.
    pub delegation: Option<Account<Delegation>>,
    /// For the runtime, which calls no other than the stake program.
    pub stake_program: UncheckedAccount,
}

impl Voting {
    /// Whether `voter` owns the position, or votes for who does.
    ///
    /// # Errors
    /// [`GovernorError::TreasuryVotes`], and those of [`Delegation::authorise`].
    #[inline(never)]
    pub fn authorise(&self, voter: &Signer) -> Result<bool> {
        let owner = &self.position.owner;
        require!(!self.proposal.treasury.is(owner), GovernorError::TreasuryVotes);
        Delegation::authorise(
            self.delegation.as_deref(),
            self.realm.address(),
            &self.position,
            voter.address(),
        )
    }

    /// The position's weight in this vote, divided as the ballot says.
    ///
    /// # Errors
    /// [`GovernorError::NoWeight`], [`GovernorError::BadBallot`], [`stake::error::StakeError::WrongOperator`].
    #[inline(never)]
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

    /// Holds the position until the vote is over.
    pub fn hold(&self) {
        self.holding().hold_vote(self.proposal.holds_until());
    }

    /// Lets go of a position that has been held since `since`.
    pub fn release(&self, since: i64) {
        self.holding().release_vote(since);
    }

    fn holding(&self) -> Holding<'_> {
        Holding {
            proposal: &self.proposal,
            realm: self.realm.account(),
            pool: self.pool.account(),
            position: self.position.view(),
        }
    }
}

/// A position that votes hold in the stake program. The realm signs, which it does for nothing else.
pub struct Holding<'a> {
    pub proposal: &'a Proposal,
    pub realm: &'a AccountView,
    pub pool: &'a AccountView,
    pub position: &'a AccountView,
}

impl Holding<'_> {
    pub fn hold_vote(&self, until: i64) {
        self.call(stake::instruction::HoldVote::DISCRIMINATOR, until);
    }

    pub fn release_vote(&self, since: i64) {
        self.call(stake::instruction::ReleaseVote::DISCRIMINATOR, since);
    }

    pub fn open_exit(&self, until: i64) {
        self.call(stake::instruction::OpenExit::DISCRIMINATOR, until);
    }

    /// All three take one moment.
    #[inline(never)]
    fn call(&self, discriminator: &[u8], moment: i64) {
        let mut data = [0; 16];
        data[..8].copy_from_slice(discriminator);
        data[8..].copy_from_slice(&moment.to_le_bytes());
        let bump = [self.proposal.realm_bump];
        let seeds = [
            Seed::from(b"realm".as_slice()),
            Seed::from(self.proposal.stake_pool.as_ref()),
            Seed::from(bump.as_slice()),
        ];
        let views = [self.realm, self.pool, self.position];
        call(&stake::ID, &views, 1, &data, &[CpiSigner::from(&seeds)]);
    }
}
