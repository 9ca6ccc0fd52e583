use crate::support::{refused, who, TestWorld, ALREADY_THERE};
use assay_client::{address, stake::Pool, stake::StakePool, stake::VerifierRegistry, token::Mint};
use assay_tests::{pool_params, schedule, Chain, Payment, Sent, World};
use solana_address::Address;
use solana_signer::Signer;
use stake::{
    constants::{
        MAX_BOND_FACTOR_BPS, MAX_COMMISSION_BPS, MAX_COMMISSION_DELAY_SECONDS, MAX_COOLDOWN_SECONDS,
        MAX_JAIL_SECONDS, MAX_SATURATION, REWARD_CAP,
    },
    error::StakeError,
    state::PoolParams,
};

fn empty() -> TestWorld {
    World::builder().without_pool().start()
}

#[test]
fn the_pool_opens_its_vault_and_registry_and_takes_the_mint_over() {
    let mut world = empty();
    let sent = world.initialize_pool(pool_params()).expect("a pool");

    let (authority, addresses) = (world.authority.pubkey(), world.pool);
    let pool: Pool = world.state(&addresses.address);
    assert_eq!(pool.authority, authority);
    assert_eq!(pool.reward_mint, addresses.reward_mint);
    assert_eq!(pool.escrow_signer, address::escrow_signer());
    assert_eq!(pool.params(), pool_params());
    let (emission, decay) = (pool.next_emission, pool.decay_q32);
    assert_eq!(
        (emission, decay),
        (schedule().first_emission, schedule().decay_q32)
    );
    assert_eq!(
        (pool.emission_cap, pool.emitted, pool.epoch),
        (REWARD_CAP - REWARD_CAP / 2, 0, 0)
    );
    assert_eq!(
        (
            pool.total_bond,
            pool.total_cooling,
            pool.total_locked,
            pool.pause_mask
        ),
        (0, 0, 0, 0)
    );
    let vault = world.token(&addresses.vault).expect("the vault");
    assert_eq!(
        (vault.mint, vault.owner, vault.amount),
        (addresses.reward_mint, addresses.address, 0)
    );
    let rewards = world.token(&addresses.reward_vault).expect("the reward vault");
    assert_eq!(
        (rewards.mint, rewards.owner, rewards.amount),
        (addresses.reward_mint, addresses.address, 0)
    );
    let registry: VerifierRegistry = world.state(&addresses.registry);
    assert_eq!((registry.pool, registry.count), (addresses.address, 0));
    let mint = mint(&mut world, &addresses.reward_mint);
    assert_eq!(mint.authority, Some(addresses.address));
    let event = sent.event("PoolInitialized");
    assert_eq!(who(&event, "pool"), addresses.address);
    assert_eq!(who(&event, "authority"), authority);
    assert_eq!(who(&event, "escrow_signer"), address::escrow_signer());
}

fn mint(world: &mut TestWorld, address: &Address) -> Mint {
    let account = world.chain.account(address).expect("a mint");
    Mint::decode(*address, &account.data).expect("a mint")
}

#[test]
fn it_cannot_be_initialised_twice() {
    let mut world: TestWorld = World::new();
    // Before the program's own rules: the account is there.
    refused(world.initialize_pool(pool_params()), ALREADY_THERE);
}

#[test]
fn lamports_sent_ahead_do_not_block_it() {
    let mut world = empty();
    for address in [world.pool.address, world.pool.vault, world.pool.registry] {
        world.chain.fund(address, 1_000_000);
    }
    world.initialize_pool(pool_params()).expect("a pool");
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!(pool.authority, world.authority.pubkey());
}

/// Tries a pool of the mint at `mint`.
fn try_mint(world: &mut TestWorld, mint: Address) -> Sent {
    let authority = world.authority.clone();
    let pool = StakePool::new(mint);
    let instruction = pool.initialize_pool(
        authority.pubkey(),
        address::escrow_signer(),
        pool_params(),
        schedule(),
    );
    world.send(&[instruction], &[&authority])
}

