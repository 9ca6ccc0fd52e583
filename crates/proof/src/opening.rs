//! A leaf of a tensor with its path.

use crate::hash::{self, Hash, Tree};
use crate::shape::{Shape, LEAF_BYTES};
use alloc::vec::Vec;

/// A leaf that a provider opened on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafOpening {
    /// Row of the leaf.
    pub row: u32,
    /// Position of the leaf in its row.
    pub leaf: u32,
    /// Its content.
    pub bytes: [u8; LEAF_BYTES],
    /// Siblings from the leaf to the tensor's Merkle root.
    pub path: Vec<Hash>,
}

impl LeafOpening {
    /// The leaf's index among all leaves of a tensor of this shape.
    #[must_use]
    pub fn index(&self, shape: &Shape) -> usize {
        ((self.row as usize) << shape.row_depth()) + self.leaf as usize
    }

    /// The nodes from the leaf to the Merkle root that it opens, both included; `None` when the position
    /// is outside a tensor of this shape or the path has another length.
    #[must_use]
    pub fn nodes(&self, shape: &Shape) -> Option<Vec<Hash>> {
        let inside = self.row < shape.rows && (self.leaf as usize) < shape.leaves_per_row();
        if !inside || self.path.len() != shape.depth() as usize {
            return None;
        }
        let mut nodes = Vec::from([hash::leaf(&self.bytes)]);
        let mut index = self.index(shape);
        for sibling in &self.path {
            let node = &nodes[nodes.len() - 1];
            let above = match index & 1 {
                0 => hash::node(Tree::Tensor, node, sibling),
                _ => hash::node(Tree::Tensor, sibling, node),
            };
            nodes.push(above);
            index >>= 1;
        }
        Some(nodes)
    }
}
