//! What each kind of evidence recomputes.

use super::check::{Conviction, Kind, Product, VerifierRoots};
use super::field::{self, Point};
use super::layout::CHUNK;
use super::open;
use super::reject::Reject;
use super::{checked_block, checked_row, rho, sigma, Vector};
use crate::check::open as tensors;
use crate::check::{operand, Job};
use crate::hash::{Hash, Tree};
use crate::op::{Op, Source};
use crate::reader::Reader;
use crate::shape::{DType, Shape, LEAF_BYTES};

/// Vectors that are accused.
pub(super) struct Accused<'a> {
    pub(super) product: Product,
    pub(super) entry: &'a [Hash],
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

    pub(super) fn range(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        let code = reader.u8().ok_or(Reject::Truncated)?;
        let vector = Vector::from_code(code).ok_or(Reject::NoSuchVector)?;
        let (index, claimed) = self.claimed(reader, vector)?;
        Ok(self.conviction(Kind::Range, vector, index, claimed, field::reduce(claimed)))
    }

    pub(super) fn row_sum<'b>(
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

    pub(super) fn chunk(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
        let layout = &self.product.layout;
        let (index, claimed) = self.claimed(reader, Vector::E)?;
        let (group, chunk) = (index / layout.chunks(), index % layout.chunks());
        let (start, count) = layout.chunk(chunk);
        let t = self.entries(reader, Vector::T, group * layout.cols + start, count)?;
        let expected = Point::new(self.rho()).of_entries(t);
        let expected = expected.ok_or(Reject::NotReduced(Vector::T))?;
        Ok(self.conviction(Kind::Chunk, Vector::E, index, claimed, expected))
    }

    pub(super) fn fold(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
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

    pub(super) fn product<'b>(
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

    pub(super) fn result<'b>(&self, reader: &mut Reader<'b>, job: &Job<'b>) -> Result<Conviction, Reject> {
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

    pub(super) fn equality(&self, reader: &mut Reader<'_>) -> Result<Conviction, Reject> {
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
