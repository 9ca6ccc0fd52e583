//! Opening consecutive leaves of a tree.

use super::layout::LEAF_ENTRIES;
use super::reject::Reject;
use super::Vector;
use crate::hash::{self, Hash, Tree};
use crate::reader::Reader;
use crate::shape::{log2_ceil, LEAF_BYTES};

/// The leaves `first` to `last` of a tree, and the cursor that has the nodes next to them.
struct Walk<'a, 'r> {
    tree: Tree,
    leaves: &'a [[u8; LEAF_BYTES]],
    first: u32,
    last: u32,
    reader: &'r mut Reader<'a>,
}

impl Walk<'_, '_> {
    /// The node above the leaves `index · 2^level` to `(index + 1) · 2^level − 1`: computed where it has an opened
    /// leaf, otherwise read. Recursive, one call a level: trees have at most 30.
    fn node(&mut self, level: u32, index: u32) -> Option<Hash> {
        let start = index << level;
        if start > self.last || start + (1 << level) <= self.first {
            return self.reader.hash().copied();
        }
        let Some(below) = level.checked_sub(1) else {
            let leaf = self.leaves.get((index - self.first) as usize)?;
            return Some(match self.tree {
                Tree::Vector => hash::vector_leaf(leaf),
                Tree::Tensor | Tree::List => hash::leaf(leaf),
            });
        };
        let left = self.node(below, 2 * index)?;
        let right = self.node(below, 2 * index + 1)?;
        Some(hash::node(self.tree, &left, &right))
    }
}

/// Reads `count` leaves from leaf `first` on of a tree of `depth` levels, and the nodes next to them; `None` when they
/// end too early or do not open `root`.
pub(super) fn leaves<'a>(
    reader: &mut Reader<'a>,
    tree: Tree,
    root: &Hash,
    depth: u32,
    (first, count): (u32, u32),
) -> Option<&'a [[u8; LEAF_BYTES]]> {
    let (leaves, _) = reader.take(count as usize * LEAF_BYTES)?.as_chunks();
    let last = first + count.checked_sub(1)?;
    let mut walk = Walk {
        tree,
        leaves,
        first,
        last,
        reader,
    };
    (walk.node(depth, 0)? == *root).then_some(leaves)
}

/// Reads the `count` entries from entry `start` on of a vector of `len`.
pub(super) fn entries<'a>(
    reader: &mut Reader<'a>,
    vector: Vector,
    (root, len): (&Hash, u32),
    (start, count): (u32, u32),
) -> Result<&'a [[u8; 8]], Reject> {
    if count == 0 || start >= len || len - start < count {
        return Err(Reject::Position);
    }
    let first = start / LEAF_ENTRIES;
    let leaf_count = (start + count - 1) / LEAF_ENTRIES - first + 1;
    let depth = log2_ceil(u64::from(len.div_ceil(LEAF_ENTRIES)));
    let opened = leaves(reader, Tree::Vector, root, depth, (first, leaf_count));
    let (entries, _) = opened.ok_or(Reject::Vector(vector))?.as_flattened().as_chunks();
    let lead = (start % LEAF_ENTRIES) as usize;
    entries.get(lead..lead + count as usize).ok_or(Reject::Truncated)
}
