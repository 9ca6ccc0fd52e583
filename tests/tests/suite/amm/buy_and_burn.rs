//! What a program that must not fail does with its tokens.

use super::{at, TestPools, FREE, PURSE, QUOTE, REWARD};
use crate::support::{number, refused, INSUFFICIENT_FUNDS};
use amm::{
    constants::PAUSE_SWAP,
    error::AmmError,
    state::{LaunchTerms, Limits, Side},
};
use assay_tests::{
    pools::{Pools, PoolsBuilder, Quote, RESERVES},
    Chain, Party, ProgramChain, START,
};

const AMOUNT: u64 = 100_000;

/// Within two per cent of the mean of ten minutes.
const NEAR: Limits = Limits {
    mean_seconds: 600,
    mean_bps: 200,
    ..FREE
};

/// A pool that is twenty minutes old, and Ann.
fn seasoned(builder: PoolsBuilder<ProgramChain>) -> (TestPools, Party) {
    let mut pools = builder.start();
    let ann = pools.add("ann", [PURSE; 2]);
    pools.later(1_200);
    (pools, ann)
}

/// Asserts that nothing was bought, without an error.
#[track_caller]
fn assert_nothing(pools: &mut TestPools, ann: &Party, amount: u64, limits: Limits) {
    let before = pools.balances();
    let (burnt, outcome) = pools.buy_and_burn(ann, amount, limits).expect("no error");
    pools.assert_moved(&before, &[]);
    assert_eq!((burnt, outcome.events().len()), (0, 0));
    assert_eq!(pools.state().burnt, 0);
}

#[test]
fn what_is_bought_is_burnt() {
    for quote in Quote::ALL {
        let (mut pools, ann) = seasoned(Pools::builder().quote(quote));
        let before = pools.balances();
        let expected = pools.quote_sale(QUOTE, AMOUNT).expect("a quote");
        let (burnt, outcome) = pools.buy_and_burn(&ann, AMOUNT, NEAR).expect("burns");
        assert_eq!(burnt, expected.out);
        pools.assert_moved(
            &before,
            &[
                ("ann quote", -i128::from(AMOUNT)),
                ("vault quote", expected.paid.into()),
                ("vault reward", -i128::from(burnt)),
                ("reward supply", -i128::from(burnt)),
            ],
        );
        assert_eq!(pools.state().burnt, burnt);
        let event = outcome.event("Burnt");
        assert_eq!(
            ["sent", "burnt"].map(|field| number(&event, field)),
            [AMOUNT, burnt]
        );
    }
}

#[test]
fn with_the_reward_token_first() {
    let builder = Pools::builder()
        .reward_first()
        .reserves([RESERVES[1], RESERVES[0]]);
    let (mut pools, ann) = seasoned(builder);
    let expected = pools.quote_sale(Side::B, AMOUNT).expect("a quote").out;
    let (burnt, _) = pools.buy_and_burn(&ann, AMOUNT, NEAR).expect("burns");
    assert_eq!((burnt, burnt), (398_760, expected));
}

#[test]
fn nothing_for_nothing() {
    let (mut pools, ann) = seasoned(Pools::builder());
    assert_nothing(&mut pools, &ann, 0, NEAR);
    assert_nothing(&mut pools, &ann, 1, NEAR);
    assert_nothing(&mut pools, &ann, u64::MAX, NEAR);
}

#[test]
fn nothing_without_a_mean_price() {
    let (mut pools, ann) = seasoned(Pools::builder());
    assert_nothing(&mut pools, &ann, AMOUNT, FREE);
    let longer = Limits {
        mean_seconds: 1_201,
        ..NEAR
    };
    assert_nothing(&mut pools, &ann, AMOUNT, longer);
    let whole = Limits {
        mean_seconds: 1_200,
        ..NEAR
    };
    assert!(pools.buy_and_burn(&ann, AMOUNT, whole).expect("burns").0 > 0);
}

#[test]
fn nothing_after_the_deadline_and_nothing_while_paused() {
    let (mut pools, ann) = seasoned(Pools::builder());
    let late = Limits {
        deadline: START + 1_199,
        ..NEAR
    };
    assert_nothing(&mut pools, &ann, AMOUNT, late);
    pools.pause(PAUSE_SWAP).expect("pauses");
    assert_nothing(&mut pools, &ann, AMOUNT, NEAR);
    pools.pause(0).expect("resumes");
    pools.pause_config(PAUSE_SWAP).expect("pauses");
    assert_nothing(&mut pools, &ann, AMOUNT, NEAR);
}

