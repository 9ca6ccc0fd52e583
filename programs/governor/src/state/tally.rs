//! Ballots and what they add up to.

use crate::{constants::BPS, error::GovernorError};
use anchor_lang::prelude::*;
use assay_math::share_floor;

/// How a vote is divided, basis points that add up to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct Ballot {
    pub for_bps: u16,
    pub against_bps: u16,
    pub abstain_bps: u16,
}

impl Ballot {
    /// `weight`, divided. Rounding loses none of it: each part is what it takes up to its end, less what it takes up to
    /// its start, and a part of nothing gets nothing.
    ///
    /// # Errors
    /// [`GovernorError::BadBallot`].
    pub fn divide(&self, weight: u64) -> Result<Tally> {
        // Most votes are not divided.
        if (self.for_bps, self.against_bps, self.abstain_bps) == (BPS, 0, 0) {
            return Ok(Tally {
                for_weight: weight,
                ..Tally::default()
            });
        }
        let both = self.for_bps.checked_add(self.against_bps);
        let both = both.filter(|both| both.checked_add(self.abstain_bps) == Some(BPS));
        let both = both.ok_or(GovernorError::BadBallot)?;
        let for_weight = share_floor(weight, self.for_bps);
        let cast = share_floor(weight, both);
        Ok(Tally {
            for_weight,
            against_weight: cast - for_weight,
            abstain_weight: weight - cast,
        })
    }
}

/// Voting weight by what it was cast for.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Tally {
    pub for_weight: u64,
    pub against_weight: u64,
    pub abstain_weight: u64,
}

impl Tally {
    /// What counts for the quorum: for and abstain. Whoever is against need not stay away to keep it from being reached.
    pub fn participation(&self) -> u64 {
        self.for_weight.saturating_add(self.abstain_weight)
    }

    /// All of it.
    pub fn weight(&self) -> u64 {
        self.participation().saturating_add(self.against_weight)
    }

    /// All of it is against.
    pub fn is_against(&self) -> bool {
        self.participation() == 0
    }

    /// Itself with `new` in the place of `old`; nothing when `old` is not part of it, or 64 bits are too few.
    pub fn replace(self, old: Self, new: Self) -> Option<Self> {
        let part = |all: u64, old: u64, new: u64| all.checked_sub(old)?.checked_add(new);
        Some(Self {
            for_weight: part(self.for_weight, old.for_weight, new.for_weight)?,
            against_weight: part(self.against_weight, old.against_weight, new.against_weight)?,
            abstain_weight: part(self.abstain_weight, old.abstain_weight, new.abstain_weight)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ballot(for_bps: u16, against_bps: u16, abstain_bps: u16) -> Ballot {
        Ballot {
            for_bps,
            against_bps,
            abstain_bps,
        }
    }

    fn parts(weight: u64, ballot: Ballot) -> [u64; 3] {
        let tally = ballot.divide(weight).expect("adds up");
        [tally.for_weight, tally.against_weight, tally.abstain_weight]
    }

    #[test]
    fn a_whole_vote_goes_where_it_is_cast() {
        for weight in [0, 1, 9_999, u64::MAX - 1, u64::MAX] {
            assert_eq!(parts(weight, ballot(10_000, 0, 0)), [weight, 0, 0]);
            assert_eq!(parts(weight, ballot(0, 10_000, 0)), [0, weight, 0]);
            assert_eq!(parts(weight, ballot(0, 0, 10_000)), [0, 0, weight]);
        }
    }

    #[test]
    fn shares_that_do_not_add_up_are_refused() {
        for (f, a, b) in [
            (0, 0, 0),
            (10_000, 1, 0),
            (5_000, 4_999, 0),
            (u16::MAX, 10_001, 0),
            (u16::MAX, 1, 10_000),
            (10_001, 0, u16::MAX),
        ] {
            assert_eq!(
                ballot(f, a, b).divide(100),
                Err(GovernorError::BadBallot.into()),
                "{f} {a} {b}"
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made_by_dividing(weight: u64, f in 0..=10_000u16, a in 0..=10_000u16) {
            let against = a.min(10_000 - f);
            let abstain = 10_000 - f - against;
            let [pro, contra, neither] = parts(weight, ballot(f, against, abstain));
            prop_assert_eq!(u128::from(pro) + u128::from(contra) + u128::from(neither), u128::from(weight));
            for (part, bps) in [(pro, f), (contra, against), (neither, abstain)] {
                let exact = u128::from(weight) * u128::from(bps) / 10_000;
                prop_assert!(u128::from(part).abs_diff(exact) <= 1);
                prop_assert!(bps > 0 || part == 0);
            }
        }

        #[test]
        fn what_is_put_in_comes_out(a: [u32; 3], b: [u32; 3]) {
            let tally = |parts: [u32; 3]| Tally {
                for_weight: parts[0].into(),
                against_weight: parts[1].into(),
                abstain_weight: parts[2].into(),
            };
            let (a, b) = (tally(a), tally(b));
            let both = a.replace(Tally::default(), b).expect("fits");
            prop_assert_eq!(both.weight(), a.weight() + b.weight());
            prop_assert_eq!(both.replace(b, Tally::default()), Some(a));
        }
    }
}
