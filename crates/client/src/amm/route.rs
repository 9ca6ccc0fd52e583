//! Routes as instructions.

use super::{AmmPool, Limits, Snapshot};
use assay_quotes::amm::{Exact, Tradable};
use solana_address::Address;
use solana_instruction::Instruction;

pub type Hop = assay_quotes::amm::Hop<AmmPool>;
pub type Route = assay_quotes::amm::Route<AmmPool>;

impl Tradable for Snapshot {
    type Pool = AmmPool;

    fn pool(&self) -> AmmPool {
        self.pool
    }

    fn snapshot(&self) -> &assay_quotes::amm::Snapshot {
        self
    }
}

/// A route as it is sent.
pub trait Swap {
    /// Opens the token accounts of what is bought and trades, all or nothing. The accounts of what is sold are there.
    fn instructions(&self, user: Address, limits: Limits) -> Vec<Instruction>;

    /// As [`Self::instructions`], but for the last trade, which another program makes.
    fn instructions_before_last(&self, user: Address, limits: Limits) -> Vec<Instruction>;
}

impl Swap for Route {
    fn instructions(&self, user: Address, limits: Limits) -> Vec<Instruction> {
        let open = self.hops.iter().map(|hop| open_bought(hop, user));
        let trade = self.hops.iter().map(|hop| instruction(hop, user, limits));
        open.chain(trade).collect()
    }

    fn instructions_before_last(&self, user: Address, limits: Limits) -> Vec<Instruction> {
        let before = &self.hops[..self.hops.len().saturating_sub(1)];
        before
            .iter()
            .flat_map(|hop| [open_bought(hop, user), instruction(hop, user, limits)])
            .collect()
    }
}

fn open_bought(hop: &Hop, user: Address) -> Instruction {
    hop.pool.open_account(&user, &user, hop.from().other())
}

fn instruction(hop: &Hop, user: Address, limits: Limits) -> Instruction {
    let (from, amount, limit) = (hop.from(), hop.amount, hop.quote.limit);
    match hop.exact {
        Exact::In => hop.pool.swap_exact_in(user, from, amount, limit, limits),
        Exact::Out => hop.pool.swap_exact_out(user, from, amount, limit, limits),
    }
}

#[cfg(test)]
mod tests;
