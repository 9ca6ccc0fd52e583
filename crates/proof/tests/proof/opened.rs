//! Parts of tensors: what a row needs, opened, is enough to prove each of its elements.

#![expect(clippy::single_range_in_vec_init, reason = "a set of leaves may be one range")]

use crate::job::{every_op, i32s, i8s, Job};
use assay_proof::evidence::EvidenceError;
use assay_proof::{
    leaves_of, opening_bytes, opening_nodes, row_needs, DType, LeafSet, OpenError, Opened, OpenedLeaves,
    Shape, Tensor, Whole,
};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::ops::Range;

fn opening(tensor: &Tensor, leaves: &LeafSet) -> Vec<u8> {
    assay_proof::opening(&Whole::new(tensor), leaves).expect("all is there")
}

fn open(tensor: &Tensor, ranges: Vec<Range<u64>>) -> OpenedLeaves {
    let leaves = LeafSet::new(ranges);
    OpenedLeaves::read(tensor.shape(), &tensor.root(), &leaves, &opening(tensor, &leaves)).unwrap()
}

/// Opens of every operand what row `i` of op `op` needs.
fn open_needs(job: &Job, op: usize, i: u32) -> Vec<OpenedLeaves> {
    let operands = job.operands(op);
    let shapes: Vec<Shape> = operands.iter().map(|t| t.shape()).collect();
    let id = |row: u32, col: u32| u32::try_from(operands[0].get(row as usize, col as usize)).ok();
    let needs = row_needs(&job.spec.ops[op], &shapes, i, id);
    let of = |n: usize| needs.iter().filter(move |need| need.operand == n);
    (0..operands.len())
        .map(|n| {
            assert!(of(n).next().is_some(), "operand {n} of op {op} is named");
            let leaves = of(n).flat_map(|need| leaves_of(&shapes[n], need.rows.clone(), need.cols.clone()));
            open(operands[n], leaves.collect())
        })
        .collect()
}

/// Every element of every op: the evidence from what the row needs is the evidence from whole tensors.
#[test]
fn what_a_row_needs_proves_each_of_its_elements() {
    let job = every_op(6, 300, 70, 1);
    let trace = job.trace();
    let case = job.case(&trace);
    for (op, result) in job.results.iter().enumerate() {
        let Shape { rows, cols, .. } = result.shape();
        for i in [0, rows / 2, rows - 1] {
            let opened = open_needs(&job, op, i);
            let operands: Vec<&dyn Opened> = opened.iter().map(|part| part as _).collect();
            for j in [0, cols / 2, cols - 1] {
                let claimed = open(result, leaves_of(&result.shape(), i..i + 1, j..j + 1).collect());
                let from_parts = case.opened_element(op as u16, (i, j), &claimed, &operands);
                let from_whole = case.element(op as u16, (i, j), result, &job.operands(op));
                assert_eq!(from_parts, from_whole, "element ({i}, {j}) of op {op}");
            }
        }
    }
}

#[test]
fn a_part_that_was_not_opened_is_named() {
    let job = every_op(6, 300, 70, 1);
    let trace = job.trace();
    let opened = open_needs(&job, 0, 2);
    let operands: Vec<&dyn Opened> = opened.iter().map(|part| part as _).collect();
    let claimed = open(&job.results[0], vec![2..4]);
    let write = |i, claimed: &OpenedLeaves| {
        let case = job.case(&trace);
        case.opened_element(0, (i, 5), claimed, &operands).unwrap_err()
    };
    let claimed_at = |row| EvidenceError::NotOpened { operand: None, row };
    assert_eq!(
        write(2, &claimed),
        claimed_at(2),
        "rows of 70 sums have two leaves: row 2 is 4 and 5"
    );
    let claimed = open(&job.results[0], vec![0..12]);
    let error = write(3, &claimed);
    assert_eq!(
        error,
        EvidenceError::NotOpened {
            operand: Some(0),
            row: 3
        }
    );
    assert_eq!(
        error.to_string(),
        "row 3 of operand 0 was not opened; open it and write the evidence again"
    );
}

