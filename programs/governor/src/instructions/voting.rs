//! What votes name, and whom they count for.

use crate::{
    error::GovernorError,
    state::{Ballot, Delegation, Proposal, Realm, Tally},
};
use anchor_lang::{call, prelude::*, Discriminator};
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{
    check::Is,
    require_operator,
    state::{Operator, Pool, Position},
};

#[derive(Accounts)]
pub struct Voting {
    pub realm: Account<Realm>,
    #[account(mut, constraint = proposal.realm.is(realm.address()) @ GovernorError::WrongRealm)]
    pub proposal: Account<Proposal>,
    #[account(constraint = realm.stake_pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub position: Account<Position>,
    /// The one the position backs or is leaving; none when it is neither.
    pub operator: Option<Account<Operator>>,
    /// The owner's, when the voter is not the owner.
    pub delegation: Option<Account<Delegation>>,
    #[account(address = stake::ID)]
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
        require!(!self.realm.treasury.is(owner), GovernorError::TreasuryVotes);
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

    /// Holds the position until the vote is over.
    pub fn hold(&self) {
        Holding {
            realm: &self.realm,
            pool: self.pool.view(),
            position: self.position.view(),
        }
        .hold_vote(self.proposal.holds_until());
    }

    /// Lets go of a position that has been held since `since`.
    pub fn release(&self, since: i64) {
        Holding {
            realm: &self.realm,
            pool: self.pool.view(),
            position: self.position.view(),
        }
        .release_vote(since);
    }
}

/// A position that votes hold in the stake program. The realm signs, which it does for nothing else.
pub struct Holding<'a> {
    pub realm: &'a Account<Realm>,
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
        let bump = [self.realm.bump];
        let seeds = [
            Seed::from(b"realm".as_slice()),
            Seed::from(self.realm.stake_pool.as_ref()),
            Seed::from(bump.as_slice()),
        ];
        let views = [self.realm.view(), self.pool, self.position];
        call(&stake::ID, &views, 1, &data, &[CpiSigner::from(&seeds)]);
    }
}
