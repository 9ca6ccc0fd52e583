//! What the daemon remembers over a restart: what it found, and the fraud proofs it was about to show.

mod verification;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use solana_address::Address;
use std::path::{Path, PathBuf};

/// Job and trace root to finding.
const FINDINGS: TableDefinition<&[u8], u8> = TableDefinition::new("findings");
/// Job to the proof against it.
const PROOFS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("proofs");

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    Accept,
    Fraud,
    Unavailable,
}

impl Finding {
    const fn code(self) -> u8 {
        match self {
            Self::Accept => 1,
            Self::Fraud => 2,
            Self::Unavailable => 3,
        }
    }

    const fn of(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Accept),
            2 => Some(Self::Fraud),
            3 => Some(Self::Unavailable),
            _ => None,
        }
    }
}

/// The file could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the verifier's memory at {path} cannot be used: {reason}; give another --data-dir, or make room")]
pub struct StoreError {
    path: PathBuf,
    reason: String,
}

/// The daemon's memory.
pub struct Store {
    database: Database,
    path: PathBuf,
}

impl Store {
    /// Opens the memory in `folder`, making both when they are not there.
    ///
    /// # Errors
    /// When the folder cannot be written, or another daemon uses it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("verifier.redb");
        let fail = |reason: String| StoreError {
            path: path.clone(),
            reason,
        };
        std::fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
        let database = Database::create(&path).map_err(|error| fail(error.to_string()))?;
        let store = Self {
            database,
            path: path.clone(),
        };
        store.write(|transaction| {
            transaction.open_table(FINDINGS)?;
            transaction.open_table(PROOFS)?;
            verification::open(transaction)
        })?;
        Ok(store)
    }

    /// What was found for this result of `job`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn finding(&self, job: &Address, trace_root: &[u8; 32]) -> Result<Option<Finding>, StoreError> {
        let read = || -> Result<Option<u8>, redb::Error> {
            let table = self.database.begin_read()?.open_table(FINDINGS)?;
            let code = table.get(key(job, trace_root).as_slice())?;
            Ok(code.map(|code| code.value()))
        };
        Ok(read().map_err(|error| self.fail(error))?.and_then(Finding::of))
    }

    /// Remembers what was found, and the proof of a fraud, at once.
    ///
    /// # Errors
    /// When the file cannot be written; nothing is remembered then.
    pub fn remember(
        &self,
        job: &Address,
        trace_root: &[u8; 32],
        finding: Finding,
        proof: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut findings = transaction.open_table(FINDINGS)?;
            findings.insert(key(job, trace_root).as_slice(), finding.code())?;
            if let Some(proof) = proof {
                transaction.open_table(PROOFS)?.insert(job.as_ref(), proof)?;
            }
            Ok(())
        })
    }

    /// The proof against `job`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn proof(&self, job: &Address) -> Result<Option<Vec<u8>>, StoreError> {
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let table = self.database.begin_read()?.open_table(PROOFS)?;
            let proof = table.get(job.as_ref() as &[u8])?;
            Ok(proof.map(|proof| proof.value().to_vec()))
        };
        read().map_err(|error| self.fail(error))
    }

    /// Jobs there is a proof against.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn proven(&self) -> Result<Vec<Address>, StoreError> {
        let read = || -> Result<Vec<Address>, redb::Error> {
            let table = self.database.begin_read()?.open_table(PROOFS)?;
            let mut jobs = Vec::new();
            for entry in table.iter()? {
                let (job, _) = entry?;
                jobs.extend(Address::try_from(job.value()));
            }
            Ok(jobs)
        };
        read().map_err(|error| self.fail(error))
    }

    /// Forgets the proof against `job`, when its buffer is closed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_proof(&self, job: &Address) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.open_table(PROOFS)?.remove(job.as_ref() as &[u8])?;
            Ok(())
        })
    }

    fn write(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), StoreError> {
        let write = || -> Result<(), redb::Error> {
            let transaction = self.database.begin_write()?;
            change(&transaction)?;
            transaction.commit()?;
            Ok(())
        };
        write().map_err(|error| self.fail(error))
    }

    fn fail(&self, error: redb::Error) -> StoreError {
        StoreError {
            path: self.path.clone(),
            reason: error.to_string(),
        }
    }
}

fn key(job: &Address, trace_root: &[u8; 32]) -> [u8; 64] {
    let mut key = [0; 64];
    key[..32].copy_from_slice(job.as_ref());
    key[32..].copy_from_slice(trace_root);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_and_proofs_outlive_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let job = Address::new_from_array([1; 32]);
        {
            let store = Store::open(folder.path()).expect("opens");
            let fraud = store.remember(&job, &[2; 32], Finding::Fraud, Some(&[7, 8]));
            fraud.expect("writes");
        }
        let store = Store::open(folder.path()).expect("opens again");
        assert_eq!(
            store.finding(&job, &[2; 32]).expect("reads"),
            Some(Finding::Fraud)
        );
        assert_eq!(
            store.finding(&job, &[3; 32]).expect("reads"),
            None,
            "another result of the job"
        );
        assert_eq!(store.proof(&job).expect("reads"), Some(vec![7, 8]));
        assert_eq!(store.proven().expect("reads"), vec![job]);
        store.forget_proof(&job).expect("writes");
        assert_eq!(store.proof(&job).expect("reads"), None);
    }

    #[test]
    fn a_folder_in_use_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let _first = Store::open(folder.path()).expect("opens");
        let second = Store::open(folder.path()).err().expect("refused").to_string();
        assert!(
            second.contains("verifier.redb") && second.contains("--data-dir"),
            "{second}"
        );
    }
}
