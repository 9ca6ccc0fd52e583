use crate::{
    error::GovernorError,
    event::{GuardianSet, RealmParamsSet},
    state::{Realm, RealmParams},
};
use anchor_lang::prelude::*;
use stake::{
    check::{now, Is},
    event::emit,
};

/// Accounts of `set_params` and `set_guardian`: what only a vote can change.
#[derive(Accounts)]
pub struct SetRealm {
    pub treasury: Signer,
    #[account(mut, constraint = realm.treasury.is(treasury.address()) @ GovernorError::NotTreasury)]
    pub realm: Account<Realm>,
}

impl SetRealm {
    pub fn set_params(&mut self, params: RealmParams) -> Result<()> {
        params.validate()?;
        self.realm.params = params;
        note_params(self.realm.address(), &params);
        Ok(())
    }

    pub fn set_guardian(&mut self, guardian: Address, until: i64) -> Result<()> {
        self.realm.set_guardian(guardian, until, now()?)?;
        emit(&GuardianSet {
            realm: *self.realm.address(),
            guardian,
            guardian_until: until,
        });
        Ok(())
    }
}

#[inline(never)]
pub fn note_params(realm: &Address, params: &RealmParams) {
    emit(&RealmParamsSet {
        realm: *realm,
        deposit: params.deposit,
        voting_seconds: params.voting_seconds.into(),
        late_seconds: params.late_seconds.into(),
        extension_seconds: params.extension_seconds.into(),
        timelock_seconds: params.timelock_seconds.into(),
        exit_seconds: params.exit_seconds.into(),
        execution_seconds: params.execution_seconds.into(),
        threshold_bps: params.threshold_bps.into(),
        quorum_bps: params.quorum_bps.into(),
        approval_bps: params.approval_bps.into(),
        critical_approval_bps: params.critical_approval_bps.into(),
    });
}
