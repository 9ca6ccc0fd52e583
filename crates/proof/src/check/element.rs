//! A wrong element: recompute it from the opened operands.

use super::{dot::dot, open, open::LeafPair, Conviction, ConvictionKind, Job, Reject, Roots};
use crate::arith::{self, RowNorm, RowSoftmax};
use crate::hash::{self, Hash};
use crate::op::{Mult, Op, OpDesc, Source, MAX_OPERANDS};
use crate::reader::Reader;
use crate::seeded::{is_leaf, SEEDED};
use crate::shape::{DType, Shape, LEAF_BYTES};

/// How much of a row an element needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// All of it.
    Row,
    /// The leaf that holds this column.
    Column(u32),
}

/// A part of an operand that an element needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// Position of the operand.
    pub(crate) operand: usize,
    /// Row in the operand.
    pub(crate) row: u32,
    /// Part of the row.
    pub(crate) span: Span,
}

/// The slices that element `(i, j)` of a result of shape `out` needs, in the order of evidence.
/// `shapes` are the operands', accepted by [`Op::check_shapes`]. The row of a Gather's table is the id's, which
/// nobody knows yet: it is 0 here.
pub(crate) fn slices(op: &Op, out: Shape, shapes: &[Shape], i: u32, j: u32) -> [Option<Slice>; MAX_OPERANDS] {
    let slice = |operand, row, span| Some(Slice { operand, row, span });
    let here = slice(0, i, Span::Column(j));
    // The element of a row of constants, if the op has as many operands.
    let constant = |operand: usize| match operand < shapes.len() {
        true => slice(operand, 0, Span::Column(j)),
        false => None,
    };
    match *op {
        Op::MatMul { batch, .. } | Op::Linear { batch, .. } => {
            let block = i / (shapes[0].rows / batch);
            let b_row = block * out.cols + j;
            let b = slice(1, b_row, Span::Row);
            [slice(0, i, Span::Row), b, constant(2), constant(3)]
        }
        Op::AddBias { .. } | Op::Requant { .. } => [here, constant(1), None, None],
        Op::Add { .. } => [here, slice(1, i, Span::Column(j)), constant(2), constant(3)],
        Op::Mul { .. } => [here, slice(1, i, Span::Column(j)), None, None],
        // A table is one leaf.
        Op::Lut { .. } => [here, slice(1, 0, Span::Column(0)), None, None],
        Op::LayerNorm { .. } | Op::RmsNorm { .. } => [slice(0, i, Span::Row), constant(1), constant(2), None],
        Op::Softmax { mask, .. } => {
            let mask_row = shapes.get(2).map(|shape| mask.row(i, out.rows, shape.rows));
            let mask = mask_row.and_then(|row| slice(2, row, Span::Row));
            [slice(0, i, Span::Row), slice(1, 0, Span::Row), mask, None]
        }
        Op::Gather { .. } => {
            let (row, col) = (i / shapes[0].cols, i % shapes[0].cols);
            let id = slice(0, row, Span::Column(col));
            [id, slice(1, 0, Span::Column(j)), None, None]
        }
        Op::View(view) => {
            let (operand, row, col) = view.locate(out, shapes, i, j);
            [slice(operand, row, Span::Column(col)), None, None, None]
        }
    }
}

/// An operand, opened down to its Merkle root.
pub(crate) type Operand<'a> = (Shape, &'a Hash);

