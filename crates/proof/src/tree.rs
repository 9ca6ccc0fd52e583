//! Merkle trees of tensors.
//!
//! A row is cut into 256-byte leaves, the last one filled with zeros; the leaves of a row are padded
//! to a power of two with leaves of zeros, and the rows to a power of two with rows of zeros. A row is
//! therefore a subtree, and a row or a part of it opens with one path.

use crate::hash::{self, Hash, Tree};
use crate::shape::{Shape, LEAF_BYTES};
use crate::tensor::Tensor;
use alloc::vec::Vec;

/// The tree of one tensor, all levels kept. Nodes that cover only padding are not stored.
#[derive(Clone, Debug)]
pub struct TensorTree {
    shape: Shape,
    /// `levels[l]` holds the nodes above `2^l` leaves, up to the last one that covers a real row.
    levels: Vec<Vec<Hash>>,
    /// `zeros[l]` is the node above `2^l` leaves of zeros.
    zeros: Vec<Hash>,
}

impl TensorTree {
    /// Hashes all of `tensor`.
    #[must_use]
    pub fn new(tensor: &Tensor) -> Self {
        let shape = tensor.shape();
        let zeros: Vec<Hash> = zero_nodes(shape.depth());
        let mut leaves = Vec::with_capacity((shape.rows as usize) << shape.row_depth());
        for row in tensor.data().chunks_exact(shape.row_bytes()) {
            leaves.extend(row.chunks(LEAF_BYTES).map(leaf_hash));
            leaves.resize(leaves.len().next_multiple_of(1 << shape.row_depth()), zeros[0]);
        }
        let mut levels = Vec::from([leaves]);
        for level in 0..shape.depth() as usize {
            let above = pair_up(&levels[level], &zeros[level]);
            levels.push(above);
        }
        Self { shape, levels, zeros }
    }

    /// The tensor's shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The Merkle root, without the shape.
    #[must_use]
    pub fn merkle_root(&self) -> Hash {
        self.node(self.shape.depth(), 0)
    }

    /// The tensor's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        hash::tensor_root(&self.shape, &self.merkle_root())
    }

    /// The node above the leaves `index · 2^level` to `(index + 1) · 2^level − 1`.
    ///
    /// # Panics
    ///
    /// When `level` is above the tree's depth.
    #[must_use]
    pub fn node(&self, level: u32, index: usize) -> Hash {
        let level = level as usize;
        *self.levels[level].get(index).unwrap_or(&self.zeros[level])
    }

    /// Siblings from a node to the root.
    #[must_use]
    pub fn path(&self, level: u32, index: usize) -> Vec<Hash> {
        (level..self.shape.depth())
            .map(|l| self.node(l, (index >> (l - level)) ^ 1))
            .collect()
    }
}

/// The nodes of a tensor's tree above its rows: with the bytes of a row, enough to open its leaves.
#[derive(Clone, Debug)]
pub struct RowTree {
    shape: Shape,
    /// `levels[l]` holds the nodes above `2^l` rows, up to the last one that covers a real row.
    levels: Vec<Vec<Hash>>,
    /// `zeros[l]` is the node above `2^l` rows of zeros.
    zeros: Vec<Hash>,
}

impl RowTree {
    /// The tree above rows with these [`row_root`]s.
    ///
    /// # Panics
    ///
    /// When the number of roots is not the number of rows.
    #[must_use]
    pub fn new(shape: Shape, rows: Vec<Hash>) -> Self {
        assert_eq!(rows.len(), shape.rows as usize, "one root per row");
        let zeros = zero_nodes(shape.depth()).split_off(shape.row_depth() as usize);
        let mut levels = Vec::from([rows]);
        for level in 0..zeros.len() - 1 {
            let above = pair_up(&levels[level], &zeros[level]);
            levels.push(above);
        }
        Self { shape, levels, zeros }
    }

    /// The tensor's shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The tensor's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        hash::tensor_root(&self.shape, &self.levels[self.levels.len() - 1][0])
    }

    /// The node above the rows `index · 2^level` to `(index + 1) · 2^level − 1`; `None` above the root.
    #[must_use]
    pub fn node(&self, level: u32, index: usize) -> Option<Hash> {
        let zero = self.zeros.get(level as usize)?;
        Some(*self.levels[level as usize].get(index).unwrap_or(zero))
    }

    /// Bytes it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.levels
            .iter()
            .map(|level| level.len() * size_of::<Hash>())
            .sum()
    }
}

/// Root of the subtree of one row, from its bytes. With [`root_from_rows`] it lets a caller hash rows
/// in parallel.
#[must_use]
pub fn row_root(row: &[u8]) -> Hash {
    let mut level: Vec<Hash> = row.chunks(LEAF_BYTES).map(leaf_hash).collect();
    let depth = level.len().next_power_of_two().trailing_zeros();
    let mut zero = hash::zero_node(0);
    for _ in 0..depth {
        level = pair_up(&level, &zero);
        zero = hash::node(Tree::Tensor, &zero, &zero);
    }
    level[0]
}

/// The Merkle root (without the shape) from the [`row_root`]s of all rows.
///
/// # Panics
///
/// When the number of roots is not the number of rows.
#[must_use]
pub fn root_from_rows(shape: &Shape, rows: Vec<Hash>) -> Hash {
    assert_eq!(rows.len(), shape.rows as usize, "one root per row");
    let mut level = rows;
    let mut zero = hash::zero_node(shape.row_depth());
    while level.len() > 1 {
        level = pair_up(&level, &zero);
        zero = hash::node(Tree::Tensor, &zero, &zero);
    }
    level[0]
}

/// `zeros[l]` for every level up to `depth`.
pub(crate) fn zero_nodes(depth: u32) -> Vec<Hash> {
    let mut zeros = Vec::from([hash::zero_node(0)]);
    for level in 0..depth as usize {
        let below = zeros[level];
        zeros.push(hash::node(Tree::Tensor, &below, &below));
    }
    zeros
}

/// The level above; an odd last node is paired with `zero`.
fn pair_up(level: &[Hash], zero: &Hash) -> Vec<Hash> {
    level
        .chunks(2)
        .map(|pair| hash::node(Tree::Tensor, &pair[0], pair.get(1).unwrap_or(zero)))
        .collect()
}

pub(crate) fn leaf_hash(bytes: &[u8]) -> Hash {
    match bytes.try_into() {
        Ok(full) => hash::leaf(full),
        Err(_) => {
            let mut padded = [0; LEAF_BYTES];
            padded[..bytes.len()].copy_from_slice(bytes);
            hash::leaf(&padded)
        }
    }
}
