//! Writes the evidence that [`check`](crate::check()) reads; its layout is described there.

mod counted;
mod error;
mod part;

use crate::check::demand::{Answer, LeafAt};
use crate::check::{leaf_of, slices, Slice, Span, MAGIC, PART_LEAF, PART_NODE};
use crate::hash::{self, Hash};
use crate::list::ListTree;
use crate::op::{Op, Source};
use crate::opened::{Opened, Whole};
pub use crate::opening::LeafOpening;
use crate::seeded::SEEDED;
use crate::shape::{Shape, LEAF_BYTES};
use crate::spec::JobSpec;
use crate::tensor::Tensor;
use crate::{ConvictionKind, Roots};
use alloc::vec::Vec;
use counted::{Counted, Shown};
pub use error::EvidenceError;
use part::Part;

/// A job and a provider's trace: what evidence is about.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    spec: &'a JobSpec,
    descriptors: ListTree,
    inputs: Counted,
    trace: Counted,
}

impl<'a> Case<'a> {
    /// A case over a spec, the tensor roots of the inputs, and those of the trace.
    #[must_use]
    pub fn new(spec: &'a JobSpec, input_roots: &[Hash], trace_roots: &[Hash]) -> Self {
        Self {
            spec,
            descriptors: spec.tree(),
            inputs: Counted::new(input_roots),
            trace: Counted::new(trace_roots),
        }
    }

    /// A case over a spec and what the answer to a demand for the leaf `at` shows of a trace: its length, one header
    /// and one leaf.
    #[must_use]
    pub fn of_answer(spec: &'a JobSpec, at: LeafAt, answer: &Answer<'_>) -> Self {
        Self {
            spec,
            descriptors: spec.tree(),
            inputs: Counted::new(&[]),
            trace: Counted::of_answer(at, answer),
        }
    }

    /// The roots that the chain holds for this case, given the output that the provider named.
    #[must_use]
    pub fn roots(&self, output: Hash) -> Roots {
        Roots {
            spec: self.spec.spec_root(),
            input: hash::input_root(&self.inputs.count(), &self.inputs.root),
            trace: hash::trace_root(&self.trace.count(), &self.trace.root),
            output,
        }
    }

    /// Evidence that the trace is too short or too long.
    #[must_use]
    pub fn trace_length(&self) -> Vec<u8> {
        self.start(ConvictionKind::TraceLength)
    }

    /// Evidence that the output is not the last tensor of the trace.
    ///
    /// # Errors
    ///
    /// When the trace has another length than the spec has ops (write [`Case::trace_length`] then), or is not known.
    pub fn output(&self) -> Result<Vec<u8>, EvidenceError> {
        let op = (self.spec.ops.len() - 1) as u16;
        self.require_op(op)?;
        let Shown::All { roots, tree } = &self.trace.shown else {
            return Err(EvidenceError::NotOpened {
                operand: None,
                row: 0,
            });
        };
        let mut bytes = self.start_op(ConvictionKind::Output, op);
        bytes.extend_from_slice(&roots[usize::from(op)]);
        extend(&mut bytes, &tree.path(op.into()));
        Ok(bytes)
    }

    /// Evidence that op `op`'s result has another shape than declared. `root` is its Merkle root.
    ///
    /// # Errors
    ///
    /// When there is no such op.
    pub fn header(&self, op: u16, claimed: Shape, root: &Hash) -> Result<Vec<u8>, EvidenceError> {
        self.require_op(op)?;
        let mut bytes = self.start_op(ConvictionKind::Header, op);
        self.put_descriptor(&mut bytes, op);
        self.put_claimed(&mut bytes, op, claimed, root);
        Ok(bytes)
    }

    /// Evidence about element `(i, j)` of op `op`'s result. `operands` in the order of the op's
    /// fields.
    ///
    /// # Errors
    ///
    /// When the op, the element or the operands do not fit.
    pub fn element(
        &self,
        op: u16,
        (i, j): (u32, u32),
        claimed: &Tensor,
        operands: &[&Tensor],
    ) -> Result<Vec<u8>, EvidenceError> {
        let operands: Vec<Whole> = operands.iter().map(|tensor| Whole::new(tensor)).collect();
        let operands: Vec<&dyn Opened> = operands.iter().map(|whole| whole as _).collect();
        self.opened_element(op, (i, j), &Whole::new(claimed), &operands)
    }