pub(super) fn judge<'a>(
    reader: &mut Reader<'a>,
    job: &Job<'a>,
    op: u16,
    (roots, seed): (&Roots, Option<&Hash>),
) -> Result<Conviction, Reject> {
    let desc = job.descriptor(reader, op)?;
    let (shape, root) = job.claimed(reader, op)?;
    if shape != desc.shape {
        return Err(Reject::ClaimedShape);
    }
    let i = reader.u32().ok_or(Reject::Truncated)?;
    let j = reader.u32().ok_or(Reject::Truncated)?;
    if i >= shape.rows || j >= shape.cols {
        return Err(Reject::Position);
    }
    let leaf = open::leaf(reader, &shape, root, i, leaf_of(&shape, j)).ok_or(Reject::ClaimedLeaf)?;
    let claimed = element(leaf, shape.dtype, j);

    let sources = desc.op.operands();
    let mut shapes = [shape; MAX_OPERANDS];
    let mut merkle_roots = [root; MAX_OPERANDS];
    for (n, &source) in sources.iter().enumerate() {
        (shapes[n], merkle_roots[n]) = operand(reader, job, source, op, n as u8, roots)?;
    }
    let shapes = &shapes[..sources.len()];
    desc.op
        .check_shapes(shapes, shape)
        .map_err(|_| Reject::OperandShape)?;

    let mut opened: [&[u8]; MAX_OPERANDS] = [&[]; MAX_OPERANDS];
    let product = matches!(desc.op, Op::MatMul { .. } | Op::Linear { .. });
    let mut pairs: &[LeafPair] = &[];
    if product {
        pairs = open::leaf_pairs(reader, &shapes[0]).ok_or(Reject::Truncated)?;
    }
    let mut needed = slices(&desc.op, shape, shapes, i, j);
    for n in 0..MAX_OPERANDS {
        let Some(slice) = needed[n].as_mut() else {
            continue;
        };
        if let (Op::Gather { .. }, 1) = (&desc.op, n) {
            slice.row = id(opened[0], i % shapes[0].cols, shapes[1].rows)?;
        }
        let (shape, root) = (&shapes[slice.operand], merkle_roots[slice.operand]);
        let open = match slice.span {
            span if *root == SEEDED => {
                // No operand but a weight has this root.
                let weight = match sources[slice.operand] {
                    Source::Weight(weight) => weight,
                    Source::Input(_) | Source::Op(_) => return Err(Reject::OperandPath(n as u8)),
                };
                let weight = (seed.ok_or(Reject::Unseeded)?, weight);
                let rows = product.then(|| &pairs.as_flattened()[n * LEAF_BYTES..]);
                seeded(reader, weight, shape, (slice.row, span), rows)
            }
            Span::Row if product => {
                let leaves = &pairs.as_flattened()[n * LEAF_BYTES..];
                open::row(reader, (leaves, size_of::<LeafPair>()), shape, root, slice.row).map(|()| &[][..])
            }
            Span::Row => {
                let leaves = open::leaves(reader, shape).ok_or(Reject::Truncated)?;
                open::row(reader, (leaves, LEAF_BYTES), shape, root, slice.row)
                    .map(|()| &leaves[..shape.row_bytes()])
            }
            Span::Column(col) => {
                open::leaf(reader, shape, root, slice.row, leaf_of(shape, col)).map(|leaf| leaf.as_slice())
            }
        };
        opened[n] = open.ok_or(Reject::OperandSlice(slice.operand as u8))?;
    }
    let expected = match desc.op {
        Op::MatMul { .. } => dot(pairs, shapes[0].row_bytes()),
        Op::Linear {
            bias, mult, shift, ..
        } => {
            let sum = dot(pairs, shapes[0].row_bytes()) as i32;
            let constants = Constants::new(shapes, &needed, opened);
            let (bias, at) = match bias {
                Some(_) => (constants.value(2), 3),
                None => (0, 2),
            };
            let mult = constants.mult(mult, at);
            i64::from(arith::linear(sum, bias, mult, shift, shape.dtype))
        }
        _ => recompute(&desc, shapes, &needed, opened, j)?,
    };
    Ok(Conviction {
        kind: ConvictionKind::Element,
        op,
        i,
        j,
        claimed: i64::from(claimed),
        expected,
    })
}

