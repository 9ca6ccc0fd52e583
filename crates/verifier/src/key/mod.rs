//! What a verifier prepares once per model.

mod file;
mod store;
mod weights;

pub use file::KeyFileError;
pub use store::{KeyStore, StoredKeyError};
pub use weights::{LoadWeights, WeightsError};

use crate::freivalds::{Challenge, Folded, Kernel};
use assay_proof::{arith, check_ids, EvalError, Hash, JobSpec, Op, Source, SpecError, Tensor};
use assay_quotes::soundness::right_weight;
use rand::CryptoRng;
use std::collections::HashMap;
use std::sync::Arc;
use weights::Weights;

/// Why a key cannot be made: the job is malformed, whoever runs it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The spec is malformed.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The weights are not those of the spec.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// A bias is too large to be judged.
    #[error("bias {value} of op {op} is not below 2^30 in magnitude; refuse the job")]
    Bias {
        /// The op that adds it.
        op: usize,
        /// Its value.
        value: i32,
    },
    /// An id of a Gather is outside its table.
    #[error("op {op}: {error}")]
    Id {
        /// The op that looks it up.
        op: usize,
        /// Which, and what the table has.
        error: EvalError,
    },
}

/// A challenge and the weight folded with it, one per block of a batched product.
pub(crate) struct FoldedWeight {
    pub(crate) challenge: Challenge,
    pub(crate) blocks: Vec<Folded>,
}

/// By weight and number of blocks: ops that share a weight share what was folded.
type FoldedWeights = HashMap<(u16, u32), Arc<FoldedWeight>>;

/// A spec, its weights, and secret randomness folded into them: `B · r` of every product whose right
/// operand is a weight. It serves every job on these weights. It must stay secret: whoever knows `r` can
/// make wrong products that pass.
pub struct VerifierKey {
    spec: JobSpec,
    spec_root: Hash,
    weights: Weights,
    folded: FoldedWeights,
    kernel: Kernel,
}

impl VerifierKey {
    /// Checks the weights against the spec and folds them.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the spec is malformed, the weights are not its own, or a bias is out of range.
    pub fn new(spec: &JobSpec, weights: Vec<Tensor>, rng: &mut impl CryptoRng) -> Result<Self, KeyError> {
        Self::with_kernel(spec, weights, Kernel::detect(), rng)
    }

    /// As [`VerifierKey::new`], with a chosen implementation of the inner loops.
    ///
    /// # Errors
    ///
    /// As [`VerifierKey::new`].
    pub fn with_kernel(
        spec: &JobSpec,
        weights: Vec<Tensor>,
        kernel: Kernel,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, KeyError> {
        spec.validate()?;
        weights::check(&spec.weights, &weights)?;
        check_constants(spec, |n| Some(&weights[n]))?;
        let mut folded = FoldedWeights::new();
        for (weight, batch) in folds(spec) {
            folded.entry((weight, batch)).or_insert_with(|| {
                let b = &weights[usize::from(weight)];
                let challenge = Challenge::random((b.shape().rows / batch) as usize, rng);
                let blocks = fold_blocks(b, batch, &challenge, kernel);
                Arc::new(FoldedWeight { challenge, blocks })
            });
        }
        let weights = Weights::held(weights, &spec.weights);
        Ok(Self::from_parts(spec, weights, folded, kernel))
    }

    fn from_parts(spec: &JobSpec, weights: Weights, folded: FoldedWeights, kernel: Kernel) -> Self {
        Self {
            spec: spec.clone(),
            spec_root: spec.spec_root(),
            weights,
            folded,
            kernel,
        }
    }

    /// Lets the weights go that a check does not need until it has found something wrong; `load` gets them again then.
    pub fn release_weights(&mut self, load: LoadWeights) {
        let needed = needed_weights(&self.spec);
        self.weights.release(|n| needed[n], load);
    }

    /// The spec it serves.
    #[must_use]
    pub const fn spec(&self) -> &JobSpec {
        &self.spec
    }

    /// The root of the spec it serves.
    #[must_use]
    pub const fn spec_root(&self) -> &Hash {
        &self.spec_root
    }

    /// Weight `n` of the spec, loaded if it is not in memory.
    pub(crate) fn weight(&self, n: u16) -> Result<&Tensor, WeightsError> {
        self.weights.get(n)
    }

    /// Weight `n` of the spec, if it is in memory: always, unless products alone take it, on their right.
    pub(crate) fn kept_weight(&self, n: u16) -> Option<&Tensor> {
        self.weights.kept(n)
    }

    pub(crate) fn folded(&self, op: usize) -> Option<&FoldedWeight> {
        let folds = right_weight(&self.spec.ops[op].op)?;
        self.folded.get(&folds).map(Arc::as_ref)
    }

    pub(crate) const fn kernel(&self) -> Kernel {
        self.kernel
    }
}

/// Weights to fold and the number of blocks, each as often as an op has it on its right.
fn folds(spec: &JobSpec) -> impl Iterator<Item = (u16, u32)> + '_ {
    spec.ops.iter().filter_map(|desc| right_weight(&desc.op))
}

/// Which weights a check needs besides those folded: all that something other than a product takes, or a product on its
/// left or by column.
fn needed_weights(spec: &JobSpec) -> Vec<bool> {
    let mut needed = vec![false; spec.weights.len()];
    for desc in &spec.ops {
        let folded = right_weight(&desc.op).is_some();
        for (operand, source) in desc.op.operands().iter().enumerate() {
            if let Source::Weight(n) = *source {
                needed[usize::from(n)] |= !(folded && operand == 1);
            }
        }
    }
    needed
}

/// `B · r` of each block of rows of `b`.
pub(crate) fn fold_blocks(b: &Tensor, batch: u32, challenge: &Challenge, kernel: Kernel) -> Vec<Folded> {
    let k = b.shape().cols as usize;
    let block = (b.shape().rows / batch) as usize * k;
    let data = b.as_i8().expect("a product's operand is i8");
    let blocks = data.chunks_exact(block);
    blocks
        .map(|block| Folded::new(block, k, challenge, kernel))
        .collect()
}

/// Checks what shapes do not say of constants: biases and ids, which are among the weights that are kept.
fn check_constants<'a>(spec: &JobSpec, weight: impl Fn(usize) -> Option<&'a Tensor>) -> Result<(), KeyError> {
    for (op, desc) in spec.ops.iter().enumerate() {
        match desc.op {
            Op::AddBias {
                bias: Source::Weight(n),
                ..
            } => {
                let bias = weight(usize::from(n))
                    .and_then(Tensor::as_i32)
                    .unwrap_or_default();
                if let Some(&value) = bias.iter().find(|&&b| !arith::bias_in_range(b)) {
                    return Err(KeyError::Bias { op, value });
                }
            }
            Op::Gather {
                ids: Source::Weight(n),
                table,
            } => {
                let rows = spec.shape_of(table).map_or(0, |table| table.rows);
                let checked = weight(usize::from(n)).map_or(Ok(()), |ids| check_ids(ids, rows));
                checked.map_err(|error| KeyError::Id { op, error })?;
            }
            _ => {}
        }
    }
    Ok(())
}
