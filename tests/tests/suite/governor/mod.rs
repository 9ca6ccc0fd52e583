//! One file per instruction of the governor program, and per rule that several of them keep.

mod action_bytes;
mod add_action;
mod buffers;
mod cancel;
mod cancel_stream;
mod cast_vote;
mod change_vote;
mod claim_exit;
mod claim_stream;
mod close_proposal;
mod close_stream;
mod close_vote;
mod create_proposal;
mod create_realm;
mod create_stream;
mod delegate;
mod execute_action;
mod extension;
mod finalize;
mod handover;
mod reclaim_deposit;
mod remove_action;
mod set_realm;
mod submit;
mod times;
mod treasury;
mod veto;
mod weight;
mod withdraw_vote;

use crate::support::{raw, realm, TestRealm};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, governor::Governance, token};
use assay_tests::{governance::realm_params, pool_params, schedule, Payment, StakePool, START};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

/// The framework's error for an account that is at another address than the one it has to be.
const WRONG_ADDRESS: ProgramError = ProgramError::Custom(2012);
const DAY: i64 = 86_400;
/// When the tests begin: all votes count from here on.
const BEGAN: i64 = START + 100;

/// A realm with the default parameters.
fn governed() -> TestRealm {
    realm()
}

/// Another realm, of another pool of the same authority, and a position there.
struct Other {
    gov: Governance,
    /// Of Ann, in the other pool.
    position: Address,
}

/// Another realm beside this one.
fn other_realm(realm: &mut TestRealm) -> Other {
    let pool = StakePool::new(realm.world.create_mint("other mint", Payment::Reward));
    let gov = Governance::new(pool);
    let authority = realm.world.authority.clone();
    let ann = realm.ann.owner.clone();
    let payer = realm.world.payer.pubkey();
    let account = pool.reward_account(&ann.address());
    for instruction in [
        token::open_associated(&payer, &ann.address(), &pool.reward_mint, &token::TOKEN_PROGRAM),
        token::mint_to(&pool.reward_mint, &account, &authority.pubkey(), 1_000),
        pool.initialize_pool(
            authority.pubkey(),
            address::escrow_signer(),
            pool_params(),
            schedule(),
        ),
        gov.create_realm(authority.pubkey(), realm_params(), None),
        pool.set_governor(authority.pubkey(), gov.realm),
        pool.open_position(ann.address(), 7, 1_000, 0),
    ] {
        raw(&mut realm.world, instruction, &[&authority, &ann.authority]).expect("another realm");
    }
    Other {
        gov,
        position: pool.position(7),
    }
}

/// Another pool of the same authority, which this realm governs too.
fn trusting_pool(realm: &mut TestRealm) -> Address {
    let pool = StakePool::new(realm.world.create_mint("trusting mint", Payment::Reward));
    let authority = realm.world.authority.clone();
    for instruction in [
        pool.initialize_pool(
            authority.pubkey(),
            address::escrow_signer(),
            pool_params(),
            schedule(),
        ),
        pool.set_governor(authority.pubkey(), realm.gov.realm),
    ] {
        raw(&mut realm.world, instruction, &[&authority]).expect("another pool");
    }
    pool.address
}

/// An instruction of a program that the governor does not know, which is critical; it cannot be executed.
fn unknown(accounts: Vec<AccountMeta>) -> Instruction {
    Instruction {
        program_id: Address::new_from_array([9; 32]),
        accounts,
        data: vec![1, 2, 3],
    }
}