/// Reads an operand's header and checks its path under the root that binds it.
pub(crate) fn operand<'a>(
    reader: &mut Reader<'a>,
    job: &Job<'_>,
    source: Source,
    op: u16,
    n: u8,
    roots: &Roots,
) -> Result<Operand<'a>, Reject> {
    let path = Reject::OperandPath(n);
    let header = |reader: &mut Reader<'a>| open::header(reader).ok_or(Reject::OperandHeader(n));
    match source {
        Source::Input(index) => {
            let count = reader.array().ok_or(Reject::Truncated)?;
            let root = reader.hash().ok_or(Reject::Truncated)?;
            if hash::input_root(count, root) != roots.input {
                return Err(path);
            }
            let count = u32::from_le_bytes(*count);
            let inputs = open::Counted { count, root };
            let (shape, merkle_root) = header(reader)?;
            let leaf = hash::tensor_root(&shape, merkle_root);
            inputs.verify(reader, leaf, u32::from(index), path)?;
            Ok((shape, merkle_root))
        }
        Source::Weight(index) => {
            let (shape, merkle_root) = header(reader)?;
            let root = match *merkle_root {
                SEEDED => SEEDED,
                _ => hash::tensor_root(&shape, merkle_root),
            };
            let leaf = hash::weight_descriptor(&shape, &root);
            let index = job.inputs.saturating_add(u32::from(index));
            job.spec.verify(reader, leaf, index, path)?;
            Ok((shape, merkle_root))
        }
        Source::Op(index) => {
            if index >= op {
                return Err(path);
            }
            let (shape, merkle_root) = header(reader)?;
            let leaf = hash::tensor_root(&shape, merkle_root);
            job.trace.verify(reader, leaf, u32::from(index), path)?;
            Ok((shape, merkle_root))
        }
    }
}

/// The part of a seeded weight that an element needs: read, or of a product's row in `rows` already, and compared with
/// what the seed gives; `None` when it is something else.
#[inline(never)]
fn seeded<'a>(
    reader: &mut Reader<'a>,
    (seed, weight): (&Hash, u16),
    shape: &Shape,
    (row, span): (u32, Span),
    rows: Option<&[u8]>,
) -> Option<&'a [u8]> {
    let is_leaf = |leaf: usize, bytes| is_leaf(seed, weight, shape, (row, leaf as u32), bytes);
    match (span, rows) {
        (Span::Column(col), _) => {
            let bytes = reader.array::<LEAF_BYTES>()?;
            is_leaf(leaf_of(shape, col) as usize, bytes).then_some(bytes)
        }
        (Span::Row, Some(rows)) => {
            for leaf in 0..shape.leaves_per_row() {
                let (_, rest) = rows.split_at_checked(leaf * size_of::<LeafPair>())?;
                if !is_leaf(leaf, rest.first_chunk()?) {
                    return None;
                }
            }
            Some(&[])
        }
        (Span::Row, None) => {
            let leaves = open::leaves(reader, shape)?;
            let (each, _) = leaves.as_chunks();
            let mut all = each.iter().enumerate();
            all.all(|(leaf, bytes)| is_leaf(leaf, bytes))
                .then_some(&leaves[..shape.row_bytes()])
        }
    }
}

/// The id that the opened leaf holds, which must be inside a table of `rows` rows.
fn id(leaf: &[u8], col: u32, rows: u32) -> Result<u32, Reject> {
    match u32::try_from(element(leaf, DType::I32, col)) {
        Ok(id) if id < rows => Ok(id),
        _ => Err(Reject::IdRange),
    }
}

/// The opened parts of the operands.
struct Constants<'a> {
    shapes: &'a [Shape],
    slices: &'a [Option<Slice>; MAX_OPERANDS],
    opened: [&'a [u8]; MAX_OPERANDS],
}

