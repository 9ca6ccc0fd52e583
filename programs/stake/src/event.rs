//! One event per state change, with what an indexer needs to follow balances without reading accounts.

use alloc::vec::Vec;
use anchor_lang::{prelude::*, sol_log_data, Discriminator};
use solana_program_log::log as log_line;

/// Logs `event` with the bytes that `emit!` would log. The macro builds them anew in every instruction.
pub fn emit<E: Discriminator + bytemuck::Pod>(event: &E) {
    log(E::DISCRIMINATOR, bytemuck::bytes_of(event));
}

/// Says in the log, beside an error, the number that would help: `what`, then `value`. One function, because what the
/// logger's macro expands to is large.
#[inline(never)]
pub fn note(what: &str, value: u64) {
    log_line!("{} {}", what, value);
}

#[inline(never)]
fn log(discriminator: &[u8], body: &[u8]) {
    sol_log_data(&[&bytes(discriminator, body)]);
}

fn bytes(discriminator: &[u8], body: &[u8]) -> Vec<u8> {
    [discriminator, body].concat()
}

#[event(bytemuck)]
pub struct PoolInitialized {
    pub pool: Address,
    pub reward_mint: Address,
    pub authority: Address,
    pub escrow_signer: Address,
}

#[event(bytemuck)]
pub struct PoolParamsSet {
    pub pool: Address,
    pub min_bond: u64,
    pub cooldown_seconds: i64,
    pub jail_seconds: i64,
    pub bond_factor_bps: u64,
}

#[event(bytemuck)]
pub struct PoolPauseSet {
    pub pool: Address,
    pub mask_before: u64,
    pub mask_after: u64,
}

#[event(bytemuck)]
pub struct OperatorRegistered {
    pub pool: Address,
    pub operator: Address,
    pub authority: Address,
    pub agent: Address,
    pub roles: u64,
}

#[event(bytemuck)]
pub struct OperatorUpdated {
    pub operator: Address,
    pub agent_before: Address,
    pub agent_after: Address,
    pub price_floor: u64,
}

#[event(bytemuck)]
pub struct OperatorRetired {
    pub operator: Address,
}

#[event(bytemuck)]
pub struct OperatorClosed {
    pub operator: Address,
    pub authority: Address,
}

#[event(bytemuck)]
pub struct BondDeposited {
    pub operator: Address,
    pub amount: u64,
    pub bond_before: u64,
    pub bond_after: u64,
}

#[event(bytemuck)]
pub struct UnbondBegun {
    pub operator: Address,
    pub ticket: Address,
    pub amount: u64,
    pub bond_before: u64,
    pub bond_after: u64,
    pub release_at: i64,
}

#[event(bytemuck)]
pub struct UnbondCancelled {
    pub operator: Address,
    pub ticket: Address,
    pub amount: u64,
    pub bond_before: u64,
    pub bond_after: u64,
}

#[event(bytemuck)]
pub struct BondWithdrawn {
    pub operator: Address,
    pub ticket: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct RegistryJoined {
    pub operator: Address,
    /// The verifier that was displaced, or zeros.
    pub displaced: Address,
    pub index: u64,
    pub weight: u64,
    pub total_weight: u64,
}

#[event(bytemuck)]
pub struct RegistryLeft {
    pub operator: Address,
    pub index: u64,
    pub total_weight: u64,
}

#[event(bytemuck)]
pub struct BondLocked {
    pub operator: Address,
    pub job: Address,
    pub amount: u64,
    pub locked_before: u64,
    pub locked_after: u64,
}

#[event(bytemuck)]
pub struct BondReleased {
    pub operator: Address,
    pub job: Address,
    pub amount: u64,
    pub locked_before: u64,
    pub locked_after: u64,
    pub reputation: u64,
}

#[event(bytemuck)]
pub struct BondSlashed {
    pub operator: Address,
    pub job: Address,
    pub amount: u64,
    pub to_challenger: u64,
    pub to_client: u64,
    pub burnt: u64,
    pub bond_before: u64,
    pub bond_after: u64,
    pub jailed_until: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::Event;

    #[test]
    fn the_bytes_are_those_of_the_framework() {
        let event = PoolPauseSet {
            pool: Address::new_from_array([7; 32]),
            mask_before: 1,
            mask_after: 2,
        };
        assert_eq!(
            event.data(),
            bytes(PoolPauseSet::DISCRIMINATOR, bytemuck::bytes_of(&event))
        );
    }
}
