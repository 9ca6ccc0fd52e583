//! Tensor roots, computed on all cores, with SHA instructions or else in all lanes of their vector
//! units.

mod lanes;
mod tree;

use assay_proof::{root_from_rows, row_root, tensor_root, Hash, Tensor, LEAF_BYTES};
use rayon::prelude::*;

use crate::cpu::Isa;
use tree::{leaves, node, pairs};

/// Bytes hashed per task, enough to outweigh handing it to a thread.
const TASK_BYTES: usize = 1 << 16;
/// Nodes paired per task, likewise; even, so that no pair is cut.
const TASK_NODES: usize = 1 << 11;

/// The tensor's root, as [`Tensor::root`] gives it.
#[must_use]
pub fn parallel_root(tensor: &Tensor) -> Hash {
    // SHA instructions hash one message faster than vector lanes hash several.
    if has_sha_instructions() {
        return root_by_rows(tensor);
    }
    root_in_lanes(tensor, Isa::detect())
}

fn has_sha_instructions() -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = is_x86_feature_detected!("sha");
    #[cfg(target_arch = "aarch64")]
    let has = std::arch::is_aarch64_feature_detected!("sha2");
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let has = false;
    has
}

fn root_by_rows(tensor: &Tensor) -> Hash {
    let shape = tensor.shape();
    let rows = tensor.data().par_chunks_exact(shape.row_bytes());
    let rows_per_task = (TASK_BYTES / shape.row_bytes()).max(1);
    let roots = rows.with_min_len(rows_per_task).map(row_root).collect();
    tensor_root(&shape, &root_from_rows(&shape, roots))
}

fn root_in_lanes(tensor: &Tensor, isa: Isa) -> Hash {
    let shape = tensor.shape();
    let row_bytes = shape.row_bytes();
    let rows_per_task = (TASK_BYTES / row_bytes).max(1);
    let zeros = zero_nodes(shape.depth());
    let tasks = tensor.data().par_chunks(rows_per_task * row_bytes);
    let mut level: Vec<Hash> = tasks
        .flat_map_iter(|rows| {
            let mut level = leaves(isa, rows, row_bytes);
            let mut group = shape.leaves_per_row();
            for zero in &zeros[..shape.row_depth() as usize] {
                level = pairs(isa, &level, group, zero);
                group = group.div_ceil(2);
            }
            level
        })
        .collect();
    for zero in &zeros[shape.row_depth() as usize..shape.depth() as usize] {
        let tasks = level.par_chunks(TASK_NODES);
        level = tasks
            .flat_map_iter(|nodes| pairs(isa, nodes, nodes.len(), zero))
            .collect();
    }
    tensor_root(&shape, &level[0])
}

/// `zeros[l]`, the node above 2^l leaves of zeros, for every level up to `depth`.
pub(crate) fn zero_nodes(depth: u32) -> Vec<Hash> {
    let mut zeros = leaves(Isa::Scalar, &[0; LEAF_BYTES], LEAF_BYTES);
    for level in 0..depth as usize {
        zeros.push(node(&zeros[level], &zeros[level]));
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_proof::{DType, Shape};

    #[test]
    fn every_instruction_set_gives_the_roots_of_the_definition() {
        let sizes = [
            (1, 1),
            (1, 255),
            (1, 256),
            (1, 257),
            (2, 512),
            (3, 513),
            (5, 700),
            (16, 256),
            (17, 4096),
            (31, 10),
            (100, 3),
            (1, 70_000),
            (4_100, 5),
            (9_000, 1),
            (70, 1_300),
        ];
        for (rows, cols) in sizes {
            for dtype in [DType::I8, DType::I32] {
                let shape = Shape::new(dtype, rows, cols);
                let bytes = (0..shape.bytes()).map(|at| (at.wrapping_mul(2_654_435_761) >> 9) as u8);
                let tensor = Tensor::new(shape, bytes.collect()).unwrap();
                let expected = tensor.root();
                assert_eq!(root_by_rows(&tensor), expected, "{shape}");
                for isa in Isa::all() {
                    assert_eq!(
                        root_in_lanes(&tensor, isa),
                        expected,
                        "{shape} with {}",
                        isa.name()
                    );
                }
            }
        }
    }
}