    /// As [`Case::element`], from what was opened of the claimed result and of the operands: the leaf of the element
    /// and what [`row_needs`](crate::row_needs) names for its row are enough.
    ///
    /// # Errors
    ///
    /// When the op, the element or the operands do not fit, or a part was not opened.
    pub fn opened_element(
        &self,
        op: u16,
        (i, j): (u32, u32),
        claimed: &dyn Opened,
        operands: &[&dyn Opened],
    ) -> Result<Vec<u8>, EvidenceError> {
        self.require_op(op)?;
        let desc = &self.spec.ops[usize::from(op)];
        let shape = claimed.shape();
        if shape != desc.shape {
            return Err(EvidenceError::Header {
                claimed: shape,
                declared: desc.shape,
            });
        }
        if i >= shape.rows || j >= shape.cols {
            return Err(EvidenceError::Position { i, j, shape });
        }
        let shapes: Vec<Shape> = operands.iter().map(|operand| operand.shape()).collect();
        desc.op.check_shapes(&shapes, shape)?;

        let mut bytes = self.start_op(ConvictionKind::Element, op);
        self.put_descriptor(&mut bytes, op);
        let claimed = Part {
            opened: claimed,
            operand: None,
            seeded: false,
        };
        self.put_claimed(&mut bytes, op, shape, &claimed.merkle_root()?);
        bytes.extend_from_slice(&i.to_le_bytes());
        bytes.extend_from_slice(&j.to_le_bytes());
        claimed.put_leaf(&mut bytes, i, leaf_of(&shape, j))?;
        let sources = desc.op.operands();
        let operands = operands.iter().zip(sources.iter()).enumerate();
        let operands: Vec<Part> = operands
            .map(|(n, (&opened, &source))| Part {
                opened,
                operand: Some(n),
                seeded: self.is_seeded(source),
            })
            .collect();
        for (source, part) in desc.op.operands().iter().zip(&operands) {
            self.put_operand(&mut bytes, *source, part)?;
        }
        let mut slices = slices(&desc.op, shape, &shapes, i, j);
        if let (Op::Gather { .. }, Some(row)) = (&desc.op, slices[1].as_mut()) {
            row.row = operands[0].id(i, shapes[1].rows)?;
        }
        let product = matches!(desc.op, Op::MatMul { .. } | Op::Linear { .. });
        if let [Some(Slice { row: a, .. }), Some(Slice { row: b, .. }), ..] = slices {
            if product {
                put_leaf_pairs(&mut bytes, operands[0].row(a)?, operands[1].row(b)?);
            }
        }
        for slice in slices.iter().flatten() {
            let part = &operands[slice.operand];
            match slice.span {
                Span::Row => {
                    if !product {
                        put_leaves(&mut bytes, part.row(slice.row)?);
                    }
                    part.put_row_path(&mut bytes, slice.row)?;
                }
                Span::Column(col) => {
                    let leaf = leaf_of(&shapes[slice.operand], col);
                    part.put_leaf(&mut bytes, slice.row, leaf)?;
                }
            }
        }
        Ok(bytes)
    }

    /// Evidence that a byte behind a row's end is not zero. `root` is the tensor's Merkle root.
    ///
    /// # Errors
    ///
    /// When there is no such op.
    pub fn padding_in_leaf(
        &self,
        op: u16,
        claimed: Shape,
        root: &Hash,
        opening: &LeafOpening,
    ) -> Result<Vec<u8>, EvidenceError> {
        self.require_op(op)?;
        let mut bytes = self.start_op(ConvictionKind::Padding, op);
        self.put_claimed(&mut bytes, op, claimed, root);
        bytes.push(PART_LEAF);
        bytes.extend_from_slice(&opening.row.to_le_bytes());
        bytes.extend_from_slice(&opening.leaf.to_le_bytes());
        bytes.extend_from_slice(&opening.bytes);
        extend(&mut bytes, &opening.path);
        Ok(bytes)
    }

    /// Evidence that a node that covers only padding is not the node above zeros: node `index` of
    /// `level`, its hash, and the siblings from it to `root`, the tensor's Merkle root.
    ///
    /// # Errors
    ///
    /// When there is no such op.
    pub fn padding_node(
        &self,
        op: u16,
        (claimed, root): (Shape, &Hash),
        (level, index): (u8, u32),
        node: &Hash,
        path: &[Hash],
    ) -> Result<Vec<u8>, EvidenceError> {
        self.require_op(op)?;
        let mut bytes = self.start_op(ConvictionKind::Padding, op);
        self.put_claimed(&mut bytes, op, claimed, root);
        bytes.extend_from_slice(&[PART_NODE, level]);
        bytes.extend_from_slice(&index.to_le_bytes());
        bytes.extend_from_slice(node);
        extend(&mut bytes, path);
        Ok(bytes)
    }

    fn require_op(&self, op: u16) -> Result<(), EvidenceError> {
        let (ops, trace) = (self.spec.ops.len(), self.trace.count as usize);
        if usize::from(op) < ops.min(trace) {
            Ok(())
        } else {
            Err(EvidenceError::NoSuchOp { op, ops, trace })
        }
    }

