//! A pool with everything at stake in it. It is read in a few requests: what happens in between may be in one part and
//! not yet in another.

use super::{Operator, Pool, Position, StakePool, Ticket};
use crate::{accounts, ClientError, Rpc};
use solana_address::Address;
use std::{collections::HashMap, mem::offset_of};

/// A pool, its operators, and the positions and tickets of one owner or of all.
#[derive(Clone)]
pub struct Snapshot {
    /// The chain's Unix time.
    pub now: i64,
    pub pool: Pool,
    pub operators: HashMap<Address, Operator>,
    /// Oldest first.
    pub positions: Vec<(Address, Position)>,
    /// Those of the positions and of the operators' own bonds; soonest release first.
    pub tickets: Vec<Ticket>,
}

impl Snapshot {
    /// Reads everything, or of positions and tickets only what is `owner`'s.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or there is no such pool.
    pub async fn load(rpc: &Rpc, pool: &StakePool, owner: Option<&Address>) -> Result<Self, ClientError> {
        let state = accounts::fetch::<Pool>(rpc, &pool.address).await?;
        let of_pool: (usize, &[u8]) = (offset_of!(Position, pool), pool.address.as_ref());
        let mut of_owner = vec![of_pool];
        let mut tickets_of = Vec::new();
        if let Some(owner) = owner {
            of_owner.push((offset_of!(Position, owner), owner.as_ref()));
            tickets_of.push((offset_of!(Ticket, owner), owner.as_ref()));
        }
        let mut positions = accounts::list::<Position>(rpc, &of_owner).await?;
        positions.sort_by_key(|(address, position)| (position.opened_at, *address));
        let of_pool = (offset_of!(Operator, pool), pool.address.as_ref());
        let operators = accounts::list::<Operator>(rpc, &[of_pool]).await?;
        let mut snapshot = Self {
            now: rpc.unix_time().await?,
            pool: state,
            operators: operators.into_iter().collect(),
            positions,
            tickets: Vec::new(),
        };
        for (_, ticket) in accounts::list::<Ticket>(rpc, &tickets_of).await? {
            if snapshot.has(&ticket) || is_of(rpc, pool, &ticket).await? {
                snapshot.tickets.push(ticket);
            }
        }
        snapshot.tickets.sort_by_key(|ticket| ticket.release_at);
        Ok(snapshot)
    }

    fn has(&self, ticket: &Ticket) -> bool {
        self.operators.contains_key(&ticket.operator)
            || self
                .positions
                .iter()
                .any(|(address, _)| *address == ticket.source)
    }

    /// The operator that a position backs or is leaving.
    pub fn operator_of(&self, position: &Position) -> Option<&Operator> {
        self.operators.get(&position.operator)
    }

    /// Base units that a position is worth.
    pub fn value(&self, position: &Position) -> u64 {
        position.value(self.operator_of(position))
    }

    /// Base units that a ticket is worth.
    pub fn ticket_value(&self, ticket: &Ticket) -> u64 {
        match self.operators.get(&ticket.operator) {
            None => ticket.shares,
            Some(operator) if ticket.source == ticket.operator => operator.cooling.value(ticket.shares),
            Some(operator) => operator.backing.value(ticket.shares),
        }
    }

    /// Tickets taken out of a position or an operator's own bond.
    pub fn tickets_of<'a>(&'a self, source: &'a Address) -> impl Iterator<Item = &'a Ticket> {
        self.tickets.iter().filter(move |ticket| ticket.source == *source)
    }
}

/// Whether a ticket was taken out of a position of this pool. A position that was given away is not among those of the
/// ticket's owner.
async fn is_of(rpc: &Rpc, pool: &StakePool, ticket: &Ticket) -> Result<bool, ClientError> {
    // Tickets of an operator's bond name the operator, and every one of the pool is known.
    if ticket.operator == ticket.source {
        return Ok(false);
    }
    let position = accounts::find::<Position>(rpc, &ticket.source).await?;
    Ok(position.is_some_and(|position| position.pool == pool.address))
}
