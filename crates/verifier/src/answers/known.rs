//! Leaves of one tensor, put together from what the chain and the provider show.

use super::Answers;
use assay_proof::evidence::LeafOpening;
use assay_proof::{Hash, LeafSet, Opened, OpenedLeaves, Shape, LEAF_BYTES};
use std::collections::BTreeMap;

/// Leaves from answers, by number, and all nodes on and beside their paths.
#[derive(Default)]
pub(super) struct Known {
    leaves: BTreeMap<u64, Vec<u8>>,
    nodes: BTreeMap<(u32, usize), Hash>,
}

impl Known {
    /// What `answers` show of op `op`'s result, which has this shape.
    pub(super) fn of(answers: &Answers, op: usize, shape: &Shape) -> Self {
        let mut known = Self::default();
        for (at, tensor) in answers.tensors(op).filter(|(_, tensor)| tensor.shape == *shape) {
            known.nodes.insert((shape.depth(), 0), *tensor.merkle_root);
            if let Some(leaf) = tensor.leaf {
                known.add(
                    shape,
                    &LeafOpening {
                        row: at.row,
                        leaf: at.leaf,
                        bytes: *leaf.bytes,
                        path: leaf.path.to_vec(),
                    },
                );
            }
        }
        known
    }

    fn add(&mut self, shape: &Shape, opening: &LeafOpening) {
        let Some(nodes) = opening.nodes(shape) else {
            return;
        };
        let index = opening.index(shape);
        for (level, node) in nodes.into_iter().enumerate() {
            self.nodes.insert((level as u32, index >> level), node);
        }
        for (level, sibling) in opening.path.iter().enumerate() {
            self.nodes.insert((level as u32, (index >> level) ^ 1), *sibling);
        }
        let start = opening.leaf as usize * LEAF_BYTES;
        let length = LEAF_BYTES.min(shape.row_bytes() - start);
        let number = u64::from(opening.row) * shape.leaves_per_row() as u64 + u64::from(opening.leaf);
        self.leaves.insert(number, opening.bytes[..length].to_vec());
    }

    /// Those of `leaves` that no answer shows.
    pub(super) fn missing(&self, leaves: &LeafSet) -> LeafSet {
        let known = self.leaves.keys();
        known.fold(leaves.clone(), |missing, number| missing.without(*number))
    }
}

/// The same tensor as far as answers and the provider show it.
pub(super) struct Joined {
    pub(super) shape: Shape,
    pub(super) known: Known,
    pub(super) parts: Vec<OpenedLeaves>,
}

impl Opened for Joined {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        let number = u64::from(row) * self.shape.leaves_per_row() as u64 + u64::from(leaf);
        let known = self.known.leaves.get(&number).map(Vec::as_slice);
        known.or_else(|| self.parts.iter().find_map(|part| part.leaf(row, leaf)))
    }

    /// Leaves are put together, not rows.
    fn row(&self, _: u32) -> Option<&[u8]> {
        None
    }

    fn node(&self, level: u32, index: usize) -> Option<Hash> {
        let known = self.known.nodes.get(&(level, index)).copied();
        known.or_else(|| self.parts.iter().find_map(|part| part.node(level, index)))
    }
}
