use super::slot_hash::slot_hash;
use crate::{
    constants::DRAW_DELAY_SLOTS,
    error::EscrowError,
    event::{CommitteeDrawn, DrawArmed},
    state::{draw, Draw, Job, Market},
};
use anchor_lang::prelude::*;
use pinocchio::sysvars::slot_hashes::SLOTHASHES_ID;
use solana_sha256_hasher::hashv;
use stake::{check::Is, event::emit, state::VerifierRegistry};

#[derive(Accounts)]
pub struct DrawCommittee {
    pub market: Account<Market>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Account<Job>,
    #[account(constraint = registry.pool.is(&market.pool) @ EscrowError::WrongMarket)]
    pub registry: Account<VerifierRegistry>,
    #[account(address = SLOTHASHES_ID)]
    pub slot_hashes: UncheckedAccount,
}

impl DrawCommittee {
    /// The client's seed counts until its time is over; then the slot's hash decides alone, so that no client can
    /// hold the draw up. A slot fixed too long ago has no hash left: another one is fixed then.
    pub fn draw(&mut self, seed: Option<[u8; 32]>) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        self.job.require_draw(now)?;
        let seed = match seed {
            // Later it is neither needed nor used: whoever draws could choose between two committees.
            Some(seed) if now <= self.job.seed_by => {
                require!(
                    hashv(&[&seed]).to_bytes() == self.job.seed_commitment,
                    EscrowError::WrongSeed
                );
                seed
            }
            _ => {
                require!(now > self.job.seed_by, EscrowError::SeedPending);
                [0; 32]
            }
        };
        if self.job.draw_slot == 0 {
            return self.arm(clock.slot);
        }
        require!(clock.slot > self.job.draw_slot, EscrowError::DrawPending);
        let Some(hash) = slot_hash(&self.slot_hashes, self.job.draw_slot)? else {
            return self.arm(clock.slot);
        };
        let randomness = hashv(&[b"assay:draw:v1", &seed, &hash, self.job.address().as_ref()]).to_bytes();
        self.seat(randomness, now)
    }

    /// Fixes the draw to a slot that is still to come.
    fn arm(&mut self, slot: u64) -> Result<()> {
        self.job.draw_slot = slot + DRAW_DELAY_SLOTS;
        emit(&DrawArmed {
            job: *self.job.address(),
            draw_slot: self.job.draw_slot,
        });
        Ok(())
    }

    fn seat(&mut self, randomness: [u8; 32], now: i64) -> Result<()> {
        let job = &mut *self.job;
        let (size, quorum) = (job.terms.committee_size, job.terms.quorum);
        let provider = job.operator;
        let lottery = Draw {
            randomness,
            round: job.round,
            provider: &provider,
        };
        draw(&mut job.seats, &self.registry, &lottery, size, quorum)?;
        job.seat_committee(&randomness, now);
        emit(&CommitteeDrawn {
            job: *self.job.address(),
            round: u64::from(self.job.round),
            seats: self.job.seats.map(|seat| seat.operator),
            beacon: self.job.beacon,
            attest_by: self.job.attest_by,
            challenge_until: self.job.challenge_until,
        });
        Ok(())
    }
}
