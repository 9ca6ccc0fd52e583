//! Tensor roots, computed on all cores, with SHA instructions or in all lanes of their vector units,
//! whichever is faster here.

mod engine;
mod isa;
mod lanes;
#[cfg(target_arch = "x86_64")]
mod sha;
mod tree;
#[cfg(target_arch = "x86_64")]
mod wide;

use assay_proof::{tensor_root, Hash, Tensor, LEAF_BYTES};
use rayon::prelude::*;

use engine::Engine;
pub use isa::Vectorised;
#[cfg(target_arch = "x86_64")]
pub use isa::{Avx2, Avx512};
#[cfg(target_arch = "x86_64")]
pub use wide::turn;

/// Bytes hashed per task, enough to outweigh handing it to a thread.
const TASK_BYTES: usize = 1 << 16;
/// Nodes paired per task, likewise; even, so that no pair is cut.
const TASK_NODES: usize = 1 << 11;

/// The tensor's root, as [`Tensor::root`] gives it.
#[must_use]
pub fn parallel_root(tensor: &Tensor) -> Hash {
    root_with(tensor, Engine::fastest())
}

/// A way to compute a tensor's root.
pub type RootOf = Box<dyn Fn(&Tensor) -> Hash>;

/// Every way to hash that this processor has, by name, with the tensor's root as it gives it: for measuring them.
/// The first is the one that [`parallel_root`] uses.
#[must_use]
pub fn roots_by_engine() -> Vec<(String, RootOf)> {
    let fastest = Engine::fastest().name();
    let mut engines: Vec<(String, RootOf)> = Engine::all()
        .into_iter()
        .map(|engine| {
            (
                engine.name(),
                Box::new(move |tensor: &Tensor| root_with(tensor, engine)) as Box<_>,
            )
        })
        .collect();
    engines.sort_by_key(|(name, _)| *name != fastest);
    engines
}

fn root_with(tensor: &Tensor, engine: Engine) -> Hash {
    let shape = tensor.shape();
    let row_bytes = shape.row_bytes();
    let rows_per_task = (TASK_BYTES / row_bytes).max(1);
    let zeros = zero_nodes(shape.depth());
    let tasks = tensor.data().par_chunks(rows_per_task * row_bytes);
    let mut level: Vec<Hash> = tasks
        .flat_map_iter(|rows| {
            let mut level = engine.leaves(rows, row_bytes);
            let mut group = shape.leaves_per_row();
            for zero in &zeros[..shape.row_depth() as usize] {
                level = engine.pairs(&level, group, zero);
                group = group.div_ceil(2);
            }
            level
        })
        .collect();
    for zero in &zeros[shape.row_depth() as usize..shape.depth() as usize] {
        let tasks = level.par_chunks(TASK_NODES);
        level = tasks
            .flat_map_iter(|nodes| engine.pairs(nodes, nodes.len(), zero))
            .collect();
    }
    tensor_root(&shape, &level[0])
}

/// `zeros[l]`, the node above 2^l leaves of zeros, for every level up to `depth`.
#[must_use]
pub fn zero_nodes(depth: u32) -> Vec<Hash> {
    let engine = Engine::fastest();
    let mut zeros = engine.leaves(&[0; LEAF_BYTES], LEAF_BYTES);
    for level in 0..depth as usize {
        zeros.push(engine.node(&zeros[level], &zeros[level]));
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_proof::{DType, Shape};

    #[test]
    fn every_way_to_hash_gives_the_roots_of_the_definition() {
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
                for engine in Engine::all() {
                    assert_eq!(
                        root_with(&tensor, engine),
                        expected,
                        "{shape} with {}",
                        engine.name()
                    );
                }
            }
        }
    }
}
