//! Merkle trees over lists of hashes: specs, traces and inputs.

use crate::hash::{self, Hash, Tree, ZERO_HASH};
use alloc::vec::Vec;

/// A tree over a list of hashes, padded to a power of two with zero hashes.
#[derive(Clone, Debug)]
pub struct ListTree {
    levels: Vec<Vec<Hash>>,
}

impl ListTree {
    /// The tree over `leaves`; of an empty list, the tree of one zero hash.
    #[must_use]
    pub fn new(leaves: &[Hash]) -> Self {
        let mut level = leaves.to_vec();
        level.resize(leaves.len().next_power_of_two(), ZERO_HASH);
        let mut levels = Vec::from([level]);
        while levels[levels.len() - 1].len() > 1 {
            let above = levels[levels.len() - 1]
                .chunks_exact(2)
                .map(|pair| hash::node(Tree::List, &pair[0], &pair[1]))
                .collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.levels[self.levels.len() - 1][0]
    }

    /// Siblings from leaf `index` to the root.
    ///
    /// # Panics
    ///
    /// When `index` is outside the padded list.
    #[must_use]
    pub fn path(&self, index: usize) -> Vec<Hash> {
        self.levels[..self.levels.len() - 1]
            .iter()
            .enumerate()
            .map(|(level, hashes)| hashes[(index >> level) ^ 1])
            .collect()
    }
}

fn count(hashes: &[Hash]) -> [u8; 4] {
    u32::try_from(hashes.len())
        .expect("a list is bounded by 65535 entries")
        .to_le_bytes()
}

/// Root of a trace: the tensor roots of all ops, in op order.
#[must_use]
pub fn trace_root(tensor_roots: &[Hash]) -> Hash {
    hash::trace_root(&count(tensor_roots), &ListTree::new(tensor_roots).root())
}

/// Root of a job's inputs: their tensor roots, in order.
#[must_use]
pub fn input_root(tensor_roots: &[Hash]) -> Hash {
    hash::input_root(&count(tensor_roots), &ListTree::new(tensor_roots).root())
}