#[test]
fn nothing_before_the_pool_opens() {
    let launch = LaunchTerms {
        opens_at: START + 1_201,
        seconds: 0,
        fee_bps: 0,
        cap_bps: 0,
    };
    let (mut pools, ann) = seasoned(Pools::builder().launch(launch));
    assert_nothing(&mut pools, &ann, AMOUNT, NEAR);
    pools.later(1);
    assert!(pools.buy_and_burn(&ann, AMOUNT, NEAR).expect("burns").0 > 0);
}

#[test]
fn nothing_above_the_cap_of_a_launch() {
    let launch = LaunchTerms {
        opens_at: 0,
        seconds: 86_400,
        fee_bps: 30,
        cap_bps: 10,
    };
    let (mut pools, ann) = seasoned(Pools::builder().launch(launch));
    // A thousandth of 4·10⁹.
    let fits = pools.quote_purchase(QUOTE, 4_000_000).expect("a quote").sent;
    assert_nothing(&mut pools, &ann, fits + 10, NEAR);
    assert!(pools.buy_and_burn(&ann, fits - 10, NEAR).expect("burns").0 > 0);
}

#[test]
fn nothing_when_the_trade_itself_moves_the_price_too_far() {
    let (mut pools, ann) = seasoned(Pools::builder());
    // Gives 1.97 % less than the mean price says, then 2.04 %.
    assert_nothing(&mut pools, &ann, 17_800_000, NEAR);
    assert!(pools.buy_and_burn(&ann, 17_000_000, NEAR).expect("burns").0 > 0);
}

/// Pushing the price up before somebody burns, to sell to them, is what the mean stops.
#[test]
fn nothing_when_somebody_pushed_the_price() {
    for side in [QUOTE, REWARD] {
        let (mut pools, ann) = seasoned(Pools::builder());
        let eve = pools.add("eve", [PURSE, 10 * PURSE]);
        pools
            .sell(&eve, side, if side == QUOTE { 20_000_000 } else { 80_000_000 })
            .expect("pushes");
        assert_nothing(&mut pools, &ann, AMOUNT, NEAR);
    }
}

#[test]
fn no_slack_is_no_fee_either() {
    let (mut pools, ann) = seasoned(Pools::builder());
    let limits = |mean_bps| Limits { mean_bps, ..NEAR };
    assert_nothing(&mut pools, &ann, AMOUNT, limits(0));
    assert_nothing(&mut pools, &ann, AMOUNT, limits(30));
    // 0.3 % and what the trade moves the price by.
    assert!(pools.buy_and_burn(&ann, AMOUNT, limits(32)).expect("burns").0 > 0);
    assert!(
        pools
            .buy_and_burn(&ann, AMOUNT, limits(u16::MAX))
            .expect("burns")
            .0
            > 0
    );
}

#[test]
fn nothing_when_the_vault_is_frozen() {
    for quote in [Quote::Spl, Quote::Token2022, Quote::Taxed] {
        let (mut pools, ann) = seasoned(Pools::builder().quote(quote));
        let vault = pools.pool.vaults[QUOTE as usize];
        let mut account = pools.world.chain.account(&vault).expect("the vault");
        account.data[108] = 2;
        pools.world.chain.set_account(vault, account);
        assert_nothing(&mut pools, &ann, AMOUNT, NEAR);
    }
}

/// What the caller gets wrong is an error.
#[test]
fn the_callers_own_mistakes_are_errors() {
    let (mut pools, ann) = seasoned(Pools::builder());
    let poor = pools.add("poor", [AMOUNT - 1, 0]);
    let failure = pools.buy_and_burn(&poor, AMOUNT, NEAR).expect_err("too poor");
    assert!(failure.is(INSUFFICIENT_FUNDS));
    let burn = pools.pool.buy_and_burn(ann.address(), AMOUNT, NEAR);
    let last = burn.accounts.len() - 1;
    let quote = pools.pool.mints[QUOTE as usize].address;
    refused(
        pools.send(&[at(burn, last, quote)], &[&ann.authority]),
        AmmError::WrongMint,
    );
}

/// A burn is a trade: the fee is shared out as ever.
#[test]
fn the_fee_is_shared_out() {
    let (mut pools, ann) = seasoned(Pools::builder());
    pools.buy_and_burn(&ann, AMOUNT, NEAR).expect("burns");
    let state = pools.state();
    assert_eq!((state.protocol_fees, state.creator_fees), ([60, 0], [30, 0]));
    assert_eq!(
        state.reserves,
        [RESERVES[0] + 99_910, RESERVES[REWARD as usize] - 398_760]
    );
}
