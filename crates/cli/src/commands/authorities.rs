//! Who holds which authority over the suite: what `assay doctor` and `assay gov show` say about it.

use crate::context::Context;
use assay_client::{
    accounts,
    governor::{Governance, Realm},
    stake::{Pool, StakePool},
};
use assay_migrations::{Loader, PROGRAMS};
use serde_json::{json, Value};
use solana_address::Address;
use solana_keypair::Keypair;
use std::path::Path;

/// Who holds an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The realm's treasury: whatever is voted.
    Treasury,
    Key(Address),
    Nobody,
}

/// An authority with its holder.
pub struct Authority {
    /// For example `upgrade of stake`.
    pub name: String,
    pub holder: Holder,
    /// What a key that holds it can do.
    can: &'static str,
}

impl Authority {
    pub fn text(&self) -> String {
        match self.holder {
            Holder::Treasury => "handed over: only a vote can use it".to_owned(),
            Holder::Nobody => "nobody's, for good".to_owned(),
            Holder::Key(key) => format!("{key} can {}", self.can),
        }
    }

    pub fn to_json(&self) -> Value {
        let (kind, address) = match self.holder {
            Holder::Treasury => ("treasury", None),
            Holder::Nobody => ("nobody", None),
            Holder::Key(key) => ("key", Some(key.to_string())),
        };
        json!({ "name": self.name, "holder": kind, "key": address })
    }
}

/// Every authority over a pool's suite, with its realm, where there is one.
pub struct Authorities {
    pub governance: Governance,
    pub pool: Pool,
    pub realm: Option<Realm>,
    pub all: Vec<Authority>,
}

impl Authorities {
    pub async fn load(context: &Context, pool: &StakePool) -> anyhow::Result<Self> {
        let rpc = &context.rpc;
        let governance = Governance::new(*pool);
        let state: Pool = accounts::fetch(rpc, &pool.address).await?;
        let realm = accounts::find::<Realm>(rpc, &governance.realm).await?;
        let holder = |found: Option<Address>| match found {
            None => Holder::Nobody,
            Some(found) if found == governance.treasury => Holder::Treasury,
            Some(found) => Holder::Key(found),
        };
        let mut all = vec![Authority {
            name: "pool authority".to_owned(),
            holder: holder(Some(state.authority)),
            can: "set the parameters of the pool, its markets, AMM tiers and farms, pause them, and take what they earn",
        }];
        // It reads only.
        let reader = Keypair::new();
        let loader = Loader {
            rpc,
            payer: &reader,
            state_dir: Path::new(""),
            progress: &|_, _, _| {},
        };
        for (name, id) in PROGRAMS {
            // One that is not deployed has no authority, and is reported elsewhere.
            let Some(deployed) = loader.programdata(&id).await? else {
                continue;
            };
            all.push(Authority {
                name: format!("upgrade of {name}"),
                holder: holder(deployed.authority),
                can: "replace the program",
            });
        }
        Ok(Self {
            governance,
            pool: state,
            realm,
            all,
        })
    }

    /// Whether the pool knows the realm as its governor.
    pub fn is_governed(&self) -> bool {
        self.realm.is_some() && self.pool.governor_signer == self.governance.realm
    }

    /// Whether no key holds anything any more.
    pub fn handed_over(&self) -> bool {
        self.is_governed() && self.all.iter().all(|it| !matches!(it.holder, Holder::Key(_)))
    }

    /// Whether votes can hold positions, for people.
    pub fn governor_text(&self) -> String {
        let signer = self.pool.governor_signer;
        if self.is_governed() {
            format!("realm {signer}")
        } else if signer != Address::default() {
            format!("{signer}, which is not this pool's realm")
        } else if self.realm.is_some() {
            "none: `assay gov init` names the realm, and votes are not possible before".to_owned()
        } else {
            "none: `assay gov init` creates the realm".to_owned()
        }
    }
}

/// Who may veto and for how long, for people.
pub fn guardian_text(realm: &Realm, now: i64) -> String {
    use super::arguments::{date, duration};
    let (guardian, until) = (realm.guardian, realm.guardian_until);
    if guardian == Address::default() {
        "nobody may veto".to_owned()
    } else if now < until {
        format!(
            "{guardian} may veto for another {}, until {}",
            duration(until - now),
            date(until)
        )
    } else {
        format!("nobody may veto: the term of {guardian} ended at {}", date(until))
    }
}
