//! Who plays, and in which pools.

use crate::{
    pools::{fees, Pools, Quote, NO_LAUNCH, RESERVES},
    Party, QuickChain, START,
};
use amm::state::{Fees, LaunchTerms, Side};

const PEOPLE: usize = 4;
/// What each of them holds of every mint, base units.
const PURSE: u64 = 2_000_000_000;

/// Pools of every kind of mint, and people with all of them.
pub struct Cast {
    pub pools: Pools<QuickChain>,
    /// The creator of the pools is the last one.
    pub people: Vec<Party>,
    /// Pool, id and owner.
    pub locks: Vec<(usize, u64, usize)>,
    pub serial: u64,
}

/// A pool for each, and what it starts with: an ordinary one is there already.
fn kinds() -> [(Quote, Fees, [u64; 2], LaunchTerms, bool); 4] {
    let surcharged = Fees {
        surcharge_share_bps: 2_000,
        surcharge_most_bps: 500,
        surcharge_seconds: 60,
        ..fees()
    };
    let dear = Fees {
        fee_bps: 200,
        protocol_bps: 3_333,
        creator_bps: 1_667,
        burn_bps: 3_333,
        observation_seconds: 1,
        ..fees()
    };
    let launch = LaunchTerms {
        opens_at: START + 30,
        seconds: 86_400,
        fee_bps: 5_000,
        cap_bps: 2_000,
    };
    [
        (Quote::Taxed, surcharged, RESERVES, NO_LAUNCH, true),
        (Quote::Token2022, fees(), RESERVES, launch, true),
        (Quote::Sol, dear, [2_000, 3_000], NO_LAUNCH, false),
        (Quote::Spl, surcharged, [1_000_000_000, 1_500], NO_LAUNCH, true),
    ]
}

impl Cast {
    pub fn assemble() -> Self {
        let mut pools: Pools<QuickChain> = Pools::new();
        for (number, (quote, fees, reserves, launch, share)) in kinds().into_iter().enumerate() {
            pools.further(number as u16 + 10, quote, fees, reserves);
            pools.initialize(reserves, launch, share).expect("a pool");
        }
        let mut people: Vec<Party> = Vec::new();
        for n in 0..PEOPLE {
            let name = format!("user {n}");
            for pool in 0..pools.count() {
                pools.turn_to(pool);
                people.truncate(n);
                people.push(pools.add_lp(&name, [PURSE; 2]));
            }
        }
        people.push(pools.creator.clone());
        pools.check();
        Self {
            pools,
            people,
            locks: Vec::new(),
            serial: 0,
        }
    }
}

pub fn side(side_a: bool) -> Side {
    if side_a {
        Side::A
    } else {
        Side::B
    }
}
