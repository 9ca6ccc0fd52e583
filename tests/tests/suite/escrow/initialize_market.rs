use crate::support::{other_pool, raw, refused, who, TestWorld, ALREADY_THERE};
use assay_client::{
    escrow::{EscrowMarket, Market},
    stake::StakePool,
    token,
};
use assay_tests::{key, market_params, pool_params, schedule, Chain, Extension, Payment, Sent, World};
use escrow::error::EscrowError;
use solana_signer::Signer;

fn without_market(payment: Payment) -> TestWorld {
    World::builder().payment(payment).without_market().start()
}

#[test]
fn the_market_knows_its_mint_and_opens_a_treasury() {
    let payment = Payment::Token2022 {
        decimals: 4,
        extension: None,
    };
    let mut world = without_market(payment);
    let sent = world.initialize_market(market_params()).expect("a market");
    let addresses = world.market;
    let market: Market = world.state(&addresses.address);
    assert_eq!(
        (market.pool, market.payment_mint, market.reward_mint),
        (
            addresses.pool.address,
            addresses.payment_mint,
            addresses.pool.reward_mint
        )
    );
    assert_eq!(
        (market.token_program, market.payment_decimals, market.pause_mask),
        (token::TOKEN_2022_PROGRAM, 4, 0)
    );
    assert_eq!(
        bytemuck::bytes_of(&market.params),
        bytemuck::bytes_of(&market_params())
    );
    let treasury = world.token(&addresses.treasury).expect("the treasury");
    assert_eq!(
        (treasury.mint, treasury.owner, treasury.amount),
        (addresses.payment_mint, addresses.address, 0)
    );
    let event = sent.event("MarketInitialized");
    assert_eq!(who(&event, "market"), addresses.address);
    assert_eq!(who(&event, "treasury"), addresses.treasury);
}

#[test]
fn only_the_pools_authority_opens_one() {
    let mut world = without_market(Payment::Reward);
    let stranger = key("stranger");
    world.chain.fund(stranger.pubkey(), 1_000_000_000);
    let instruction = world.market.initialize_market(stranger.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&stranger]),
        EscrowError::NotMarketAuthority,
    );
}

#[test]
fn one_per_mint() {
    let mut world: TestWorld = World::new();
    refused(world.initialize_market(market_params()), ALREADY_THERE);
}

#[test]
fn lamports_sent_ahead_do_not_block_it() {
    let mut world = without_market(Payment::Reward);
    world.chain.fund(world.market.address, 1);
    world.chain.fund(world.market.treasury, 5_000_000);
    world.initialize_market(market_params()).expect("a market");
}

fn with_extension(extension: Extension) -> Sent {
    let payment = Payment::Token2022 {
        decimals: 6,
        extension: Some(extension),
    };
    without_market(payment).initialize_market(market_params())
}

#[test]
fn mints_that_could_trap_or_take_tokens_are_refused() {
    for extension in [
        Extension::TransferHook,
        Extension::PermanentDelegate,
        Extension::DefaultFrozen,
        Extension::TransferFee,
        Extension::NonTransferable,
        Extension::MintCloseAuthority,
        Extension::Pausable,
    ] {
        let failure = refused(with_extension(extension), EscrowError::MintNotAllowed);
        crate::support::says(&failure, "extension that is not allowed: ");
    }
}

#[test]
fn mints_with_harmless_extensions_are_welcome() {
    for extension in [
        Extension::MetadataPointer,
        Extension::GroupPointer,
        Extension::InterestBearing,
        Extension::ScaledUiAmount,
    ] {
        with_extension(extension).expect("a market");
    }
}

#[test]
fn the_mint_must_be_a_mint_of_the_program_named() {
    let mut world = without_market(Payment::Reward);
    let authority = world.authority.clone();
    let pool = world.pool;
    let wrong_program = EscrowMarket::new(pool, pool.reward_mint, token::TOKEN_2022_PROGRAM);
    let instruction = wrong_program.initialize_market(authority.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::WrongTokenProgram,
    );
    let account = pool.reward_account(&authority.pubkey());
    let no_mint = EscrowMarket::new(pool, account, token::TOKEN_PROGRAM);
    let instruction = no_mint.initialize_market(authority.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::MintNotAllowed,
    );
    let wallet = EscrowMarket::new(pool, world.payer.pubkey(), solana_sdk_ids::system_program::ID);
    let instruction = wallet.initialize_market(authority.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::MintNotAllowed,
    );
}

#[test]
fn a_pool_that_answers_to_another_escrow_has_no_market_here() {
    let mut world = without_market(Payment::Spl { decimals: 6 });
    let mint = world.create_mint("foreign reward mint", Payment::Reward);
    let foreign = StakePool::new(mint);
    let authority = world.authority.clone();
    let pool = foreign.initialize_pool(
        authority.pubkey(),
        key("other escrow").pubkey(),
        pool_params(),
        schedule(),
    );
    raw(&mut world, pool, &[&authority]).expect("a pool");
    let market = EscrowMarket::new(foreign, world.market.payment_mint, token::TOKEN_PROGRAM);
    let instruction = market.initialize_market(authority.pubkey(), market_params());
    refused(
        world.send(&[instruction], &[&authority]),
        EscrowError::WrongMarket,
    );
}

/// Anyone may make a pool of a token of their own, and a market of any mint for it; the mint's market in our pool is
/// another account.
#[test]
fn nobody_can_take_another_pools_market() {
    let mut world = without_market(Payment::Spl { decimals: 6 });
    let theirs = other_pool(&mut world, "worthless mint");
    let authority = world.authority.clone();
    let squatting = EscrowMarket::new(theirs, world.market.payment_mint, token::TOKEN_PROGRAM);
    let instruction = squatting.initialize_market(authority.pubkey(), market_params());
    raw(&mut world, instruction, &[&authority]).expect("a market of their pool");
    world.initialize_market(market_params()).expect("ours");
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(market.pool, world.pool.address);
}

#[test]
fn parameters_stay_within_the_bounds() {
    let mut world = without_market(Payment::Reward);
    let mut params = market_params();
    params.quorum = 2;
    refused(world.initialize_market(params), EscrowError::BadParameter);
}
