//! Who can vote with which position, and with which weight.

use super::{Proposal, StakedPosition, Tally, VoteRecord};
use crate::stake::Holding;
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
    pub fn of(proposal: &Proposal, wallet: &Address, staked: StakedPosition, record: Option<VoteRecord>) -> Self {
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
}

/// Whether a vote entitles to leave with a shorter cooldown, as long as the time lock of what it was cast on lasts: it
/// was wholly against something critical.
pub fn may_exit(proposal: &Proposal, tally: &Tally) -> bool {
    proposal.is_critical() && tally.against_weight > 0 && tally.against_weight == tally.weight()
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
