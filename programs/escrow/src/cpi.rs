//! The accounts of calls to the AMM.

use anchor_lang::prelude::*;

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
