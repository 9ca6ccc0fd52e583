//! Parts of tensors, opened down to what a root commits to.
//!
//! An opening of some leaves of a tensor is their data in ascending order, what fills up the last leaf of a row left
//! out, followed by the hashes that lead to the Merkle root: level by level from the leaves, in ascending order, every
//! node whose sibling is known and which neither follows from the leaves opened nor covers padding only. An opening of no
//! leaf is the Merkle root. So there is one opening of a set of leaves, and no choice in its encoding.

use crate::check::covers_padding_only;
use crate::hash::{self, Hash, Tree};
use crate::leaves::{byte_offset, LeafSet};
use crate::shape::{Shape, LEAF_BYTES};
use crate::tensor::Tensor;
use crate::tree::{leaf_hash, zero_nodes, TensorTree};
use alloc::vec::Vec;

/// A tensor of which at least some leaves can be shown, with the nodes beside their paths.
pub trait Opened {
    /// Type and size of the whole tensor.
    fn shape(&self) -> Shape;

    /// The data of leaf `leaf` of row `row`, what fills it up left out; `None` when it was not opened.
    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]>;

    /// The data of row `row`; `None` unless all of it was opened.
    fn row(&self, row: u32) -> Option<&[u8]>;

    /// The node above the leaves `index · 2^level` to `(index + 1) · 2^level − 1` of the padded tree; `None` when it was
    /// not opened.
    fn node(&self, level: u32, index: usize) -> Option<Hash>;
}

/// A tensor that is all there.
#[derive(Clone, Debug)]
pub struct Whole<'a> {
    tensor: &'a Tensor,
    tree: TensorTree,
}

impl<'a> Whole<'a> {
    /// Hashes all of `tensor`.
    #[must_use]
    pub fn new(tensor: &'a Tensor) -> Self {
        let tree = tensor.tree();
        Self { tensor, tree }
    }
}

impl Opened for Whole<'_> {
    fn shape(&self) -> Shape {
        self.tensor.shape()
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        let mut leaves = self.tensor.row(row as usize).chunks(LEAF_BYTES);
        leaves.nth(leaf as usize)
    }

    fn row(&self, row: u32) -> Option<&[u8]> {
        Some(self.tensor.row(row as usize))
    }

    fn node(&self, level: u32, index: usize) -> Option<Hash> {
        Some(self.tree.node(level, index))
    }
}

/// Leaves of a tensor that were shown and hash to its root.
#[derive(Clone, Debug)]
pub struct OpenedLeaves {
    shape: Shape,
    leaves: LeafSet,
    /// The leaves' data, one after the other.
    data: Vec<u8>,
    /// Where the data of each range of `leaves` starts.
    starts: Vec<usize>,
    /// `nodes[l]` are the nodes known of level `l`, by index in ascending order. The last is the root.
    nodes: Vec<Vec<(u32, Hash)>>,
    zeros: Vec<Hash>,
}

/// Why bytes are not an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The tensor does not have those leaves.
    #[error("a tensor of shape {shape} does not have all the leaves asked for")]
    Leaves {
        /// Its shape.
        shape: Shape,
    },
    /// Another number of bytes.
    #[error("{found} bytes, an opening of these leaves has {expected}")]
    Length {
        /// Bytes given.
        found: usize,
        /// Bytes of data and hashes.
        expected: u64,
    },
    /// It leads to another root.
    #[error("it does not lead to the tensor's root")]
    Root,
}

/// Nodes that an opening of `leaves` of a tensor of this shape holds after the data, by level and index, in order.
///
/// # Panics
///
/// When the tensor does not have them.
#[must_use]
pub fn opening_nodes(shape: &Shape, leaves: &LeafSet) -> Vec<(u32, u32)> {
    assert!(leaves.fits(shape), "the tensor has the leaves");
    if leaves.is_empty() {
        return Vec::from([(shape.depth(), 0)]);
    }
    let mut nodes = Vec::new();
    let mut level: Vec<(u32, ())> = tree_indices(shape, leaves).map(|index| (index, ())).collect();
    for l in 0..shape.depth() {
        let beside = |index| {
            if !covers_padding_only(shape, l, index) {
                nodes.push((l, index));
            }
            Some(())
        };
        level = pair_known(&level, beside, |(), ()| ()).expect("nothing is looked up");
    }
    nodes
}

