//! Leaves and nodes of tensor trees, many at a time. The layout is that of `assay_proof`, whose
//! [`Tensor::root`](assay_proof::Tensor::root) is the definition; a test holds the two together.

use assay_proof::{Hash, LEAF_BYTES};

use super::lanes::{hash_padded, padding};
use crate::cpu::{Isa, Vectorised};

/// Tags of leaves and nodes.
const LEAF: u8 = 0;
const NODE: u8 = 1;
/// A leaf's message: its tag and its bytes, padded.
const LEAF_MESSAGE: usize = 320;
const LEAF_FRAME: [u8; LEAF_MESSAGE] = padding(1 + LEAF_BYTES);
/// A node's message: its tag and two hashes, padded.
const NODE_MESSAGE: usize = 128;
const NODE_FRAME: [u8; NODE_MESSAGE] = padding(1 + 2 * 32);

/// Hashes of all leaves of `rows`, each of `row_bytes`; the last leaf of a row is filled with zeros.
struct Leaves<'a, const L: usize> {
    rows: &'a [u8],
    row_bytes: usize,
    out: &'a mut Vec<Hash>,
}

impl<const L: usize> Vectorised for Leaves<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut messages = [LEAF_FRAME; L];
        let mut lane = 0;
        for row in self.rows.chunks_exact(self.row_bytes) {
            for leaf in row.chunks(LEAF_BYTES) {
                let message = &mut messages[lane];
                message[0] = LEAF;
                message[1..1 + leaf.len()].copy_from_slice(leaf);
                message[1 + leaf.len()..1 + LEAF_BYTES].fill(0);
                lane += 1;
                if lane == L {
                    self.out.extend_from_slice(&hash_padded(&messages));
                    lane = 0;
                }
            }
        }
        // Lanes past the last leaf hold old messages, whose hashes are dropped.
        if lane > 0 {
            self.out.extend_from_slice(&hash_padded(&messages)[..lane]);
        }
    }
}

/// The level above `nodes`: pairs within groups of `group` nodes, an odd last one paired with `zero`.
struct Pairs<'a, const L: usize> {
    nodes: &'a [Hash],
    group: usize,
    zero: &'a Hash,
    out: &'a mut Vec<Hash>,
}

impl<const L: usize> Vectorised for Pairs<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut messages = [NODE_FRAME; L];
        let mut lane = 0;
        for group in self.nodes.chunks(self.group) {
            for pair in group.chunks(2) {
                let message = &mut messages[lane];
                message[0] = NODE;
                message[1..33].copy_from_slice(&pair[0]);
                message[33..65].copy_from_slice(pair.get(1).unwrap_or(self.zero));
                lane += 1;
                if lane == L {
                    self.out.extend_from_slice(&hash_padded(&messages));
                    lane = 0;
                }
            }
        }
        if lane > 0 {
            self.out.extend_from_slice(&hash_padded(&messages)[..lane]);
        }
    }
}

/// Hashes of all leaves of `rows`, row by row.
pub(super) fn leaves(isa: Isa, rows: &[u8], row_bytes: usize) -> Vec<Hash> {
    let mut out = Vec::with_capacity(rows.len() / row_bytes * row_bytes.div_ceil(LEAF_BYTES));
    match isa.lanes() {
        16 => isa.run(Leaves::<16> {
            rows,
            row_bytes,
            out: &mut out,
        }),
        8 => isa.run(Leaves::<8> {
            rows,
            row_bytes,
            out: &mut out,
        }),
        _ => isa.run(Leaves::<4> {
            rows,
            row_bytes,
            out: &mut out,
        }),
    }
    out
}

/// The level above `nodes`, which lie in groups of `group` that are paired by themselves.
pub(super) fn pairs(isa: Isa, nodes: &[Hash], group: usize, zero: &Hash) -> Vec<Hash> {
    let mut out = Vec::with_capacity(nodes.len() / group * group.div_ceil(2) + 1);
    match isa.lanes() {
        16 => isa.run(Pairs::<16> {
            nodes,
            group,
            zero,
            out: &mut out,
        }),
        8 => isa.run(Pairs::<8> {
            nodes,
            group,
            zero,
            out: &mut out,
        }),
        _ => isa.run(Pairs::<4> {
            nodes,
            group,
            zero,
            out: &mut out,
        }),
    }
    out
}

/// The node above two.
pub(super) fn node(left: &Hash, right: &Hash) -> Hash {
    pairs(Isa::Scalar, &[*left, *right], 2, right)[0]
}
