//! One event per state change, with what an indexer needs to follow balances without reading accounts.

mod farm;
mod governance;

pub use farm::*;
pub use governance::*;

use anchor_lang::{prelude::*, sol_log_data, Discriminator};
use core::mem::MaybeUninit;
use solana_program_log::log as log_line;

/// Longest event, bytes.
const MOST: usize = 512;

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

/// One piece of data: discriminator and body.
#[inline(never)]
fn log(discriminator: &[u8], body: &[u8]) {
    with_bytes(discriminator, body, |data| sol_log_data(&[data]));
}

#[inline(always)]
fn with_bytes<R>(discriminator: &[u8], body: &[u8], then: impl FnOnce(&[u8]) -> R) -> R {
    let mut buffer = [const { MaybeUninit::<u8>::uninit() }; MOST];
    let len = discriminator.len() + body.len();
    assert!(len <= MOST);
    // SAFETY: both fit, one after the other, and together they are the first `len` bytes.
    let data = unsafe {
        let start = buffer.as_mut_ptr().cast::<u8>();
        start.copy_from_nonoverlapping(discriminator.as_ptr(), discriminator.len());
        start
            .add(discriminator.len())
            .copy_from_nonoverlapping(body.as_ptr(), body.len());
        core::slice::from_raw_parts(start, len)
    };
    then(data)
}

#[event(bytemuck)]
pub struct PoolInitialized {
    pub pool: Address,
    pub reward_mint: Address,
    pub authority: Address,
    pub escrow_signer: Address,
    pub first_emission: u64,
    pub decay_q32: u64,
    pub epoch_seconds: u64,
    pub emission_cap: u64,
}

#[event(bytemuck)]
pub struct PoolParamsSet {
    pub pool: Address,
    pub min_bond: u64,
    pub cooldown_seconds: i64,
    pub jail_seconds: i64,
    pub commission_delay_seconds: i64,
    pub bond_factor_bps: u64,
    pub security_bps: u64,
    pub work_bps: u64,
    pub verification_bps: u64,
    pub liquidity_bps: u64,
    pub treasury_bps: u64,
    pub saturation: u64,
    pub max_commission_bps: u64,
    pub commission_step_bps: u64,
}

#[event(bytemuck)]
pub struct EmissionLowered {
    pub pool: Address,
    pub before: u64,
    pub after: u64,
}

#[event(bytemuck)]
pub struct EpochAdvanced {
    pub pool: Address,
    /// The epoch that begins.
    pub epoch: u64,
    pub to_work: u64,
    pub to_verification: u64,
    pub to_security: u64,
    pub to_liquidity: u64,
    pub to_treasury: u64,
    /// Streamed over the epoch: the security share and what was carried.
    pub stream: u64,
    /// The same for liquidity.
    pub liquidity_stream: u64,
    pub emitted: u64,
}

#[event(bytemuck)]
pub struct TreasuryWithdrawn {
    pub pool: Address,
    pub amount: u64,
    pub treasury_after: u64,
}

#[event(bytemuck)]
pub struct PositionOpened {
    pub pool: Address,
    pub position: Address,
    pub owner: Address,
    pub amount: u64,
    pub kind: u64,
    pub lock_seconds: u64,
}

#[event(bytemuck)]
pub struct StakeAdded {
    pub position: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct PositionSplit {
    pub position: Address,
    pub new: Address,
    pub value_before: u64,
    pub value_after: u64,
    pub new_value: u64,
}

#[event(bytemuck)]
pub struct PositionsMerged {
    pub position: Address,
    pub merged: Address,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct PositionTransferred {
    pub position: Address,
    pub owner_before: Address,
    pub owner_after: Address,
}

#[event(bytemuck)]
pub struct PositionClosed {
    pub position: Address,
    pub owner: Address,
}

#[event(bytemuck)]
pub struct UnstakeBegun {
    pub position: Address,
    pub ticket: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
    pub release_at: i64,
}

#[event(bytemuck)]
pub struct UnstakeCancelled {
    pub position: Address,
    pub ticket: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct StakeWithdrawn {
    pub position: Address,
    pub ticket: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct RewardsClaimed {
    pub position: Address,
    pub owner: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct RewardsCompounded {
    pub position: Address,
    pub amount: u64,
    pub value_before: u64,
    pub value_after: u64,
}

#[event(bytemuck)]
pub struct OperatorBacked {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
    pub shares: u64,
    pub backing_after: u64,
}

#[event(bytemuck)]
pub struct OperatorLeft {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
    pub backing_after: u64,
    /// Unix time from which it may back somebody else.
    pub leaving_until: i64,
}

#[event(bytemuck)]
pub struct LeaveEnded {
    pub operator: Address,
    pub position: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct LockSet {
    pub position: Address,
    pub lock_seconds: u64,
    /// Unix time at which a released lock ends; 0 while it stands.
    pub lock_ends_at: i64,
}

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
        let bytes = with_bytes(
            PoolPauseSet::DISCRIMINATOR,
            bytemuck::bytes_of(&event),
            <[u8]>::to_vec,
        );
        assert_eq!(event.data(), bytes);
    }
}
