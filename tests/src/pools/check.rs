//! Whether everything adds up.

use super::{not_below, Known, Pools};
use crate::{Balances, Chain};
use amm::{
    constants::MIN_LIQUIDITY,
    state::{LiquidityLock, LiquidityPool, Side},
};
use assay_client::{amm::AmmPool, token::Mint};
use solana_address::Address;
use spl_token_2022_interface::{
    extension::{transfer_fee::TransferFeeAmount, BaseStateWithExtensions, PodStateWithExtensions},
    pod::PodAccount,
};
use std::collections::BTreeMap;

impl<C: Chain> Pools<C> {
    /// All balances and supplies now.
    pub fn balances(&mut self) -> Balances {
        let mut balances = BTreeMap::new();
        for (name, address) in self.holders.clone() {
            if let Some(token) = self.world.token(&address) {
                balances.insert(name, token.amount);
            }
        }
        for (name, mint) in self.mints.clone() {
            balances.insert(format!("{name} supply"), self.supply(&mint));
        }
        Balances(balances)
    }

    /// Asserts that exactly these balances changed since `before`, by so much. A mint's supply is one of them.
    #[track_caller]
    pub fn assert_moved(&mut self, before: &Balances, expected: &[(&str, i128)]) {
        let moved = self.balances().since(before);
        let expected: BTreeMap<String, i128> = expected
            .iter()
            .filter(|(_, change)| *change != 0)
            .map(|(name, change)| ((*name).to_owned(), *change))
            .collect();
        assert_eq!(moved, expected);
    }

    /// Watches a further token account under this name.
    pub fn watch(&mut self, name: &str, account: Address) {
        self.holders.insert(name.to_owned(), account);
    }

    /// Watches a further lock.
    pub(super) fn watch_lock(&mut self, lock: Address) {
        if !self.locks.contains(&lock) {
            self.locks.push(lock);
        }
    }

    /// Watches the pool, its vaults and its liquidity.
    pub(super) fn learn(&mut self) {
        let pool = self.pool;
        if self.known.iter().any(|known| known.pool.address == pool.address) {
            return;
        }
        self.known.push(Known {
            pool,
            quote: self.quote,
            suffix: self.suffix.clone(),
            state: None,
        });
        for side in [Side::A, Side::B] {
            self.watch(&self.vault_name(side), pool.vaults[side as usize]);
        }
        self.mints.insert(self.lp_name(), pool.lp_mint);
    }

    fn supply(&mut self, mint: &Address) -> u64 {
        let account = self.world.chain.account(mint);
        account.map_or(0, |account| {
            Mint::decode(*mint, &account.data).map_or(0, |mint| mint.supply)
        })
    }

    /// What a refused transaction must leave alone.
    pub(super) fn snapshot(&mut self) -> (Balances, Vec<Vec<u8>>) {
        let known: Vec<Address> = self.known.iter().map(|known| known.pool.address).collect();
        let states = known
            .iter()
            .chain(&self.locks.clone())
            .copied()
            .collect::<Vec<_>>();
        let data = |address: &Address| {
            self.world
                .chain
                .account(address)
                .map_or_else(Vec::new, |it| it.data)
        };
        let states = states.iter().map(data).collect();
        (self.balances(), states)
    }

