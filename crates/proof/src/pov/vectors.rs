//! The vectors of one product, by plain loops over their definition: verifiers must get the same.

use super::field::{add, mul, powers, P};
use super::layout::{Layout, Vector, CHUNK};
use super::{checked_block, checked_row, rho, sigma, vector_root};
use crate::hash::Hash;
use crate::op::OpDesc;
use crate::tensor::Tensor;
use alloc::vec::Vec;

/// The vectors of one product, see [`crate::pov`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vectors {
    entries: [Vec<u64>; 5],
}

impl Vectors {
    /// From all five, in the order of [`Vector::ALL`].
    #[must_use]
    pub const fn new(entries: [Vec<u64>; 5]) -> Self {
        Self { entries }
    }

    /// The entries of one.
    #[must_use]
    pub fn get(&self, vector: Vector) -> &[u64] {
        &self.entries[vector as usize]
    }

    /// The entries of one, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, vector: Vector) -> &mut Vec<u64> {
        &mut self.entries[vector as usize]
    }
}

/// The honest vectors of op `op`: a product of `a` and `b` with result `out`. `None` when `desc` is no product or the
/// tensors do not fit.
#[must_use]
pub fn vectors(
    (op, desc): (u16, &OpDesc),
    seed: &Hash,
    (a, b, out): (&Tensor, &Tensor, &Tensor),
) -> Option<Vectors> {
    let layout = Layout::new(desc, a.shape())?;
    if b.shape() != layout.b() || out.shape() != desc.shape {
        return None;
    }
    let rho: Vec<u64> = powers(rho(seed, op)).take(layout.cols as usize).collect();
    let b_row = |group: u32, j: u32| {
        let block = checked_block(seed, op, &layout, group);
        elements(b, block * layout.cols + j)
    };
    let mut w = Vec::new();
    for group in 0..layout.groups() {
        let mut sums = alloc::vec![0; layout.inner as usize];
        for (j, &power) in (0..).zip(&rho) {
            let row = sums.iter_mut().zip(b_row(group, j));
            row.for_each(|(sum, b)| *sum = add(*sum, mul(b, power)));
        }
        w.extend(sums);
    }
    let sigma: Vec<u64> = powers(sigma(seed, op, &vector_root(&w)))
        .take(layout.inner as usize)
        .collect();
    let groups = (0..layout.groups()).flat_map(|group| (0..layout.cols).map(move |j| (group, j)));
    let t: Vec<u64> = groups.map(|(group, j)| dot(b_row(group, j), &sigma)).collect();
    let blocks = t.chunks(layout.cols as usize);
    let e = blocks
        .flat_map(|block| chunks(block.iter().copied(), &rho))
        .collect();
    let rows = (0..layout.entries(Vector::Z)).map(|entry| (entry, checked_row(seed, op, &layout, entry)));
    let inner = layout.inner as usize;
    let w_of = |entry: u32| &w[(entry / layout.rows_per_group()) as usize * inner..][..inner];
    let z = rows
        .clone()
        .map(|(entry, row)| dot(elements(a, row), w_of(entry)))
        .collect();
    let y = rows
        .flat_map(|(_, row)| chunks(elements(out, row), &rho))
        .collect();
    Some(Vectors::new([w, t, e, z, y]))
}

/// The elements of a row in the field.
fn elements(tensor: &Tensor, row: u32) -> impl Iterator<Item = u64> + '_ {
    let element = move |col| i64::from(tensor.get(row as usize, col)).rem_euclid(P as i64) as u64;
    (0..tensor.shape().cols as usize).map(element)
}

fn dot(x: impl Iterator<Item = u64>, y: &[u64]) -> u64 {
    x.zip(y).fold(0, |sum, (x, &y)| add(sum, mul(x, y)))
}

/// The sums over each 4,096 terms, the powers starting anew in each.
fn chunks(terms: impl Iterator<Item = u64>, powers: &[u64]) -> Vec<u64> {
    let terms: Vec<u64> = terms.collect();
    let chunks = terms.chunks(CHUNK as usize);
    chunks.map(|chunk| dot(chunk.iter().copied(), powers)).collect()
}
