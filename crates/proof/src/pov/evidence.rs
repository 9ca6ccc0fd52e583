//! Writes the evidence and the demands that [`check`](super::check) and [`demand`](super::demand()) read.

use super::check::{Kind, MAGIC};
use super::commitment::put_siblings;
use super::demand::DEMAND_MAGIC;
use super::layout::{product, Layout, Vector};
use super::{checked_block, checked_row, Commitment};
use crate::evidence::Case;
use crate::hash::Hash;
use crate::op::Source;
use crate::shape::{Shape, LEAF_BYTES};
use crate::spec::JobSpec;
use crate::tensor::Tensor;
use alloc::vec::Vec;

/// What is wrong with a commitment, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: Kind,
    /// The op (0 for Length).
    pub op: u16,
    /// The vector that is wrong (`w` for Length).
    pub vector: Vector,
    /// The entry that is wrong; of Fold the checked block; 0 for Length.
    pub index: u32,
}

impl Fault {
    /// The tensor of which a part is opened.
    #[must_use]
    pub fn tensor(&self, spec: &JobSpec) -> Option<Source> {
        let (a, b, _) = product(&spec.ops.get(usize::from(self.op))?.op)?;
        match self.kind {
            Kind::RowSum => Some(b),
            Kind::Product => Some(a),
            Kind::Result => Some(Source::Op(self.op)),
            Kind::Length | Kind::Range | Kind::Chunk | Kind::Fold | Kind::Equality => None,
        }
    }
}

/// Why evidence or a demand cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccusationError {
    /// The op is no product of the spec, or the commitment has no vectors of it.
    #[error("op {op} is no product with vectors: its verifier cannot be accused of any")]
    NoVectors {
        /// The op.
        op: u16,
    },
    /// The entry, block or leaf does not exist.
    #[error("position {index} of {} of op {op} does not exist: it has {len}", vector.name())]
    Position {
        /// The op.
        op: u16,
        /// The vector.
        vector: Vector,
        /// The position.
        index: u32,
        /// How many there are.
        len: u32,
    },
    /// The tensor that is opened in part was not given, or has another shape.
    #[error("the tensor to open has shape {found:?}, needed is {expected}")]
    Tensor {
        /// Shape given.
        found: Option<Shape>,
        /// Shape needed.
        expected: Shape,
    },
}

/// A verifier's commitment to vectors for a job, put on trial.
#[derive(Clone, Copy, Debug)]
pub struct Accusation<'a> {
    case: &'a Case<'a>,
    seed: Hash,
    accused: &'a Commitment,
}

impl<'a> Accusation<'a> {
    /// About the verifier with this seed, for the job and result of `case`.
    #[must_use]
    pub const fn new(case: &'a Case<'a>, seed: Hash, accused: &'a Commitment) -> Self {
        Self { case, seed, accused }
    }

    /// Evidence of `fault`; `tensor` is what [`Fault::tensor`] names.
    ///
    /// # Errors
    ///
    /// [`AccusationError`] when there is no such entry or the tensor does not fit.
    pub fn evidence(&self, fault: &Fault, tensor: Option<&Tensor>) -> Result<Vec<u8>, AccusationError> {
        let Fault {
            kind,
            op,
            vector,
            index,
        } = *fault;
        let mut bytes = MAGIC.to_vec();
        bytes.push(kind as u8);
        self.case.put_frame(&mut bytes);
        self.accused.put_list(&mut bytes);
        if kind == Kind::Length {
            return Ok(bytes);
        }
        let layout = put_product(self.case, &mut bytes, op)?;
        let missing = AccusationError::NoVectors { op };
        self.accused.put_entry(&mut bytes, op).ok_or(missing)?;
        let len = match kind {
            Kind::Fold => layout.groups(),
            _ => layout.entries(vector),
        };
        if index >= len {
            return Err(AccusationError::Position {
                op,
                vector,
                index,
                len,
            });
        }
        if kind == Kind::Range {
            bytes.push(vector as u8);
        }
        bytes.extend_from_slice(&index.to_le_bytes());
        let put = |bytes: &mut Vec<u8>, vector, start, count| {
            let tree = self.accused.tree(op, vector);
            tree.expect("the entry was written")
                .put_entries(bytes, start, count);
        };
        let group = |entry: u32| (entry / layout.rows_per_group() * layout.inner, layout.inner);
        if kind != Kind::Fold {
            put(&mut bytes, vector, index, 1);
        }
        let chunks = layout.chunks();
        match kind {
            Kind::Length | Kind::Range => {}
            Kind::RowSum => {
                let block = checked_block(&self.seed, op, &layout, index / layout.cols);
                let row = block * layout.cols + index % layout.cols;
                self.put_row(&mut bytes, (fault, row), tensor, layout.b())?;
            }
            Kind::Chunk => {
                let (start, count) = layout.chunk(index % chunks);
                put(&mut bytes, Vector::T, index / chunks * layout.cols + start, count);
            }
            Kind::Fold => {
                put(&mut bytes, Vector::E, index * chunks, chunks);
                put(&mut bytes, Vector::W, index * layout.inner, layout.inner);
            }
            Kind::Product => {
                let row = checked_row(&self.seed, op, &layout, index);
                self.put_row(&mut bytes, (fault, row), tensor, layout.a())?;
                let (start, count) = group(index);
                put(&mut bytes, Vector::W, start, count);
            }
            Kind::Result => self.put_result(&mut bytes, (op, index), &layout, tensor)?,
            Kind::Equality => put(&mut bytes, Vector::Y, index * chunks, chunks),
        }
        Ok(bytes)
    }