    /// Checks what holds after every transaction.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn check(&mut self) {
        self.check_supplies();
        for index in 0..self.known.len() {
            let Known {
                pool, state: before, ..
            } = self.known[index];
            let Some(state) = self.world.find::<LiquidityPool>(&pool.address) else {
                continue;
            };
            self.check_pool(&pool, &state);
            if let Some(before) = before {
                check_growth(&before, &state);
            }
            self.known[index].state = Some(state);
        }
    }

    /// Every token that exists is in one of the accounts we know of; what a token takes of transfers stays there, too.
    #[track_caller]
    fn check_supplies(&mut self) {
        let holders: Vec<Address> = self.holders.values().copied().collect();
        let mut held: BTreeMap<Address, u128> = BTreeMap::new();
        for holder in holders.into_iter().collect::<std::collections::BTreeSet<_>>() {
            if let Some(token) = self.world.token(&holder) {
                let withheld = self.withheld(&holder);
                *held.entry(token.mint).or_default() += u128::from(token.amount) + u128::from(withheld);
            }
        }
        for (name, mint) in self.mints.clone() {
            let found = held.get(&mint).copied().unwrap_or(0);
            let expected = if Self::is_native(&mint) {
                self.wrapped
            } else {
                self.supply(&mint)
            };
            assert_eq!(found, u128::from(expected), "{name}: tokens are lost or made");
        }
    }

    fn withheld(&mut self, account: &Address) -> u64 {
        let data = self.world.chain.account(account).expect("just read").data;
        let Ok(account) = PodStateWithExtensions::<PodAccount>::unpack(&data) else {
            return 0;
        };
        account
            .get_extension::<TransferFeeAmount>()
            .map_or(0, |fee| fee.withheld_amount.into())
    }

    /// Vaults hold what is owed and what was given, and liquidity is in tokens, in locks or nobody's.
    #[track_caller]
    fn check_pool(&mut self, pool: &AmmPool, state: &LiquidityPool) {
        for side in [Side::A, Side::B] {
            let vault = pool.vaults[side as usize];
            let held = self.world.token(&vault).expect("a vault").amount;
            let gift = self.gifts.get(&vault).copied().unwrap_or(0);
            assert_eq!(
                held,
                state.owed(side) + gift,
                "vault {side:?} of {}",
                pool.address
            );
            assert!(state.reserves[side as usize] > 0, "an empty reserve");
        }
        let supply = self.supply(&pool.lp_mint);
        assert_eq!(
            supply + state.locked + MIN_LIQUIDITY,
            state.liquidity,
            "liquidity of {}",
            pool.address
        );
        let locks = self.locks.clone();
        let locked: u64 = locks
            .iter()
            .filter_map(|lock| self.world.find::<LiquidityLock>(lock))
            .filter(|lock| lock.pool == pool.address)
            .map(|lock| lock.liquidity)
            .sum();
        assert_eq!(locked, state.locked, "locked liquidity of {}", pool.address);
    }

    /// What was sent to a vault past the program went to the authority.
    pub(super) fn forget_gifts(&mut self) {
        for vault in self.pool.vaults {
            self.gifts.remove(&vault);
        }
    }

    /// Lamports are about to be added to a vault of wrapped lamports past the program.
    pub fn expect_wrapped_gift(&mut self, side: Side, amount: u64) {
        self.wrapped += amount;
        self.expect_gift(side, amount);
    }

    /// Something was added to a vault past the program.
    fn expect_gift(&mut self, side: Side, amount: u64) {
        *self.gifts.entry(self.pool.vaults[side as usize]).or_default() += amount;
    }
}

/// Liquidity is never worth less than before, and time does not run backwards in the oracle.
#[track_caller]
fn check_growth(before: &LiquidityPool, after: &LiquidityPool) {
    assert!(
        not_below(
            (before.reserves, before.liquidity),
            (after.reserves, after.liquidity)
        ),
        "liquidity lost worth: {:?} for {}, then {:?} for {}",
        before.reserves,
        before.liquidity,
        after.reserves,
        after.liquidity
    );
    let sums = |pool: &LiquidityPool| {
        let last = &pool.oracle.last;
        [last.price_a, last.price_b].map(|sum| (sum[2], sum[1], sum[0]))
    };
    let (was, is) = (sums(before), sums(after));
    assert!(was[0] <= is[0] && was[1] <= is[1], "a sum of prices fell");
    assert!(
        before.oracle.last.at <= after.oracle.last.at,
        "time ran backwards"
    );
    assert!(before.burnt <= after.burnt, "what was burnt came back");
}
