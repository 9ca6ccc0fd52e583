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
use std::time::SystemTime;

/// A folder of weights and what they were folded to, for one user only: who reads it can make wrong products
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

    /// Keeps what `key` has folded, and all its weights: nobody may be able to serve them when a wrong element is to be
    /// proven.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Io`] when a file cannot be written, [`KeyFileError::Weights`] when the key's weights cannot be read.
    pub fn save(&self, key: &VerifierKey) -> Result<(), KeyFileError> {
        for (&(weight, batch), folded) in &key.folded {
            let desc = &key.spec.weights[usize::from(weight)];
            file::write_folded(&self.folded_path(&desc.root, batch), desc, batch, folded)?;
        }
        for (n, desc) in key.spec.weights.iter().enumerate() {
            let weight = key.weight(n as u16).map_err(KeyFileError::Weights)?;
            file::write_kept(&self.kept_path(&desc.root), desc, weight)?;
        }
        Ok(())
    }

    /// The key of `spec` from what is kept. Weights that checks do not read stay on disk until a wrong element is to be
    /// located. `None` when something is not kept.
    ///
    /// # Errors
    ///
    /// [`StoredKeyError`] when a file is damaged, of another weight or open to others, or the spec is malformed. Nothing
    /// is used then.
    pub fn load(&self, spec: &JobSpec) -> Result<Option<VerifierKey>, StoredKeyError> {
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
            let path = self.kept_path(&desc.root);
            let weight = match needed {
                true => file::read_kept(&path, desc)?,
                false => None,
            };
            if weight.is_none() && (needed || !path.exists()) {
                return Ok(None);
            }
            kept.push(weight);
        }
        check_constants(spec, |n| kept[n].as_ref())?;
        let weights = Weights::partly(kept, &spec.weights, Some(self.loader(spec)));
        Ok(Some(VerifierKey::from_parts(
            spec,
            weights,
            folded,
            Kernel::detect(),
        )))
    }

    /// Reads all weights of `spec` from what is kept.
    #[must_use]
    pub fn loader(&self, spec: &JobSpec) -> LoadWeights {
        let (store, descs) = (self.clone(), spec.weights.clone());
        Box::new(move || {
            let weights = descs.iter().map(|desc| {
                let path = store.kept_path(&desc.root);
                match file::read_kept(&path, desc) {
                    Ok(Some(weight)) => Ok(weight),
                    Ok(None) => Err(format!("{} is gone", path.display())),
                    Err(error) => Err(error.to_string()),
                }
            });
            weights.collect()
        })
    }

    /// Removes what was written first until at most `most_bytes` are left.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Io`] when the folder cannot be read or a file not be removed.
    pub fn prune(&self, most_bytes: u64) -> Result<(), KeyFileError> {
        let failed = |action, path: &Path, error| KeyFileError::Io {
            action,
            path: path.to_owned(),
            error,
        };
        let list = || -> std::io::Result<Vec<(SystemTime, u64, PathBuf)>> {
            let entries = fs::read_dir(&self.folder)?.map(|entry| {
                let entry = entry?;
                let about = entry.metadata()?;
                Ok((about.modified()?, about.len(), entry.path()))
            });
            entries.collect()
        };
        let mut files = list().map_err(|error| failed("list", &self.folder, error))?;
        files.sort_unstable();
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in files {
            if total <= most_bytes {
                break;
            }
            fs::remove_file(&path).map_err(|error| failed("remove", &path, error))?;
            total -= bytes;
        }
        Ok(())
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
