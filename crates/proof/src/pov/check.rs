//! The judge of verifiers: convicts a wrong entry of a vector.

use super::field::{self, Point};
use super::layout::{product, Layout, CHUNK};
use super::open;
use super::reject::Reject;
use super::{checked_block, checked_row, covers, rho, seed, sigma, Vector};
use crate::check::open as tensors;
use crate::check::{operand, Job};
use crate::hash::{self, Hash, Tree};
use crate::op::{Op, OpDesc, Source};
use crate::reader::Reader;
use crate::shape::{DType, Shape, LEAF_BYTES};
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
    desc: OpDesc,
    a: Source,
    b: Source,
    seed: Hash,
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
    let list = tensors::Counted { count, root: list };
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

/// Vectors that are accused.
struct Accused<'a> {
    product: Product,
    entry: &'a [Hash],
}

impl Accused<'_> {
    fn conviction(&self, kind: Kind, vector: Vector, index: u32, claimed: u64, expected: u64) -> Conviction {
        Conviction {
            kind,
            op: self.product.op,
            vector,
            index,
            claimed,
            expected,
        }
    }

    fn root(&self, vector: Vector) -> &Hash {
        &self.entry[vector as usize]
    }

    fn entries<'b>(
        &self,
        reader: &mut Reader<'b>,
        vector: Vector,
        start: u32,
        count: u32,
    ) -> Result<&'b [[u8; 8]], Reject> {
        let len = self.product.layout.entries(vector);
        open::entries(reader, vector, (self.root(vector), len), (start, count))
    }

    /// Reads an index and that entry.
    fn claimed(&self, reader: &mut Reader<'_>, vector: Vector) -> Result<(u32, u64), Reject> {
        let index = reader.u32().ok_or(Reject::Truncated)?;
        let entry = self.entries(reader, vector, index, 1)?;
        Ok((index, u64::from_le_bytes(entry[0])))
    }

    fn rho(&self) -> u64 {
        rho(&self.product.seed, self.product.op)
    }

    /// The point whose powers fold the sums of chunks.
    fn rho_of_chunks(&self) -> Point {
        // 4,096 is 2¹²: twelve squarings.
        let point = (0..CHUNK.trailing_zeros()).fold(self.rho(), |x, _| field::mul(x, x));
        Point::new(point)
    }

    fn sigma(&self) -> Point {
        let root = self.root(Vector::W);
        Point::new(sigma(&self.product.seed, self.product.op, root))
    }

    fn range(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        let code = reader.u8().ok_or(Reject::Truncated)?;
        let vector = Vector::from_code(code).ok_or(Reject::NoSuchVector)?;
        let (index, claimed) = self.claimed(reader, vector)?;
        Ok(self.conviction(Kind::Range, vector, index, claimed, field::reduce(claimed)))
    }

    fn row_sum<'b>(
        &self,
        reader: &mut Reader<'b>,
        job: &Job<'b>,
        roots: &VerifierRoots,
    ) -> Result<Conviction, Reject> {
        let (layout, op) = (&self.product.layout, self.product.op);
        let (index, claimed) = self.claimed(reader, Vector::T)?;
        let block = checked_block(&self.product.seed, op, layout, index / layout.cols);
        let row = block * layout.cols + index % layout.cols;
        let operand = (1, self.product.b, layout.b());
        let row = self.operand_row(reader, job, roots, operand, row)?;
        let expected = self.sigma().of_i8(row);
        Ok(self.conviction(Kind::RowSum, Vector::T, index, claimed, expected))
    }

    fn chunk(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        let layout = &self.product.layout;
        let (index, claimed) = self.claimed(reader, Vector::E)?;
        let (group, chunk) = (index / layout.chunks(), index % layout.chunks());
        let (start, count) = layout.chunk(chunk);
        let t = self.entries(reader, Vector::T, group * layout.cols + start, count)?;
        let expected = Point::new(self.rho()).of_entries(t);
        let expected = expected.ok_or(Reject::NotReduced(Vector::T))?;
        Ok(self.conviction(Kind::Chunk, Vector::E, index, claimed, expected))
    }

    fn fold(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        let layout = &self.product.layout;
        let group = reader.u32().ok_or(Reject::Truncated)?;
        if group >= layout.groups() {
            return Err(Reject::Position);
        }
        let chunks = layout.chunks();
        let e = self.entries(reader, Vector::E, group * chunks, chunks)?;
        let expected = self.rho_of_chunks().of_entries(e);
        let expected = expected.ok_or(Reject::NotReduced(Vector::E))?;
        let claimed = self.sigma().of_entries(self.w(reader, group)?);
        let claimed = claimed.ok_or(Reject::NotReduced(Vector::W))?;
        Ok(self.conviction(Kind::Fold, Vector::W, group, claimed, expected))
    }

    fn product<'b>(
        &self,
        reader: &mut Reader<'b>,
        job: &Job<'b>,
        roots: &VerifierRoots,
    ) -> Result<Conviction, Reject> {
        let (layout, op) = (&self.product.layout, self.product.op);
        let (index, claimed) = self.claimed(reader, Vector::Z)?;
        let row = checked_row(&self.product.seed, op, layout, index);
        let operand = (0, self.product.a, layout.a());
        let a = self.operand_row(reader, job, roots, operand, row)?;
        let w = self.w(reader, index / layout.rows_per_group())?;
        let expected = field::dot(a, w).ok_or(Reject::NotReduced(Vector::W))?;
        Ok(self.conviction(Kind::Product, Vector::Z, index, claimed, expected))
    }

    fn result<'b>(&self, reader: &mut Reader<'b>, job: &Job<'b>) -> Result<Conviction, Reject> {
        let (layout, op) = (&self.product.layout, self.product.op);
        let (index, claimed) = self.claimed(reader, Vector::Y)?;
        let row = checked_row(&self.product.seed, op, layout, index / layout.chunks());
        let (start, count) = layout.chunk(index % layout.chunks());
        let (shape, root) = job.claimed(reader, op)?;
        if shape != self.product.desc.shape {
            return Err(Reject::TensorShape);
        }
        // A chunk starts with a leaf: 4,096 elements fill whole ones.
        let size = shape.dtype.size() as u32;
        let first = (row << shape.row_depth()) + start * size / LEAF_BYTES as u32;
        let len = count * size;
        let leaves = (first, len.div_ceil(LEAF_BYTES as u32));
        let opened = open::leaves(reader, Tree::Tensor, root, shape.depth(), leaves);
        let bytes = &opened.ok_or(Reject::TensorSlice)?.as_flattened()[..len as usize];
        let point = Point::new(self.rho());
        let expected = match shape.dtype {
            DType::I8 => point.of_i8(bytes),
            DType::I32 => point.of_i32(bytes.as_chunks().0),
        };
        Ok(self.conviction(Kind::Result, Vector::Y, index, claimed, expected))
    }

    fn equality(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        // The sums of a Linear are not its result.
        if !matches!(self.product.desc.op, Op::MatMul { .. }) {
            return Err(Reject::OpIndex);
        }
        let (index, claimed) = self.claimed(reader, Vector::Z)?;
        let chunks = self.product.layout.chunks();
        let y = self.entries(reader, Vector::Y, index * chunks, chunks)?;
        let expected = self.rho_of_chunks().of_entries(y);
        let expected = expected.ok_or(Reject::NotReduced(Vector::Y))?;
        Ok(self.conviction(Kind::Equality, Vector::Z, index, claimed, expected))
    }

    /// Reads `w` of a checked block.
    fn w<'b>(&self, reader: &mut Reader<'b>, group: u32) -> Result<&'b [[u8; 8]], Reject> {
        let inner = self.product.layout.inner;
        self.entries(reader, Vector::W, group * inner, inner)
    }

    /// Reads an operand, given with its position and the shape it must have, and one of its rows.
    fn operand_row<'b>(
        &self,
        reader: &mut Reader<'b>,
        job: &Job<'b>,
        roots: &VerifierRoots,
        (n, source, declared): (u8, Source, Shape),
        row: u32,
    ) -> Result<&'b [u8], Reject> {
        let (shape, root) = operand(reader, job, source, self.product.op, n, &roots.result)?;
        if shape != declared {
            return Err(Reject::TensorShape);
        }
        let leaves = tensors::leaves(reader, &shape).ok_or(Reject::Truncated)?;
        tensors::row(reader, (leaves, LEAF_BYTES), &shape, root, row).ok_or(Reject::TensorSlice)?;
        Ok(&leaves[..shape.row_bytes()])
    }
}
