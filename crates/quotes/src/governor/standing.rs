//! How a vote stands, and what it needs.

use super::{Proposal, Tally};
use ::governor::constants::{BPS, LOST};

/// A vote as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub tally: Tally,
    /// For and abstain: what counts for the quorum.
    pub participation: u64,
    pub quorum: u64,
    /// Participation that is missing.
    pub quorum_missing: u64,
    /// Share of for among for and against, rounded down; nothing while nobody voted either.
    pub approval_bps: Option<u16>,
    pub approval_needed_bps: u16,
    /// The least weight that would have to vote for it, all else equal, for it to pass.
    pub for_missing: u64,
    /// Whether it would pass if it were over now.
    pub passes: bool,
    /// It was extended because it passed, and then did not any more: nothing makes it pass again.
    pub lost: bool,
}

impl Standing {
    /// How the vote on `proposal` stands, or stood at its end. A draft has no quorum yet.
    pub fn of(proposal: &Proposal) -> Self {
        let tally = proposal.tally;
        let needed = match proposal.is_critical() {
            true => proposal.params.critical_approval_bps,
            false => proposal.params.approval_bps,
        };
        let participation = tally.participation();
        let quorum_missing = proposal.quorum.saturating_sub(participation);
        let cast = u128::from(tally.for_weight) + u128::from(tally.against_weight);
        let passes = proposal.succeeds();
        Self {
            tally,
            participation,
            quorum: proposal.quorum,
            quorum_missing,
            approval_bps: (u128::from(tally.for_weight) * u128::from(BPS))
                .checked_div(cast)
                .and_then(|share| u16::try_from(share).ok()),
            approval_needed_bps: needed,
            for_missing: match passes {
                true => 0,
                false => quorum_missing.max(for_missing(&tally, needed)),
            },
            passes,
            lost: proposal.extended == LOST,
        }
    }
}

/// Weight for it without which approval is too low: the least `for` is `against * share / (1 - share)`, rounded up, and
/// more than `against`.
fn for_missing(tally: &Tally, needed_bps: u16) -> u64 {
    let against = u128::from(tally.against_weight);
    let rest = u128::from(BPS - needed_bps.min(BPS - 1));
    let by_share = (against * u128::from(needed_bps)).div_ceil(rest);
    let least = by_share.max(against + 1);
    let missing = least.saturating_sub(tally.for_weight.into());
    u64::try_from(missing).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn proposal(critical: bool, quorum: u64, [pro, contra, neither]: [u64; 3]) -> Proposal {
        let mut proposal: Proposal = bytemuck::Zeroable::zeroed();
        proposal.params.approval_bps = 5_000;
        proposal.params.critical_approval_bps = 6_600;
        proposal.critical = critical.into();
        proposal.quorum = quorum;
        proposal.tally = Tally {
            for_weight: pro,
            against_weight: contra,
            abstain_weight: neither,
        };
        proposal
    }

    #[test]
    fn what_is_missing_is_said_of_quorum_and_approval() {
        let none = Standing::of(&proposal(false, 100, [0, 0, 0]));
        assert_eq!(
            (none.quorum_missing, none.for_missing, none.approval_bps),
            (100, 100, None)
        );
        let few = Standing::of(&proposal(false, 100, [30, 10, 20]));
        assert_eq!(
            (few.participation, few.quorum_missing, few.for_missing),
            (50, 50, 50)
        );
        let against = Standing::of(&proposal(false, 100, [60, 80, 90]));
        assert_eq!(
            (against.quorum_missing, against.for_missing),
            (0, 21),
            "more than half"
        );
        assert_eq!((against.approval_bps, against.passes), (Some(4_285), false));
        let enough = Standing::of(&proposal(false, 100, [60, 59, 40]));
        assert_eq!((enough.for_missing, enough.passes), (0, true));
    }

    #[test]
    fn what_was_turned_back_in_its_extension_is_lost() {
        let mut lost = proposal(false, 10, [60, 0, 0]);
        assert!(Standing::of(&lost).passes && !Standing::of(&lost).lost);
        lost.extended = LOST;
        let standing = Standing::of(&lost);
        assert_eq!((standing.passes, standing.lost), (false, true));
    }

    #[test]
    fn what_is_critical_needs_more() {
        let tally = [60, 40, 0];
        assert!(Standing::of(&proposal(false, 10, tally)).passes);
        let critical = Standing::of(&proposal(true, 10, tally));
        assert_eq!(
            (critical.approval_needed_bps, critical.approval_bps),
            (6_600, Some(6_000))
        );
        assert_eq!(
            (critical.passes, critical.for_missing),
            (false, 18),
            "78 of 118 are 66.1 %"
        );
    }

    proptest! {
        #[test]
        fn what_is_missing_is_exactly_enough(
            critical: bool,
            quorum in 1..1_000u64,
            tally in prop::array::uniform3(0..1_000u64),
        ) {
            let proposal = proposal(critical, quorum, tally);
            let missing = Standing::of(&proposal).for_missing;
            let with = |more: u64| {
                let mut proposal = proposal;
                proposal.tally.for_weight += more;
                proposal.succeeds()
            };
            prop_assert!(with(missing));
            prop_assert!(missing == 0 || !with(missing - 1));
        }
    }
}
