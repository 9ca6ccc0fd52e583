//! Openings of leaves: their bytes, and the hashes that lead to the tensor's root.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use assay_proof::{opening, row_root, Hash, LeafSet, Opened, RowTree, Shape, Tensor, TensorTree, LEAF_BYTES};
use rayon::prelude::*;

use crate::store::JobId;

/// Most bytes of the rows that one opening reads.
pub(super) const MAX_ROWS_BYTES: u64 = 64 << 20;
/// Bytes read at a time while a tree is made.
const CHUNK: usize = 8 << 20;

/// Trees above rows, made once for each op that is asked for; what was made first goes first.
pub(super) struct Trees {
    most_bytes: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    bytes: usize,
    trees: VecDeque<((JobId, usize), Arc<RowTree>)>,
}

impl Trees {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self {
            most_bytes,
            held: Mutex::default(),
        }
    }

    /// The tree of a job's op, if it is held.
    pub(super) fn get(&self, job: JobId, op: usize) -> Option<Arc<RowTree>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut trees = held.trees.iter();
        let found = trees.find(|(key, _)| *key == (job, op));
        found.map(|(_, tree)| tree.clone())
    }

    /// Holds a tree, and lets others go for it.
    pub(super) fn keep(&self, job: JobId, op: usize, tree: &Arc<RowTree>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if tree.bytes() > self.most_bytes || held.trees.iter().any(|(key, _)| *key == (job, op)) {
            return;
        }
        held.bytes += tree.bytes();
        held.trees.push_back(((job, op), tree.clone()));
        while held.bytes > self.most_bytes {
            let Some((_, oldest)) = held.trees.pop_front() else {
                break;
            };
            held.bytes -= oldest.bytes();
        }
    }
}

/// The tree above the rows of the tensor in `path`, read piece by piece.
pub(super) fn make_tree(path: &Path, shape: Shape) -> std::io::Result<RowTree> {
    let row_bytes = shape.row_bytes();
    let mut file = File::open(path)?;
    let mut rows: Vec<Hash> = Vec::with_capacity(shape.rows as usize);
    let per_chunk = (CHUNK / row_bytes).max(1);
    let mut chunk = Vec::new();
    while rows.len() < shape.rows as usize {
        let count = per_chunk.min(shape.rows as usize - rows.len());
        chunk.resize(count * row_bytes, 0);
        file.read_exact(&mut chunk)?;
        rows.par_extend(chunk.par_chunks_exact(row_bytes).map(row_root));
    }
    Ok(RowTree::new(shape, rows))
}

/// Bytes of the rows that hold these leaves.
pub(super) fn rows_bytes(shape: &Shape, leaves: &LeafSet) -> u64 {
    let per_row = shape.leaves_per_row() as u64;
    let mut rows = 0;
    let mut next = 0;
    for range in leaves.ranges() {
        let (first, end) = (range.start / per_row, range.end.div_ceil(per_row));
        rows += end - first.max(next).min(end);
        next = end;
    }
    rows * shape.row_bytes() as u64
}

/// The opening of `leaves` of the tensor in `path`, of which the tensor with this tree has all.
pub(super) fn open(path: &Path, tree: Arc<RowTree>, leaves: &LeafSet) -> std::io::Result<Vec<u8>> {
    let shape = tree.shape();
    let per_row = shape.leaves_per_row() as u64;
    let mut rows = BTreeMap::new();
    let mut file = File::open(path)?;
    for range in leaves.ranges() {
        for row in range.start / per_row..range.end.div_ceil(per_row) {
            let row = row as u32;
            if rows.contains_key(&row) {
                continue;
            }
            let mut data = vec![0; shape.row_bytes()];
            file.seek(SeekFrom::Start(u64::from(row) * shape.row_bytes() as u64))?;
            file.read_exact(&mut data)?;
            let data = Tensor::new(Shape { rows: 1, ..shape }, data).expect("the bytes of a row");
            let tree = (per_row > 1).then(|| data.tree());
            rows.insert(row, (data, tree));
        }
    }
    let rows = Rows { tree, rows };
    Ok(opening(&rows, leaves).expect("the rows of the leaves and what is above them are there"))
}

/// Some rows of a tensor, and all that is above its rows.
struct Rows {
    tree: Arc<RowTree>,
    /// With the tree of the row, if it has more than one leaf.
    rows: BTreeMap<u32, (Tensor, Option<TensorTree>)>,
}

impl Opened for Rows {
    fn shape(&self) -> Shape {
        self.tree.shape()
    }

    fn leaf(&self, row: u32, leaf: u32) -> Option<&[u8]> {
        self.row(row)?.chunks(LEAF_BYTES).nth(leaf as usize)
    }

    fn row(&self, row: u32) -> Option<&[u8]> {
        self.rows.get(&row).map(|(data, _)| data.data())
    }

    fn node(&self, level: u32, index: usize) -> Option<Hash> {
        let row_depth = self.shape().row_depth();
        match level.checked_sub(row_depth) {
            Some(above) => self.tree.node(above, index),
            None => {
                let leaves = row_depth - level;
                let row = u32::try_from(index >> leaves).ok()?;
                let (_, tree) = self.rows.get(&row)?;
                Some(tree.as_ref()?.node(level, index & ((1 << leaves) - 1)))
            }
        }
    }
}
