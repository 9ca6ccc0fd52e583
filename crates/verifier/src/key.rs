//! What a verifier prepares once per model.

use crate::freivalds::{Challenge, Folded, Kernel};
use crate::hashing::parallel_root;
use assay_proof::{arith, Hash, JobSpec, Op, Shape, Source, SpecError, Tensor};
use rand::CryptoRng;
use rayon::prelude::*;

/// Why a key cannot be made: the job is malformed, whoever runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The spec is malformed.
    #[error(transparent)]
    Spec(#[from] SpecError),
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
    /// A bias is too large to be judged.
    #[error("bias {value} of op {op} is not below 2^30 in magnitude; refuse the job")]
    Bias {
        /// The op that adds it.
        op: usize,
        /// Its value.
        value: i32,
    },
}

/// A challenge and the weight folded with it, one per block of a batched product.
pub(crate) struct FoldedWeight {
    pub(crate) challenge: Challenge,
    pub(crate) blocks: Vec<Folded>,
}

/// A spec, its weights, and secret randomness folded into them: `B · r` of every MatMul whose right
/// operand is a weight. It serves every job on these weights. It must stay secret: whoever knows `r` can
/// make wrong products that pass.
pub struct VerifierKey {
    spec: JobSpec,
    spec_root: Hash,
    weights: Vec<Tensor>,
    folded: Vec<Option<FoldedWeight>>,
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
        check_weights(spec, &weights)?;
        let mut fold = |op: &assay_proof::OpDesc| match op.op {
            Op::MatMul {
                b: Source::Weight(n),
                batch,
                ..
            } => {
                let challenge = Challenge::random(op.shape.cols as usize, rng);
                let blocks = fold_blocks(&weights[usize::from(n)], batch, &challenge, kernel);
                Some(FoldedWeight { challenge, blocks })
            }
            _ => None,
        };
        let folded = spec.ops.iter().map(&mut fold).collect();
        Ok(Self {
            spec: spec.clone(),
            spec_root: spec.spec_root(),
            weights,
            folded,
            kernel,
        })
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

    /// The weights it serves.
    #[must_use]
    pub fn weights(&self) -> &[Tensor] {
        &self.weights
    }

    pub(crate) fn folded(&self, op: usize) -> Option<&FoldedWeight> {
        self.folded[op].as_ref()
    }

    pub(crate) const fn kernel(&self) -> Kernel {
        self.kernel
    }
}

/// `B · r` of each block of rows of `b`.
pub(crate) fn fold_blocks(b: &Tensor, batch: u32, challenge: &Challenge, kernel: Kernel) -> Vec<Folded> {
    let k = b.shape().cols as usize;
    let block = (b.shape().rows / batch) as usize * k;
    let data = b.as_i8().expect("a MatMul's operand is i8");
    let blocks = data.chunks_exact(block);
    blocks
        .map(|block| Folded::new(block, k, challenge, kernel))
        .collect()
}

fn check_weights(spec: &JobSpec, weights: &[Tensor]) -> Result<(), KeyError> {
    if weights.len() != spec.weights.len() {
        return Err(KeyError::Count {
            given: weights.len(),
            expected: spec.weights.len(),
        });
    }
    let pairs = weights.iter().zip(&spec.weights).enumerate();
    for (weight, (given, desc)) in pairs.clone() {
        if given.shape() != desc.shape {
            return Err(KeyError::Shape {
                weight,
                found: given.shape(),
                expected: desc.shape,
            });
        }
    }
    let wrong = pairs
        .par_bridge()
        .find_any(|(_, (given, desc))| parallel_root(given) != desc.root);
    if let Some((weight, _)) = wrong {
        return Err(KeyError::Root { weight });
    }
    for (op, desc) in spec.ops.iter().enumerate() {
        if let Op::AddBias {
            bias: Source::Weight(n),
            ..
        } = desc.op
        {
            let bias = weights[usize::from(n)].as_i32().expect("a bias is i32");
            if let Some(&value) = bias.iter().find(|&&b| !arith::bias_in_range(b)) {
                return Err(KeyError::Bias { op, value });
            }
        }
    }
    Ok(())
}
