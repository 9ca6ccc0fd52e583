//! Proof of verification: a verifier that attests commits to the vectors of its own Freivalds check, and any wrong
//! entry of them convicts it on chain. Who did not read the model and the trace cannot write them.
//!
//! # Vectors
//!
//! All numbers are in F_p, p = 2⁶¹ − 1. A verifier's [`seed`] binds the job, the randomness that drew its committee
//! and its operator. The randomness is known only after the provider's trace is committed, so nobody can fit a trace
//! to a seed; no two operators have the same seed, so vectors cannot be copied.
//!
//! A product (MatMul or Linear) multiplies `batch` blocks of `A` by as many of `B`. Of each product that [`covers`]
//! names, and of each of its checked blocks (see [`Layout`]), with the random point ρ of the op:
//!
//! | vector | an entry for | is |
//! |---|---|---|
//! | `w` | each inner index `k` of a block | `Σ_j ρ^j · B[j, k]` |
//! | `t` | each row `j` of `B` in a block | `Σ_k σ^k · B[j, k]` |
//! | `e` | each 4,096 rows of `B` in a block | `Σ_j ρ^j · t[j]` over them |
//! | `z` | each checked row `i` of `A` | `Σ_k A[i, k] · w[k]` |
//! | `y` | each 4,096 columns of such a row | `Σ_j ρ^j · out[i, j]` over them, `out` the op's result |
//!
//! An entry of `w` is a sum over all of `B`, which no chain can read. So σ is derived from the root of `w`
//! (Fiat–Shamir): each entry of `t` is a sum over one row, and `Σ_j ρ^j · t[j] = Σ_k σ^k · w[k]` holds of a `w` that is
//! wrong for at most `k − 1` of the p values σ can have. Sums longer than 4,096 go by way of `e` and `y`.
//!
//! Of a MatMul `z` must equal `Σ_c ρ^(4096·c) · y[c]`, which is Freivalds' check of the row: powers of one point
//! instead of independent elements (T. Kimbrel and R. K. Sinha, "A probabilistic algorithm for verifying matrix
//! products using O(n²) time and log₂ n + O(1) random bits", 1993) let a row that is wrong pass for at most `n − 1`
//! of p points rather than for one, and spare the chain the hashes that `n` random elements take. The sums of a
//! Linear are not committed to, so its `y` proves that the result was read, not that it follows from `z`.
//!
//! # What is not proven
//!
//! That anything but covered products was looked at; that a Linear's result was requantised from its sums; of a product
//! with an honest provider, that both sides were computed (either one gives `z`; with a wrong product only one that
//! convicts); who did the work. Operands are what the provider committed to: whether an operand is right is another
//! op's matter. A weight that follows from a seed (benchmark jobs, which have no committee) opens nothing here.
//!
//! # Commitment
//!
//! A vector is a list of little-endian `u64`, in leaves of 256 bytes (32 entries), the last one filled with zeros, the
//! leaves padded to a power of two with leaves of zeros. Its length follows from the spec; nothing claims it. An op's
//! entry hashes the five roots; the list has one entry per op of the spec, zeros where there is none.
//!
//! # Evidence
//!
//! Read in place, front to back. What it opens is either bound by a root that the chain knows, or claimed by the
//! accused.
//!
//! | part | bytes | in kinds |
//! |---|---|---|
//! | magic | `ASSAYV01` | all |
//! | kind | `u8`, see [`Kind`] | all |
//! | spec, trace | counts, list root; count, list root; as in [`crate::check()`] | all |
//! | commitment | count `u32`, list root | all |
//! | op index | `u16` | all but Length |
//! | op descriptor | length `u8`, bytes, path under the spec root | all but Length |
//! | descriptor of `A` | an input: shape; a weight: shape, root; an op: length `u8`, bytes; path under the spec root | all but Length |
//! | op's entry | the roots of `w`, `t`, `e`, `z`, `y`, path under the commitment | all but Length |
//! | vector | `u8`, see [`Vector`] | Range |
//! | index | `u32`: of the accused entry; of the block in Fold | all but Length |
//! | entry | its leaf, path; in Fold the block's entries of `e` | all but Length |
//! | tensor | RowSum, Product: operand `B`, `A` as in [`crate::check()`]; Result: shape, Merkle root, path under the trace root | three |
//! | slice | RowSum, Product: the row's leaves, padding, path; Result: the leaves of 4,096 columns, siblings | three |
//! | entries | Chunk: of `t`; Fold, Product: of `w`; Equality: of `y`: leaves, siblings | four |
//!
//! Siblings of several leaves are those nodes next to the range, in the order of a walk through the tree from the
//! left.

mod accused;
mod check;
mod demand;
mod field;
mod layout;
mod open;
mod reject;
mod seed;

#[cfg(feature = "alloc")]
mod commitment;
#[cfg(feature = "alloc")]
mod evidence;
#[cfg(feature = "alloc")]
mod vectors;

pub use check::{check, Conviction, Kind, VerifierRoots};
pub use demand::{answer, demand, Demand, MAX_DEMAND_LEAVES};
pub use field::{add, mul, powers, P};
pub use layout::{product, Layout, Vector, CHUNK, ROWS};
pub use reject::Reject;
pub use seed::{checked_block, checked_row, covers, rho, seed, sigma, COVERED};

#[cfg(feature = "alloc")]
pub use commitment::{vector_root, Commitment, FormatError};
#[cfg(feature = "alloc")]
pub use evidence::{write_demand, Accusation, AccusationError, Fault};
#[cfg(feature = "alloc")]
pub use vectors::{vectors, Vectors};
