//! What happens to operators, their bonds and their places in the lottery. Amounts are base units.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct CommissionAnnounced {
    pub operator: Address,
    pub commission_bps: u64,
    pub next_commission_bps: u64,
    /// Unix time at which it takes effect; 0 when it has.
    pub commission_at: i64,
}

#[event(bytemuck)]
pub struct OperatorSynced {
    pub operator: Address,
    pub weight: u64,
    pub effective: u64,
    pub rewards: u64,
}

#[event(bytemuck)]
pub struct OperatorPaid {
    pub operator: Address,
    pub authority: Address,
    pub amount: u64,
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
pub struct ClassSet {
    pub operator: Address,
    pub class_before: u64,
    pub class_after: u64,
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
    /// Fees burnt that count for the operator's share of the emission, for work and for attesting.
    pub work_burnt: u64,
    pub attested_burnt: u64,
}

#[event(bytemuck)]
pub struct BondSlashed {
    pub operator: Address,
    pub job: Address,
    pub amount: u64,
    pub to_challenger: u64,
    pub to_client: u64,
    pub burnt: u64,
    /// What of it was the backers'.
    pub from_backers: u64,
    pub bond_before: u64,
    pub bond_after: u64,
    pub jailed_until: i64,
}
