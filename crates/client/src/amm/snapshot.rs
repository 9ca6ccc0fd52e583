//! A pool with all that a quote needs, as it was in one slot.

use super::{AmmPool, FeeConfig, LiquidityPool, PoolMint};
use crate::{accounts, stake::StakePool, token, ClientError, Rpc};
use amm::state::Taxes;
use anchor_lang::prelude::Clock;
use assay_math::fee::TransferFee;
use solana_account::Account;
use solana_address::Address;
use std::{
    collections::HashMap,
    mem::offset_of,
    ops::{Deref, DerefMut},
};

const CLOCK: Address = solana_sdk_ids::sysvar::clock::ID;

/// A pool with its addresses, and with all that a quote needs.
#[derive(Clone)]
pub struct Snapshot {
    pub pool: AmmPool,
    pub quoted: assay_quotes::amm::Snapshot,
}

impl Deref for Snapshot {
    type Target = assay_quotes::amm::Snapshot;

    fn deref(&self) -> &Self::Target {
        &self.quoted
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.quoted
    }
}

impl Snapshot {
    /// A pool as it is on chain, brought up to date as every instruction does it first.
    pub fn new(pool: AmmPool, state: LiquidityPool, config: FeeConfig, taxes: Taxes, clock: Clock) -> Self {
        let quoted = assay_quotes::amm::Snapshot::new(pool.address, state, config, taxes, clock);
        Self { pool, quoted }
    }

    /// Reads the pool at `address`: once to learn which accounts belong to it, and then all of them at once.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or there is no such pool.
    pub async fn load(rpc: &Rpc, address: &Address) -> Result<Self, ClientError> {
        let state: LiquidityPool = accounts::fetch(rpc, address).await?;
        let found = Accounts::load(rpc, [(*address, state)]).await?;
        found.snapshot(address)
    }

    /// Reads every pool of every tier of a stake pool: two requests find them, and one reads them, in one slot while
    /// there are fewer than some 30 of them.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn load_all(rpc: &Rpc, stake: &StakePool) -> Result<Vec<Self>, ClientError> {
        let configs = configs(rpc, stake).await?;
        let mut pools = accounts::list::<LiquidityPool>(rpc, &[]).await?;
        pools.retain(|(_, pool)| configs.iter().any(|(address, _)| *address == pool.config));
        let found = Accounts::load(rpc, pools.iter().copied()).await?;
        let mut snapshots = Vec::with_capacity(pools.len());
        for (address, _) in &pools {
            snapshots.push(found.snapshot(address)?);
        }
        snapshots.sort_by_key(|it| (it.state.mints, it.config.index, it.pool.address));
        Ok(snapshots)
    }
}

/// Every tier of fees of a stake pool, by index.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn configs(rpc: &Rpc, stake: &StakePool) -> Result<Vec<(Address, FeeConfig)>, ClientError> {
    let of_stake: (usize, &[u8]) = (offset_of!(FeeConfig, stake_pool), stake.address.as_ref());
    let mut configs = accounts::list::<FeeConfig>(rpc, &[of_stake]).await?;
    configs.sort_by_key(|(_, config)| config.index);
    Ok(configs)
}

/// A mint that may have a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MintInfo {
    pub mint: PoolMint,
    pub decimals: u8,
}

/// Reads the mints at `addresses`, in the same order, in one request.
///
/// # Errors
/// When the cluster cannot be asked, or one of them is no mint.
pub async fn mints(rpc: &Rpc, addresses: &[Address]) -> Result<Vec<MintInfo>, ClientError> {
    let found = rpc.accounts(addresses).await?;
    addresses
        .iter()
        .zip(found)
        .map(|(address, account)| mint_info(*address, account.as_ref()))
        .collect()
}

