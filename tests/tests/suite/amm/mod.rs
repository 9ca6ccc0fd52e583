//! One file per instruction of the AMM program, and per rule that several of them keep.

mod accounts;
mod buy_and_burn;
mod collect_fees;
mod create_config;
mod deposit;
mod deposit_single;
mod donate;
mod fees;
mod initialize_pool;
mod launch;
mod limits;
mod lock_liquidity;
mod mints;
mod oracle;
mod set_pause;
mod skim;
mod surcharge;
mod swap;
mod withdraw;
mod withdraw_single;

use amm::state::Limits;
use assay_tests::{
    pools::{Pools, NEVER},
    Party, ProgramChain,
};
use solana_address::Address;
use solana_instruction::Instruction;

use assay_tests::pools::{QUOTE, REWARD};

pub type TestPools = Pools<ProgramChain>;

/// No bound on the price.
pub const FREE: Limits = Limits {
    deadline: NEVER,
    mean_seconds: 0,
    mean_bps: 0,
};
/// What people have to trade with, of each mint.
pub const PURSE: u64 = 1_000_000_000;

/// A pool of an SPL mint, and Ann, who has some of both and an account for the liquidity.
pub fn with_ann() -> (TestPools, Party) {
    let mut pools = TestPools::new();
    let ann = pools.add_lp("ann", [PURSE; 2]);
    (pools, ann)
}

/// The same instruction with another account at this place.
pub fn at(mut instruction: Instruction, place: usize, account: Address) -> Instruction {
    instruction.accounts[place].pubkey = account;
    instruction
}
