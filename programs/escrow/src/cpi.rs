//! The one place that calls other programs of the suite.

use anchor_lang::prelude::*;
use core::{mem::MaybeUninit, slice};
use pinocchio::{
    cpi::{invoke_signed_unchecked, CpiAccount, Signer},
    instruction::{InstructionAccount, InstructionView},
};

/// Accounts of the instruction that names most, the AMM's purchase for burning.
const MOST_ACCOUNTS: usize = 12;

/// Calls with `views` in this order, each as writable as it was given to the escrow. The first one signs.
#[inline(never)]
pub fn call(program: &Address, views: &[&AccountView], data: &[u8], signers: &[Signer]) {
    let first = CpiAccount::from(views[0]);
    let (mut metas, mut accounts) = (
        [const { MaybeUninit::uninit() }; MOST_ACCOUNTS],
        [first; MOST_ACCOUNTS],
    );
    let mut count = 0;
    // Counted, not mapped: compiled for size, an array's `map` is a call for every element.
    while count < views.len() {
        let view = views[count];
        accounts[count] = CpiAccount::from(view);
        metas[count].write(InstructionAccount::new(
            view.address(),
            view.is_writable(),
            count == 0,
        ));
        count += 1;
    }
    // SAFETY: the first `count` were written.
    let metas = unsafe { slice::from_raw_parts(metas.as_ptr().cast::<InstructionAccount>(), count) };
    let instruction = InstructionView {
        program_id: program,
        accounts: metas,
        data,
    };
    // SAFETY: every account is given in the order of its meta. The typed accounts of this instruction that the call
    // writes to (a stake pool and operator, an AMM pool) belong to the program that is called and are only read here,
    // through raw pointers that stay valid; no reference into them is held across the call.
    unsafe { invoke_signed_unchecked(&instruction, &accounts[..count], signers) };
}

/// What a trade in an AMM pool names of one of its mints: the user's account, the vault, the mint and its token program.
pub type Leg<'a> = [&'a AccountView; 4];

/// The accounts of a trade of `user`'s, in the AMM's order: mint a's before mint b's.
pub fn trade<'a>(
    user: &'a AccountView,
    config: &'a AccountView,
    pool: &'a AccountView,
    a: Leg<'a>,
    b: Leg<'a>,
) -> [&'a AccountView; 11] {
    [user, config, pool, a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]]
}
