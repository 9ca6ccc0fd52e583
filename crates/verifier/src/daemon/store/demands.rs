//! The demands that the daemon made, each with its job.

use super::{key, Store, StoreError};
use redb::{TableDefinition, WriteTransaction};
use solana_address::Address;

/// Job and demand to nothing.
const DEMANDS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("demands");

pub(super) fn open(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(DEMANDS)?;
    Ok(())
}

impl Store {
    /// Remembers a demand that is about to be made, so that its bond is not forgotten.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_demand(&self, job: &Address, demand: &Address) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut demands = transaction.open_table(DEMANDS)?;
            demands.insert(key(job, demand.as_array()).as_slice(), [].as_slice())?;
            Ok(())
        })
    }

    /// Forgets a demand whose bond is back or earned.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_demand(&self, job: &Address, demand: &Address) -> Result<(), StoreError> {
        self.remove(DEMANDS, &key(job, demand.as_array()))
    }

    /// The jobs and the demands made about them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn demanded(&self) -> Result<Vec<(Address, Address)>, StoreError> {
        self.pairs(DEMANDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_outlive_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let [job, first, second] = [1, 2, 3].map(|n| Address::new_from_array([n; 32]));
        {
            let store = Store::open(folder.path()).expect("opens");
            store.remember_demand(&job, &first).expect("writes");
            store.remember_demand(&job, &second).expect("writes");
        }
        let store = Store::open(folder.path()).expect("opens again");
        assert_eq!(store.demanded().expect("reads"), [(job, first), (job, second)]);
        store.forget_demand(&job, &first).expect("writes");
        assert_eq!(store.demanded().expect("reads"), [(job, second)]);
    }
}
