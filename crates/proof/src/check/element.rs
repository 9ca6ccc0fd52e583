//! A wrong element: recompute it from the opened operands.

use super::{dot::dot, open, open::LeafPair, Conviction, ConvictionKind, Job, Reject, Roots};
use crate::arith;
use crate::hash::{self, Hash};
use crate::op::{Mult, Op, Source, MAX_OPERANDS};
use crate::reader::Reader;
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
/// `shapes` are the operands', accepted by [`Op::check_shapes`].
pub(crate) fn slices(op: &Op, out: Shape, shapes: &[Shape], i: u32, j: u32) -> [Option<Slice>; MAX_OPERANDS] {
    let slice = |operand, row, span| Some(Slice { operand, row, span });
    let here = slice(0, i, Span::Column(j));
    match *op {
        Op::MatMul { batch, .. } => {
            let block = i / (shapes[0].rows / batch);
            let b_row = block * out.cols + j;
            [slice(0, i, Span::Row), slice(1, b_row, Span::Row)]
        }
        Op::AddBias { .. }
        | Op::Requant {
            mult: Mult::PerColumn(_),
            ..
        } => [here, slice(1, 0, Span::Column(j))],
        Op::Requant {
            mult: Mult::Scalar(_),
            ..
        } => [here, None],
        Op::Add { .. } | Op::Mul { .. } => [here, slice(1, i, Span::Column(j))],
        // A table is one leaf.
        Op::Lut { .. } => [here, slice(1, 0, Span::Column(0))],
        Op::View(view) => {
            let (operand, row, col) = view.locate(out, shapes, i, j);
            [slice(operand, row, Span::Column(col)), None]
        }
    }
}

/// An operand, opened down to its Merkle root.
type Operand<'a> = (Shape, &'a Hash);

pub(super) fn judge<'a>(
    reader: &mut Reader<'a>,
    job: &Job<'a>,
    op: u16,
    roots: &Roots,
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
    let mut pairs: &[LeafPair] = &[];
    if let Op::MatMul { .. } = desc.op {
        pairs = open::leaf_pairs(reader, &shapes[0]).ok_or(Reject::Truncated)?;
    }
    let needed = slices(&desc.op, shape, shapes, i, j);
    for (bytes, slice) in opened.iter_mut().zip(needed.iter().flatten()) {
        let (shape, root) = (&shapes[slice.operand], merkle_roots[slice.operand]);
        let open = match slice.span {
            Span::Row => open::row(reader, (pairs, slice.operand), shape, root, slice.row).map(|()| &[][..]),
            Span::Column(col) => {
                open::leaf(reader, shape, root, slice.row, leaf_of(shape, col)).map(|leaf| leaf.as_slice())
            }
        };
        *bytes = open.ok_or(Reject::OperandSlice(slice.operand as u8))?;
    }
    let expected = match desc.op {
        Op::MatMul { .. } => dot(pairs, shapes[0].row_bytes()),
        _ => recompute(&desc.op, shapes, &needed, opened)?,
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
fn operand<'a>(
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
            let root = hash::tensor_root(&shape, merkle_root);
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

fn recompute(
    op: &Op,
    shapes: &[Shape],
    slices: &[Option<Slice>; MAX_OPERANDS],
    opened: [&[u8]; MAX_OPERANDS],
) -> Result<i64, Reject> {
    let value = |n: usize| match slices[n] {
        Some(Slice {
            operand,
            span: Span::Column(col),
            ..
        }) => element(opened[n], shapes[operand].dtype, col),
        _ => 0,
    };
    // Shapes were checked, so an `i8` operand holds an `i8`.
    let small = |n: usize| value(n) as i8;
    Ok(match *op {
        Op::MatMul { .. } => unreachable!("a MatMul is the dot product of its rows"),
        Op::AddBias { .. } => {
            let bias = value(1);
            if !arith::bias_in_range(bias) {
                return Err(Reject::BiasRange);
            }
            i64::from(value(0)) + i64::from(bias)
        }
        Op::Requant { mult, shift, .. } => {
            let mult = match mult {
                Mult::Scalar(mult) => mult,
                Mult::PerColumn(_) => value(1),
            };
            i64::from(arith::requant(value(0), mult, shift))
        }
        Op::Add { mx, my, shift, .. } => i64::from(arith::add(small(0), small(1), mx, my, shift)),
        Op::Mul { mult, shift, .. } => i64::from(arith::mul(small(0), small(1), mult, shift)),
        Op::Lut { .. } => {
            let index = arith::lut_index(small(0)) as u32;
            i64::from(element(opened[1], DType::I8, index))
        }
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
