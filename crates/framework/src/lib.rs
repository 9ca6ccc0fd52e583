//! `anchor-lang` as the programs see it. They depend on this crate under that name, so what is defined here takes the
//! place of the framework's item in the code that its macros generate.
//!
//! The framework inlines the walk over the accounts, the search for addresses, and the loading, making and closing of
//! accounts into every instruction, some 600 bytes each. Here they are compiled once.

#![no_std]

extern crate alloc;

mod account;
mod call;
mod create;
mod derive;

pub use account::Account;
pub use call::call;
pub use create::{create_account_signed, AccountInitialize};
pub use derive::find_and_verify_program_address;
pub use upstream::*;

use core::mem::ManuallyDrop;

/// The framework's, with what is defined here in its place.
pub mod prelude {
    pub use crate::{create_account_signed, Account};
    pub use upstream::prelude::*;
}

/// Accounts of an instruction, and which of them are given twice, when any is.
type Walked<'a> = (&'a [AccountView], Option<&'a AccountBitvec>);

/// Loads and checks the accounts of an instruction, calls its handler, and does what is to be done after it.
///
/// # Errors
/// Those of the accounts and of the handler.
#[inline(always)]
pub fn run_handler<'a, T: TryAccounts, R>(
    program_id: &'a Address,
    cursor: &'a mut AccountCursor,
    data: &'a [u8],
    given: usize,
    handler: impl FnOnce(&mut Context<'a, T>, T::IxArgs<'a>) -> Result<R>,
) -> Result<R> {
    let (accounts, bumps, arguments) = {
        let (views, duplicates) = walk(cursor, T::HEADER_SIZE, given, &T::MUT_MASK)?;
        T::validate_accounts(program_id, views, duplicates, 0, data)?
    };
    let remaining = (given - T::HEADER_SIZE) as u8;
    // Stricter than the framework: what follows the declared accounts must name none of them again.
    let mask = context::MutMask::Static(&[u64::MAX; 4]);
    // Nothing reads what dropping it would reset: the program is about to end.
    let mut context = ManuallyDrop::new(Context::new(program_id, accounts, bumps, cursor, remaining, mask));
    let result = handler(&mut context, arguments)?;
    context.accounts.exit_accounts(data)?;
    Ok(result)
}

/// The first `count` of the `given` accounts; none that is in `mask`, the writable ones, may be given twice.
#[inline(never)]
fn walk<'a>(
    cursor: &'a mut AccountCursor,
    count: usize,
    given: usize,
    mask: &[u64; 4],
) -> Result<Walked<'a>> {
    if given < count {
        return Err(ErrorCode::AccountNotEnoughKeys.into());
    }
    // SAFETY: as many are there.
    let (views, duplicates) = unsafe { cursor.walk_n(count) };
    if duplicates.is_some_and(|duplicates| duplicates.intersects(mask)) {
        return Err(ErrorCode::ConstraintDuplicateMutableAccount.into());
    }
    Ok((views, duplicates))
}

/// The address that `program` derives from `seeds`, and its bump.
#[inline(never)]
pub fn find_program_address(seeds: &[&[u8]], program: &Address) -> (Address, u8) {
    upstream::find_program_address(seeds, program)
}

/// As [`find_and_verify_program_address`].
///
/// # Errors
/// As there.
pub fn find_and_verify_program_address_skip_curve(
    seeds: &[&[u8]],
    program: &Address,
    expected: &Address,
) -> Result<u8> {
    find_and_verify_program_address(seeds, program, expected)
}
