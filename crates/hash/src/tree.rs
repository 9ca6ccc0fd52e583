//! Leaves and nodes of tensor trees, several at a time. The layout is that of `assay_proof`, whose
//! [`Tensor::root`](assay_proof::Tensor::root) is the definition; a test holds the two together.

use assay_proof::{Hash, LEAF_BYTES};

use super::isa::Vectorised;

/// Tags of leaves and nodes.
const LEAF: u8 = 0;
const NODE: u8 = 1;
/// Blocks of SHA-256 in a leaf and in the two hashes below a node, without their tags.
const LEAF_BLOCKS: usize = LEAF_BYTES / 64;
const NODE_BLOCKS: usize = 1;

/// Hashes `L` messages of one length at once.
pub(super) trait Batch<const L: usize>: Copy {
    /// SHA-256 of `tag` and `BLOCKS` times 64 bytes, for each of `data`.
    fn hash<const BLOCKS: usize>(self, tag: u8, data: [&[u8]; L]) -> [Hash; L];
}

/// Hashes of all leaves of `rows`, each of `row_bytes`; the last leaf of a row is filled with zeros.
pub(super) struct Leaves<'a, B, const L: usize> {
    pub batch: B,
    pub rows: &'a [u8],
    pub row_bytes: usize,
    pub out: &'a mut Vec<Hash>,
}

impl<B: Batch<L>, const L: usize> Vectorised for Leaves<'_, B, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let per_row = self.row_bytes.div_ceil(LEAF_BYTES);
        let leaf = |at: usize| {
            let row = &self.rows[at / per_row * self.row_bytes..][..self.row_bytes];
            let from = at % per_row * LEAF_BYTES;
            &row[from..self.row_bytes.min(from + LEAF_BYTES)]
        };
        let leaves = self.rows.len() / self.row_bytes * per_row;
        let mut filled = [[0; LEAF_BYTES]; L];
        for first in (0..leaves).step_by(L) {
            // Lanes past the last leaf hash it once more, and what they give is dropped.
            let leaves_here: [&[u8]; L] = core::array::from_fn(|lane| leaf((first + lane).min(leaves - 1)));
            for (filled, leaf) in filled.iter_mut().zip(leaves_here) {
                if leaf.len() < LEAF_BYTES {
                    filled[..leaf.len()].copy_from_slice(leaf);
                    filled[leaf.len()..].fill(0);
                }
            }
            let data = core::array::from_fn(|lane| match leaves_here[lane] {
                whole if whole.len() == LEAF_BYTES => whole,
                _ => &filled[lane][..],
            });
            let hashes = self.batch.hash::<LEAF_BLOCKS>(LEAF, data);
            self.out.extend_from_slice(&hashes[..L.min(leaves - first)]);
        }
    }
}

/// The level above `nodes`: pairs within groups of `group` nodes, an odd last one paired with `zero`.
pub(super) struct Pairs<'a, B, const L: usize> {
    pub batch: B,
    pub nodes: &'a [Hash],
    pub group: usize,
    pub zero: &'a Hash,
    pub out: &'a mut Vec<Hash>,
}

impl<B: Batch<L>, const L: usize> Vectorised for Pairs<'_, B, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut odd = [[*self.zero; 2]; L];
        let mut pairs = self.nodes.chunks(self.group).flat_map(|group| group.chunks(2));
        let mut next: [&[Hash]; L] = [&[]; L];
        loop {
            let mut lanes = 0;
            for (lane, pair) in next.iter_mut().zip(&mut pairs) {
                *lane = pair;
                lanes += 1;
            }
            if lanes == 0 {
                return;
            }
            for (odd, pair) in odd.iter_mut().zip(next).take(lanes) {
                if let [left] = pair {
                    odd[0] = *left;
                }
            }
            let data = core::array::from_fn(|lane| match next[lane] {
                [left, right] if lane < lanes => [*left, *right],
                _ => odd[lane],
            });
            let data: [[Hash; 2]; L] = data;
            let hashes = self
                .batch
                .hash::<NODE_BLOCKS>(NODE, data.each_ref().map(|pair| pair.as_flattened()));
            self.out.extend_from_slice(&hashes[..lanes]);
        }
    }
}
