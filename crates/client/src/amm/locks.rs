//! Locked liquidity: whose it is, and what of it can be collected.

use super::{AmmPool, LiquidityLock};
use crate::{accounts, ClientError, Rpc};
use solana_address::Address;
use std::mem::offset_of;

/// Which locks are wanted; those of everybody in every pool by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocksOf {
    pub pool: Option<Address>,
    pub owner: Option<Address>,
}

/// The locks there are, by pool and id.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn locks(rpc: &Rpc, of: LocksOf) -> Result<Vec<(Address, LiquidityLock)>, ClientError> {
    let mut matching: Vec<(usize, &[u8])> = Vec::new();
    if let Some(pool) = &of.pool {
        matching.push((offset_of!(LiquidityLock, pool), pool.as_ref()));
    }
    if let Some(owner) = &of.owner {
        matching.push((offset_of!(LiquidityLock, owner), owner.as_ref()));
    }
    let mut locks = accounts::list::<LiquidityLock>(rpc, &matching).await?;
    locks.sort_by_key(|(_, lock)| (lock.pool, lock.id));
    Ok(locks)
}

/// Who holds a pool's liquidity, and how much of it: the owners of its tokens, and those of its locks. What the first
/// deposit left to nobody is nobody's.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn holders(rpc: &Rpc, pool: &AmmPool) -> Result<Vec<(Address, u64)>, ClientError> {
    let of_mint: (usize, &[u8]) = (0, pool.lp_mint.as_ref());
    let program = crate::token::TOKEN_PROGRAM;
    let mut holders = Vec::new();
    for (address, data) in rpc.program_accounts(&program, &[of_mint]).await? {
        let account = crate::token::TokenAccount::decode(address, &data)?;
        holders.push((account.owner, account.amount));
    }
    let of = LocksOf {
        pool: Some(pool.address),
        owner: None,
    };
    for (_, lock) in locks(rpc, of).await? {
        holders.push((lock.owner, lock.liquidity));
    }
    Ok(holders)
}
