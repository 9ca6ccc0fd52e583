//! A proposal that a command is about, with its realm, and what can be said against the command before sending.

use super::arguments::{date, duration, PositionName};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{anyhow, ensure, Context as _};
use assay_client::governor::{positions_of, Phase, ProposalSnapshot, RealmSnapshot, StakedPosition, Status};
use solana_address::Address;

pub struct Subject {
    pub realm: RealmSnapshot,
    pub found: ProposalSnapshot,
    pub phase: Phase,
}

/// The realm of the pool at hand.
pub async fn realm(context: &Context) -> anyhow::Result<RealmSnapshot> {
    let pool = context.pool().await?;
    Ok(RealmSnapshot::load(&context.rpc, &pool).await?)
}

impl Subject {
    pub async fn load(context: &Context, number: u64) -> anyhow::Result<Self> {
        let realm = realm(context).await?;
        let found = ProposalSnapshot::load(&context.rpc, &realm.governance, number)
            .await
            .with_context(|| format!("proposal {number}"))?;
        let phase = Phase::of(&found.proposal, realm.pool.cooldown_seconds, realm.now);
        Ok(Self { realm, found, phase })
    }

    pub fn number(&self) -> u64 {
        self.found.proposal.number
    }

    /// Whether a condition holds that only some states have; otherwise an error that says which state it is in.
    pub fn require(&self, holds: bool) -> anyhow::Result<()> {
        ensure!(holds, "{}", self.sentence());
        Ok(())
    }

    /// The state it is in, and what leads out of it.
    pub fn sentence(&self) -> String {
        let (number, proposal, now) = (self.number(), &self.found.proposal, self.realm.now);
        let until = |time: i64| format!("for another {}, until {}", duration(time - now), date(time));
        match self.phase {
            Phase::Draft => {
                format!("proposal {number} is a draft: `assay gov submit {number}` begins its vote")
            }
            Phase::Open { until: time } => format!("the vote on proposal {number} is open {}", until(time)),
            Phase::Undecided { .. } => format!(
                "the vote on proposal {number} is over since {}: `assay gov finalize {number}` decides it",
                date(proposal.ends_at)
            ),
            Phase::TimeLocked { until: time } => {
                format!("proposal {number} succeeded and is time-locked {}", until(time))
            }
            Phase::Executable { until: time } => format!(
                "proposal {number} succeeded: `assay gov execute {number}` does it {}",
                until(time)
            ),
            Phase::Lapsed => format!(
                "proposal {number} was not executed in its time, which ended at {}; propose it again",
                date(proposal.expires_at)
            ),
            Phase::Over(status) => format!("proposal {number} is {}", outcome(status)),
        }
    }

    pub fn require_proposer(&self, me: &Address) -> anyhow::Result<()> {
        let proposer = self.found.proposal.proposer;
        ensure!(
            proposer == *me,
            "proposal {} is of {proposer}, and you sign as {me}: name its proposer's key with --keypair",
            self.number()
        );
        Ok(())
    }
}

/// How something ended, in a word.
pub fn outcome(status: Status) -> String {
    status.name().to_lowercase()
}

/// The position with which `me` proposes: the one named, or the one with the largest weight; with enough of it.
pub async fn proposing(
    context: &Context,
    realm: &RealmSnapshot,
    me: &Address,
    named: Option<PositionName>,
) -> anyhow::Result<StakedPosition> {
    let pool = &realm.governance.pool;
    let mine = positions_of(&context.rpc, pool, &[*me]).await?;
    let weight = |it: &StakedPosition| it.position.voting_weight(realm.now, it.operator.as_ref());
    let chosen = match named {
        None => mine.into_iter().max_by_key(weight),
        Some(name) => {
            let address = match name {
                PositionName::Id(id) => pool.position(id),
                PositionName::Address(address) => address,
            };
            let found = mine.into_iter().find(|it| it.address == address);
            Some(found.ok_or_else(|| anyhow!("{me} has no position {address} in this pool"))?)
        }
    };
    let needed = realm.threshold();
    let amount = |units| tokens(units, REWARD_DECIMALS);
    let chosen = chosen.with_context(|| {
        format!(
            "{me} has no position, and a proposal needs one with a voting weight of {}: `assay stake open` makes one",
            amount(needed)
        )
    })?;
    let found = weight(&chosen);
    ensure!(
        found >= needed,
        "position {} has a voting weight of {}, and a proposal needs {}: {} is missing. Stake more, lock it, or merge positions",
        chosen.position.id,
        amount(found),
        amount(needed),
        amount(needed - found)
    );
    Ok(chosen)
}