fn mint_info(address: Address, account: Option<&Account>) -> Result<MintInfo, ClientError> {
    let account = account.ok_or(ClientError::NoAccount {
        what: "mint",
        address,
        hint: "",
    })?;
    let programs = [token::TOKEN_PROGRAM, token::TOKEN_2022_PROGRAM];
    if !programs.contains(&account.owner) || token::TokenAccount::is_one(&account.data) {
        return Err(ClientError::BadAccount {
            what: "mint",
            address,
            reason: format!("it belongs to {}", crate::program_name(account.owner)),
        });
    }
    Ok(MintInfo {
        mint: PoolMint {
            address,
            token_program: account.owner,
        },
        decimals: token::Mint::decode(address, &account.data)?.decimals,
    })
}

/// What a token takes of a transfer in `epoch`, by the program's own reading of its mint.
fn tax(mint: &Account, epoch: u64) -> TransferFee {
    if mint.owner == token::TOKEN_2022_PROGRAM {
        stake::extension::transfer_fee_of(&mint.data, epoch)
    } else {
        TransferFee::NONE
    }
}

/// Accounts that were read together.
struct Accounts {
    found: HashMap<Address, Account>,
    clock: Clock,
}

impl Accounts {
    /// Reads the clock, these pools, and their configs and mints, which never change.
    async fn load(
        rpc: &Rpc,
        pools: impl IntoIterator<Item = (Address, LiquidityPool)>,
    ) -> Result<Self, ClientError> {
        let mut wanted = vec![CLOCK];
        for (address, pool) in pools {
            wanted.extend([address, pool.config, pool.mints[0], pool.mints[1]]);
        }
        wanted[1..].sort_unstable();
        wanted.dedup();
        let accounts = rpc.accounts(&wanted).await?;
        let found: HashMap<_, _> = wanted
            .into_iter()
            .zip(accounts)
            .filter_map(|(address, account)| Some((address, account?)))
            .collect();
        let clock = clock(found.get(&CLOCK))?;
        Ok(Self { found, clock })
    }

    fn snapshot(&self, address: &Address) -> Result<Snapshot, ClientError> {
        let state: LiquidityPool = self.decode(address)?;
        let config: FeeConfig = self.decode(&state.config)?;
        let mint = |side: usize| {
            let address = state.mints[side];
            let account = self.found.get(&address);
            let info = mint_info(address, account)?;
            let tax = account.map_or(TransferFee::NONE, |mint| tax(mint, self.clock.epoch));
            Ok::<_, ClientError>((info.mint, tax))
        };
        let ((mint_a, tax_a), (mint_b, tax_b)) = (mint(0)?, mint(1)?);
        let stake = StakePool::new(config.reward_mint);
        let pool = AmmPool::in_order(stake, state.config, [mint_a, mint_b]);
        Ok(Snapshot::new(pool, state, config, [tax_a, tax_b], self.clock))
    }

    fn decode<T: accounts::State>(&self, address: &Address) -> Result<T, ClientError> {
        let account = self.found.get(address).ok_or(ClientError::NoAccount {
            what: T::WHAT,
            address: *address,
            hint: T::HINT,
        })?;
        accounts::decode(*address, &account.data)
    }
}

/// The clock sysvar: five numbers of eight bytes.
fn clock(account: Option<&Account>) -> Result<Clock, ClientError> {
    let data = account.map_or(&[][..], |account| &account.data);
    let number = |index: usize| {
        let bytes = data.get(8 * index..8 * (index + 1))?;
        bytes.try_into().ok()
    };
    let decoded = || {
        Some(Clock {
            slot: u64::from_le_bytes(number(0)?),
            epoch_start_timestamp: i64::from_le_bytes(number(1)?),
            epoch: u64::from_le_bytes(number(2)?),
            leader_schedule_epoch: u64::from_le_bytes(number(3)?),
            unix_timestamp: i64::from_le_bytes(number(4)?),
        })
    };
    decoded().ok_or_else(|| ClientError::BadAccount {
        what: "clock",
        address: CLOCK,
        reason: format!("it has {} bytes", data.len()),
    })
}
