//! How a realm starts.

use super::Governed;
use crate::{pool_params, Chain, Sent, World, START};
use assay_client::governor::{Governance, RealmParams};
use solana_signer::Signer;
use stake::state::PoolParams;
use std::{collections::BTreeMap, marker::PhantomData};

/// Weight of all voters together.
pub const VOTES: u64 = 1_000_000;
/// What the treasury has, lamports.
const TREASURY: u64 = 10_000_000_000;
const DAY: u32 = 86_400;

/// Parameters of the realms of these tests; every time is another one.
pub fn realm_params() -> RealmParams {
    RealmParams {
        deposit: 1_000_000_000,
        voting_seconds: 3 * DAY,
        late_seconds: DAY / 2,
        extension_seconds: DAY,
        timelock_seconds: 2 * DAY,
        exit_seconds: DAY + 7,
        execution_seconds: 5 * DAY,
        threshold_bps: 100,
        quorum_bps: 1_000,
        approval_bps: 5_000,
        critical_approval_bps: 6_000,
    }
}

/// Options of a realm.
#[must_use]
pub struct GovernedBuilder<C> {
    params: RealmParams,
    pool: PoolParams,
    without_realm: bool,
    without_governor: bool,
    handed_over: bool,
    chain: PhantomData<C>,
}

impl<C: Chain> Governed<C> {
    /// Options before the start.
    pub fn builder() -> GovernedBuilder<C> {
        GovernedBuilder {
            params: realm_params(),
            pool: pool_params(),
            without_realm: false,
            without_governor: false,
            handed_over: false,
            chain: PhantomData,
        }
    }

    /// Creates the realm, by the pool's authority, with the guardian for a year.
    pub fn create_realm(&mut self, params: RealmParams) -> Sent {
        let authority = self.world.authority.clone();
        let until = self.now() + 365 * i64::from(DAY);
        let guardian = Some((self.guardian.address(), until));
        let create = self.gov.create_realm(authority.pubkey(), params, guardian);
        self.send_all(&[create], &[&authority])
    }

    /// Makes the treasury the pool's authority.
    pub fn hand_over(&mut self) -> Sent {
        let authority = self.world.authority.clone();
        let handover = self.gov.handover(authority.pubkey());
        self.send_all(&[handover], &[&authority])
    }
}

impl<C: Chain> GovernedBuilder<C> {
    /// Changes the realm's parameters.
    pub fn params(mut self, change: impl FnOnce(&mut RealmParams)) -> Self {
        change(&mut self.params);
        self
    }

    /// Changes the stake pool's parameters.
    pub fn pool(mut self, change: impl FnOnce(&mut PoolParams)) -> Self {
        change(&mut self.pool);
        self
    }

    /// Creates pool and voters only.
    pub fn without_realm(mut self) -> Self {
        self.without_realm = true;
        self
    }

    /// The pool does not know the realm as its governor.
    pub fn without_governor(mut self) -> Self {
        self.without_governor = true;
        self
    }

    /// The treasury is the pool's authority.
    pub fn handed_over(mut self) -> Self {
        self.handed_over = true;
        self
    }

    pub fn start(self) -> Governed<C> {
        let change = self.pool;
        let mut world: World<C> = World::builder()
            .without_market()
            .pool(|params| *params = change)
            .start();
        let gov = Governance::new(world.pool);
        let guardian = world.add_wallet("guardian");
        let [ann, bob, cyd] = [("ann", 60), ("bob", 30), ("cyd", 10)]
            .map(|(name, percent)| world.add_staker(name, VOTES / 100 * percent, 0));
        let mut governed = Governed {
            world,
            gov,
            guardian,
            ann,
            bob,
            cyd,
            proposals: BTreeMap::new(),
            votes: BTreeMap::new(),
            staged: BTreeMap::new(),
            purses: BTreeMap::new(),
        };
        governed.world.chain.fund(gov.treasury, TREASURY);
        governed.watch_purse("treasury", gov.treasury);
        for (name, party) in [
            ("guardian", &governed.guardian.clone()),
            ("ann", &governed.ann.owner.clone()),
            ("bob", &governed.bob.owner.clone()),
            ("cyd", &governed.cyd.owner.clone()),
        ] {
            governed.watch_purse(name, party.address());
        }
        governed.watch_purse("authority", governed.world.authority.pubkey());
        if !self.without_realm {
            governed.create_realm(self.params).expect("a realm");
        }
        if !self.without_realm && !self.without_governor {
            governed.world.set_governor(gov.realm).expect("the first one");
        }
        if self.handed_over {
            governed.hand_over().expect("hands over");
        }
        governed.warp_to(START + 100);
        governed
    }
}
