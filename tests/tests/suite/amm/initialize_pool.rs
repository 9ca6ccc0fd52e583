use super::{at, TestPools, QUOTE, REWARD};
use crate::support::{number, other_pool, refused, who, ALREADY_THERE, INSUFFICIENT_FUNDS};
use amm::{
    constants::MIN_LIQUIDITY,
    error::AmmError,
    state::{LaunchTerms, Side},
};
use assay_client::{
    address,
    amm::{AmmPool, PoolMint},
    token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM},
};
use assay_tests::{
    pools::{Pools, Quote, NEVER, NO_LAUNCH, RESERVES},
    Chain, START,
};

fn unopened() -> TestPools {
    Pools::builder().without_pool().start()
}

/// What is passed as the mints' token programs.
const TOKEN_PROGRAMS: [usize; 2] = [11, 12];

#[test]
fn the_first_deposit_buys_the_root_of_its_product_less_what_nobody_gets() {
    for quote in Quote::ALL {
        let mut pools: TestPools = Pools::builder().quote(quote).without_pool().start();
        let before = pools.balances();
        let sent = pools.initialize(RESERVES, NO_LAUNCH, true).expect("creates");
        let tax = if quote == Quote::Taxed { 10_000_000 } else { 0 };
        let paid = [RESERVES[0] - tax, RESERVES[1]];
        let liquidity = (u128::from(paid[0]) * u128::from(paid[1])).isqrt() as u64;
        let lp = i128::from(liquidity - MIN_LIQUIDITY);
        pools.assert_moved(
            &before,
            &[
                ("creator quote", -i128::from(RESERVES[0])),
                ("creator reward", -i128::from(RESERVES[1])),
                ("vault quote", paid[0].into()),
                ("vault reward", paid[1].into()),
                ("creator lp", lp),
                ("lp supply", lp),
            ],
        );
        let (state, creator) = (pools.state(), pools.creator.address());
        assert_eq!(
            (state.reserves, state.liquidity, state.locked),
            (paid, liquidity, 0)
        );
        assert_eq!(
            (state.creator, state.creator_share, state.launch.terms.opens_at),
            (creator, 1, START)
        );
        assert_eq!((state.config, pools.fee_config().pools), (pools.config, 1));
        let event = sent.event("PoolCreated");
        assert_eq!(
            (who(&event, "pool"), who(&event, "creator")),
            (pools.pool.address, creator)
        );
        let fields = ["amount_a", "amount_b", "liquidity"].map(|field| number(&event, field));
        assert_eq!(fields, [RESERVES[0], RESERVES[1], liquidity - MIN_LIQUIDITY]);
    }
}

#[test]
fn the_least_first_deposit() {
    let mut pools = unopened();
    for amounts in [
        [0, 0],
        [0, RESERVES[1]],
        [1_000, 1_000],
        [1, 1_000_000],
        [1, 1_002_000],
    ] {
        refused(
            pools.initialize(amounts, NO_LAUNCH, true),
            AmmError::FirstDepositTooSmall,
        );
    }
    pools
        .initialize([1, 1_002_001], NO_LAUNCH, true)
        .expect("one unit more than nobody's");
    let creator = pools.creator.clone();
    assert_eq!(pools.liquidity_of(&creator), 1);
}

#[test]
fn a_pool_is_made_once() {
    let mut pools = TestPools::new();
    let again = [PURSE_AGAIN, PURSE_AGAIN];
    let creator = pools.add("creator", again);
    refused(pools.initialize(again, NO_LAUNCH, true), ALREADY_THERE);
    let eve = pools.add("eve", again);
    let made = pools
        .pool
        .initialize_pool(eve.address(), again, NO_LAUNCH, true, NEVER);
    refused(pools.send(&[made], &[&eve.authority]), ALREADY_THERE);
    assert_eq!(pools.state().creator, creator.address());
}

const PURSE_AGAIN: u64 = 10_000_000;

/// Another tier is another pool of the same mints.
#[test]
fn every_tier_has_its_own_pool() {
    let mut pools = TestPools::new();
    pools
        .create_config(8, assay_tests::pools::fees())
        .expect("another tier");
    let stake = pools.pool.stake;
    let [a, b] = pools.pool.mints;
    let first = pools.pool.address;
    pools.config = address::fee_config(&stake.address, 8);
    pools.pool = AmmPool::new(stake, pools.config, a, b);
    pools.add("creator", RESERVES);
    assert_ne!(pools.pool.address, first);
    let creator = pools.creator.clone();
    let made = pools
        .pool
        .initialize_pool(creator.address(), RESERVES, NO_LAUNCH, true, NEVER);
    crate::support::raw(&mut pools.world, made, &[&creator.authority]).expect("creates");
}

#[test]
fn mints_must_be_two_and_in_order() {
    let mut pools = unopened();
    let stake = pools.pool.stake;
    let [quote, reward] = pools.pool.mints;
    pools.pool = AmmPool::in_order(stake, pools.config, [reward, quote]);
    refused(pools.initialize(RESERVES, NO_LAUNCH, true), AmmError::MintOrder);
    pools.pool = AmmPool::in_order(stake, pools.config, [reward, reward]);
    let creator = pools.creator.clone();
    let made = pools
        .pool
        .initialize_pool(creator.address(), RESERVES, NO_LAUNCH, true, NEVER);
    // One account twice, which the framework refuses for the vaults before the program looks at the mints.
    assert!(pools.send(&[made], &[&creator.authority]).is_err());
}

