//! Demands for leaves of a verifier's vectors, and answers: a verifier that does not serve what it committed to could
//! not be convicted of anything else.

use super::check::{entry, Product, VerifierRoots};
use super::layout::Vector;
use super::open;
use super::reject::Reject;
use crate::check::Job;
use crate::hash::{self, Hash, Tree};
use crate::reader::Reader;
use crate::shape::log2_ceil;

/// First bytes of a demand.
pub(super) const DEMAND_MAGIC: &[u8; 8] = b"ASSAYD01";
/// First bytes of an answer.
pub(super) const ANSWER_MAGIC: &[u8; 8] = b"ASSAYA01";

/// Most leaves of one demand: `w` of a block at the longest inner dimension, 128 KiB. Of the other vectors single
/// leaves suffice, see [`Demand`].
pub const MAX_DEMAND_LEAVES: u32 = 513;

/// Leaves of a vector that a verifier must have, whatever it committed to. What the chain keeps of a demand.
///
/// Who audits knows every vector that is right, and each wrong entry of `t`, `e`, `z` and `y` is convicted by its own
/// leaf. Only of a wrong `w` all of the block is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The op.
    pub op: u16,
    /// The vector.
    pub vector: Vector,
    /// The first leaf demanded.
    pub leaf: u32,
    /// How many, from there on.
    pub count: u32,
    /// Leaves of the vector.
    pub leaves: u32,
}

/// Checks that leaves exist which every honest verifier with this seed has. The commitment plays no part, so that a
/// commitment to nothing is no excuse.
///
/// | part | bytes |
/// |---|---|
/// | magic | `ASSAYD01` |
/// | spec, trace, op index, both descriptors | as in evidence, see [`crate::pov`] |
/// | vector, first leaf, number of leaves | `u8`, `u32`, `u32` |
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the roots, or that there are no such leaves.
#[inline(never)]
pub fn demand(request: &[u8], roots: &VerifierRoots) -> Result<Demand, Reject> {
    let mut reader = Reader::new(request);
    if reader.array().ok_or(Reject::Truncated)? != DEMAND_MAGIC {
        return Err(Reject::Magic("ASSAYD01"));
    }
    let job = Job::open(&mut reader, &roots.result)?;
    let product = Product::open(&mut reader, &job, roots)?;
    let code = reader.u8().ok_or(Reject::Truncated)?;
    let vector = Vector::from_code(code).ok_or(Reject::NoSuchVector)?;
    let leaf = reader.u32().ok_or(Reject::Truncated)?;
    let count = reader.u32().ok_or(Reject::Truncated)?;
    if reader.remaining() != 0 {
        return Err(Reject::TrailingBytes);
    }
    let leaves = product.layout.leaves(vector);
    let left = leaves.saturating_sub(leaf);
    if count == 0 || count > left || count > MAX_DEMAND_LEAVES {
        return Err(Reject::Position);
    }
    Ok(Demand {
        op: product.op,
        vector,
        leaf,
        count,
        leaves,
    })
}

/// Checks that `bytes` answer a demand to a verifier that committed to `vectors`. Whether the leaves are right is
/// for [`check`](super::check) to say.
///
/// | part | bytes |
/// |---|---|
/// | magic | `ASSAYA01` |
/// | commitment | count `u32`, list root |
/// | op's entry | the roots of `w`, `t`, `e`, `z`, `y`, path under the commitment |
/// | leaves | 256 bytes each, siblings under the vector's root |
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the commitment.
#[inline(never)]
pub fn answer(bytes: &[u8], demand: &Demand, vectors: &Hash) -> Result<(), Reject> {
    let mut reader = Reader::new(bytes);
    if reader.array().ok_or(Reject::Truncated)? != ANSWER_MAGIC {
        return Err(Reject::Magic("ASSAYA01"));
    }
    let count = reader.array().ok_or(Reject::Truncated)?;
    let list = reader.hash().ok_or(Reject::Truncated)?;
    if hash::vectors_root(count, list) != *vectors {
        return Err(Reject::Commitment);
    }
    let roots = entry(&mut reader, demand.op, list, u32::from_le_bytes(*count))?;
    let root = &roots[demand.vector as usize];
    let depth = log2_ceil(u64::from(demand.leaves));
    let opened = open::leaves(
        &mut reader,
        Tree::Vector,
        root,
        depth,
        (demand.leaf, demand.count),
    );
    opened.ok_or(Reject::Vector(demand.vector))?;
    if reader.remaining() != 0 {
        return Err(Reject::TrailingBytes);
    }
    Ok(())
}
