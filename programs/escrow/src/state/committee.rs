//! Committees: who sits on them, and the stake-weighted lottery that decides it.

use crate::{constants::MAX_COMMITTEE, error::EscrowError};
use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;
use stake::state::VerifierEntry;

/// One seat of a committee. An empty seat is all zeros.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Seat {
    pub operator: Address,
    /// 0 none yet, 1 accept, 2 reject, 3 unavailable.
    pub verdict: u8,
    /// Slot of the verifier's ledger that holds its bond for this attestation.
    pub lock_slot: u8,
    /// 1 when the bond was released or slashed.
    pub done: u8,
    pub padding: [u8; 5],
}

/// What a verifier found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Every number is right.
    Accept,
    /// A number is wrong; the proof of it comes by `convict`.
    Reject,
    /// The provider does not serve what it committed to.
    Unavailable,
}

impl TryFrom<u8> for Verdict {
    type Error = EscrowError;

    fn try_from(value: u8) -> core::result::Result<Self, EscrowError> {
        match value {
            1 => Ok(Self::Accept),
            2 => Ok(Self::Reject),
            3 => Ok(Self::Unavailable),
            _ => Err(EscrowError::BadVerdict),
        }
    }
}

impl From<Verdict> for u8 {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => 1,
            Verdict::Reject => 2,
            Verdict::Unavailable => 3,
        }
    }
}

impl Seat {
    pub fn is_empty(&self) -> bool {
        self.operator == Address::default()
    }
}

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
    entries: &[VerifierEntry],
    draw: &Draw,
    size: u8,
    quorum: u8,
) -> Result<()> {
    let before = *seats;
    let mut excluded = [usize::MAX; MAX_COMMITTEE + 1];
    let mut total = 0u64;
    let mut excluded_len = 0;
    for (index, entry) in entries.iter().enumerate() {
        if entry.weight == 0 {
            continue;
        }
        let sits =
            entry.operator == *draw.provider || before.iter().any(|seat| seat.operator == entry.operator);
        if sits {
            excluded[excluded_len] = index;
            excluded_len += 1;
        } else {
            total = total.checked_add(entry.weight).ok_or(EscrowError::Overflow)?;
        }
    }

    let mut chosen = [usize::MAX; MAX_COMMITTEE];
    let mut chosen_len = 0;
    let mut taken = 0;
    for (number, seat) in seats.iter_mut().enumerate().take(usize::from(size)) {
        if seat.verdict != 0 {
            taken += 1;
            continue;
        }
        *seat = bytemuck::Zeroable::zeroed();
        if total == 0 {
            continue;
        }
        let mut rest = ticket(draw, number as u8) % total;
        for (index, entry) in entries.iter().enumerate() {
            if entry.weight == 0
                || excluded[..excluded_len].contains(&index)
                || chosen[..chosen_len].contains(&index)
            {
                continue;
            }
            if rest < entry.weight {
                seat.operator = entry.operator;
                total -= entry.weight;
                chosen[chosen_len] = index;
                chosen_len += 1;
                taken += 1;
                break;
            }
            rest -= entry.weight;
        }
    }
    if taken < usize::from(quorum) {
        *seats = before;
        return Err(EscrowError::NotEnoughVerifiers.into());
    }
    Ok(())
}

/// A number of 64 bits for one seat. The remainder it is reduced to is off uniform by at most total / 2^64, below
/// 0.01 % with every token of the supply at stake.
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

    fn entries(weights: &[u64]) -> Vec<VerifierEntry> {
        let entry = |(n, weight): (usize, &u64)| VerifierEntry {
            operator: address(n as u8 + 1),
            weight: *weight,
        };
        weights.iter().enumerate().map(entry).collect()
    }

    fn seats() -> [Seat; MAX_COMMITTEE] {
        bytemuck::Zeroable::zeroed()
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
        let entries = entries(&[5, 5, 5, 5, 0, 5]);
        let provider = address(2);
        for n in 0..200 {
            let mut seats = seats();
            draw(&mut seats, &entries, &at(n, &provider), 4, 3).expect("four are eligible");
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
        let entries = entries(&[10, 30, 60]);
        let provider = address(99);
        let mut wins = [0u32; 3];
        for n in 0..3_000 {
            let mut seats = seats();
            draw(&mut seats, &entries, &at(n, &provider), 1, 1).expect("eligible");
            let winner = entries
                .iter()
                .position(|e| e.operator == seats[0].operator)
                .expect("drawn");
            wins[winner] += 1;
        }
        // Five standard deviations around 300, 900 and 1,800.
        assert!((218..=382).contains(&wins[0]), "{wins:?}");
        assert!((774..=1_026).contains(&wins[1]), "{wins:?}");
        assert!((1_666..=1_934).contains(&wins[2]), "{wins:?}");
    }

    #[test]
    fn a_second_round_keeps_who_attested_and_replaces_who_did_not() {
        let entries = entries(&[5; 6]);
        let provider = address(99);
        let mut seats = seats();
        draw(&mut seats, &entries, &at(1, &provider), 3, 2).expect("eligible");
        let first = seats;
        seats[1].verdict = 1;
        draw(&mut seats, &entries, &at(2, &provider), 3, 2).expect("eligible");
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
        let refused = draw(&mut seats, &entries(&[5, 5]), &at(1, &provider), 3, 2);
        assert_eq!(refused, Err(EscrowError::NotEnoughVerifiers.into()));
        assert!(seats.iter().all(Seat::is_empty));
    }
}