    pub(crate) const fn spec(&self) -> &JobSpec {
        self.spec
    }

    fn start(&self, kind: ConvictionKind) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(kind as u8);
        self.put_frame(&mut bytes);
        bytes
    }

    /// Counts and list roots of spec and trace.
    pub(crate) fn put_frame(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.spec.counts());
        bytes.extend_from_slice(&self.descriptors.root());
        bytes.extend_from_slice(&self.trace.count());
        bytes.extend_from_slice(&self.trace.root);
    }

    fn start_op(&self, kind: ConvictionKind, op: u16) -> Vec<u8> {
        let mut bytes = self.start(kind);
        bytes.extend_from_slice(&op.to_le_bytes());
        bytes
    }

    pub(crate) fn put_descriptor(&self, bytes: &mut Vec<u8>, op: u16) {
        let op = usize::from(op);
        let descriptor = self.spec.ops[op].to_bytes();
        bytes.push(descriptor.len() as u8);
        bytes.extend_from_slice(&descriptor);
        let index = self.spec.inputs.len() + self.spec.weights.len() + op;
        extend(bytes, &self.descriptors.path(index));
    }

    pub(crate) fn put_claimed(&self, bytes: &mut Vec<u8>, op: u16, shape: Shape, root: &Hash) {
        bytes.extend_from_slice(&shape.to_bytes());
        bytes.extend_from_slice(root);
        extend(bytes, &self.trace.path(op));
    }

    /// The descriptor of an operand and its path under the spec root.
    pub(crate) fn put_declared(&self, bytes: &mut Vec<u8>, source: Source) {
        let index = match source {
            Source::Op(n) => return self.put_descriptor(bytes, n),
            Source::Input(n) => {
                bytes.extend_from_slice(&self.spec.inputs[usize::from(n)].to_bytes());
                usize::from(n)
            }
            Source::Weight(n) => {
                let weight = &self.spec.weights[usize::from(n)];
                bytes.extend_from_slice(&weight.shape.to_bytes());
                bytes.extend_from_slice(&weight.root);
                self.spec.inputs.len() + usize::from(n)
            }
        };
        extend(bytes, &self.descriptors.path(index));
    }

    /// An operand's header and one of its rows, whole.
    pub(crate) fn put_operand_row(
        &self,
        bytes: &mut Vec<u8>,
        source: Source,
        tensor: &Tensor,
        row: u32,
    ) -> Result<(), EvidenceError> {
        let whole = Whole::new(tensor);
        let part = Part {
            opened: &whole,
            operand: None,
            seeded: self.is_seeded(source),
        };
        self.put_operand(bytes, source, &part)?;
        put_leaves(bytes, part.row(row)?);
        part.put_row_path(bytes, row)
    }

    fn is_seeded(&self, source: Source) -> bool {
        match source {
            Source::Weight(n) => self.spec.weights[usize::from(n)].root == SEEDED,
            Source::Input(_) | Source::Op(_) => false,
        }
    }

    fn put_operand(&self, bytes: &mut Vec<u8>, source: Source, part: &Part<'_>) -> Result<(), EvidenceError> {
        if let Source::Input(_) = source {
            bytes.extend_from_slice(&self.inputs.count());
            bytes.extend_from_slice(&self.inputs.root);
        }
        bytes.extend_from_slice(&part.opened.shape().to_bytes());
        bytes.extend_from_slice(&part.merkle_root()?);
        let path = match source {
            Source::Input(n) => self.inputs.path(n),
            Source::Weight(n) => self.descriptors.path(self.spec.inputs.len() + usize::from(n)),
            Source::Op(n) => self.trace.path(n),
        };
        extend(bytes, &path);
        Ok(())
    }
}

fn extend(bytes: &mut Vec<u8>, hashes: &[Hash]) {
    bytes.extend_from_slice(hashes.as_flattened());
}

/// The leaves of a row.
fn put_leaves(bytes: &mut Vec<u8>, row: &[u8]) {
    bytes.extend_from_slice(row);
    let whole = row.len().next_multiple_of(LEAF_BYTES);
    bytes.resize(bytes.len() + whole - row.len(), 0);
}

/// The leaves of two rows of equal length, the same leaf of both side by side.
fn put_leaf_pairs(bytes: &mut Vec<u8>, a: &[u8], b: &[u8]) {
    for (a, b) in a.chunks(LEAF_BYTES).zip(b.chunks(LEAF_BYTES)) {
        for leaf in [a, b] {
            bytes.extend_from_slice(leaf);
            bytes.resize(bytes.len() + LEAF_BYTES - leaf.len(), 0);
        }
    }
}
