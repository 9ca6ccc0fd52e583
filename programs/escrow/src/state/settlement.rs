use super::Terms;
use assay_math::share_floor;

/// Where a settled price goes, payment base units. The parts add up to the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub provider: u64,
    pub burnt: u64,
    pub treasury: u64,
    /// For each seat that accepted; stays in the vault until the seat is settled.
    pub per_seat: u64,
}

impl Settlement {
    /// The fee is shared out rounding down and the treasury takes the rest, shares of seats that did not accept
    /// included. Without `burns` (fees that are not in the reward token) the burnt share goes to the treasury.
    #[must_use]
    pub fn of(price: u64, terms: &Terms, accepts: u8, burns: bool) -> Self {
        let burnt = Self::burnt(terms, burns);
        let per_seat = share_floor(terms.fee, terms.verifier_bps) / Self::seats(terms);
        Self {
            provider: price - terms.fee,
            burnt,
            treasury: terms.fee - burnt - per_seat * u64::from(accepts),
            per_seat,
        }
    }

    /// Burnt of the fee.
    #[must_use]
    pub fn burnt(terms: &Terms, burns: bool) -> u64 {
        if burns {
            share_floor(terms.fee, terms.burn_bps)
        } else {
            0
        }
    }

    /// Seats that share what is for verifiers.
    #[must_use]
    pub fn seats(terms: &Terms) -> u64 {
        u64::from(terms.committee_size.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::market::tests::params;

    #[test]
    fn every_part_goes_somewhere() {
        let terms = params().terms(1_000, 0, 1).expect("fits");
        assert_eq!(
            Settlement::of(1_000, &terms, 3, true),
            Settlement {
                provider: 950,
                burnt: 20,
                treasury: 18,
                per_seat: 4
            }
        );
        assert_eq!(
            Settlement::of(1_000, &terms, 0, false),
            Settlement {
                provider: 950,
                burnt: 0,
                treasury: 50,
                per_seat: 4
            }
        );
    }

    #[test]
    fn parts_add_up_for_every_price_and_committee() {
        for price in [1, 2, 19, 20, 21, 999, 1_001, 1_000_003, u64::MAX / 2] {
            let terms = params().terms(price, 0, 1).expect("fits");
            for accepts in 0..=terms.committee_size {
                for burns in [false, true] {
                    let s = Settlement::of(price, &terms, accepts, burns);
                    let total = s.provider + s.burnt + s.treasury + s.per_seat * u64::from(accepts);
                    assert_eq!(total, price, "{accepts} accepts, burns {burns}");
                }
            }
        }
    }
}
