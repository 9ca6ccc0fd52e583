//! Weights, in memory as far as checks need them.

use assay_hash::parallel_root;
use assay_proof::{Shape, Tensor, WeightDesc};
use rayon::prelude::*;
use std::sync::OnceLock;

/// Gets all weights of a model, from wherever they are kept.
pub type LoadWeights = Box<dyn Fn() -> Result<Vec<Tensor>, String> + Send + Sync>;

/// Why weights cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// Another number of weights than the spec names.
    #[error("{given} weights given, the spec names {expected}")]
    Count {
        /// Weights given.
        given: usize,
        /// Weights in the spec.
        expected: usize,
    },
    /// A weight has another shape than the spec says.
    #[error("weight {weight} is {found}, the spec says {expected}")]
    Shape {
        /// Position among the weights.
        weight: usize,
        /// The shape given.
        found: Shape,
        /// The shape in the spec.
        expected: Shape,
    },
    /// A weight does not hash to the root in the spec.
    #[error("weight {weight} does not hash to the root in the spec; fetch it again or refuse the job")]
    Root {
        /// Position among the weights.
        weight: usize,
    },
    /// They cannot be read.
    #[error("the weights cannot be read: {0}")]
    Unreadable(String),
}

/// The weights of a spec. Those that only products take on their right may be left out: folded, they are needed for
/// locating a wrong element alone, and are loaded then.
pub(super) struct Weights {
    kept: Vec<Option<Tensor>>,
    descs: Vec<WeightDesc>,
    load: Option<LoadWeights>,
    loaded: OnceLock<Vec<Tensor>>,
}

impl Weights {
    /// All of them, as [`check`] accepts them.
    pub(super) fn held(weights: Vec<Tensor>, descs: &[WeightDesc]) -> Self {
        Self::partly(weights.into_iter().map(Some).collect(), descs, None)
    }

    /// Some of them; `load` gets all.
    pub(super) fn partly(kept: Vec<Option<Tensor>>, descs: &[WeightDesc], load: Option<LoadWeights>) -> Self {
        Self {
            kept,
            descs: descs.to_vec(),
            load,
            loaded: OnceLock::new(),
        }
    }

    /// Weight `n`, if it is in memory.
    pub(super) fn kept(&self, n: u16) -> Option<&Tensor> {
        self.kept[usize::from(n)].as_ref()
    }

    /// Weight `n`, loaded with all others if it is not in memory.
    pub(super) fn get(&self, n: u16) -> Result<&Tensor, WeightsError> {
        if let Some(weight) = self.kept(n) {
            return Ok(weight);
        }
        if self.loaded.get().is_none() {
            let load = self.load.as_ref();
            let load =
                load.ok_or_else(|| WeightsError::Unreadable("there is nowhere to load them from".into()))?;
            let weights = load().map_err(WeightsError::Unreadable)?;
            check(&self.descs, &weights)?;
            // Two threads may load at once; they load the same.
            let _ = self.loaded.set(weights);
        }
        let loaded = self.loaded.get().expect("set above");
        Ok(&loaded[usize::from(n)])
    }

    /// Lets those go that `needed` does not name, as `load` can get them again.
    pub(super) fn release(&mut self, needed: impl Fn(usize) -> bool, load: LoadWeights) {
        for (n, weight) in self.kept.iter_mut().enumerate() {
            if !needed(n) {
                *weight = None;
            }
        }
        self.load = Some(load);
    }
}

/// Checks that weights are those of a spec.
pub(super) fn check(descs: &[WeightDesc], weights: &[Tensor]) -> Result<(), WeightsError> {
    if weights.len() != descs.len() {
        return Err(WeightsError::Count {
            given: weights.len(),
            expected: descs.len(),
        });
    }
    let pairs = weights.iter().zip(descs).enumerate();
    for (weight, (given, desc)) in pairs.clone() {
        if given.shape() != desc.shape {
            return Err(WeightsError::Shape {
                weight,
                found: given.shape(),
                expected: desc.shape,
            });
        }
    }
    let wrong = pairs
        .par_bridge()
        .find_any(|(_, (given, desc))| parallel_root(given) != desc.root);
    match wrong {
        Some((weight, _)) => Err(WeightsError::Root { weight }),
        None => Ok(()),
    }
}
