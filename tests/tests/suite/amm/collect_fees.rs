use super::{TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, other_pool, refused, who, with};
use amm::{error::AmmError, state::Side};
use assay_tests::pools::{Pools, Quote, RESERVES};
use solana_signer::Signer;
use stake::error::StakeError;

/// A pool that was traded in for a million each way: fees of 3,000 each.
fn traded(quote: Quote) -> TestPools {
    let mut pools = TestPools::of(quote);
    let ann = pools.add("ann", [PURSE; 2]);
    for side in [QUOTE, REWARD] {
        pools.sell(&ann, side, 1_000_000).expect("sells");
    }
    pools
}

#[test]
fn the_protocols_part_of_the_reward_token_is_burnt_and_the_rest_is_the_authoritys() {
    for quote in [Quote::Spl, Quote::Token2022, Quote::Sol] {
        let mut pools = traded(quote);
        let before = pools.balances();
        let sent = pools.collect_protocol_fees().expect("collects");
        pools.assert_moved(
            &before,
            &[
                ("authority quote", 600),
                ("vault quote", -600),
                ("authority reward", 300),
                ("vault reward", -600),
                ("reward supply", -300),
            ],
        );
        assert_eq!((pools.state().protocol_fees, pools.state().burnt), ([0, 0], 300));
        let event = sent.event("ProtocolFeesCollected");
        assert_eq!(who(&event, "to"), pools.world.authority.pubkey());
        let fields = ["amount_a", "amount_b", "burnt"];
        assert_eq!(fields.map(|field| number(&event, field)), [600, 300, 300]);
    }
}

#[test]
fn what_arrives_of_a_token_with_a_fee() {
    let mut pools = traded(Quote::Taxed);
    let before = pools.balances();
    pools.collect_protocol_fees().expect("collects");
    // 990,000 arrived, and cost 2,970, of which a fifth is the protocol's; a hundredth of that is taken.
    let moved = pools.balances().since(&before);
    assert_eq!((moved["vault quote"], moved["authority quote"]), (-594, 588));
}

#[test]
fn the_burn_is_rounded_up() {
    let mut pools: TestPools = Pools::builder().fees(|fees| fees.burn_bps = 3_333).start();
    let ann = pools.add("ann", [PURSE; 2]);
    pools.sell(&ann, REWARD, 1_000_000).expect("sells");
    let before = pools.balances();
    pools.collect_protocol_fees().expect("collects");
    // A third of 600 and a bit.
    pools.assert_moved(
        &before,
        &[
            ("authority reward", 400),
            ("vault reward", -600),
            ("reward supply", -200),
        ],
    );
}

#[test]
fn all_or_nothing_is_burnt_where_the_tier_says_so() {
    for (burn_bps, burnt) in [(0, 0), (10_000, 600)] {
        let mut pools: TestPools = Pools::builder().fees(|fees| fees.burn_bps = burn_bps).start();
        let ann = pools.add("ann", [PURSE; 2]);
        pools.sell(&ann, REWARD, 1_000_000).expect("sells");
        let before = pools.balances();
        pools.collect_protocol_fees().expect("collects");
        pools.assert_moved(
            &before,
            &[
                ("authority reward", 600 - burnt),
                ("vault reward", -600),
                ("reward supply", -burnt),
            ],
        );
    }
}

#[test]
fn burning_works_with_the_reward_token_first() {
    let mut pools: TestPools = Pools::builder()
        .reward_first()
        .reserves([RESERVES[1], RESERVES[0]])
        .start();
    let ann = pools.add("ann", [PURSE; 2]);
    pools.sell(&ann, Side::A, 1_000_000).expect("sells");
    let before = pools.balances();
    pools.collect_protocol_fees().expect("collects");
    pools.assert_moved(
        &before,
        &[
            ("authority reward", 300),
            ("vault reward", -600),
            ("reward supply", -300),
        ],
    );
}

#[test]
fn the_creators_fees_are_the_creators() {
    for quote in Quote::ALL {
        let mut pools = traded(quote);
        let before = pools.balances();
        let sent = pools.collect_creator_fees().expect("collects");
        let moved = pools.balances().since(&before);
        let (taken, arrives) = if quote == Quote::Taxed {
            (297, 294)
        } else {
            (300, 300)
        };
        assert_eq!((moved["creator quote"], moved["vault quote"]), (arrives, -taken));
        assert_eq!(
            (moved["creator reward"], moved["vault reward"], moved.len()),
            (300, -300, 4)
        );
        assert_eq!(pools.state().creator_fees, [0, 0]);
        let event = sent.event("CreatorFeesCollected");
        assert_eq!(who(&event, "creator"), pools.creator.address());
    }
}

#[test]
fn there_is_nothing_twice() {
    let mut pools = traded(Quote::Spl);
    pools.collect_protocol_fees().expect("collects");
    pools.collect_creator_fees().expect("collects");
    refused(pools.collect_protocol_fees(), AmmError::NothingToCollect);
    refused(pools.collect_creator_fees(), AmmError::NothingToCollect);
}

#[test]
fn they_are_paid_to_nobody_else() {
    let mut pools = traded(Quote::Spl);
    let ann = pools.world.party("ann");
    let collect = pools.pool.collect_protocol_fees(&ann.address());
    refused(pools.send(&[collect], &[]), StakeError::WrongTokenAccount);
    let collect = pools.pool.collect_creator_fees(&ann.address());
    refused(pools.send(&[collect], &[]), StakeError::WrongTokenAccount);
    // Each side is looked at for itself.
    for side in [QUOTE, REWARD] {
        let (right, wrong) = (
            pools.pool.account(&pools.creator.address(), side),
            pools.pool.account(&ann.address(), side),
        );
        let collect = with(
            pools.pool.collect_creator_fees(&pools.creator.address()),
            &right,
            &wrong,
        );
        refused(pools.send(&[collect], &[]), StakeError::WrongTokenAccount);
    }
}

#[test]
fn the_authority_of_another_stake_pool_gets_nothing() {
    let mut pools = traded(Quote::Spl);
    let other = other_pool(&mut pools.world, "another reward mint");
    let authority = pools.world.authority.pubkey();
    let collect = pools.pool.collect_protocol_fees(&authority);
    let collect = with(collect, &pools.pool.stake.address, &other.address);
    refused(pools.send(&[collect], &[]), AmmError::WrongConfig);
}

#[test]
fn only_the_reward_token_is_burnt() {
    let mut pools = traded(Quote::Spl);
    let authority = pools.world.authority.pubkey();
    let mut collect = pools.pool.collect_protocol_fees(&authority);
    let quote = pools.pool.mints[QUOTE as usize].address;
    collect.accounts.last_mut().expect("the mint to burn").pubkey = quote;
    refused(pools.send(&[collect], &[]), AmmError::WrongMint);
}
