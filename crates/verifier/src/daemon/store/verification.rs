//! What the daemon remembers of verifications: its own vectors, which it attested with and serves, and the evidence
//! against verifiers whose vectors are wrong.

use super::{key, Store, StoreError};
use redb::{ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use solana_address::Address;

/// Job to the root of our vectors and the vectors.
const VECTORS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("vectors");
/// Job and operator to the evidence against it.
const ACCUSATIONS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("accusations");

pub(super) fn open(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(VECTORS)?;
    transaction.open_table(ACCUSATIONS)?;
    Ok(())
}

impl Store {
    /// Remembers our vectors for `job`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_vectors(&self, job: &Address, root: &[u8; 32], bytes: &[u8]) -> Result<(), StoreError> {
        let value = [root, bytes].concat();
        self.write(|transaction| {
            let mut vectors = transaction.open_table(VECTORS)?;
            vectors.insert(job.as_ref(), value.as_slice())?;
            Ok(())
        })
    }

    /// The root of our vectors for `job`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn vectors_root(&self, job: &Address) -> Result<Option<[u8; 32]>, StoreError> {
        self.get(VECTORS, job.as_ref(), |value| {
            value.first_chunk().copied().unwrap_or_default()
        })
    }

    /// Our vectors for `job`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn vectors(&self, job: &Address) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(VECTORS, job.as_ref(), |value| {
            value.get(32..).unwrap_or_default().to_vec()
        })
    }

    /// Jobs we have vectors for.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn proved(&self) -> Result<Vec<Address>, StoreError> {
        let keys = self.keys(VECTORS)?;
        Ok(keys
            .iter()
            .flat_map(|key| Address::try_from(key.as_slice()))
            .collect())
    }

    /// Forgets our vectors for `job`, when nobody can be convicted for them any more.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_vectors(&self, job: &Address) -> Result<(), StoreError> {
        self.remove(VECTORS, job.as_ref())
    }

    /// Remembers the evidence against `operator`, which attested to `job`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_accusation(
        &self,
        job: &Address,
        operator: &Address,
        evidence: &[u8],
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut accusations = transaction.open_table(ACCUSATIONS)?;
            accusations.insert(key(job, operator.as_array()).as_slice(), evidence)?;
            Ok(())
        })
    }

    /// Jobs and the operators there is evidence against.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn accusations(&self) -> Result<Vec<(Address, Address)>, StoreError> {
        let pair = |key: &Vec<u8>| {
            let (job, operator) = key.split_at_checked(32)?;
            Some((Address::try_from(job).ok()?, Address::try_from(operator).ok()?))
        };
        Ok(self.keys(ACCUSATIONS)?.iter().filter_map(pair).collect())
    }

    /// The evidence against `operator`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn accusation(&self, job: &Address, operator: &Address) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(ACCUSATIONS, &key(job, operator.as_array()), <[u8]>::to_vec)
    }

    /// Forgets the evidence against `operator`, when its buffer is closed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_accusation(&self, job: &Address, operator: &Address) -> Result<(), StoreError> {
        self.remove(ACCUSATIONS, &key(job, operator.as_array()))
    }

    fn get<T>(
        &self,
        table: TableDefinition<&[u8], &[u8]>,
        key: &[u8],
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, StoreError> {
        let read = || -> Result<Option<T>, redb::Error> {
            let table = self.database.begin_read()?.open_table(table)?;
            let value = table.get(key)?;
            Ok(value.map(|value| take(value.value())))
        };
        read().map_err(|error| self.fail(error))
    }

    fn keys(&self, table: TableDefinition<&[u8], &[u8]>) -> Result<Vec<Vec<u8>>, StoreError> {
        let read = || -> Result<Vec<Vec<u8>>, redb::Error> {
            let table = self.database.begin_read()?.open_table(table)?;
            let mut keys = Vec::new();
            for entry in table.iter()? {
                keys.push(entry?.0.value().to_vec());
            }
            Ok(keys)
        };
        read().map_err(|error| self.fail(error))
    }

    fn remove(&self, table: TableDefinition<&[u8], &[u8]>, key: &[u8]) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.open_table(table)?.remove(key)?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_and_accusations_outlive_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let [job, operator] = [1, 2].map(|byte| Address::new_from_array([byte; 32]));
        {
            let store = Store::open(folder.path()).expect("opens");
            store.remember_vectors(&job, &[3; 32], &[4, 5]).expect("writes");
            store.remember_accusation(&job, &operator, &[6]).expect("writes");
        }
        let store = Store::open(folder.path()).expect("opens again");
        assert_eq!(store.proved().expect("reads"), [job]);
        assert_eq!(store.vectors_root(&job).expect("reads"), Some([3; 32]));
        assert_eq!(store.vectors(&job).expect("reads"), Some(vec![4, 5]));
        assert_eq!(store.vectors(&operator).expect("reads"), None);
        assert_eq!(store.accusations().expect("reads"), [(job, operator)]);
        assert_eq!(store.accusation(&job, &operator).expect("reads"), Some(vec![6]));
        assert_eq!(store.accusation(&operator, &job).expect("reads"), None);
        store.forget_vectors(&job).expect("writes");
        store.forget_accusation(&job, &operator).expect("writes");
        assert_eq!(store.proved().expect("reads"), []);
        assert_eq!(store.accusations().expect("reads"), []);
    }
}