impl<'a> Constants<'a> {
    fn new(
        shapes: &'a [Shape],
        slices: &'a [Option<Slice>; MAX_OPERANDS],
        opened: [&'a [u8]; MAX_OPERANDS],
    ) -> Self {
        Self {
            shapes,
            slices,
            opened,
        }
    }

    /// The element of slice `n`, one of those of which a single element is needed.
    fn value(&self, n: usize) -> i32 {
        match self.slices[n] {
            Some(Slice {
                operand,
                span: Span::Column(col),
                ..
            }) => element(self.opened[n], self.shapes[operand].dtype, col),
            _ => 0,
        }
    }

    /// As [`Constants::value`], of an `i8` operand: shapes were checked.
    fn small(&self, n: usize) -> i8 {
        self.value(n) as i8
    }

    /// A multiplier; one per column is slice `n`.
    fn mult(&self, mult: Mult, n: usize) -> i32 {
        match mult {
            Mult::Scalar(mult) => mult,
            Mult::PerColumn(_) => self.value(n),
        }
    }
}

/// Element `j` of a row of which everything was opened.
fn of_row(row: &[u8], dtype: DType, j: u32) -> i32 {
    let at = j as usize * dtype.size();
    match row.get(at..at + dtype.size()) {
        Some(&[a, b, c, d]) => i32::from_le_bytes([a, b, c, d]),
        Some(&[a]) => i32::from(a as i8),
        _ => 0,
    }
}

fn recompute(
    desc: &OpDesc,
    shapes: &[Shape],
    slices: &[Option<Slice>; MAX_OPERANDS],
    opened: [&[u8]; MAX_OPERANDS],
    j: u32,
) -> Result<i64, Reject> {
    let constants = Constants::new(shapes, slices, opened);
    let (value, small) = (|n| constants.value(n), |n| constants.small(n));
    Ok(match desc.op {
        Op::MatMul { .. } | Op::Linear { .. } => unreachable!("a product is the dot product of its rows"),
        Op::AddBias { .. } => {
            let bias = value(1);
            if !arith::bias_in_range(bias) {
                return Err(Reject::BiasRange);
            }
            i64::from(value(0)) + i64::from(bias)
        }
        Op::Requant { mult, shift, .. } => {
            i64::from(arith::requant(value(0), constants.mult(mult, 1), shift))
        }
        Op::Add { mx, my, shift, .. } => {
            let second = 2 + usize::from(mx.source().is_some());
            let (mx, my) = (constants.mult(mx, 2), constants.mult(my, second));
            i64::from(arith::add(value(0), small(1), mx, my, shift, desc.shape.dtype))
        }
        Op::Mul { mult, shift, .. } => i64::from(arith::mul(small(0), small(1), mult, shift)),
        Op::Lut { .. } => {
            let index = arith::lut_index(small(0)) as u32;
            i64::from(element(opened[1], DType::I8, index))
        }
        Op::LayerNorm { eps, shift, .. } => {
            let norm = RowNorm::of(opened[0], shapes[0].dtype, true, eps);
            let x = of_row(opened[0], shapes[0].dtype, j);
            i64::from(norm.element(x, value(1), value(2), shift))
        }
        Op::RmsNorm { eps, shift, .. } => {
            let norm = RowNorm::of(opened[0], shapes[0].dtype, false, eps);
            let x = of_row(opened[0], shapes[0].dtype, j);
            i64::from(norm.element(x, value(1), 0, shift))
        }
        Op::Softmax {
            mask, mult, shift, ..
        } => {
            let mask = mask.source().map(|_| opened[2]);
            let row = RowSoftmax::of(opened[0], mask, opened[1], mult, shift);
            let left = mask.is_none_or(|mask| of_row(mask, DType::I8, j) != 0);
            i64::from(row.element(of_row(opened[0], DType::I32, j), left))
        }
        Op::Gather { .. } => i64::from(value(1)),
        Op::View(_) => i64::from(value(0)),
    })
}

/// Leaf of a row that holds column `col`.
pub(crate) const fn leaf_of(shape: &Shape, col: u32) -> u32 {
    (col as usize * shape.dtype.size() / LEAF_BYTES) as u32
}

/// The element of column `col` in the leaf that holds it. Leaves are a multiple of every element's
/// size, so an element never crosses a leaf's end.
fn element(leaf: &[u8], dtype: DType, col: u32) -> i32 {
    let at = col as usize * dtype.size() % LEAF_BYTES;
    match dtype {
        DType::I8 => i32::from(leaf[at] as i8),
        DType::I32 => i32::from_le_bytes([leaf[at], leaf[at + 1], leaf[at + 2], leaf[at + 3]]),
    }
}
