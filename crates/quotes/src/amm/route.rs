//! The best way from one mint to another: through one pool, or through two that meet in the reward token.
//!
//! Both hops go into one transaction, so that nothing is left half-done, and each has a limit of its own. In between
//! stands an amount of reward tokens that is fixed when the route is made. To sell exactly, the first hop must give at
//! least that much and the second one sells exactly that much; to buy exactly, the second one may cost at most that
//! much and the first one buys exactly that much. So whatever the pools do in between, both limits hold, and what the
//! first hop gives beyond the fixed amount, or the second one does not need of it, stays with the user as reward tokens:
//! at most half of the slippage when nothing moves, and nothing without slippage.

use super::{Quote, Refusal, Slippage, Snapshot};
use amm::{
    error::AmmError,
    state::{Side, Trade},
};
use solana_address::Address;

/// A pool that a route may go through, under whatever name its owner has for it.
pub trait Tradable {
    type Pool: Copy;

    fn pool(&self) -> Self::Pool;
    fn snapshot(&self) -> &Snapshot;
}

impl Tradable for Snapshot {
    type Pool = Address;

    fn pool(&self) -> Address {
        self.address
    }

    fn snapshot(&self) -> &Snapshot {
        self
    }
}

/// Which of the two amounts of a swap is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exact {
    /// What is sold.
    In,
    /// What is bought.
    Out,
}

/// Why there is no way from one mint to another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    #[error("{0} cannot be swapped for itself: name two different mints")]
    SameMint(Address),
    #[error("no pool of this suite trades {mint} for the reward token: `assay pool list` lists those there are, `assay pool create` makes one")]
    NoPool { mint: Address },
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// One trade of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop<P> {
    pub pool: P,
    pub exact: Exact,
    /// What the instruction is told: sold exactly, or bought exactly.
    pub amount: u64,
    pub quote: Quote<Trade>,
}

impl<P> Hop<P> {
    pub fn from(&self) -> Side {
        self.quote.effect.from
    }
}

/// A swap, as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<P> {
    pub exact: Exact,
    /// One or two.
    pub hops: Vec<Hop<P>>,
}

impl<P: Copy> Route<P> {
    /// Finds the best route among `pools`, those of one stake pool, whose reward token is `reward`. To sell, the one
    /// that gives most; to buy, the one that costs least.
    ///
    /// # Errors
    /// When the mints are the same, no pool trades one of them, or every pool that does refuses.
    pub fn find(
        pools: &[impl Tradable<Pool = P>],
        reward: &Address,
        [from, to]: [&Address; 2],
        exact: Exact,
        amount: u64,
        slippage: Slippage,
    ) -> Result<Self, RouteError> {
        if from == to {
            return Err(RouteError::SameMint(*from));
        }
        let through = |mints, amount, slippage| best(pools, reward, mints, exact, amount, slippage);
        if from == reward || to == reward {
            return Ok(Self {
                exact,
                hops: vec![through([from, to], amount, slippage)?],
            });
        }
        let [one, other] = slippage.halves();
        let hops = match exact {
            Exact::In => {
                let first = through([from, reward], amount, one)?;
                let second = through([reward, to], first.quote.limit, other)?;
                vec![first, second]
            }
            Exact::Out => {
                let second = through([reward, to], amount, other)?;
                let first = through([from, reward], second.quote.limit, one)?;
                vec![first, second]
            }
        };
        Ok(Self { exact, hops })
    }

    /// What is sold first.
    pub fn first(&self) -> &Hop<P> {
        &self.hops[0]
    }

    /// What is bought last.
    pub fn last(&self) -> &Hop<P> {
        &self.hops[self.hops.len() - 1]
    }

    /// Leaves the user's account, if nothing happens before.
    pub fn sent(&self) -> u64 {
        self.first().quote.effect.sent
    }

    /// Arrives in it, if nothing happens before.
    pub fn received(&self) -> u64 {
        self.last().quote.effect.received
    }

    /// The least that arrives.
    pub fn minimum_received(&self) -> u64 {
        match self.exact {
            Exact::In => self.last().quote.limit,
            Exact::Out => self.last().amount,
        }
    }

    /// The most that leaves.
    pub fn maximum_sent(&self) -> u64 {
        match self.exact {
            Exact::In => self.first().amount,
            Exact::Out => self.first().quote.limit,
        }
    }

    /// Reward tokens that stay with the user between two hops, if nothing happens before.
    pub fn left_over(&self) -> u64 {
        match self.hops.as_slice() {
            [first, second] => first.quote.effect.received - second.quote.effect.sent,
            _ => 0,
        }
    }

    /// Of both hops together, basis points, at most the whole.
    pub fn price_impact_bps(&self) -> u16 {
        let sum: u32 = self
            .hops
            .iter()
            .map(|hop| u32::from(hop.quote.price_impact_bps))
            .sum();
        sum.min(assay_math::BPS as u32) as u16
    }
}

/// The best of the pools that trade these two mints, one of which is the reward token.
fn best<T: Tradable>(
    pools: &[T],
    reward: &Address,
    [from, to]: [&Address; 2],
    exact: Exact,
    amount: u64,
    slippage: Slippage,
) -> Result<Hop<T::Pool>, RouteError> {
    let other = if from == reward { to } else { from };
    let mut refused: Option<((bool, u64), Refusal)> = None;
    let mut found: Option<Hop<T::Pool>> = None;
    for pool in pools {
        let snapshot = pool.snapshot();
        let (Some(side), Some(opposite)) = (snapshot.side_of(from), snapshot.side_of(to)) else {
            continue;
        };
        let quote = match exact {
            Exact::In => snapshot.sell(side, amount, slippage),
            Exact::Out => snapshot.buy(side, amount, slippage),
        };
        match quote {
            Ok(quote) => {
                let hop = Hop {
                    pool: pool.pool(),
                    exact,
                    amount,
                    quote,
                };
                if found
                    .as_ref()
                    .is_none_or(|found| is_better(&hop.quote.effect, &found.quote.effect, exact))
                {
                    found = Some(hop);
                }
            }
            // What the deepest of those that trade at all says is what the user can do most about.
            Err(refusal) => {
                let depth = snapshot.state.reserves[opposite as usize];
                let rank = (trades(&refusal), depth);
                if refused.as_ref().is_none_or(|(highest, _)| rank > *highest) {
                    refused = Some((rank, refusal));
                }
            }
        }
    }
    match (found, refused) {
        (Some(hop), _) => Ok(hop),
        (None, Some((_, refusal))) => Err(refusal.into()),
        (None, None) => Err(RouteError::NoPool { mint: *other }),
    }
}

/// Whether the pool would make another trade.
fn trades(refusal: &Refusal) -> bool {
    !refusal.is(AmmError::Paused) && !refusal.is(AmmError::NotOpen)
}

fn is_better(one: &Trade, other: &Trade, exact: Exact) -> bool {
    match exact {
        Exact::In => one.received > other.received,
        Exact::Out => one.sent < other.sent,
    }
}
