//! Where every token is, and whether it adds up.

use super::World;
use crate::Chain;
use assay_client::{
    accounts::decode,
    address,
    escrow::Job,
    stake::{BondLedger, Operator, Pool, Position, Ticket, VerifierRegistry},
    token::{Mint, TokenAccount},
};
use solana_address::Address;
use std::collections::BTreeMap;

/// Every token account and every supply by name, base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balances(pub BTreeMap<String, u64>);

impl Balances {
    /// What `name` has; nothing when there is no such account.
    pub fn of(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// What changed since `before`, by name.
    pub fn since(&self, before: &Self) -> BTreeMap<String, i128> {
        let names = self.0.keys().chain(before.0.keys());
        names
            .map(|name| {
                (
                    name.clone(),
                    i128::from(self.of(name)) - i128::from(before.of(name)),
                )
            })
            .filter(|(_, change)| *change != 0)
            .collect()
    }
}

/// What a pool counts, base units.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    bond: u64,
    cooling: u64,
    locked: u64,
    staked: u64,
    weight: u64,
    effective: u64,
    /// Voting weight.
    votes: u64,
}

impl<C: Chain> World<C> {
    /// All balances now.
    pub fn balances(&mut self) -> Balances {
        let mut balances = BTreeMap::new();
        for (name, address) in self.tokens.clone() {
            if let Some(token) = self.token(&address) {
                balances.insert(name, token.amount);
            }
        }
        for (name, mint) in self.mints() {
            balances.insert(name.to_owned(), self.supply(&mint));
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
        self.tokens.insert(name.to_owned(), account);
    }

    /// The token account at `address`, when there is one.
    pub fn token(&mut self, address: &Address) -> Option<TokenAccount> {
        let account = self.chain.account(address)?;
        TokenAccount::decode(*address, &account.data).ok()
    }

    fn mints(&self) -> Vec<(&'static str, Address)> {
        let (reward, payment) = (self.pool.reward_mint, self.market.payment_mint);
        let mut mints = vec![("supply", payment)];
        if reward != payment {
            mints.push(("reward supply", reward));
        }
        mints
    }

    fn supply(&mut self, mint: &Address) -> u64 {
        let Some(account) = self.chain.account(mint) else {
            return 0;
        };
        Mint::decode(*mint, &account.data).map_or(0, |mint| mint.supply)
    }

    /// Checks the invariants that hold after every transaction.
    ///
    /// # Panics
    /// When one is broken.
    #[track_caller]
    pub fn check(&mut self) {
        self.check_supply();
        if self.chain.account(&self.pool.address).is_some() {
            let locks = self.check_bonds();
            self.check_registry();
            self.check_jobs(&locks);
        }
    }

    /// Every token that exists is in one of the accounts we know of.
    #[track_caller]
    fn check_supply(&mut self) {
        for (name, mint) in self.mints() {
            let accounts: Vec<Address> = self.tokens.values().copied().collect();
            let held: u128 = accounts
                .iter()
                .filter_map(|account| self.token(account))
                .filter(|token| token.mint == mint)
                .map(|token| u128::from(token.amount))
                .sum();
            assert_eq!(
                held,
                u128::from(self.supply(&mint)),
                "{name}: tokens are lost or made"
            );
        }
    }

    /// Bonds, positions, tickets and locks add up to what the pool says and what the vaults hold. Returns the locks per
    /// job.
    #[track_caller]
    fn check_bonds(&mut self) -> BTreeMap<[u8; 32], u64> {
        let pool: Pool = self.state(&self.pool.address.clone());
        let mut sums = Sums::default();
        let mut per_job = BTreeMap::new();
        for address in self.operators.clone() {
            let Some(operator) = self.find::<Operator>(&address) else {
                continue;
            };
            let ledger: BondLedger = self.state(&address::ledger(&address));
            let taken: Vec<_> = ledger.locks.iter().filter(|lock| lock.amount > 0).collect();
            let sum: u64 = taken.iter().map(|lock| lock.amount).sum();
            assert_eq!(sum, operator.locked, "locks in the ledger of {address}");
            assert_eq!(
                taken.len(),
                usize::from(operator.open_locks),
                "open locks of {address}"
            );
            assert!(
                operator.locked <= operator.stake(),
                "locks of {address} exceed its stake"
            );
            for lock in taken {
                *per_job.entry(lock.job.to_bytes()).or_default() += 1;
            }
            self.check_backing(&address, &operator);
            sums.bond += operator.own_bond;
            sums.cooling += operator.cooling.stake;
            sums.locked += operator.locked;
            sums.staked += operator.backing.stake;
            if operator.frozen == 0 {
                sums.weight += operator.weight;
                sums.effective += operator.effective;
            }
        }
        for position in self.existing_positions() {
            sums.staked += position.amount;
            sums.votes += position.counted();
        }
        for ticket in self.existing_tickets() {
            if ticket.operator == Address::default() {
                sums.cooling += ticket.shares;
            }
        }
        assert_eq!(
            sums,
            Sums {
                bond: pool.total_bond,
                cooling: pool.total_cooling,
                locked: pool.total_locked,
                staked: pool.total_staked,
                weight: pool.total_weight,
                effective: pool.total_effective,
                votes: pool.total_votes,
            },
            "the pool's totals"
        );
        let vault = self.token(&self.pool.vault.clone()).expect("the stake vault");
        let gifts = self.gifts(&self.pool.vault);
        let owed = sums.bond + sums.cooling + sums.staked;
        assert_eq!(vault.amount, owed + gifts, "the stake vault");
        self.check_rewards(&pool);
        per_job
    }

    /// Shares and weights of an operator's backers add up to what it says.
    #[track_caller]
    fn check_backing(&mut self, address: &Address, operator: &Operator) {
        let (mut shares, mut leaving, mut weight) = (0, 0, 0);
        for position in self.existing_positions() {
            if position.operator == *address {
                shares += position.shares;
                weight += position.weight();
                leaving += if position.is_leaving() { position.shares } else { 0 };
            }
        }
        let mut cooling = 0;
        for ticket in self.existing_tickets() {
            if ticket.source == *address {
                cooling += ticket.shares;
            } else if ticket.operator == *address {
                shares += ticket.shares;
                leaving += ticket.shares;
            }
        }
        assert_eq!(
            (shares, leaving, weight, cooling),
            (
                operator.backing.shares,
                operator.leaving_shares,
                operator.backing_weight,
                operator.cooling.shares
            ),
            "shares, leaving shares, weight and cooling shares of {address}"
        );
    }

    /// Everything that can be claimed, now or when what runs has run, is in the reward vault.
    #[track_caller]
    fn check_rewards(&mut self, pool: &Pool) {
        let vault = self
            .token(&self.pool.reward_vault.clone())
            .expect("the reward vault");
        let gifts = self.gifts(&self.pool.reward_vault);
        assert_eq!(vault.amount, pool.rewards + gifts, "the reward vault");
        assert!(pool.emitted <= pool.emission_cap, "emitted above the cap");
        let now = self.now();
        let mut pool = *pool;
        let mut claimable = 0;
        let positions = self.existing_positions();
        for address in self.operators.clone() {
            let Some(mut operator) = self.find::<Operator>(&address) else {
                continue;
            };
            operator.collect(&mut pool, now);
            claimable += operator.rewards;
            for position in positions.iter().filter(|position| position.operator == address) {
                let mut position = *position;
                position.collect(&operator);
                claimable += position.rewards;
            }
        }
        let idle = positions.iter().filter(|position| !position.has_operator());
        claimable += idle.map(|position| position.rewards).sum::<u64>();
        claimable += self.check_farms(&mut pool, now);
        let promised = pool.treasury + pool.liquidity + pool.carried + pool.stream - pool.streamed;
        assert!(
            claimable + promised <= pool.rewards,
            "{claimable} can be claimed and {promised} are promised, but {} were minted and not paid",
            pool.rewards
        );
    }

    fn existing_positions(&mut self) -> Vec<Position> {
        let positions = self.positions.clone();
        positions
            .iter()
            .filter_map(|address| self.find(address))
            .collect()
    }

    fn existing_tickets(&mut self) -> Vec<Ticket> {
        let tickets = self.tickets.clone();
        tickets.iter().filter_map(|address| self.find(address)).collect()
    }

    /// Every registered verifier weighs what is at stake for it.
    #[track_caller]
    fn check_registry(&mut self) {
        let registry: VerifierRegistry = self.state(&self.pool.registry.clone());
        let taken: Vec<_> = registry.entries.iter().filter(|entry| entry.weight > 0).collect();
        assert_eq!(
            taken.len(),
            usize::from(registry.count),
            "verifiers in the registry"
        );
        let weights: u64 = taken.iter().map(|entry| entry.weight).sum();
        assert_eq!(weights, registry.total_weight, "weights in the registry");
        for entry in taken {
            let operator: Operator = self.state(&entry.operator);
            assert_eq!(entry.weight, operator.stake(), "weight of {}", entry.operator);
        }
    }

    /// Every job's vault holds what the job says, and as many bonds are locked for it.
    #[track_caller]
    fn check_jobs(&mut self, locks: &BTreeMap<[u8; 32], u64>) {
        for address in self.jobs.clone() {
            let Some(account) = self.chain.account(&address) else {
                continue;
            };
            let Ok(job) = decode::<Job>(address, &account.data) else {
                continue;
            };
            let vault = address::vault(&address);
            let held = self.token(&vault).expect("the vault of an open job").amount;
            assert_eq!(
                held,
                job.vault_balance + self.gifts(&vault),
                "the vault of {address}"
            );
            let locked = locks.get(&address.to_bytes()).copied().unwrap_or(0);
            assert_eq!(u64::from(job.open_locks), locked, "bonds locked for {address}");
            self.check_demands(&address, &job);
        }
    }

    pub(super) fn gifts(&self, vault: &Address) -> u64 {
        self.donated.get(vault).copied().unwrap_or(0)
    }
}
