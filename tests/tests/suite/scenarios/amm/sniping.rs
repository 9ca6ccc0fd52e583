//! Bots that wait for a pool to open.

use super::{TestPools, FREE};
use amm::{error::AmmError, state::LaunchTerms};
use assay_tests::{
    pools::{Pools, QUOTE, RESERVES, REWARD},
    START,
};

/// Opens in a minute, at a fee of half, and lets a hundredth out of a reserve in a slot, for an hour.
const TERMS: LaunchTerms = LaunchTerms {
    opens_at: START + 60,
    seconds: 3_600,
    fee_bps: 5_000,
    cap_bps: 100,
};
const FORTUNE: u64 = 1_000_000_000;

#[test]
fn many_wallets_and_instructions_get_a_hundredth_between_them() {
    let mut pools: TestPools = Pools::builder().launch(TERMS).start();
    let bots: Vec<_> = (0..6)
        .map(|n| pools.add(&format!("bot {n}"), [FORTUNE, 0]))
        .collect();
    pools.later(60);
    for bot in &bots {
        // Six in a transaction, each of a tenth of what may leave.
        let tenth = RESERVES[1] / 1_000;
        let swap = pools
            .pool
            .swap_exact_out(bot.address(), QUOTE, tenth, u64::MAX, FREE);
        for instructions in [vec![swap.clone(); 6], vec![swap.clone(); 2], vec![swap]] {
            if let Err(failure) = pools.send(&instructions, &[&bot.authority]) {
                assert!(failure.is(AmmError::AboveLaunchCap), "{failure:#?}");
            }
        }
    }
    let got: u64 = bots.iter().map(|bot| pools.purse(bot, REWARD)).sum();
    assert_eq!(
        got,
        RESERVES[1] / 100,
        "all that may leave in a slot, however it is cut up"
    );
}

/// Whoever buys in the first second pays for it twice, and loses half of that by selling at once.
#[test]
fn the_first_to_buy_pays_the_most() {
    let mut pools: TestPools = Pools::builder().launch(TERMS).start();
    let bot = pools.add("bot", [FORTUNE, 0]);
    pools.later(60);
    pools.buy(&bot, QUOTE, 4_000_000).expect("buys");
    let early = FORTUNE - pools.purse(&bot, QUOTE);
    let patient = pools.add("patient", [FORTUNE, 0]);
    pools.later(3_600);
    pools.buy(&patient, QUOTE, 4_000_000).expect("buys");
    let late = FORTUNE - pools.purse(&patient, QUOTE);
    assert!(early > 19 * late / 10, "{early} and {late}");
}

/// Buying out of sight, by a deposit of one side and a withdrawal, is counted as what it is.
#[test]
fn liquidity_is_no_way_around() {
    let mut pools: TestPools = Pools::builder().launch(TERMS).start();
    let bot = pools.add_lp("bot", [FORTUNE, 0]);
    pools.later(60);
    let mut deposits = 0;
    while pools.deposit_one(&bot, QUOTE, 1_000_000).is_ok() {
        deposits += 1;
    }
    assert!(deposits > 0);
    let all = pools.liquidity_of(&bot);
    pools.withdraw(&bot, all).expect("withdraws in proportion");
    let got = pools.purse(&bot, REWARD);
    assert!(got <= RESERVES[1] / 100, "{got} left by liquidity");
}