#[test]
fn an_opening_of_nothing_is_the_merkle_root() {
    let tensor = i8s(&mut StdRng::seed_from_u64(1), 5, 300);
    let none = LeafSet::default();
    let bytes = opening(&tensor, &none);
    assert_eq!(bytes, tensor.tree().merkle_root());
    let opened = OpenedLeaves::read(tensor.shape(), &tensor.root(), &none, &bytes).unwrap();
    assert_eq!(opened.merkle_root(), tensor.tree().merkle_root());
    assert_eq!((opened.leaf(0, 0), opened.node(0, 0)), (None, None));
}

/// An aligned block of rows opens with the path of its subtree alone, and padding costs nothing.
#[test]
fn blocks_and_padding_cost_no_hashes() {
    let hashes = |shape: &Shape, ranges: Vec<Range<u64>>| opening_nodes(shape, &LeafSet::new(ranges)).len();
    let heads = Shape::new(DType::I8, 1 << 14, 32);
    assert_eq!(hashes(&heads, vec![64..128]), 14 - 6);
    assert_eq!(hashes(&heads, vec![0..1 << 14]), 0);
    // 5 rows of 3 leaves, padded to 8 rows of 4.
    let odd = Shape::new(DType::I8, 5, 700);
    assert_eq!(
        hashes(&odd, vec![12..15]),
        1,
        "row 4: the rows beside it are padding"
    );
    assert_eq!(
        hashes(&odd, vec![14..15]),
        2,
        "its last leaf: beside it padding, then the leaves before"
    );
}

#[test]
fn the_length_of_an_opening_is_known_before() {
    let tensor = i32s(&mut StdRng::seed_from_u64(2), 9, 200);
    let shape = tensor.shape();
    let leaves = LeafSet::new(vec![3..5, 11..12, 30..36]);
    let bytes = opening(&tensor, &leaves);
    assert_eq!(opening_bytes(&shape, &leaves), bytes.len() as u64);
    let root = tensor.root();
    for length in [0, bytes.len() - 1, bytes.len() + 1] {
        let mut other = bytes.clone();
        other.resize(length, 0);
        let error = OpenedLeaves::read(shape, &root, &leaves, &other).unwrap_err();
        let expected = bytes.len() as u64;
        assert_eq!(
            error,
            OpenError::Length {
                found: length,
                expected
            }
        );
    }
    let outside = LeafSet::new(vec![35..37]);
    let error = OpenedLeaves::read(shape, &root, &outside, &bytes).unwrap_err();
    assert_eq!(error, OpenError::Leaves { shape });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any leaves of any tensor open to exactly their data; a changed byte opens nothing.
    #[test]
    fn openings_show_what_was_committed_to(
        seed: u64, rows in 1u32..40, cols in 1u32..600, wide: bool, change in 1u8..,
    ) {
        let mut rng = StdRng::seed_from_u64(seed);
        let tensor = if wide { i32s(&mut rng, rows, cols) } else { i8s(&mut rng, rows, cols) };
        let shape = tensor.shape();
        let count = u64::from(rows) * shape.leaves_per_row() as u64;
        let some = (0..rng.random_range(1..6)).map(|_| {
            let start = rng.random_range(0..count);
            start..rng.random_range(start + 1..=count)
        });
        let leaves = LeafSet::new(some.collect());
        let bytes = opening(&tensor, &leaves);
        let opened = OpenedLeaves::read(shape, &tensor.root(), &leaves, &bytes).unwrap();
        let (whole, tree) = (Whole::new(&tensor), tensor.tree());
        for row in 0..rows {
            let mut all = true;
            for leaf in 0..shape.leaves_per_row() as u32 {
                let number = u64::from(row) * shape.leaves_per_row() as u64 + u64::from(leaf);
                let asked = leaves.ranges().iter().any(|range| range.contains(&number));
                all &= asked;
                prop_assert_eq!(opened.leaf(row, leaf), whole.leaf(row, leaf).filter(|_| asked));
            }
            prop_assert_eq!(opened.row(row), Some(tensor.row(row as usize)).filter(|_| all));
        }
        for level in 0..=shape.depth() {
            for index in 0..1usize << (shape.depth() - level) {
                if let Some(node) = opened.node(level, index) {
                    prop_assert_eq!(node, tree.node(level, index));
                }
            }
        }
        let mut bent = bytes;
        let at = rng.random_range(0..bent.len());
        bent[at] ^= change;
        let error = OpenedLeaves::read(shape, &tensor.root(), &leaves, &bent).unwrap_err();
        prop_assert_eq!(error, OpenError::Root);
    }
}
