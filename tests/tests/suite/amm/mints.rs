//! Which mints a pool may have.

use super::TestPools;
use crate::support::{refused, says};
use amm::error::AmmError;
use assay_tests::{
    pools::{Pools, Quote, NO_LAUNCH, RESERVES},
    Chain, Extension,
};

/// Tries to make a pool with a mint that has this extension, whose number the log must have.
fn refuse(extension: Extension, number: u16) {
    let mut pools: TestPools = Pools::builder()
        .quote(Quote::With(extension))
        .reserves([0; 2])
        .without_pool()
        .start();
    let failure = refused(
        pools.initialize(RESERVES, NO_LAUNCH, true),
        AmmError::MintNotAllowed,
    );
    says(&failure, &format!("extension that is not allowed: {number}"));
}

macro_rules! refused_extensions {
    ($($name:ident: $extension:ident, $number:literal;)*) => {
        $(#[test]
        fn $name() {
            refuse(Extension::$extension, $number);
        })*
    };
}

refused_extensions! {
    a_transfer_hook_could_block_an_exit: TransferHook, 14;
    a_permanent_delegate_could_empty_a_vault: PermanentDelegate, 12;
    frozen_from_the_start: DefaultFrozen, 6;
    a_mint_that_can_be_closed: MintCloseAuthority, 3;
    a_mint_that_can_be_paused: Pausable, 26;
    what_cannot_be_transferred: NonTransferable, 9;
}

/// Confidential transfers, their fees, and what nobody has heard of yet.
#[test]
fn extensions_by_number() {
    for number in [4, 16, 24, 27, 28, 200, u16::MAX] {
        let mut pools: TestPools = Pools::builder()
            .quote(Quote::With(Extension::GroupPointer))
            .reserves([0; 2])
            .without_pool()
            .start();
        let mint = pools.pool.mints[super::QUOTE as usize].address;
        let mut account = pools.world.chain.account(&mint).expect("the mint");
        account.data[166..168].copy_from_slice(&number.to_le_bytes());
        pools.world.chain.set_account(mint, account);
        let failure = refused(
            pools.initialize(RESERVES, NO_LAUNCH, true),
            AmmError::MintNotAllowed,
        );
        says(&failure, &format!("extension that is not allowed: {number}"));
    }
}

/// A pool of each works, both ways.
#[test]
fn extensions_that_change_nothing_of_transfers_are_welcome() {
    for extension in [
        Extension::GroupPointer,
        Extension::InterestBearing,
        Extension::MetadataPointer,
        Extension::ScaledUiAmount,
        Extension::TransferFee,
    ] {
        let mut pools = TestPools::of(Quote::With(extension));
        let ann = pools.add_lp("ann", [1_000_000; 2]);
        pools.sell(&ann, super::QUOTE, 100_000).expect("sells");
        pools.buy(&ann, super::REWARD, 10_000).expect("buys");
        pools.deposit(&ann, [100_000, 400_000]).expect("deposits");
        let all = pools.liquidity_of(&ann);
        pools.withdraw(&ann, all).expect("withdraws");
    }
}

/// Whoever may freeze vaults of a mint is somebody its holders trust with more than that.
#[test]
fn a_mint_with_a_freeze_authority_is_welcome() {
    let mut pools: TestPools = Pools::builder().without_pool().start();
    let mint = pools.pool.mints[super::QUOTE as usize].address;
    let mut account = pools.world.chain.account(&mint).expect("the mint");
    account.data[46] = 1;
    pools.world.chain.set_account(mint, account);
    pools.initialize(RESERVES, NO_LAUNCH, true).expect("creates");
}
