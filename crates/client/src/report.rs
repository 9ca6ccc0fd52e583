//! How concentrated stake, votes, income and liquidity are.
//!
//! Every measure is over those who hold more than nothing. Addresses are counted, not people: somebody with many keys
//! looks like many holders.

use crate::{
    amm,
    stake::{projection, Snapshot, StakePool},
    ClientError, Rpc,
};
use serde::Serialize;
use solana_address::Address;
use std::collections::HashMap;

pub use assay_quotes::concentration::Concentration;

/// How concentrated the liquidity of an AMM pool is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Liquidity {
    pub pool: String,
    pub mint_a: String,
    pub mint_b: String,
    /// By owner: liquidity tokens, and what is locked for them.
    #[serde(flatten)]
    pub measured: Concentration,
}

/// How concentrated a pool is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// By owner: positions, tickets, and operators' own bonds, which are their authorities'.
    pub stake: Concentration,
    /// By owner: what positions would vote with now.
    pub votes: Concentration,
    /// By operator: what commission, own bond and work have earned it since it registered, in reward tokens.
    pub income: Concentration,
    /// By operator: prices of settled jobs, base units of the mints they were paid in, one for one. Another mint than
    /// income's, so it is not added to it.
    pub settled: Concentration,
    /// Every AMM pool of the reward token.
    pub liquidity: Vec<Liquidity>,
}

impl Report {
    /// Reads the whole pool and measures it.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or there is no such pool.
    pub async fn load(rpc: &Rpc, pool: &StakePool) -> Result<Self, ClientError> {
        let mut report = Self::of(&Snapshot::load(rpc, pool, None).await?);
        for amm in amm::Snapshot::load_all(rpc, pool).await? {
            let holders = amm::holders(rpc, &amm.pool).await?;
            report.liquidity.push(Liquidity {
                pool: amm.pool.address.to_string(),
                mint_a: amm.state.mints[0].to_string(),
                mint_b: amm.state.mints[1].to_string(),
                measured: of_liquidity(holders),
            });
        }
        Ok(report)
    }

    /// Measures a whole stake pool; AMM pools are accounts of their own.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let (mut stake, mut votes) = (Tally::new(), Tally::new());
        for (_, position) in &snapshot.positions {
            add(&mut stake, position.owner, snapshot.value(position));
            let weight = position.weight_now(snapshot.operator_of(position));
            add(&mut votes, position.owner, weight);
        }
        for ticket in &snapshot.tickets {
            add(&mut stake, ticket.owner, snapshot.ticket_value(ticket));
        }
        for operator in snapshot.operators.values() {
            add(&mut stake, operator.authority, operator.own_bond);
        }
        let operators = || snapshot.operators.values();
        let income = operators().map(|operator| {
            let operator = projection::collected(&snapshot.pool, operator, snapshot.now).1;
            operator.earned_commission + operator.earned_bond + operator.earned_work
        });
        Self {
            stake: Concentration::of_holders(stake.into_values()),
            votes: Concentration::of_holders(votes.into_values()),
            income: Concentration::of_holders(income),
            settled: Concentration::of_holders(operators().map(|operator| operator.settled_value)),
            liquidity: Vec::new(),
        }
    }
}

/// Adds up what each owner holds in several accounts and locks.
fn of_liquidity(holders: Vec<(Address, u64)>) -> Concentration {
    let mut tally = Tally::new();
    for (owner, amount) in holders {
        add(&mut tally, owner, amount);
    }
    Concentration::of_holders(tally.into_values())
}

type Tally = HashMap<Address, u64>;

fn add(tally: &mut Tally, owner: Address, amount: u64) {
    let sum = tally.entry(owner).or_default();
    *sum = sum.saturating_add(amount);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stake::{Operator, Pool, Position, Ticket};
    use bytemuck::Zeroable;

    fn of(amounts: &[u64]) -> Concentration {
        Concentration::of(amounts.to_vec())
    }

    #[test]
    fn liquidity_is_the_owners_locked_or_not() {
        let key = |byte| Address::new_from_array([byte; 32]);
        let holders = vec![(key(1), 60), (key(2), 70), (key(1), 40), (key(3), 0)];
        assert_eq!(of_liquidity(holders), of(&[100, 70]));
    }

    #[test]
    fn stake_is_the_owners_wherever_it_is() {
        let key = |byte| Address::new_from_array([byte; 32]);
        let (alice, bob) = (key(1), key(2));
        let mut operator = Operator::zeroed();
        (operator.authority, operator.own_bond) = (bob, 60);
        operator.cooling.buy(10).expect("first");
        operator.backing.buy(30).expect("first");
        operator.leaving_shares = 10;
        // Half of the backing was slashed.
        operator.backing.stake = 15;
        (operator.earned_bond, operator.earned_work, operator.settled_value) = (3, 4, 500);
        let (mut backing, mut vesting) = (Position::zeroed(), Position::zeroed());
        (backing.owner, backing.operator, backing.shares) = (alice, key(9), 20);
        (vesting.owner, vesting.amount, vesting.kind) = (alice, 100, stake::constants::KIND_VESTING);
        let ticket = |source, operator, owner, shares| {
            let mut ticket = Ticket::zeroed();
            (ticket.source, ticket.operator, ticket.owner, ticket.shares) = (source, operator, owner, shares);
            ticket
        };
        let mut pool = Pool::zeroed();
        pool.saturation = 1;
        let snapshot = Snapshot {
            now: 0,
            pool,
            operators: HashMap::from([(key(9), operator)]),
            positions: vec![(key(7), backing), (key(8), vesting)],
            tickets: vec![
                ticket(key(9), key(9), bob, 10),
                ticket(key(7), key(9), alice, 10),
                ticket(key(8), Address::default(), alice, 5),
            ],
        };
        let report = Report::of(&snapshot);
        // Alice: 10 backing, 100 vesting, tickets of 5 and 5. Bob: 60 bonded, 10 cooling down.
        assert_eq!(report.stake, of(&[120, 70]));
        assert_eq!(report.votes, of(&[10]), "what vests has no vote");
        assert_eq!((report.income, report.settled), (of(&[7]), of(&[500])));
    }
}
