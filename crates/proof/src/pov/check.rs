//! The judge of verifiers: convicts a wrong entry of a vector.

use super::accused::Accused;
use super::layout::{product, Layout};
use super::reject::Reject;
use super::{covers, seed, Vector};
use crate::check::open::Counted;
use crate::check::Job;
use crate::hash::{self, Hash};
use crate::op::{OpDesc, Source};
use crate::reader::Reader;
use crate::shape::Shape;
use crate::Roots;

/// First bytes of evidence.
pub(super) const MAGIC: &[u8; 8] = b"ASSAYV01";

/// What the chain knows of a job and of a verifier that attested to its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifierRoots {
    /// Address of the job.
    pub job: Hash,
    /// The randomness that drew the committee, known only after the trace was committed.
    pub beacon: Hash,
    /// Address of the verifier's operator.
    pub operator: Hash,
    /// Of the job and its provider's result.
    pub result: Roots,
    /// What the verifier committed to, see [`Commitment::root`](super::Commitment::root).
    pub vectors: Hash,
}

impl VerifierRoots {
    /// The verifier's seed for the job.
    #[must_use]
    pub fn seed(&self) -> Hash {
        seed(&self.job, &self.beacon, &self.operator)
    }
}

/// What a verifier did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The commitment has another number of entries than the spec has ops.
    Length = 1,
    /// An entry of a vector is not below p.
    Range = 2,
    /// An entry of `t` is not its row of `B` folded with σ.
    RowSum = 3,
    /// An entry of `e` is not the sum over its part of `t`.
    Chunk = 4,
    /// `w` of a block is not what its `e` proves: `Σ_c ρ^(4096·c) · e[c] ≠ Σ_k σ^k · w[k]`.
    Fold = 5,
    /// An entry of `z` is not its row of `A` by `w`.
    Product = 6,
    /// An entry of `y` is not its part of a row of the result folded with ρ.
    Result = 7,
    /// An entry of `z` differs from what `y` says of the same row of a MatMul: a wrong product was accepted, or one of
    /// the two was made up.
    Equality = 8,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Length,
        Self::Range,
        Self::RowSum,
        Self::Chunk,
        Self::Fold,
        Self::Product,
        Self::Result,
        Self::Equality,
    ];
}

/// A proven wrong of a verifier. `claimed` always differs from `expected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conviction {
    /// What is wrong.
    pub kind: Kind,
    /// The op whose vector is wrong (0 for Length).
    pub op: u16,
    /// The vector that is wrong (`w` for Length).
    pub vector: Vector,
    /// The entry that is wrong; of Fold the checked block; 0 for Length.
    pub index: u32,
    /// What the verifier committed to: an entry, the sum over `w`, or the count.
    pub claimed: u64,
    /// What it must be.
    pub expected: u64,
}

/// Judges evidence against what the chain knows of a verifier. `no_std`, no allocation.
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the roots, or that the entry is correct. Evidence that is
/// rejected proves nothing; honest vectors have no evidence that convicts them.
#[inline(never)]
pub fn check(evidence: &[u8], roots: &VerifierRoots) -> Result<Conviction, Reject> {
    let mut reader = Reader::new(evidence);
    let conviction = judge(&mut reader, roots)?;
    if reader.remaining() != 0 {
        return Err(Reject::TrailingBytes);
    }
    if conviction.claimed == conviction.expected {
        return Err(Reject::Honest);
    }
    Ok(conviction)
}

