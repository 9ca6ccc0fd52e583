//! The stake-weighted lottery that decides who sits on a committee.

use super::Seat;
use crate::{constants::MAX_COMMITTEE, error::EscrowError};
use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use solana_sha256_hasher::hashv;
use stake::state::VerifierRegistry;

/// What a draw is decided by.
pub struct Draw<'a> {
    /// Hash of seed, slot hash and job.
    pub randomness: [u8; 32],
    pub round: u8,
    /// Never drawn: it cannot judge itself.
    pub provider: &'a Address,
}

/// Fills the seats up to `size` that have not attested, each time with a chance in proportion to the weight, without
/// replacement. Whoever sat without attesting in the round before makes room and is not drawn again at once.
///
/// # Errors
/// [`EscrowError::NotEnoughVerifiers`] when not even `quorum` seats can be taken; nothing is changed then.
pub fn draw(
    seats: &mut [Seat; MAX_COMMITTEE],
    registry: &VerifierRegistry,
    draw: &Draw,
    size: u8,
    quorum: u8,
) -> Result<()> {
    let mut excluded = [*draw.provider; MAX_COMMITTEE + 1];
    let mut sitting = 1;
    let mut attested = 0;
    for seat in seats.iter() {
        if !seat.is_empty() {
            excluded[sitting] = seat.operator;
            sitting += 1;
            attested += u8::from(seat.verdict != 0);
        }
    }
    let mut lottery = registry.lottery(&excluded[..sitting]);
    require!(
        attested + lottery.left().min(size - attested) >= quorum,
        EscrowError::NotEnoughVerifiers
    );
    for (number, seat) in seats.iter_mut().enumerate().take(usize::from(size)) {
        if seat.verdict == 0 {
            *seat = Zeroable::zeroed();
            seat.operator = lottery.pick(ticket(draw, number as u8)).unwrap_or_default();
        }
    }
    Ok(())
}

/// A number of 64 bits for one seat.
fn ticket(draw: &Draw, seat: u8) -> u64 {
    let digest = hashv(&[b"assay:seat:v1", &draw.randomness, &[draw.round, seat]]).to_bytes();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u8) -> Address {
        Address::new_from_array([n; 32])
    }

    /// Verifier `n` has address `n`, from 1 on.
    fn registry(weights: &[u64]) -> VerifierRegistry {
        let mut registry = VerifierRegistry::zeroed();
        for (n, weight) in weights.iter().enumerate() {
            let operator = address(n as u8 + 1);
            registry.join(n as u16, &operator, *weight).expect("free");
        }
        registry
    }

    fn seats() -> [Seat; MAX_COMMITTEE] {
        Zeroable::zeroed()
    }

    fn at(n: u64, provider: &Address) -> Draw<'_> {
        let mut randomness = [7; 32];
        randomness[..8].copy_from_slice(&n.to_le_bytes());
        Draw {
            randomness,
            round: 0,
            provider,
        }
    }

    #[test]
    fn nobody_sits_twice_and_the_provider_never() {
        let registry = registry(&[5, 5, 5, 5, 0, 5]);
        let provider = address(2);
        for n in 0..200 {
            let mut seats = seats();
            draw(&mut seats, &registry, &at(n, &provider), 4, 3).expect("four are eligible");
            let mut seen: Vec<_> = seats
                .iter()
                .filter(|s| !s.is_empty())
                .map(|s| s.operator)
                .collect();
            seen.sort_by_key(|a| a.to_bytes());
            assert_eq!(seen, [address(1), address(3), address(4), address(6)]);
        }
    }

    #[test]
    fn chances_follow_the_stake() {
        let registry = registry(&[10, 30, 60]);
        let provider = address(99);
        let mut wins = [0u32; 3];
        for n in 0..3_000 {
            let mut seats = seats();
            draw(&mut seats, &registry, &at(n, &provider), 1, 1).expect("eligible");
            wins[usize::from(seats[0].operator.as_array()[0]) - 1] += 1;
        }
        // Five standard deviations around 300, 900 and 1,800.
        assert!((218..=382).contains(&wins[0]), "{wins:?}");
        assert!((774..=1_026).contains(&wins[1]), "{wins:?}");
        assert!((1_666..=1_934).contains(&wins[2]), "{wins:?}");
    }

    #[test]
    fn a_second_round_keeps_who_attested_and_replaces_who_did_not() {
        let registry = registry(&[5; 6]);
        let provider = address(99);
        let mut seats = seats();
        draw(&mut seats, &registry, &at(1, &provider), 3, 2).expect("eligible");
        let first = seats;
        seats[1].verdict = 1;
        draw(&mut seats, &registry, &at(2, &provider), 3, 2).expect("eligible");
        assert_eq!(seats[1].operator, first[1].operator);
        assert_eq!(seats[1].verdict, 1);
        for seat in [0, 2] {
            assert!(first.iter().all(|before| before.operator != seats[seat].operator));
        }
    }

    #[test]
    fn without_a_quorum_of_verifiers_nothing_changes() {
        let mut seats = seats();
        let provider = address(1);
        let refused = draw(&mut seats, &registry(&[5, 5]), &at(1, &provider), 3, 2);
        assert_eq!(refused, Err(EscrowError::NotEnoughVerifiers.into()));
        assert!(seats.iter().all(Seat::is_empty));
    }
}
