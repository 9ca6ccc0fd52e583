//! What people try with pools.

mod classic;
mod cutting_up;
mod donation_attack;
mod first_depositor;
mod oracle_manipulation;
mod round_trips;
mod sandwich;
mod sniping;

use amm::state::Limits;
use assay_tests::{
    pools::{Pools, NEVER},
    Party, ProgramChain,
};

type TestPools = Pools<ProgramChain>;

/// No bound on the price.
const FREE: Limits = Limits {
    deadline: NEVER,
    mean_seconds: 0,
    mean_bps: 0,
};

/// What somebody holds, in units of the quote at the price of the reserves given, liquidity included.
fn wealth(pools: &mut TestPools, who: &Party, reserves: [u64; 2]) -> u128 {
    let purse = [amm::state::Side::A, amm::state::Side::B].map(|side| u128::from(pools.purse(who, side)));
    let (state, liquidity) = (pools.state(), u128::from(pools.liquidity_of(who)));
    let share = state
        .reserves
        .map(|reserve| u128::from(reserve) * liquidity / u128::from(state.liquidity));
    let [a, b] = [purse[0] + share[0], purse[1] + share[1]];
    a + b * u128::from(reserves[0]) / u128::from(reserves[1])
}
