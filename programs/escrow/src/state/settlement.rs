use super::Terms;
use assay_math::share_floor;

/// Where a settled price goes, payment base units. The parts add up to the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub provider: u64,
    /// Burnt, or for buying reward tokens that are; the treasury's where neither is possible.
    pub to_burn: u64,
    pub treasury: u64,
    /// For each seat that accepted; stays in the vault until the seat is settled.
    pub per_seat: u64,
}

impl Settlement {
    /// The fee is shared out rounding down and the treasury takes the rest, shares of seats that did not accept
    /// included.
    #[must_use]
    pub fn of(price: u64, terms: &Terms, accepts: u8) -> Self {
        let to_burn = share_floor(terms.fee, terms.burn_bps);
        let per_seat = share_floor(terms.fee, terms.verifier_bps) / Self::seats(terms);
        Self {
            provider: price - terms.fee,
            to_burn,
            treasury: terms.fee - to_burn - per_seat * u64::from(accepts),
            per_seat,
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
            Settlement::of(1_000, &terms, 3),
            Settlement {
                provider: 950,
                to_burn: 20,
                treasury: 18,
                per_seat: 4
            }
        );
    }

    #[test]
    fn parts_add_up_for_every_price_and_committee() {
        for price in [1, 2, 19, 20, 21, 999, 1_001, 1_000_003, u64::MAX / 2] {
            let terms = params().terms(price, 0, 1).expect("fits");
            for accepts in 0..=terms.committee_size {
                let s = Settlement::of(price, &terms, accepts);
                let total = s.provider + s.to_burn + s.treasury + s.per_seat * u64::from(accepts);
                assert_eq!(total, price, "{accepts} accepts");
            }
        }
    }
}
