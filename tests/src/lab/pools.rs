//! Pools of the AMM, several of them, with people to trade in them.

use super::{top_bump, Lab};
use crate::chain::Chain;
use amm::{
    constants as seeds,
    state::{Fees, LaunchTerms, Limits, Release, Side},
};
use assay_client::{
    address,
    amm::{create_config, AmmPool, PoolMint},
    stake::StakePool,
    token::TOKEN_PROGRAM,
};
use solana_address::Address;

/// What a pool starts with of each mint, base units.
pub const DEPOSIT: u64 = 1_000_000_000;
/// What is traded, base units.
pub const AMOUNT: u64 = 1_000_000;
/// A deadline that does not pass.
pub const NEVER: i64 = i64::MAX;
/// No bound on the price.
pub const FREE: Limits = Limits {
    deadline: NEVER,
    mean_seconds: 0,
    mean_bps: 0,
};
/// Trades at once and without bounds.
pub const NO_LAUNCH: LaunchTerms = LaunchTerms {
    opens_at: 0,
    seconds: 0,
    fee_bps: 0,
    cap_bps: 0,
};
/// Locked for ever.
pub const FOR_EVER: Release = Release {
    starts_at: 0,
    ends_at: 0,
};

/// Everybody who trades, and what they trade in. Index 0 is what a recipe is about.
#[derive(Clone)]
pub struct Exchange {
    /// Two of one tier that trade usdc and eurc, one of another tier for usdc, and one of another stake pool.
    pub pools: Vec<AmmPool>,
    /// Made the pools, and hold liquidity of all of them.
    pub makers: [Address; 2],
    pub traders: [Address; 2],
}

/// As in the worlds.
pub fn fees() -> Fees {
    crate::pools::fees()
}

impl Lab {
    /// Opens pools, each with its first deposit and some liquidity of both makers.
    pub fn exchange(&mut self) -> Exchange {
        let makers = ["maker 1", "maker 2"].map(|name| self.party(name));
        let traders = ["trader 1", "trader 2"].map(|name| self.party(name));
        let [a, b] = [0, 1].map(|n| self.parties.pools[n]);
        let [usdc, eurc] = [0, 1].map(|n| {
            let market = self.parties.markets[n];
            PoolMint {
                address: market.payment_mint,
                token_program: market.token_program,
            }
        });
        let first = self.open_config("1", 0, usdc);
        let second = self.open_config("2", 0, usdc);
        let third = self.open_config("3", 1, usdc);
        let kinds = [
            ("usdc of tier 1", a, first, usdc),
            ("eurc of tier 1", a, first, eurc),
            ("usdc of tier 2", a, second, usdc),
            ("usdc of B", b, third, usdc),
        ];
        let pools = kinds.map(|(name, stake, config, mint)| {
            let pool = pool_of(stake, config, mint);
            self.call_pool(name, &pool);
            pool
        });
        for (n, pool) in pools.iter().enumerate() {
            let [maker, other] = [makers[n % 2], makers[1 - n % 2]];
            self.send(pool.initialize_pool(maker, [DEPOSIT; 2], NO_LAUNCH, true, NEVER));
            for owner in traders.into_iter().chain([other]) {
                self.send(pool.open_lp_account(&owner, &owner));
            }
            self.send(pool.deposit(other, [DEPOSIT / 10; 2], 0, NEVER));
            self.name_accounts(pool, &makers);
            self.name_accounts(pool, &traders);
            for (governor, stake) in self
                .parties
                .governors
                .clone()
                .into_iter()
                .zip(self.parties.pools.clone())
            {
                if stake == pool.stake {
                    self.fill_governor(governor, pool);
                }
            }
        }
        Exchange {
            pools: pools.into(),
            makers,
            traders,
        }
    }

    /// The governor keeps what its pools earn.
    fn fill_governor(&mut self, governor: Address, pool: &AmmPool) {
        for side in [Side::A, Side::B] {
            let mint = pool.mints[side as usize];
            let account = pool.account(&governor, side);
            if self.chain.account(&account).is_none() {
                self.give(governor, mint.address, mint.token_program, 0);
            }
        }
    }

    fn name_accounts(&mut self, pool: &AmmPool, owners: &[Address]) {
        for owner in owners {
            let name = format!("{} of {}", self.name(&pool.lp_mint), self.name(owner));
            self.call(pool.lp_account(owner), name);
        }
    }

    /// Says what belongs to a pool.
    pub fn call_pool(&mut self, name: &str, pool: &AmmPool) {
        self.call(pool.address, format!("pool {name}"));
        self.call(pool.lp_mint, format!("lp mint {name}"));
        self.call(pool.vaults[0], format!("vault a of pool {name}"));
        self.call(pool.vaults[1], format!("vault b of pool {name}"));
    }

    /// A tier of fees with which a pool of `mint` has addresses with the bump 255.
    pub fn open_config(&mut self, name: &str, stake: usize, mint: PoolMint) -> Address {
        let (pool, governor) = (self.parties.pools[stake], self.parties.governors[stake]);
        let index = self.config_index(pool, mint);
        self.send(create_config(&pool, governor, index, fees()));
        let config = address::fee_config(&pool.address, index);
        self.call(config, format!("tier {name}"));
        config
    }

    /// An index that was not used before, and for which a pool of `mint` has addresses with the bump 255.
    pub fn config_index(&mut self, stake: StakePool, mint: PoolMint) -> u16 {
        let index = self.nonce_where(|index| {
            // Fits: half of the indices suit each of five addresses.
            let index = index as u16;
            let config = address::fee_config(&stake.address, index);
            let pool = pool_of(stake, config, mint);
            let top = |seeds: &[&[u8]]| top_bump(&amm::ID, seeds);
            let [a, b] = pool.mints.map(|mint| mint.address);
            let at = pool.address.as_ref();
            top(&[seeds::CONFIG_SEED, stake.address.as_ref(), &index.to_le_bytes()])
                && top(&[seeds::POOL_SEED, config.as_ref(), a.as_ref(), b.as_ref()])
                && top(&[seeds::LP_SEED, at])
                && top(&[seeds::VAULT_SEED, at, a.as_ref()])
                && top(&[seeds::VAULT_SEED, at, b.as_ref()])
        });
        index as u16
    }

    /// An id for which the lock has the bump 255.
    pub fn lock_id(&mut self, pool: &AmmPool) -> u64 {
        self.nonce_where(|id| {
            top_bump(
                &amm::ID,
                &[seeds::LOCK_SEED, pool.address.as_ref(), &id.to_le_bytes()],
            )
        })
    }
}

/// The pool of a mint and the reward token.
pub fn pool_of(stake: StakePool, config: Address, mint: PoolMint) -> AmmPool {
    let reward = PoolMint {
        address: stake.reward_mint,
        token_program: TOKEN_PROGRAM,
    };
    AmmPool::new(stake, config, mint, reward)
}
