//! Calling other programs.

use crate::prelude::{AccountView, Address};
use core::{mem::MaybeUninit, slice};
use pinocchio::{
    cpi::{invoke_signed_unchecked, CpiAccount, Signer},
    instruction::{InstructionAccount, InstructionView},
};

/// Accounts that one call can name.
const MOST_ACCOUNTS: usize = 12;

/// Calls with `views` in this order, each as writable as it was given to the caller. Those whose bit is set in `signing`
/// sign, the first one being bit 0.
///
/// No reference into the data of an account that the call writes to may be held across it.
#[inline(never)]
pub fn call(program: &Address, views: &[&AccountView], signing: u16, data: &[u8], signers: &[Signer]) {
    let mut metas = [const { MaybeUninit::uninit() }; MOST_ACCOUNTS];
    let mut accounts = [const { MaybeUninit::uninit() }; MOST_ACCOUNTS];
    let mut count = 0;
    // Counted, not mapped: compiled for size, an array's `map` is a call for every element.
    while count < views.len() {
        let view = views[count];
        accounts[count].write(CpiAccount::from(view));
        metas[count].write(InstructionAccount::new(
            view.address(),
            view.is_writable(),
            signing >> count & 1 == 1,
        ));
        count += 1;
    }
    // SAFETY: the first `count` of both were written.
    let (metas, accounts) = unsafe {
        (
            slice::from_raw_parts(metas.as_ptr().cast::<InstructionAccount>(), count),
            slice::from_raw_parts(accounts.as_ptr().cast::<CpiAccount>(), count),
        )
    };
    let instruction = InstructionView {
        program_id: program,
        accounts: metas,
        data,
    };
    // SAFETY: every account is given in the order of its meta. A typed account is an address in memory, and what it
    // points to stays where it is; the caller holds no reference into it.
    unsafe { invoke_signed_unchecked(&instruction, accounts, signers) };
}
