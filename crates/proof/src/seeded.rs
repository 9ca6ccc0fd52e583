//! Weights that nobody ships: their bytes follow from a seed that the chain draws.
//!
//! A benchmark must not be prepared for, and its weights must fill a card's memory without being downloaded or
//! committed to. A weight whose root in the spec is [`SEEDED`] holds, in row `i`, leaf `l` (256 bytes of the row), the hashes
//!
//! `SHA-256("assay:seeded:v1", seed, weight u16, row u32, leaf u32, c u8)`, `c` from 0 to 7,
//!
//! one after the other, integers little-endian, cut at the row's end and filled up with zeros. So a judge opens
//! any part of it by hashing a seed, without a path.

use crate::hash::Hash;
use crate::shape::{Shape, LEAF_BYTES};
use solana_sha256_hasher::hashv;

/// The root of a weight that follows from the job's seed. No tensor is known that hashes to it.
pub const SEEDED: Hash = *b"assay:seeded:weight:no:preimage\0";

const TAG: &[u8] = b"assay:seeded:v1";

/// Writes the data of a leaf of weight `weight`; `out` is the leaf or as much of it as the row holds.
pub(crate) fn fill(seed: &Hash, weight: u16, row: u32, leaf: u32, out: &mut [u8]) {
    let (weight, row, leaf) = (weight.to_le_bytes(), row.to_le_bytes(), leaf.to_le_bytes());
    for (c, out) in out.chunks_mut(32).enumerate() {
        let hash = hashv(&[TAG, seed, &weight, &row, &leaf, &[c as u8]]).to_bytes();
        out.copy_from_slice(&hash[..out.len()]);
    }
}

/// Whether `bytes` is leaf `leaf` of row `row` of weight `weight`, filled up with zeros.
#[inline(never)]
pub(crate) fn is_leaf(
    seed: &Hash,
    weight: u16,
    shape: &Shape,
    (row, leaf): (u32, u32),
    bytes: &[u8; LEAF_BYTES],
) -> bool {
    let mut expected = [0; LEAF_BYTES];
    let start = leaf as usize * LEAF_BYTES;
    let used = shape.row_bytes().saturating_sub(start).min(LEAF_BYTES);
    fill(seed, weight, row, leaf, &mut expected[..used]);
    expected == *bytes
}

/// The whole tensor of weight `weight`.
///
/// # Panics
///
/// When the shape is impossible.
#[cfg(feature = "alloc")]
#[must_use]
pub fn seeded(seed: &Hash, weight: u16, shape: Shape) -> crate::Tensor {
    let mut data = alloc::vec![0; shape.bytes() as usize];
    for (row, bytes) in data.chunks_exact_mut(shape.row_bytes()).enumerate() {
        fill_row(seed, weight, row as u32, bytes);
    }
    crate::Tensor::new(shape, data).expect("a spec's shapes are possible")
}

/// A row of a weight, which is all that evidence about a product shows of it.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
pub struct SeededRow {
    shape: Shape,
    row: u32,
    bytes: alloc::vec::Vec<u8>,
}

#[cfg(feature = "alloc")]
impl SeededRow {
    /// Row `row` of weight `weight`, which is of this shape.
    #[must_use]
    pub fn new(seed: &Hash, weight: u16, shape: Shape, row: u32) -> Self {
        let mut bytes = alloc::vec![0; shape.row_bytes()];
        fill_row(seed, weight, row, &mut bytes);
        Self { shape, row, bytes }
    }
}

#[cfg(feature = "alloc")]
impl crate::Opened for SeededRow {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        self.row(row)?.chunks(LEAF_BYTES).nth(leaf as usize)
    }

    fn row(&self, row: u32) -> Option<&[u8]> {
        (row == self.row).then_some(&self.bytes)
    }

    /// It has none: nothing of it is hashed.
    fn node(&self, _level: u32, _index: usize) -> Option<Hash> {
        None
    }
}

/// Row `row` of weight `weight`; rows are independent of each other.
#[cfg(feature = "alloc")]
pub fn fill_row(seed: &Hash, weight: u16, row: u32, out: &mut [u8]) {
    for (leaf, out) in out.chunks_mut(LEAF_BYTES).enumerate() {
        fill(seed, weight, row, leaf as u32, out);
    }
}