    /// An operand and one of its rows.
    fn put_row(
        &self,
        bytes: &mut Vec<u8>,
        (fault, row): (&Fault, u32),
        tensor: Option<&Tensor>,
        expected: Shape,
    ) -> Result<(), AccusationError> {
        let tensor = fitting(tensor, expected)?;
        let source = fault.tensor(self.case.spec()).expect("the op is a product");
        self.case
            .put_operand_row(bytes, source, tensor, row)
            .expect("the tensor is whole");
        Ok(())
    }

    /// The result's header and the part of a row that an entry of `y` is about.
    fn put_result(
        &self,
        bytes: &mut Vec<u8>,
        (op, index): (u16, u32),
        layout: &Layout,
        tensor: Option<&Tensor>,
    ) -> Result<(), AccusationError> {
        let shape = self.case.spec().ops[usize::from(op)].shape;
        let tensor = fitting(tensor, shape)?;
        let tree = tensor.tree();
        self.case.put_claimed(bytes, op, shape, &tree.merkle_root());
        let chunks = layout.chunks();
        let row = checked_row(&self.seed, op, layout, index / chunks);
        let (start, count) = layout.chunk(index % chunks);
        let size = shape.dtype.size();
        let (start, len) = (start as usize * size, count as usize * size);
        let end = bytes.len() + len.next_multiple_of(LEAF_BYTES);
        bytes.extend_from_slice(&tensor.row(row as usize)[start..start + len]);
        bytes.resize(end, 0);
        let first = (row << shape.row_depth()) + (start / LEAF_BYTES) as u32;
        let last = first + len.div_ceil(LEAF_BYTES) as u32 - 1;
        let node = |level, index: u32| tree.node(level, index as usize);
        put_siblings(bytes, &node, shape.depth(), (first, last));
        Ok(())
    }
}

/// A demand that the verifier with this seed shows `count` leaves of a vector from leaf `leaf` on.
///
/// # Errors
///
/// [`AccusationError`] when the op is no product or there are no such leaves.
pub fn write_demand(
    case: &Case<'_>,
    op: u16,
    vector: Vector,
    (leaf, count): (u32, u32),
) -> Result<Vec<u8>, AccusationError> {
    let mut bytes = DEMAND_MAGIC.to_vec();
    case.put_frame(&mut bytes);
    let layout = put_product(case, &mut bytes, op)?;
    let len = layout.leaves(vector);
    if count == 0 || count > len.saturating_sub(leaf) {
        let index = leaf;
        return Err(AccusationError::Position {
            op,
            vector,
            index,
            len,
        });
    }
    bytes.push(vector as u8);
    bytes.extend_from_slice(&leaf.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    Ok(bytes)
}

/// Writes a product's index, its descriptor and that of its left operand.
fn put_product(case: &Case<'_>, bytes: &mut Vec<u8>, op: u16) -> Result<Layout, AccusationError> {
    let none = AccusationError::NoVectors { op };
    let spec = case.spec();
    let desc = spec.ops.get(usize::from(op)).ok_or(none)?;
    let (a, _, _) = product(&desc.op).ok_or(none)?;
    let shape = spec.shape_of(a).ok_or(none)?;
    bytes.extend_from_slice(&op.to_le_bytes());
    case.put_descriptor(bytes, op);
    case.put_declared(bytes, a);
    Layout::new(desc, shape).ok_or(none)
}

fn fitting(tensor: Option<&Tensor>, expected: Shape) -> Result<&Tensor, AccusationError> {
    let found = tensor.map(Tensor::shape);
    match tensor {
        Some(tensor) if tensor.shape() == expected => Ok(tensor),
        _ => Err(AccusationError::Tensor { found, expected }),
    }
}
