//! Answers to demands for one leaf of a result: the leaf, opened up to the trace root, or the proof that the result
//! has no such leaf.
//!
//! # Answer
//!
//! Read front to back like evidence; which parts there are follows from the counts and shapes before them.
//!
//! | part | bytes | when |
//! |---|---|---|
//! | trace | count `u32`, list root | always |
//! | tensor | shape, Merkle root, path under the trace root | the trace has the op |
//! | leaf | 256 bytes, path under the tensor | the tensor has the leaf |
//!
//! Whoever committed to a trace can answer every demand, and in one way only. An answer that ends early is a confession
//! when the job says otherwise: what it opened is what evidence of a wrong trace length or of a wrong header takes.

use super::open::{self, list_depth, Counted};
use super::Reject;
use crate::hash::{self, Hash};
use crate::reader::Reader;
use crate::shape::{Shape, LEAF_BYTES, SHAPE_BYTES};

/// Levels of the list of a trace of the most ops that a spec can have.
const MOST_LIST_LEVELS: usize = 16;
/// Levels of the tree of the largest tensor of the worst shape.
const MOST_TENSOR_LEVELS: usize = 29;

/// The longest answer that an honest trace needs, bytes. A trace or tensor that is claimed to be so large that its
/// answer is longer is no spec's.
pub const MAX_ANSWER_BYTES: usize =
    4 + 32 + SHAPE_BYTES + 32 + 32 * MOST_LIST_LEVELS + LEAF_BYTES + 32 * MOST_TENSOR_LEVELS;

/// Where a leaf is in a result. None of it needs to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeafAt {
    /// The op whose result it is in.
    pub op: u16,
    /// Row.
    pub row: u32,
    /// Position of the leaf in its row.
    pub leaf: u32,
}

/// What an answer opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Tensors in the trace.
    pub count: u32,
    /// Root of their list.
    pub list_root: &'a Hash,
    /// The op's result; `None` when the trace has no such op.
    pub tensor: Option<OpenedTensor<'a>>,
}

/// A tensor of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedTensor<'a> {
    /// The shape that the provider claims.
    pub shape: Shape,
    /// Root of its data.
    pub merkle_root: &'a Hash,
    /// Siblings from its tensor root to the list root.
    pub path: &'a [Hash],
    /// The leaf; `None` when a tensor of this shape has no such leaf.
    pub leaf: Option<OpenedLeaf<'a>>,
}

/// A leaf of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedLeaf<'a> {
    /// Its content.
    pub bytes: &'a [u8; LEAF_BYTES],
    /// Siblings from the leaf to the tensor's Merkle root.
    pub path: &'a [Hash],
}

/// Opens the answer to a demand for the leaf `at` of the result with this trace root. `no_std`, no allocation.
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the trace root.
#[inline(never)]
pub fn open<'a>(answer: &'a [u8], trace_root: &Hash, at: LeafAt) -> Result<Answer<'a>, Reject> {
    let mut reader = Reader::new(answer);
    let count = reader.array().ok_or(Reject::Truncated)?;
    let list_root = reader.hash().ok_or(Reject::Truncated)?;
    if hash::trace_root(count, list_root) != *trace_root {
        return Err(Reject::TraceRoot);
    }
    let count = u32::from_le_bytes(*count);
    let trace = Counted {
        count,
        root: list_root,
    };
    let tensor = match u32::from(at.op) < count {
        true => Some(tensor(&mut reader, &trace, at)?),
        false => None,
    };
    if reader.remaining() != 0 {
        return Err(Reject::TrailingBytes);
    }
    Ok(Answer {
        count,
        list_root,
        tensor,
    })
}

fn tensor<'a>(reader: &mut Reader<'a>, trace: &Counted<'a>, at: LeafAt) -> Result<OpenedTensor<'a>, Reject> {
    let (shape, merkle_root) = open::header(reader).ok_or(Reject::ClaimedHeader)?;
    let path = coming(reader, list_depth(trace.count));
    let root = hash::tensor_root(&shape, merkle_root);
    trace.verify(reader, root, at.op.into(), Reject::ClaimedPath)?;
    let leaf = match at.row < shape.rows && (at.leaf as usize) < shape.leaves_per_row() {
        true => {
            let mut rest = *reader;
            let bytes =
                open::leaf(reader, &shape, merkle_root, at.row, at.leaf).ok_or(Reject::ClaimedLeaf)?;
            rest.take(LEAF_BYTES);
            Some(OpenedLeaf {
                bytes,
                path: coming(&rest, shape.depth()),
            })
        }
        false => None,
    };
    Ok(OpenedTensor {
        shape,
        merkle_root,
        path,
        leaf,
    })
}