/// Bytes of an opening of `leaves` of a tensor of this shape.
///
/// # Panics
///
/// When the tensor does not have them.
#[must_use]
pub fn opening_bytes(shape: &Shape, leaves: &LeafSet) -> u64 {
    leaves.data_bytes(shape) + 32 * opening_nodes(shape, leaves).len() as u64
}

/// The opening of `leaves` of a tensor of which they and the nodes beside their paths can be shown; `None` when one
/// cannot.
///
/// # Panics
///
/// When the tensor does not have them.
#[must_use]
pub fn opening(of: &dyn Opened, leaves: &LeafSet) -> Option<Vec<u8>> {
    let shape = of.shape();
    let per_row = shape.leaves_per_row() as u64;
    let mut bytes = Vec::new();
    for number in leaves.ranges().iter().cloned().flatten() {
        bytes.extend_from_slice(of.leaf((number / per_row) as u32, (number % per_row) as u32)?);
    }
    for (level, index) in opening_nodes(&shape, leaves) {
        bytes.extend_from_slice(&of.node(level, index as usize)?);
    }
    Some(bytes)
}

/// Indices of leaves in the padded tree.
fn tree_indices<'a>(shape: &Shape, leaves: &'a LeafSet) -> impl Iterator<Item = u32> + 'a {
    let (per_row, depth) = (shape.leaves_per_row() as u64, shape.row_depth());
    let numbers = leaves.ranges().iter().cloned().flatten();
    numbers.map(move |number| (((number / per_row) << depth) + number % per_row) as u32)
}

/// The level above the nodes of `level`, in ascending order; `beside` gives those that are not known.
fn pair_known<T: Copy>(
    level: &[(u32, T)],
    mut beside: impl FnMut(u32) -> Option<T>,
    join: impl Fn(&T, &T) -> T,
) -> Option<Vec<(u32, T)>> {
    let mut above = Vec::with_capacity(level.len().div_ceil(2));
    let mut rest = level;
    while let [(index, node), after @ ..] = rest {
        rest = after;
        let joined = match (index & 1, rest.first()) {
            (0, Some((next, right))) if *next == index + 1 => {
                rest = &rest[1..];
                join(node, right)
            }
            (0, _) => join(node, &beside(index + 1)?),
            _ => join(&beside(index - 1)?, node),
        };
        above.push((index >> 1, joined));
    }
    Some(above)
}

impl OpenedLeaves {
    /// Reads an opening of `leaves` of the tensor of this shape with this [`tensor_root`](crate::tensor_root).
    ///
    /// # Errors
    ///
    /// [`OpenError`] when it is not one.
    pub fn read(shape: Shape, root: &Hash, leaves: &LeafSet, bytes: &[u8]) -> Result<Self, OpenError> {
        if !shape.is_valid() || !leaves.fits(&shape) {
            return Err(OpenError::Leaves { shape });
        }
        let expected = opening_bytes(&shape, leaves);
        let wrong_length = OpenError::Length {
            found: bytes.len(),
            expected,
        };
        if bytes.len() as u64 != expected {
            return Err(wrong_length);
        }
        let (data, hashes) = bytes.split_at(leaves.data_bytes(&shape) as usize);
        let (hashes, _) = hashes.as_chunks::<32>();
        let mut hashes = hashes.iter();
        let mut opened = Self {
            shape,
            leaves: leaves.clone(),
            data: data.to_vec(),
            starts: Vec::with_capacity(leaves.ranges().len()),
            nodes: Vec::with_capacity(shape.depth() as usize + 1),
            zeros: zero_nodes(shape.depth()),
        };
        let mut level = opened.hash_leaves();
        if leaves.is_empty() {
            opened.nodes.resize(shape.depth() as usize, Vec::new());
            level.extend(hashes.next().map(|root| (0, *root)));
        } else {
            for l in 0..shape.depth() {
                let zero = opened.zeros[l as usize];
                let mut known = level.clone();
                let beside = |index| {
                    let node = match covers_padding_only(&shape, l, index) {
                        true => zero,
                        false => *hashes.next()?,
                    };
                    known.push((index, node));
                    Some(node)
                };
                let join = |left: &Hash, right: &Hash| hash::node(Tree::Tensor, left, right);
                level = pair_known(&level, beside, join).ok_or(wrong_length)?;
                known.sort_unstable_by_key(|(index, _)| *index);
                opened.nodes.push(known);
            }
        }
        opened.nodes.push(level);
        match hash::tensor_root(&shape, &opened.merkle_root()) == *root {
            true => Ok(opened),
            false => Err(OpenError::Root),
        }
    }

