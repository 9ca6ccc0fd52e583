use super::params::RealmParams;
use crate::{constants::MAX_TERM_SECONDS, error::GovernorError};
use anchor_lang::prelude::*;
use stake::check::Is;

/// The governance of a stake pool. It signs for votes that hold positions, and for nothing else; what was voted is
/// signed by its treasury.
#[account]
pub struct Realm {
    pub stake_pool: Address,
    /// Holds what is everybody's and signs what was voted: authority of the pool and, once handed over, of the programs.
    pub treasury: Address,
    /// Who may veto; zeros for nobody.
    pub guardian: Address,
    /// Unix time at which the guardian's term ends.
    pub guardian_until: i64,
    /// Proposals made so far: the number of the next one.
    pub proposals: u64,
    pub params: RealmParams,
    pub bump: u8,
    pub treasury_bump: u8,
    pub padding: [u8; 6],
    /// Room for what later steps need.
    pub reserved: [u8; 64],
}

impl Realm {
    /// Names who may veto until `until`, at most a year away; zeros and 0 for nobody.
    ///
    /// # Errors
    /// [`GovernorError::BadParameter`].
    pub fn set_guardian(&mut self, guardian: Address, until: i64, now: i64) -> Result<()> {
        let nobody = guardian == Address::default();
        let in_bounds = match nobody {
            true => until == 0,
            false => until > now && until - now <= MAX_TERM_SECONDS,
        };
        require!(
            in_bounds && guardian != self.treasury,
            GovernorError::BadParameter
        );
        (self.guardian, self.guardian_until) = (guardian, until);
        Ok(())
    }

    /// # Errors
    /// [`GovernorError::NotGuardian`], [`GovernorError::GuardianTermOver`].
    pub fn require_guardian(&self, signer: &Address, now: i64) -> Result<()> {
        require!(
            self.guardian.is(signer) && self.guardian != Address::default(),
            GovernorError::NotGuardian
        );
        require!(now < self.guardian_until, GovernorError::GuardianTermOver);
        Ok(())
    }
}
