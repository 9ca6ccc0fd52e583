//! What a verifier commits to, with the trees that open it.

use super::demand::{Demand, ANSWER_MAGIC};
use super::layout::{product, Layout, Vector, LEAF_ENTRIES};
use super::{covers, Vectors};
use crate::hash::{self, Hash, Tree, ZERO_HASH};
use crate::list::ListTree;
use crate::shape::LEAF_BYTES;
use crate::spec::JobSpec;
use alloc::vec::Vec;

/// The root of one vector.
#[must_use]
pub fn vector_root(entries: &[u64]) -> Hash {
    VectorTree::new(entries).root()
}

/// The tree of one vector.
#[derive(Clone, Debug)]
pub(super) struct VectorTree {
    leaves: Vec<[u8; LEAF_BYTES]>,
    /// `levels[l]` holds the nodes above `2^l` leaves, up to the last one that covers an entry.
    levels: Vec<Vec<Hash>>,
    /// `zeros[l]` is the node above `2^l` leaves of zeros.
    zeros: Vec<Hash>,
}

impl VectorTree {
    fn new(entries: &[u64]) -> Self {
        let leaf = |entries: &[u64]| {
            let mut leaf = [0; LEAF_BYTES];
            for (slot, entry) in leaf.chunks_exact_mut(size_of::<u64>()).zip(entries) {
                slot.copy_from_slice(&entry.to_le_bytes());
            }
            leaf
        };
        let leaves: Vec<_> = entries.chunks(LEAF_ENTRIES as usize).map(leaf).collect();
        let mut zeros = Vec::from([hash::vector_leaf(&[0; LEAF_BYTES])]);
        let mut levels = Vec::from([leaves.iter().map(hash::vector_leaf).collect::<Vec<_>>()]);
        while levels[levels.len() - 1].len() > 1 {
            let (below, zero) = (&levels[levels.len() - 1], zeros[zeros.len() - 1]);
            let node = |pair: &[Hash]| hash::node(Tree::Vector, &pair[0], pair.get(1).unwrap_or(&zero));
            let level = below.chunks(2).map(node).collect();
            levels.push(level);
            zeros.push(hash::node(Tree::Vector, &zero, &zero));
        }
        Self {
            leaves,
            levels,
            zeros,
        }
    }

    pub(super) fn root(&self) -> Hash {
        self.node(self.depth(), 0)
    }

    pub(super) fn depth(&self) -> u32 {
        self.levels.len() as u32 - 1
    }

    fn node(&self, level: u32, index: u32) -> Hash {
        let level = level as usize;
        let node = self.levels[level].get(index as usize);
        *node.unwrap_or(&self.zeros[level])
    }

    /// Writes the leaves `first` to `last`, and the nodes next to them.
    pub(super) fn put_leaves(&self, bytes: &mut Vec<u8>, first: u32, last: u32) {
        let leaves = &self.leaves[first as usize..=last as usize];
        bytes.extend_from_slice(leaves.as_flattened());
        put_siblings(
            bytes,
            &|level, index| self.node(level, index),
            self.depth(),
            (first, last),
        );
    }

    /// Writes the leaves that hold `count` entries from entry `start` on, and the nodes next to them.
    pub(super) fn put_entries(&self, bytes: &mut Vec<u8>, start: u32, count: u32) {
        self.put_leaves(bytes, start / LEAF_ENTRIES, (start + count - 1) / LEAF_ENTRIES);
    }
}

/// Writes the nodes of a tree next to the leaves `first` to `last`, in the order of a walk from the left.
pub(super) fn put_siblings(
    bytes: &mut Vec<u8>,
    node: &dyn Fn(u32, u32) -> Hash,
    depth: u32,
    (first, last): (u32, u32),
) {
    fn walk(
        bytes: &mut Vec<u8>,
        node: &dyn Fn(u32, u32) -> Hash,
        (level, index): (u32, u32),
        range: (u32, u32),
    ) {
        let start = index << level;
        if start > range.1 || start + (1 << level) <= range.0 {
            bytes.extend_from_slice(&node(level, index));
        } else if let Some(below) = level.checked_sub(1) {
            walk(bytes, node, (below, 2 * index), range);
            walk(bytes, node, (below, 2 * index + 1), range);
        }
    }
    walk(bytes, node, (depth, 0), (first, last));
}

/// The vectors of one op, with their trees.
#[derive(Clone, Debug)]
struct Entry {
    vectors: Vectors,
    trees: [VectorTree; 5],
}

impl Entry {
    fn roots(&self) -> [u8; 160] {
        let mut roots = [0; 160];
        for (slot, tree) in roots.as_chunks_mut().0.iter_mut().zip(&self.trees) {
            *slot = tree.root();
        }
        roots
    }
}

/// Why bytes are not the vectors of a verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The number of bytes is not what the spec and the seed ask for.
    #[error("{found} bytes of vectors, the spec and the seed ask for {expected}")]
    Length {
        /// Bytes given.
        found: usize,
        /// Bytes needed.
        expected: u64,
    },
}

/// What a verifier commits to: the vectors of every product that its seed covers, one entry per op of the spec.
#[derive(Clone, Debug)]
pub struct Commitment {
    entries: Vec<Option<Entry>>,
    list: ListTree,
}

