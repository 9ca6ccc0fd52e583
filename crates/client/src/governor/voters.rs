//! Who can vote with which position, and with which weight.

use super::{
    delegations_to, positions_of, Governance, Proposal, ProposalSnapshot, StakedPosition, Tally, VoteRecord,
};
use crate::{accounts, address, stake::Holding, ClientError, Rpc};
use solana_address::Address;

/// Why a position cannot vote on a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mute {
    #[error("vesting stake has no vote")]
    Vesting,
    #[error("nothing of it was staked before the vote began")]
    TooNew,
    #[error("nothing is staked in it")]
    Empty,
    #[error("its owner has voted with it, which who is delegated to cannot change")]
    OwnerVoted,
}

/// A position that somebody may vote with, their own or one that is delegated to them.
#[derive(Clone)]
pub struct Voter {
    pub staked: StakedPosition,
    /// Whether it is the voter's own.
    pub own: bool,
    /// Weight in this vote; it can be less than the position has by now.
    pub weight: u64,
    /// How it voted.
    pub record: Option<VoteRecord>,
    pub mute: Option<Mute>,
}

impl Voter {
    /// What `wallet` can do with a position, its own or delegated to it, in the vote on `proposal`.
    pub fn of(
        proposal: &Proposal,
        wallet: &Address,
        staked: StakedPosition,
        record: Option<VoteRecord>,
    ) -> Self {
        let own = staked.position.owner == *wallet;
        let operator = staked.operator.as_ref();
        let weight = staked.position.voting_weight(proposal.started_at, operator);
        let mute = if staked.position.is_vesting() {
            Some(Mute::Vesting)
        } else if !own && record.as_ref().is_some_and(|record| record.by_owner == 1) {
            Some(Mute::OwnerVoted)
        } else if weight > 0 {
            None
        } else if staked.position.weight_now(operator) == 0 {
            Some(Mute::Empty)
        } else {
            Some(Mute::TooNew)
        };
        Self {
            staked,
            own,
            weight,
            record,
            mute,
        }
    }

    pub fn holding(&self) -> Holding {
        Holding::of(self.staked.address, &self.staked.position)
    }

    /// Unix time until which votes hold the position, unless they are withdrawn; nothing when none does at `now`.
    pub fn held_until(&self, now: i64) -> Option<i64> {
        let position = &self.staked.position;
        position.is_voting(now).then_some(position.voting_until)
    }
}

/// Every position that `wallet` may vote with on a proposal: its own, then those of who delegates to it.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn voters(
    rpc: &Rpc,
    governance: &Governance,
    proposal: &ProposalSnapshot,
    wallet: &Address,
) -> Result<Vec<Voter>, ClientError> {
    let mut owners = vec![*wallet];
    let delegations = delegations_to(rpc, governance, wallet).await?;
    owners.extend(delegations.iter().map(|delegation| delegation.owner));
    let positions = positions_of(rpc, &governance.pool, &owners).await?;
    let records: Vec<_> = positions
        .iter()
        .map(|it| address::vote_record(&proposal.address, &it.address))
        .collect();
    let found = rpc.accounts(&records).await?;
    let mut voters = Vec::with_capacity(positions.len());
    for ((staked, at), account) in positions.into_iter().zip(records).zip(found) {
        let record = match account {
            Some(account) => Some(accounts::decode::<VoteRecord>(at, &account.data)?),
            None => None,
        };
        voters.push(Voter::of(&proposal.proposal, wallet, staked, record));
    }
    Ok(voters)
}

/// Whether a vote entitles to leave with a shorter cooldown, as long as the time lock of what it was cast on lasts: it
/// was wholly against something critical.
pub fn may_exit(proposal: &Proposal, tally: &Tally) -> bool {
    proposal.is_critical() && tally.is_against()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stake::Position;
    use ::stake::constants::KIND_VESTING;

    const OWNER: Address = Address::new_from_array([1; 32]);
    const DELEGATE: Address = Address::new_from_array([2; 32]);

    fn staked(amount: u64, since: i64) -> StakedPosition {
        let mut position: Position = bytemuck::Zeroable::zeroed();
        position.owner = OWNER;
        position.amount = amount;
        position.remember(amount, since);
        StakedPosition {
            address: Address::default(),
            position,
            operator: None,
        }
    }

    fn begun(at: i64) -> Proposal {
        let mut proposal: Proposal = bytemuck::Zeroable::zeroed();
        proposal.started_at = at;
        proposal
    }

    #[test]
    fn what_was_staked_before_the_vote_began_has_weight_and_nothing_else() {
        let of = |staked| Voter::of(&begun(100), &OWNER, staked, None);
        let voter = of(staked(50, 99));
        assert_eq!((voter.weight, voter.mute, voter.own), (50, None, true));
        assert_eq!(of(staked(50, 100)).mute, Some(Mute::TooNew));
        assert_eq!(of(staked(0, 99)).mute, Some(Mute::Empty));
        let mut more = staked(50, 99);
        more.position.amount = 80;
        more.position.remember(80, 120);
        assert_eq!(of(more).weight, 50, "what was added since does not count");
        let mut held = staked(50, 99);
        held.position.hold_vote(500, 100).expect("free");
        let held = of(held);
        assert_eq!((held.held_until(499), held.held_until(500)), (Some(500), None));
        let mut vesting = staked(50, 99);
        vesting.position.kind = KIND_VESTING;
        assert_eq!(of(vesting).mute, Some(Mute::Vesting));
    }

    #[test]
    fn a_delegate_votes_until_the_owner_has() {
        let mut record: VoteRecord = bytemuck::Zeroable::zeroed();
        let of = |record| Voter::of(&begun(100), &DELEGATE, staked(50, 1), record);
        assert_eq!((of(None).mute, of(None).own), (None, false));
        assert_eq!(of(Some(record)).mute, None);
        record.by_owner = 1;
        assert_eq!(of(Some(record)).mute, Some(Mute::OwnerVoted));
    }

    #[test]
    fn whoever_was_wholly_against_something_critical_may_exit() {
        let mut proposal = begun(100);
        let against = |against, abstain| Tally {
            for_weight: 0,
            against_weight: against,
            abstain_weight: abstain,
        };
        assert!(!may_exit(&proposal, &against(5, 0)), "nothing critical");
        proposal.critical = 1;
        assert!(may_exit(&proposal, &against(5, 0)));
        assert!(!may_exit(&proposal, &against(5, 1)) && !may_exit(&proposal, &against(0, 0)));
    }
}