fn judge<'a>(reader: &mut Reader<'a>, roots: &VerifierRoots) -> Result<Conviction, Reject> {
    if reader.array().ok_or(Reject::Truncated)? != MAGIC {
        return Err(Reject::Magic("ASSAYV01"));
    }
    let code = reader.u8().ok_or(Reject::Truncated)?;
    let kind = Kind::ALL.into_iter().find(|&kind| kind as u8 == code);
    let kind = kind.ok_or(Reject::Kind)?;
    let job = Job::open(reader, &roots.result)?;
    let count = reader.array().ok_or(Reject::Truncated)?;
    let list = reader.hash().ok_or(Reject::Truncated)?;
    if hash::vectors_root(count, list) != roots.vectors {
        return Err(Reject::Commitment);
    }
    let count = u32::from_le_bytes(*count);
    if kind == Kind::Length {
        return Ok(Conviction {
            kind,
            op: 0,
            vector: Vector::W,
            index: 0,
            claimed: u64::from(count),
            expected: u64::from(job.ops),
        });
    }
    let product = Product::open(reader, &job, roots)?;
    let entry = entry(reader, product.op, list, count)?;
    let accused = Accused { product, entry };
    match kind {
        Kind::Length => unreachable!("handled above"),
        Kind::Range => accused.range(reader),
        Kind::RowSum => accused.row_sum(reader, &job, roots),
        Kind::Chunk => accused.chunk(reader),
        Kind::Fold => accused.fold(reader),
        Kind::Product => accused.product(reader, &job, roots),
        Kind::Result => accused.result(reader, &job),
        Kind::Equality => accused.equality(reader),
    }
}

/// A product of the job that the verifier has vectors of.
pub(super) struct Product {
    pub(super) op: u16,
    pub(super) layout: Layout,
    pub(super) desc: OpDesc,
    pub(super) a: Source,
    pub(super) b: Source,
    pub(super) seed: Hash,
}

impl Product {
    /// Reads the op's index, its descriptor and that of its left operand.
    #[inline(never)]
    pub(super) fn open(
        reader: &mut Reader<'_>,
        job: &Job<'_>,
        roots: &VerifierRoots,
    ) -> Result<Self, Reject> {
        let op = reader.u16().ok_or(Reject::Truncated)?;
        if u32::from(op) >= job.ops {
            return Err(Reject::OpIndex);
        }
        let desc = job.descriptor(reader, op)?;
        let (a, b, _) = product(&desc.op).ok_or(Reject::OpIndex)?;
        let seed = roots.seed();
        if !covers(&seed, op, job.ops) {
            return Err(Reject::NotCovered);
        }
        let declared = declared_shape(reader, job, a)?;
        let layout = Layout::new(&desc, declared).ok_or(Reject::Layout)?;
        Ok(Self {
            op,
            layout,
            desc,
            a,
            b,
            seed,
        })
    }
}

/// Reads the roots of op `op`'s vectors and their path under the commitment.
pub(super) fn entry<'a>(
    reader: &mut Reader<'a>,
    op: u16,
    list: &Hash,
    count: u32,
) -> Result<&'a [Hash], Reject> {
    let bytes = reader.array::<160>().ok_or(Reject::Truncated)?;
    let list = Counted { count, root: list };
    list.verify(
        reader,
        hash::vectors_entry(bytes),
        u32::from(op),
        crate::Reject::ClaimedPath,
    )
    .map_err(|_| Reject::Entry)?;
    Ok(bytes.as_chunks().0)
}

/// Reads the descriptor of an operand and its path under the spec root.
fn declared_shape(reader: &mut Reader<'_>, job: &Job<'_>, source: Source) -> Result<Shape, Reject> {
    let mut shape = || Shape::read(reader).ok_or(Reject::Declared);
    let (shape, leaf, index) = match source {
        Source::Input(n) => {
            let shape = shape()?;
            (shape, hash::input_descriptor(&shape), u32::from(n))
        }
        Source::Weight(n) => {
            let shape = shape()?;
            let root = reader.hash().ok_or(Reject::Truncated)?;
            let index = job.inputs.saturating_add(u32::from(n));
            (shape, hash::weight_descriptor(&shape, root), index)
        }
        Source::Op(n) => return Ok(job.descriptor(reader, n)?.shape),
    };
    let reject = crate::Reject::OperandPath(0);
    job.spec
        .verify(reader, leaf, index, reject)
        .map_err(|_| Reject::Declared)?;
    Ok(shape)
}
