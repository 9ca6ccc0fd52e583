//! One event per state change, with what an indexer needs to follow balances without reading accounts.

mod farm;
mod governance;
mod operator;
mod position;

pub use farm::*;
pub use governance::*;
pub use operator::*;
pub use position::*;

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
pub struct PoolPauseSet {
    pub pool: Address,
    pub mask_before: u64,
    pub mask_after: u64,
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
