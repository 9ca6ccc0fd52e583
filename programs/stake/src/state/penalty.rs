use crate::{
    constants::{BPS, MIN_SLASH_BURN_BPS},
    error::StakeError,
};
use anchor_lang::prelude::*;
use assay_math::share_floor;

/// Challenger's, client's and burnt part of a slash; the burn takes what rounding leaves.
///
/// # Errors
/// [`StakeError::BadSplit`] when less than the least is burnt.
pub fn split_slash(amount: u64, shares: (u16, u16)) -> Result<(u64, u64, u64)> {
    let (challenger, client) = (u64::from(shares.0), u64::from(shares.1));
    require!(
        challenger + client <= BPS - MIN_SLASH_BURN_BPS,
        StakeError::BadSplit
    );
    let (challenger, client) = (share_floor(amount, shares.0), share_floor(amount, shares.1));
    Ok((challenger, client, amount - challenger - client))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_slash_add_up_and_the_burn_takes_the_rest() {
        assert_eq!(split_slash(100, (5_000, 2_500)), Ok((50, 25, 25)));
        assert_eq!(split_slash(3, (5_000, 2_500)), Ok((1, 0, 2)));
        assert_eq!(split_slash(0, (5_000, 2_500)), Ok((0, 0, 0)));
        let (a, b, c) = split_slash(u64::MAX, (8_000, 0)).expect("burns 20 %");
        assert_eq!((a, b, a + b + c), (14_757_395_258_967_641_292, 0, u64::MAX));
    }

    #[test]
    fn less_than_a_fifth_burnt_is_refused() {
        assert_eq!(split_slash(100, (5_001, 3_000)), Err(StakeError::BadSplit.into()));
        assert_eq!(
            split_slash(100, (u16::MAX, u16::MAX)),
            Err(StakeError::BadSplit.into())
        );
    }
}
