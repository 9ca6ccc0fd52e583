//! Where lamports are: what an account costs comes back to who paid for it.

use super::Governed;
use crate::Chain;
use solana_address::Address;
use std::collections::BTreeMap;

/// Lamports by name. Who pays the fees is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purses(BTreeMap<String, u64>);

/// Lamports that an account of `T` costs.
pub const fn rent<T>() -> u64 {
    rent_of(8 + size_of::<T>())
}

/// Lamports that an account of `len` bytes costs on the light chain.
pub const fn rent_of(len: usize) -> u64 {
    (128 + len as u64) * 5_080
}

impl<C: Chain> Governed<C> {
    /// Watches a further wallet.
    pub fn watch_purse(&mut self, name: &str, address: Address) {
        self.purses.insert(name.to_owned(), address);
    }

    /// All lamports now.
    pub fn purses(&mut self) -> Purses {
        let named = self.purses.clone();
        let lamports = named
            .into_iter()
            .map(|(name, address)| (name, self.world.lamports(&address)));
        Purses(lamports.collect())
    }

    /// Asserts that exactly these wallets' lamports changed since `before`, by so much.
    #[track_caller]
    pub fn assert_paid(&mut self, before: &Purses, expected: &[(&str, i128)]) {
        let now = self.purses();
        let moved: BTreeMap<&str, i128> = now
            .0
            .iter()
            .map(|(name, lamports)| {
                let before = before.0.get(name).copied().unwrap_or(0);
                (name.as_str(), i128::from(*lamports) - i128::from(before))
            })
            .filter(|(_, change)| *change != 0)
            .collect();
        let expected: BTreeMap<&str, i128> = expected
            .iter()
            .copied()
            .filter(|(_, change)| *change != 0)
            .collect();
        assert_eq!(moved, expected, "lamports");
    }
}