/// Tries a pool of a mint whose bytes were changed by `change`.
fn try_changed_mint(change: impl FnOnce(&mut Vec<u8>)) -> Sent {
    let mut world = empty();
    let mint = world.create_mint("changed mint", Payment::Reward);
    let mut account = world.chain.account(&mint).expect("a mint");
    change(&mut account.data);
    world.chain.set_account(mint, account);
    try_mint(&mut world, mint)
}

#[test]
fn the_mint_must_be_one_that_nobody_else_can_mint_freeze_or_inflate() {
    let bad = StakeError::BadRewardMint;
    try_changed_mint(|_| {}).expect("a proper mint");
    refused(try_changed_mint(|data| data[44] = 9), StakeError::BadRewardMint);
    refused(try_changed_mint(|data| data[46] = 1), StakeError::BadRewardMint);
    refused(try_changed_mint(|data| data[4] ^= 1), StakeError::BadRewardMint);
    refused(try_changed_mint(|data| data[0] = 0), StakeError::BadRewardMint);
    refused(try_changed_mint(|data| data[45] = 0), bad);
    let supply = |supply: u64| move |data: &mut Vec<u8>| data[36..44].copy_from_slice(&supply.to_le_bytes());
    try_changed_mint(supply(REWARD_CAP)).expect("the cap itself");
    refused(
        try_changed_mint(supply(REWARD_CAP + 1)),
        StakeError::BadRewardMint,
    );
}

#[test]
fn a_mint_of_another_program_or_no_mint_is_refused() {
    let mut world = empty();
    let token_2022 = Payment::Token2022 {
        decimals: 6,
        extension: None,
    };
    let mint = world.create_mint("token-2022 mint", token_2022);
    refused(try_mint(&mut world, mint), StakeError::BadRewardMint);
    let account = world.pool.reward_account(&world.authority.pubkey());
    refused(try_mint(&mut world, account), StakeError::BadRewardMint);
}

#[test]
fn parameters_stay_within_the_bounds() {
    let broken: [fn(&mut PoolParams); 18] = [
        |p| p.min_bond = 0,
        |p| p.cooldown_seconds = 0,
        |p| p.cooldown_seconds = MAX_COOLDOWN_SECONDS + 1,
        |p| p.jail_seconds = -1,
        |p| p.jail_seconds = MAX_JAIL_SECONDS + 1,
        |p| p.bond_factor_bps = 0,
        |p| p.bond_factor_bps = MAX_BOND_FACTOR_BPS + 1,
        |p| p.commission_delay_seconds = -1,
        |p| p.commission_delay_seconds = MAX_COMMISSION_DELAY_SECONDS + 1,
        |p| p.security_bps += 1,
        |p| p.work_bps -= 1,
        |p| (p.verification_bps, p.treasury_bps) = (0, 1_999),
        |p| p.liquidity_bps = u16::MAX,
        |p| p.saturation = 0,
        |p| p.saturation = MAX_SATURATION + 1,
        |p| p.max_commission_bps = MAX_COMMISSION_BPS + 1,
        |p| p.commission_step_bps = 0,
        |p| p.commission_step_bps = MAX_COMMISSION_BPS + 1,
    ];
    let mut world = empty();
    for breaks in broken {
        let mut params = pool_params();
        breaks(&mut params);
        refused(world.initialize_pool(params), StakeError::BadParameter);
    }
    let most = PoolParams {
        min_bond: u64::MAX,
        cooldown_seconds: MAX_COOLDOWN_SECONDS,
        jail_seconds: MAX_JAIL_SECONDS,
        commission_delay_seconds: MAX_COMMISSION_DELAY_SECONDS,
        bond_factor_bps: MAX_BOND_FACTOR_BPS,
        security_bps: 10_000,
        work_bps: 0,
        verification_bps: 0,
        liquidity_bps: 0,
        treasury_bps: 0,
        saturation: MAX_SATURATION,
        max_commission_bps: MAX_COMMISSION_BPS,
        commission_step_bps: MAX_COMMISSION_BPS,
    };
    world.initialize_pool(most).expect("the upper bounds");
}
