use crate::{
    error::GovernorError,
    event::RealmCreated,
    state::{Realm, RealmParams},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
    state::Pool,
};

#[derive(Accounts)]
pub struct CreateRealm {
    #[account(mut)]
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ GovernorError::NotAuthority)]
    pub pool: Account<Pool>,
    #[account(init, payer = authority, seeds = [b"realm", pool.address().as_ref()], bump)]
    pub realm: Account<Realm>,
    #[account(seeds = [b"treasury", realm.address().as_ref()], bump)]
    pub treasury: UncheckedAccount,
    pub system_program: Program<System>,
}

impl CreateRealm {
    pub fn create(
        &mut self,
        params: RealmParams,
        guardian: Address,
        guardian_until: i64,
        bumps: [u8; 2],
    ) -> Result<()> {
        params.validate()?;
        let realm = &mut *self.realm;
        realm.stake_pool = *self.pool.address();
        realm.treasury = *self.treasury.address();
        realm.params = params;
        [realm.bump, realm.treasury_bump] = bumps;
        realm.set_guardian(guardian, guardian_until, now()?)?;
        emit(&RealmCreated {
            realm: *self.realm.address(),
            stake_pool: self.realm.stake_pool,
            treasury: self.realm.treasury,
            guardian,
            guardian_until,
        });
        super::set_realm::note_params(self.realm.address(), &params);
        Ok(())
    }
}
