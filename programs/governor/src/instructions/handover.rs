use crate::{error::GovernorError, state::Realm};
use anchor_lang::{call, prelude::*, Discriminator};
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{check::Is, state::Pool};

/// The realm's treasury becomes the authority of the stake pool, and so of its markets and its AMM tiers, for good.
#[derive(Accounts)]
pub struct Handover {
    pub authority: Signer,
    pub realm: Account<Realm>,
    #[account(address = realm.treasury @ GovernorError::NotTreasury)]
    pub treasury: UncheckedAccount,
    #[account(mut, constraint = realm.stake_pool.is(pool.address()) @ GovernorError::WrongRealm)]
    pub pool: Account<Pool>,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Handover {
    /// Both of the realm's addresses sign, in which the stake program sees that it hands over to a governor that works.
    pub fn hand_over(&mut self) -> Result<()> {
        let realm = &self.realm;
        let (realm_bump, treasury_bump) = ([realm.bump], [realm.treasury_bump]);
        let realm_seeds = [
            Seed::from(b"realm".as_slice()),
            Seed::from(realm.stake_pool.as_ref()),
            Seed::from(realm_bump.as_slice()),
        ];
        let treasury_seeds = [
            Seed::from(b"treasury".as_slice()),
            Seed::from(realm.address().as_ref()),
            Seed::from(treasury_bump.as_slice()),
        ];
        let views = [
            self.authority.account(),
            self.pool.view(),
            realm.view(),
            self.treasury.account(),
        ];
        // The authority, the realm and the treasury.
        let signing = 0b1101;
        call(
            &stake::ID,
            &views,
            signing,
            stake::instruction::Handover::DISCRIMINATOR,
            &[CpiSigner::from(&realm_seeds), CpiSigner::from(&treasury_seeds)],
        );
        Ok(())
    }
}