#[test]
fn one_mint_is_the_reward_token_of_the_tiers_stake_pool() {
    let mut pools = unopened();
    let stake = pools.pool.stake;
    let other = other_pool(&mut pools.world, "another reward mint");
    let quote = pools.pool.mints[QUOTE as usize];
    let foreign = PoolMint {
        address: other.reward_mint,
        token_program: TOKEN_PROGRAM,
    };
    pools.pool = AmmPool::new(stake, pools.config, quote, foreign);
    refused(
        pools.initialize(RESERVES, NO_LAUNCH, true),
        AmmError::NoRewardMint,
    );
}

#[test]
fn token_programs_are_the_mints_own() {
    let mut pools = unopened();
    let creator = pools.creator.clone();
    let made = pools
        .pool
        .initialize_pool(creator.address(), RESERVES, NO_LAUNCH, true, NEVER);
    let fake = assay_tests::key("a program").pubkey_of();
    for place in TOKEN_PROGRAMS {
        for program in [TOKEN_2022_PROGRAM, fake] {
            let sent = pools.send(&[at(made.clone(), place, program)], &[&creator.authority]);
            refused(sent, AmmError::WrongTokenProgram);
        }
    }
}

#[test]
fn what_is_no_mint_is_refused() {
    let mut pools = unopened();
    let stake = pools.pool.stake;
    let owner = assay_tests::key("authority").pubkey_of();
    let account = pools.pool.account(&owner, REWARD);
    let no_mint = PoolMint {
        address: account,
        token_program: TOKEN_PROGRAM,
    };
    let reward = pools.pool.mints[REWARD as usize];
    pools.pool = AmmPool::new(stake, pools.config, no_mint, reward);
    refused(
        pools.initialize(RESERVES, NO_LAUNCH, true),
        AmmError::MintNotAllowed,
    );
}

#[test]
fn terms_of_a_launch_are_bounded() {
    let good = LaunchTerms {
        opens_at: START + 168 * 3_600,
        seconds: 7 * 86_400,
        fee_bps: 5_000,
        cap_bps: 10,
    };
    let wrong: [fn(&mut LaunchTerms); 6] = [
        |terms| terms.opens_at += 1,
        |terms| terms.seconds += 1,
        |terms| terms.fee_bps += 1,
        |terms| terms.cap_bps = 9,
        |terms| terms.cap_bps = 10_001,
        |terms| terms.seconds = 0,
    ];
    let mut pools = unopened();
    for change in wrong {
        let mut terms = good;
        change(&mut terms);
        refused(pools.initialize(RESERVES, terms, true), AmmError::BadParameter);
    }
    pools
        .initialize(RESERVES, good, true)
        .expect("the bounds themselves");
    assert_eq!(pools.state().launch.terms, good);
}

/// What anybody can send to an address that is known in advance does not keep the pool from being made.
#[test]
fn lamports_sent_ahead_do_not_matter() {
    for lamports in [1, 890_880, 1_000_000_000] {
        let mut pools = unopened();
        let pool = pools.pool;
        let lp_account = pool.lp_account(&pools.creator.address());
        for address in [
            pool.address,
            pool.lp_mint,
            pool.vaults[0],
            pool.vaults[1],
            lp_account,
        ] {
            pools.world.chain.fund(address, lamports);
        }
        pools.initialize(RESERVES, NO_LAUNCH, true).expect("creates");
        assert_eq!(pools.state().reserves, RESERVES);
    }
}

/// Lamports beyond the rent of a vault of wrapped lamports become a balance; they are a gift, as if sent later.
#[test]
fn lamports_sent_ahead_to_a_vault_of_wrapped_lamports_are_a_gift() {
    let mut pools: TestPools = Pools::builder().quote(Quote::Sol).without_pool().start();
    let vault = vault_of(&pools);
    let mut made = TestPools::of(Quote::Sol);
    let rent = made.world.lamports(&vault_of(&made)) - RESERVES[0];
    pools.world.chain.fund(vault, rent + 777);
    pools.expect_wrapped_gift(Side::A, 777);
    pools.initialize(RESERVES, NO_LAUNCH, true).expect("creates");
    assert_eq!(pools.state().reserves, RESERVES);
    pools.skim().expect("the gift goes to the authority");
    let authority = pools.balances();
    assert_eq!(authority.of("authority quote"), 777);
}

#[test]
fn the_creator_must_have_what_it_deposits() {
    let mut pools = unopened();
    let more = [RESERVES[0] + 1, RESERVES[1]];
    refused(pools.initialize(more, NO_LAUNCH, true), INSUFFICIENT_FUNDS);
}

#[test]
fn the_deadline_holds_for_creation_too() {
    let mut pools = unopened();
    let creator = pools.creator.clone();
    let by = |deadline| {
        move |pools: &mut TestPools| {
            let made = pools
                .pool
                .initialize_pool(creator.address(), RESERVES, NO_LAUNCH, true, deadline);
            pools.send(&[made], &[&creator.authority])
        }
    };
    refused(by(START - 1)(&mut pools), AmmError::DeadlinePassed);
    pools.initialize(RESERVES, NO_LAUNCH, true).expect("in time");
}

/// The vault of the quote.
fn vault_of(pools: &TestPools) -> solana_address::Address {
    pools.pool.vaults[QUOTE as usize]
}

trait PubkeyOf {
    fn pubkey_of(&self) -> solana_address::Address;
}

impl PubkeyOf for assay_tests::Key {
    fn pubkey_of(&self) -> solana_address::Address {
        solana_signer::Signer::pubkey(self)
    }
}
