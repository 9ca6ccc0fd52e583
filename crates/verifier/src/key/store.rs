//! Keys on disk: one file for each weight, named by its root, so that all jobs and specs on a weight share it.

use super::file::{self, KeyFileError};
use super::{
    check_constants, folds, needed_weights, FoldedWeights, KeyError, LoadWeights, VerifierKey, Weights,
};
use crate::freivalds::Kernel;
use assay_proof::{Hash, JobSpec};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of folded weights and of those that checks read, for one user only: who reads it can make wrong products
/// that pass.
#[derive(Clone, Debug)]
pub struct KeyStore {
    folder: PathBuf,
}

impl KeyStore {
    /// The store in `folder`, which is created for this user only if it is not there.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Io`] when it cannot be created.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, KeyFileError> {
        let folder = folder.into();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(|error| KeyFileError::Io {
            action: "create",
            path: folder.clone(),
            error,
        })?;
        Ok(Self { folder })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps what `key` has folded and the weights that checks read.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Io`] when a file cannot be written.
    pub fn save(&self, key: &VerifierKey) -> Result<(), KeyFileError> {
        for (&(weight, batch), folded) in &key.folded {
            let desc = &key.spec.weights[usize::from(weight)];
            file::write_folded(&self.folded_path(&desc.root, batch), desc, batch, folded)?;
        }
        let needed = needed_weights(&key.spec);
        for (n, desc) in key.spec.weights.iter().enumerate().filter(|(n, _)| needed[*n]) {
            let weight = key.weights.kept(n as u16);
            let weight = weight.expect("what checks read is in memory");
            file::write_kept(&self.kept_path(&desc.root), desc, weight)?;
        }
        Ok(())
    }

    /// The key of `spec` from what is kept, without its weights; `load` gets them when a wrong element is to be located.
    /// `None` when something is not kept.
    ///
    /// # Errors
    ///
    /// [`StoredKeyError`] when a file is damaged, of another weight or open to others, or the spec is malformed. Nothing
    /// is used then.
    pub fn load(&self, spec: &JobSpec, load: LoadWeights) -> Result<Option<VerifierKey>, StoredKeyError> {
        spec.validate().map_err(KeyError::from)?;
        let mut folded = FoldedWeights::new();
        for (weight, batch) in folds(spec) {
            if folded.contains_key(&(weight, batch)) {
                continue;
            }
            let desc = &spec.weights[usize::from(weight)];
            let Some(read) = file::read_folded(&self.folded_path(&desc.root, batch), desc, batch)? else {
                return Ok(None);
            };
            folded.insert((weight, batch), Arc::new(read));
        }
        let needed = needed_weights(spec);
        let mut kept = Vec::with_capacity(spec.weights.len());
        for (desc, needed) in spec.weights.iter().zip(needed) {
            let weight = match needed {
                true => file::read_kept(&self.kept_path(&desc.root), desc)?,
                false => None,
            };
            if needed && weight.is_none() {
                return Ok(None);
            }
            kept.push(weight);
        }
        check_constants(spec, |n| kept[n].as_ref())?;
        let weights = Weights::partly(kept, &spec.weights, Some(load));
        Ok(Some(VerifierKey::from_parts(
            spec,
            weights,
            folded,
            Kernel::detect(),
        )))
    }

    fn folded_path(&self, root: &Hash, batch: u32) -> PathBuf {
        self.folder.join(format!("{}-{batch}.folded", hex(root)))
    }

    fn kept_path(&self, root: &Hash) -> PathBuf {
        self.folder.join(format!("{}.weight", hex(root)))
    }
}

/// Why a kept key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoredKeyError {
    /// A file is not what was written.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// The spec is malformed, whoever runs it.
    #[error(transparent)]
    Key(#[from] KeyError),
}

fn hex(root: &Hash) -> String {
    root.iter().map(|byte| format!("{byte:02x}")).collect()
}
