use crate::error::GovernorError;
use anchor_lang::prelude::*;
use stake::state::Vesting;

/// Tokens that the treasury pays evenly over a time, with a cliff. What has been released is the recipient's, whatever
/// is voted later.
#[account]
pub struct Stream {
    pub realm: Address,
    pub recipient: Address,
    pub mint: Address,
    pub token_program: Address,
    pub id: u64,
    /// Base units that it got, and when they are released.
    pub vesting: Vesting,
    /// Paid out, base units.
    pub claimed: u64,
    /// Of the mint.
    pub decimals: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub padding: [u8; 5],
}

impl Stream {
    /// Base units that can be claimed, rounded down.
    pub fn claimable(&self, now: i64) -> u64 {
        (self.vesting.amount - self.vesting.unreleased(now)).saturating_sub(self.claimed)
    }

    /// # Errors
    /// [`GovernorError::NothingToClaim`].
    pub fn claim(&mut self, now: i64) -> Result<u64> {
        let amount = self.claimable(now);
        require!(amount > 0, GovernorError::NothingToClaim);
        self.claimed += amount;
        Ok(amount)
    }

    /// Ends it: what is released stays to be claimed, the rest is returned.
    ///
    /// # Errors
    /// [`GovernorError::NothingToReturn`] when everything is released.
    pub fn cancel(&mut self, now: i64) -> Result<u64> {
        let back = self.vesting.unreleased(now);
        require!(back > 0, GovernorError::NothingToReturn);
        self.vesting.amount -= back;
        // All of what is left was released by now.
        self.vesting.end = now;
        Ok(back)
    }

    /// # Errors
    /// [`GovernorError::StreamInUse`].
    pub fn require_closable(&self) -> Result<()> {
        require!(self.claimed == self.vesting.amount, GovernorError::StreamInUse);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream(amount: u64) -> Stream {
        let mut stream: Stream = bytemuck::Zeroable::zeroed();
        stream.vesting = Vesting {
            amount,
            start: 1_000,
            cliff: 1_200,
            end: 2_000,
        };
        stream
    }

    #[test]
    fn it_pays_evenly_after_its_cliff() {
        let stream = stream(1_000);
        let at = [0, 1_199, 1_200, 1_500, 1_999, 2_000, i64::MAX].map(|now| stream.claimable(now));
        assert_eq!(at, [0, 0, 200, 500, 999, 1_000, 1_000]);
    }

    #[test]
    fn what_is_released_survives_its_end() {
        let mut early = stream(1_000);
        assert_eq!((early.cancel(1_100), early.claimable(i64::MAX)), (Ok(1_000), 0));
        let mut half = stream(1_000);
        half.claim(1_300).expect("300");
        assert_eq!(half.cancel(1_500), Ok(500));
        assert_eq!((half.claimable(1_500), half.claimable(9_999)), (200, 200));
        half.claim(1_600).expect("200");
        assert_eq!(half.require_closable(), Ok(()));
        assert_eq!(half.claim(9_999), Err(GovernorError::NothingToClaim.into()));
        let mut over = stream(1_000);
        for released in [&mut half, &mut over] {
            assert_eq!(released.cancel(2_000), Err(GovernorError::NothingToReturn.into()));
        }
    }

    proptest! {
        #[test]
        fn the_order_of_claims_changes_nothing(amount: u64, moments in prop::collection::vec(900..2_100i64, 0..8), end in 900..2_100i64) {
            let mut moments = moments;
            moments.sort_unstable();
            let mut stream = stream(amount);
            let mut paid = 0u64;
            for now in moments.into_iter().filter(|now| *now <= end) {
                paid += stream.claim(now).unwrap_or(0);
            }
            let back = stream.cancel(end).unwrap_or(0);
            paid += stream.claim(i64::MAX).unwrap_or(0);
            prop_assert_eq!(paid + back, amount);
            prop_assert_eq!(stream.require_closable(), Ok(()));
        }
    }
}
