//! Padding that is not zero convicts, in a leaf and in a node.

use crate::job::{every_op, Job};
use assay_proof::evidence::LeafOpening;
use assay_proof::{check, tensor_root, ConvictionKind, Hash, Reject};
use sha2::{Digest, Sha256};

fn leaf_hash(bytes: &[u8; 256]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(bytes)
        .finalize()
        .into()
}

fn climb(mut node: Hash, mut index: usize, path: &[Hash]) -> Hash {
    for sibling in path {
        let (left, right) = if index & 1 == 0 {
            (&node, sibling)
        } else {
            (sibling, &node)
        };
        let hash = Sha256::new().chain_update([1]).chain_update(left);
        node = hash.chain_update(right).finalize().into();
        index >>= 1;
    }
    node
}

const OP: usize = 1;

/// The job, its trace with op 1's root replaced, and the judge's answer.
fn judge(
    job: &Job,
    root: Hash,
    evidence: impl Fn(&assay_proof::evidence::Case<'_>) -> Vec<u8>,
) -> Result<assay_proof::Conviction, Reject> {
    let mut trace = job.trace();
    trace[OP] = tensor_root(&job.results[OP].shape(), &root);
    check(&evidence(&job.case(&trace)), &job.roots(&trace))
}

#[test]
fn a_byte_behind_a_row_convicts() {
    let job = every_op(6, 5, 70, 20);
    let (shape, tree) = (job.results[OP].shape(), job.results[OP].tree());
    let (row, leaf) = (3, 1);
    let index = (row << shape.row_depth()) + leaf;
    let mut bytes = [0; 256];
    let data = &job.results[OP].row(row)[256..];
    bytes[..data.len()].copy_from_slice(data);
    for (at, expected) in [
        (data.len(), Ok(())),
        (255, Ok(())),
        (data.len() - 1, Err(Reject::Honest)),
    ] {
        let mut stuffed = bytes;
        stuffed[at] ^= 5;
        let path = tree.path(0, index);
        let root = climb(leaf_hash(&stuffed), index, &path);
        let opening = LeafOpening {
            row: row as u32,
            leaf: leaf as u32,
            bytes: stuffed,
            path,
        };
        let verdict = judge(&job, root, |case| {
            case.padding_in_leaf(OP as u16, shape, &root, &opening).unwrap()
        });
        assert_eq!(verdict.map(|_| ()), expected);
        if let Ok(conviction) = verdict {
            assert_eq!(conviction.kind, ConvictionKind::Padding);
            assert_eq!((conviction.i, conviction.j), (3, at as u32));
            assert_eq!((conviction.claimed, conviction.expected), (5, 0));
        }
    }
}

#[test]
fn a_padding_node_without_a_preimage_convicts() {
    let job = every_op(6, 5, 140, 21);
    let (shape, tree) = (job.results[OP].shape(), job.results[OP].tree());
    assert_eq!((shape.leaves_per_row(), shape.row_depth()), (3, 2));
    let padding_leaf = (0, 3);
    let padding_rows = (shape.row_depth() as u8 + 1, 3);
    for (level, index) in [padding_leaf, padding_rows] {
        let path = tree.path(level.into(), index);
        for (node, expected) in [
            ([7; 32], Ok(())),
            (tree.node(level.into(), index), Err(Reject::Honest)),
        ] {
            let root = climb(node, index, &path);
            let verdict = judge(&job, root, |case| {
                case.padding_node(OP as u16, (shape, &root), (level, index as u32), &node, &path)
                    .unwrap()
            });
            assert_eq!(
                verdict.map(|c| assert_eq!(c.kind, ConvictionKind::Padding)),
                expected
            );
        }
    }
}

#[test]
fn a_node_above_data_is_not_padding() {
    let job = every_op(6, 5, 140, 22);
    let (shape, tree) = (job.results[OP].shape(), job.results[OP].tree());
    let depth = shape.depth();
    let of_data = [(0, 0), (0, 2), (1, 1), (shape.row_depth(), 5), (depth, 0)];
    let outside = [(0, 1 << depth), (depth + 1, 0)];
    for (level, index) in of_data.into_iter().chain(outside) {
        let path = if level <= depth {
            tree.path(level, index)
        } else {
            Vec::new()
        };
        let root = tree.merkle_root();
        let verdict = judge(&job, root, |case| {
            case.padding_node(
                OP as u16,
                (shape, &root),
                (level as u8, index as u32),
                &[7; 32],
                &path,
            )
            .unwrap()
        });
        assert_eq!(verdict, Err(Reject::NotPadding), "level {level}, index {index}");
    }
}
