//! Steps of the stake program.

use super::{Party, World};
use crate::{Chain, Sent};
use assay_client::{address, stake::BondLedger};

impl<C: Chain> World<C> {
    pub fn register(&mut self, party: &Party, roles: u8) -> Sent {
        self.operators.insert(party.operator);
        let instruction = self
            .pool
            .register_operator(party.address(), roles, party.profile());
        self.send(&[instruction], &[&party.authority])
    }

    pub fn deposit(&mut self, party: &Party, amount: u64) -> Sent {
        let instruction = self.pool.deposit_bond(party.address(), party.operator, amount);
        self.send(&[instruction], &[&party.authority])
    }

    pub fn begin_unbond(&mut self, party: &Party, nonce: u64, amount: u64) -> Sent {
        self.tickets.insert(address::ticket(&party.operator, nonce));
        let instruction = self.pool.begin_unbond(party.address(), nonce, amount);
        self.send(&[instruction], &[&party.authority])
    }

    pub fn cancel_unbond(&mut self, party: &Party, nonce: u64) -> Sent {
        let instruction = self.pool.cancel_unbond(party.address(), nonce);
        self.send(&[instruction], &[&party.authority])
    }

    pub fn withdraw(&mut self, party: &Party, nonce: u64) -> Sent {
        let instruction = self.pool.withdraw_bond(party.address(), nonce);
        self.send(&[instruction], &[&party.authority])
    }

    pub fn join(&mut self, party: &Party, index: u16) -> Sent {
        let instruction = self.pool.join_registry(party.address(), index);
        self.send(&[instruction], &[&party.authority])
    }

    pub fn leave(&mut self, party: &Party) -> Sent {
        let instruction = self.pool.leave_registry(party.address());
        self.send(&[instruction], &[&party.authority])
    }

    pub fn retire(&mut self, party: &Party) -> Sent {
        let instruction = self.pool.retire_operator(party.address());
        self.send(&[instruction], &[&party.authority])
    }

    pub fn close_operator(&mut self, party: &Party) -> Sent {
        let instruction = self.pool.close_operator(party.address());
        self.send(&[instruction], &[&party.authority])
    }

    /// The first free slot of the party's ledger.
    pub fn free_slot(&mut self, party: &Party) -> u8 {
        let ledger: BondLedger = self.state(&party.ledger);
        let free = ledger.locks.iter().position(|lock| lock.amount == 0);
        free.expect("a free ledger slot") as u8
    }
}