impl Commitment {
    /// Hashes the vectors, one entry per op.
    #[must_use]
    pub fn new(ops: Vec<Option<Vectors>>) -> Self {
        let entry = |vectors: Vectors| {
            let trees = Vector::ALL.map(|vector| VectorTree::new(vectors.get(vector)));
            Entry { vectors, trees }
        };
        let entries: Vec<_> = ops.into_iter().map(|vectors| vectors.map(entry)).collect();
        let leaf = |entry: &Option<Entry>| match entry {
            Some(entry) => hash::vectors_entry(&entry.roots()),
            None => ZERO_HASH,
        };
        let leaves: Vec<Hash> = entries.iter().map(leaf).collect();
        let list = ListTree::new(&leaves);
        Self { entries, list }
    }

    /// The layout of each op of a spec that a seed covers; `None` for the others.
    pub fn layouts<'a>(spec: &'a JobSpec, seed: &'a Hash) -> impl Iterator<Item = Option<Layout>> + 'a {
        let ops = spec.ops.len() as u32;
        (0..).zip(&spec.ops).map(move |(op, desc)| {
            let (a, _, _) = product(&desc.op)?;
            let layout = Layout::new(desc, spec.shape_of(a)?)?;
            covers(seed, op, ops).then_some(layout)
        })
    }

    /// Bytes of what [`Commitment::to_bytes`] writes for this spec and seed.
    #[must_use]
    pub fn encoded_len(spec: &JobSpec, seed: &Hash) -> u64 {
        let len = |layout: &Layout, vector| u64::from(layout.entries(vector)) * 8;
        let each = Self::layouts(spec, seed).flatten();
        each.map(|layout| Vector::ALL.map(|vector| len(&layout, vector)).iter().sum::<u64>())
            .sum()
    }

    /// Reads what [`Commitment::to_bytes`] wrote. Every entry is taken as it is: what is wrong with it is to be proven.
    ///
    /// # Errors
    ///
    /// [`FormatError`] when the number of bytes does not fit.
    pub fn parse(spec: &JobSpec, seed: &Hash, bytes: &[u8]) -> Result<Self, FormatError> {
        let expected = Self::encoded_len(spec, seed);
        if bytes.len() as u64 != expected {
            let found = bytes.len();
            return Err(FormatError::Length { found, expected });
        }
        let (words, _) = bytes.as_chunks();
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        let mut read = |layout: Layout| {
            let mut take = |vector| words.by_ref().take(layout.entries(vector) as usize).collect();
            Vectors::new(Vector::ALL.map(&mut take))
        };
        let vectors = Self::layouts(spec, seed).map(|layout| layout.map(&mut read));
        Ok(Self::new(vectors.collect()))
    }

    /// All entries, op by op and vector by vector: what a verifier serves to whoever audits it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let vectors = self
            .entries
            .iter()
            .flatten()
            .flat_map(|entry| Vector::ALL.map(|vector| entry.vectors.get(vector)));
        vectors.flatten().flat_map(|entry| entry.to_le_bytes()).collect()
    }

    /// What the verifier attests with.
    #[must_use]
    pub fn root(&self) -> Hash {
        hash::vectors_root(&self.count(), &self.list.root())
    }

    /// The vectors of op `op`, if it has any.
    #[must_use]
    pub fn vectors(&self, op: u16) -> Option<&Vectors> {
        Some(&self.entry(op)?.vectors)
    }

    /// The root of one vector of op `op`.
    #[must_use]
    pub fn vector_root(&self, op: u16, vector: Vector) -> Option<Hash> {
        Some(self.tree(op, vector)?.root())
    }

    /// Answers a demand, see [`answer`](super::answer()); `None` when there are no such leaves.
    #[must_use]
    pub fn answer(&self, demand: &Demand) -> Option<Vec<u8>> {
        let tree = self.tree(demand.op, demand.vector)?;
        let last = demand.leaf.checked_add(demand.count)?.checked_sub(1)?;
        if last as usize >= tree.leaves.len() || last < demand.leaf {
            return None;
        }
        let mut bytes = ANSWER_MAGIC.to_vec();
        self.put_list(&mut bytes);
        self.put_entry(&mut bytes, demand.op)?;
        tree.put_leaves(&mut bytes, demand.leaf, last);
        Some(bytes)
    }

    /// Number of entries.
    #[must_use]
    pub fn ops(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn put_list(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.count());
        bytes.extend_from_slice(&self.list.root());
    }

    /// Writes the roots of an op's vectors and their path.
    pub(super) fn put_entry(&self, bytes: &mut Vec<u8>, op: u16) -> Option<()> {
        bytes.extend_from_slice(&self.entry(op)?.roots());
        bytes.extend_from_slice(self.list.path(op.into()).as_flattened());
        Some(())
    }

    pub(super) fn tree(&self, op: u16, vector: Vector) -> Option<&VectorTree> {
        Some(&self.entry(op)?.trees[vector as usize])
    }

    fn entry(&self, op: u16) -> Option<&Entry> {
        self.entries.get(usize::from(op))?.as_ref()
    }

    fn count(&self) -> [u8; 4] {
        (self.entries.len() as u32).to_le_bytes()
    }
}
