//! What a verifier's seed decides.

use super::field;
use super::layout::Layout;
use crate::hash::Hash;
use solana_sha256_hasher::hashv;

/// Ops of a spec of which about as many are covered at the most, products or not: of a larger spec each verifier
/// covers other ones, with a chance of `COVERED / ops`. A model of 8 billion parameters costs a verifier a fifth of
/// its weights per job then.
pub const COVERED: u32 = 128;

/// What a number is drawn for.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Purpose {
    Cover = 0,
    Block = 1,
    Row = 2,
    Rho = 3,
}

/// A verifier's seed for a job: the addresses of job and operator, and the randomness that drew the committee.
#[must_use]
pub fn seed(job: &Hash, beacon: &Hash, operator: &Hash) -> Hash {
    hashv(&[b"assay:pov:v1", job, beacon, operator]).to_bytes()
}

fn draw(seed: &Hash, purpose: Purpose, op: u16, group: u32, row: u32) -> Hash {
    let (op, group, row) = (op.to_le_bytes(), group.to_le_bytes(), row.to_le_bytes());
    hashv(&[b"assay:pov:draw:v1", seed, &[purpose as u8], &op, &group, &row]).to_bytes()
}

/// The first eight bytes of a hash modulo `bound`, which is at most 2²⁴: no value is more likely than another by
/// more than 2⁻⁴⁰.
fn below(hash: &Hash, bound: u32) -> u32 {
    let (first, _) = hash.split_first_chunk().expect("a hash has 8 bytes");
    (u64::from_le_bytes(*first) % u64::from(bound)) as u32
}

/// One of the numbers below `bound` that fall to part `part` of `parts`: parts have no number in common, and with as
/// many parts as numbers each part has its own, which no hash is needed for.
fn pick(hash: impl FnOnce() -> Hash, bound: u32, part: u32, parts: u32) -> u32 {
    let edge = |part: u32| (u64::from(part) * u64::from(bound) / u64::from(parts)) as u32;
    let start = edge(part);
    match edge(part + 1) - start {
        1 => start,
        size => start + below(&hash(), size),
    }
}

/// Whether the verifier has vectors of op `op`, if it is a product, in a spec of `ops` ops.
#[must_use]
pub fn covers(seed: &Hash, op: u16, ops: u32) -> bool {
    ops <= COVERED || below(&draw(seed, Purpose::Cover, op, 0, 0), ops) < COVERED
}

/// The block of a product that is its `group`th checked one.
#[must_use]
pub fn checked_block(seed: &Hash, op: u16, layout: &Layout, group: u32) -> u32 {
    let hash = || draw(seed, Purpose::Block, op, group, 0);
    pick(hash, layout.batch, group, layout.groups())
}

/// The row of the left operand, and of the result, that entry `entry` of `z` is about.
#[must_use]
pub fn checked_row(seed: &Hash, op: u16, layout: &Layout, entry: u32) -> u32 {
    let rows = layout.rows_per_group();
    let (group, row) = (entry / rows, entry % rows);
    let hash = || draw(seed, Purpose::Row, op, group, row);
    let block = checked_block(seed, op, layout, group);
    block * layout.block_rows + pick(hash, layout.block_rows, row, rows)
}

/// The point whose powers fold the columns of an op's result.
#[must_use]
pub fn rho(seed: &Hash, op: u16) -> u64 {
    field::of_hash(&draw(seed, Purpose::Rho, op, 0, 0))
}

/// The point whose powers fold the inner dimension, once `w` is fixed.
#[must_use]
pub fn sigma(seed: &Hash, op: u16, w_root: &Hash) -> u64 {
    let hash = hashv(&[b"assay:pov:sigma:v1", seed, &op.to_le_bytes(), w_root]);
    field::of_hash(&hash.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const SEED: Hash = [7; 32];

    #[test]
    fn parts_share_nothing_and_miss_nothing() {
        for (bound, parts) in [(1, 1), (64, 64), (100, 64), (1 << 24, 64)] {
            let picks = |hash: Hash| (0..parts).map(move |part| pick(|| hash, bound, part, parts));
            let lowest: BTreeSet<u32> = picks([0; 32]).collect();
            assert_eq!(lowest.len(), parts as usize);
            assert!(picks([255; 32]).all(|n| n < bound));
        }
        let all: BTreeSet<u32> = (0..64)
            .map(|part| pick(|| unreachable!("one number each"), 64, part, 64))
            .collect();
        assert_eq!(all, (0..64).collect());
    }

    #[test]
    fn rows_are_inside_their_blocks_and_never_twice() {
        let layout = Layout {
            block_rows: 33,
            cols: 5,
            inner: 5,
            batch: 10,
        };
        let entries = layout.groups() * layout.rows_per_group();
        let rows: BTreeSet<u32> = (0..entries).map(|n| checked_row(&SEED, 3, &layout, n)).collect();
        assert_eq!(rows.len(), 60);
        assert!((0..10).all(|block| rows.range(block * 33..(block + 1) * 33).count() == 6));
    }

    #[test]
    fn every_op_of_a_small_spec_is_covered_and_a_share_of_a_large_one() {
        assert!((0..128).all(|op| covers(&SEED, op, 128)));
        let covered = (0..1280).filter(|&op| covers(&SEED, op, 1280)).count();
        // 128 expected, standard deviation 11.
        assert!((75..180).contains(&covered), "{covered}");
    }

    #[test]
    fn whatever_is_drawn_depends_on_all_it_is_drawn_for() {
        let (job, beacon, operator) = ([1; 32], [2; 32], [3; 32]);
        let mut seen = BTreeSet::from([seed(&job, &beacon, &operator)]);
        assert!(seen.insert(seed(&[9; 32], &beacon, &operator)));
        assert!(seen.insert(seed(&job, &[9; 32], &operator)));
        assert!(seen.insert(seed(&job, &beacon, &[9; 32])));
        let mut points = BTreeSet::from([rho(&SEED, 1), rho(&SEED, 2), rho(&[8; 32], 1)]);
        points.extend([
            sigma(&SEED, 1, &job),
            sigma(&SEED, 2, &job),
            sigma(&SEED, 1, &beacon),
        ]);
        points.insert(sigma(&[8; 32], 1, &job));
        assert_eq!(points.len(), 7);
    }
}
