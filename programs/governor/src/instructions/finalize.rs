use crate::{
    error::GovernorError,
    event::VoteDecided,
    state::{Proposal, Realm},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    state::Pool,
};

/// Anyone may have it done.
#[derive(Accounts)]
pub struct Finalize {
    pub realm: Account<Realm>,
    #[account(constraint = realm.stake_pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = proposal.realm.is(realm.address()) @ GovernorError::WrongRealm)]
    pub proposal: Account<Proposal>,
}

impl Finalize {
    pub fn finalize(&mut self) -> Result<()> {
        self.proposal.finalize(self.pool.cooldown_seconds, now()?)?;
        let proposal = &self.proposal;
        emit(&VoteDecided {
            proposal: *proposal.address(),
            for_weight: proposal.tally.for_weight,
            against_weight: proposal.tally.against_weight,
            abstain_weight: proposal.tally.abstain_weight,
            quorum: proposal.quorum,
            status: proposal.status.into(),
            executable_at: proposal.executable_at,
            expires_at: proposal.expires_at,
        });
        Ok(())
    }
}