/// The hashes of a path that is about to be climbed, which fails when they are fewer.
fn coming<'a>(reader: &Reader<'a>, levels: u32) -> &'a [Hash] {
    let mut rest = *reader;
    let path = rest.take(levels as usize * 32).unwrap_or_default();
    path.as_chunks().0
}

/// Writes the answer that [`open`] reads: about the tensor of that shape and Merkle root, which is op `at.op`'s in a
/// trace of these tensor roots, `None` when the trace has no such op; and its leaf, `None` when the tensor has none such.
#[cfg(feature = "alloc")]
#[must_use]
pub fn write(
    trace_roots: &[Hash],
    at: LeafAt,
    tensor: Option<(Shape, &Hash)>,
    leaf: Option<&crate::opening::LeafOpening>,
) -> alloc::vec::Vec<u8> {
    let list = crate::list::ListTree::new(trace_roots);
    let mut answer = alloc::vec::Vec::with_capacity(MAX_ANSWER_BYTES);
    answer.extend_from_slice(&(trace_roots.len() as u32).to_le_bytes());
    answer.extend_from_slice(&list.root());
    if let Some((shape, merkle_root)) = tensor {
        answer.extend_from_slice(&shape.to_bytes());
        answer.extend_from_slice(merkle_root);
        answer.extend_from_slice(list.path(at.op.into()).as_flattened());
    }
    if let Some(leaf) = leaf {
        answer.extend_from_slice(&leaf.bytes);
        answer.extend_from_slice(leaf.path.as_flattened());
    }
    answer
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::evidence::LeafOpening;
    use crate::shape::{DType, MAX_DIM};
    use crate::tensor::Tensor;
    use std::vec::Vec;

    /// Three tensors; the second has rows of two leaves.
    fn trace() -> Vec<Tensor> {
        let ramp = |count: u32| -> Vec<i32> { (0..count as i32).collect() };
        let wide = |rows, cols| Tensor::from_i32(rows, cols, &ramp(rows * cols)).expect("a shape");
        std::vec![wide(2, 3), wide(5, 70), wide(1, 1)]
    }

    fn roots(trace: &[Tensor]) -> Vec<Hash> {
        trace.iter().map(Tensor::root).collect()
    }

    fn trace_root(trace: &[Tensor]) -> Hash {
        crate::list::trace_root(&roots(trace))
    }

    fn leaf(tensor: &Tensor, row: u32, leaf: u32) -> LeafOpening {
        let tree = tensor.tree();
        let index = ((row as usize) << tree.shape().row_depth()) + leaf as usize;
        let row_bytes = tensor.row(row as usize);
        let content = row_bytes.chunks(LEAF_BYTES).nth(leaf as usize).expect("inside");
        let mut bytes = [0; LEAF_BYTES];
        bytes[..content.len()].copy_from_slice(content);
        LeafOpening {
            row,
            leaf,
            bytes,
            path: tree.path(0, index),
        }
    }

    fn answer(trace: &[Tensor], at: LeafAt) -> Vec<u8> {
        let tensor = trace.get(usize::from(at.op));
        let root = tensor.map(|tensor| tensor.tree().merkle_root());
        let tensor = tensor.zip(root.as_ref());
        let inside = tensor.filter(|(tensor, _)| {
            at.row < tensor.shape().rows && (at.leaf as usize) < tensor.shape().leaves_per_row()
        });
        let leaf = inside.map(|(tensor, _)| leaf(tensor, at.row, at.leaf));
        let tensor = tensor.map(|(tensor, root)| (tensor.shape(), root));
        write(&roots(trace), at, tensor, leaf.as_ref())
    }

    #[test]
    fn a_leaf_opens_the_trace() {
        let trace = trace();
        let at = LeafAt {
            op: 1,
            row: 4,
            leaf: 1,
        };
        let bytes = answer(&trace, at);
        let opened = open(&bytes, &trace_root(&trace), at).expect("opens");
        let tensor = opened.tensor.expect("the trace has it");
        let found = tensor.leaf.expect("the tensor has it");
        assert_eq!((opened.count, tensor.shape), (3, trace[1].shape()));
        assert_eq!(*tensor.merkle_root, trace[1].tree().merkle_root());
        assert_eq!(tensor.path.len(), 2);
        let expected = leaf(&trace[1], 4, 1);
        assert_eq!(
            (*found.bytes, found.path),
            (expected.bytes, expected.path.as_slice())
        );
        // Columns 64 to 69 of row 4.
        assert_eq!(found.bytes[..4], 344i32.to_le_bytes());
        assert_eq!(found.bytes[24..], [0; LEAF_BYTES - 24]);
    }

    #[test]
    fn what_a_result_has_not_is_shown_not_to_be_there() {
        let trace = trace();
        let root = trace_root(&trace);
        let outside = |op, row, leaf| {
            let at = LeafAt { op, row, leaf };
            let bytes = answer(&trace, at);
            let tensor = open(&bytes, &root, at).expect("opens").tensor;
            tensor.map(|tensor| (tensor.shape, tensor.leaf.is_some()))
        };
        assert_eq!(outside(3, 0, 0), None);
        assert_eq!(outside(1, 5, 0), Some((trace[1].shape(), false)));
        assert_eq!(outside(1, 0, 2), Some((trace[1].shape(), false)));
        assert_eq!(outside(1, u32::MAX, u32::MAX), Some((trace[1].shape(), false)));
        assert_eq!(outside(1, 4, 1), Some((trace[1].shape(), true)));
    }

    /// An answer to one demand answers no other, nor the demand for another result, and no byte of it can be changed,
    /// taken away or added.
    #[test]
    fn an_answer_is_the_only_one() {
        let trace = trace();
        let root = trace_root(&trace);
        let places = [
            (1, 4, 1),
            (1, 4, 0),
            (1, 3, 1),
            (0, 1, 0),
            (1, 5, 0),
            (2, 0, 0),
            (3, 0, 0),
        ];
        for (op, row, leaf) in places {
            let at = LeafAt { op, row, leaf };
            let bytes = answer(&trace, at);
            assert!(open(&bytes, &root, at).is_ok());
            for other in places.into_iter().filter(|other| *other != (op, row, leaf)) {
                let other = LeafAt {
                    op: other.0,
                    row: other.1,
                    leaf: other.2,
                };
                assert!(open(&bytes, &root, other).is_err(), "{at:?} for {other:?}");
            }
            assert_eq!(open(&bytes, &[7; 32], at), Err(Reject::TraceRoot));
            for index in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[index] ^= 1;
                assert!(open(&changed, &root, at).is_err(), "byte {index} of {at:?}");
                assert!(open(&bytes[..index], &root, at).is_err());
            }
            let longer = [bytes.as_slice(), &[0]].concat();
            assert_eq!(open(&longer, &root, at), Err(Reject::TrailingBytes));
        }
    }

    /// No trace is honest that has as many tensors as its count can say, and still nobody can open what is not there.
    #[test]
    fn the_largest_count_has_no_answer_that_fits() {
        let (count, list) = (u32::MAX.to_le_bytes(), [5; 32]);
        let root = hash::trace_root(&count, &list);
        let mut bytes = [count.as_slice(), &list].concat();
        bytes.resize(MAX_ANSWER_BYTES, 1);
        let at = LeafAt {
            op: 0,
            row: 0,
            leaf: 0,
        };
        assert!(open(&bytes, &root, at).is_err());
    }

    /// The worst shapes are those a little above powers of two.
    #[test]
    fn no_tensor_is_deeper_than_the_longest_answer_allows() {
        let mut deepest = 0;
        for dtype in [DType::I8, DType::I32] {
            for power in 0..=24 {
                for cols in [1 << power, (1 << power) + 1] {
                    if cols > MAX_DIM {
                        continue;
                    }
                    let most = (crate::MAX_ELEMENTS / u64::from(cols)).min(MAX_DIM.into()) as u32;
                    let shape = Shape::new(dtype, most, cols);
                    assert!(shape.is_valid());
                    deepest = deepest.max(shape.depth() as usize);
                }
            }
        }
        assert_eq!(deepest, MOST_TENSOR_LEVELS);
        assert_eq!(list_depth(u32::from(u16::MAX) + 1) as usize, MOST_LIST_LEVELS);
    }
}