    /// The Merkle root, without the shape.
    #[must_use]
    pub fn merkle_root(&self) -> Hash {
        self.nodes[self.shape.depth() as usize][0].1
    }

    /// The leaves that were opened.
    #[must_use]
    pub const fn leaves(&self) -> &LeafSet {
        &self.leaves
    }

    /// Bytes of data held.
    #[must_use]
    pub fn data_bytes(&self) -> usize {
        self.data.len()
    }

    /// The bytes of rows `rows`, one after the other; `None` unless all of them were opened.
    #[must_use]
    pub fn rows(&self, rows: core::ops::Range<u32>) -> Option<&[u8]> {
        let per_row = self.shape.leaves_per_row() as u64;
        self.numbers(u64::from(rows.start) * per_row..u64::from(rows.end) * per_row)
    }

    /// Splits the data into leaves, notes where ranges start, and hashes every leaf.
    fn hash_leaves(&mut self) -> Vec<(u32, Hash)> {
        let (row_bytes, per_row) = (self.shape.row_bytes(), self.shape.leaves_per_row() as u64);
        let mut hashes = Vec::with_capacity(self.leaves.len() as usize);
        let mut at = 0;
        for range in self.leaves.ranges() {
            self.starts.push(at);
            for number in range.clone() {
                let before = (number % per_row) as usize * LEAF_BYTES;
                let length = LEAF_BYTES.min(row_bytes - before);
                hashes.push(leaf_hash(&self.data[at..at + length]));
                at += length;
            }
        }
        tree_indices(&self.shape, &self.leaves).zip(hashes).collect()
    }

    /// The data of these leaves, by number; `None` unless all of them were opened.
    fn numbers(&self, wanted: core::ops::Range<u64>) -> Option<&[u8]> {
        let ranges = self.leaves.ranges();
        let n = ranges.partition_point(|range| range.end <= wanted.start);
        let range = ranges.get(n)?;
        if wanted.start < range.start || wanted.end > range.end {
            return None;
        }
        let offset = |leaf| byte_offset(&self.shape, leaf);
        let from = (offset(wanted.start) - offset(range.start)) as usize;
        let length = (offset(wanted.end) - offset(wanted.start)) as usize;
        self.data[self.starts[n]..].get(from..from + length)
    }
}

impl Opened for OpenedLeaves {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        let number = u64::from(row) * self.shape.leaves_per_row() as u64 + u64::from(leaf);
        self.numbers(number..number + 1)
    }

    fn row(&self, row: u32) -> Option<&[u8]> {
        self.rows(row..row + 1)
    }

    fn node(&self, level: u32, index: usize) -> Option<Hash> {
        let index = u32::try_from(index).ok()?;
        let known = self.nodes.get(level as usize)?;
        match known.binary_search_by_key(&index, |(known, _)| *known) {
            Ok(at) => Some(known[at].1),
            Err(_) if covers_padding_only(&self.shape, level, index) => Some(self.zeros[level as usize]),
            Err(_) => None,
        }
    }
}
