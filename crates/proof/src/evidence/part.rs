//! Opened parts of a tensor as evidence holds them.

use super::EvidenceError;
use crate::hash::Hash;
use crate::opened::Opened;
use crate::seeded::SEEDED;
use crate::shape::{DType, LEAF_BYTES};
use alloc::vec::Vec;

/// The claimed result or an operand.
pub(super) struct Part<'a> {
    pub(super) opened: &'a dyn Opened,
    /// Position of the operand; `None` for the claimed result.
    pub(super) operand: Option<usize>,
    /// Whether it is a weight that follows from a seed, which needs no path.
    pub(super) seeded: bool,
}

impl<'a> Part<'a> {
    pub(super) fn merkle_root(&self) -> Result<Hash, EvidenceError> {
        match self.seeded {
            true => Ok(SEEDED),
            false => self.node(self.opened.shape().depth(), 0, 0),
        }
    }

    pub(super) fn row(&self, row: u32) -> Result<&'a [u8], EvidenceError> {
        self.opened.row(row).ok_or(self.not_opened(row))
    }

    /// The id at `position`, which must be inside a table of `rows` rows.
    pub(super) fn id(&self, position: u32, rows: u32) -> Result<u32, EvidenceError> {
        let cols = self.opened.shape().cols;
        let (row, at) = (position / cols, (position % cols) as usize * DType::I32.size());
        let leaf = self.opened.leaf(row, (at / LEAF_BYTES) as u32);
        let leaf = leaf.ok_or(self.not_opened(row))?;
        let (ids, _) = leaf.as_chunks::<4>();
        let id = i32::from_le_bytes(ids[at % LEAF_BYTES / DType::I32.size()]);
        let inside = u32::try_from(id).ok().filter(|&id| id < rows);
        inside.ok_or(EvidenceError::Id { position, id, rows })
    }

    /// One leaf and its path.
    pub(super) fn put_leaf(&self, bytes: &mut Vec<u8>, row: u32, leaf: u32) -> Result<(), EvidenceError> {
        let content = self.opened.leaf(row, leaf).ok_or(self.not_opened(row))?;
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len() + LEAF_BYTES - content.len(), 0);
        let index = ((row as usize) << self.opened.shape().row_depth()) + leaf as usize;
        self.put_path(bytes, (0, index), row)
    }

    /// The hashes that pad a whole row to its subtree, and the path of the subtree.
    pub(super) fn put_row_path(&self, bytes: &mut Vec<u8>, row: u32) -> Result<(), EvidenceError> {
        if self.seeded {
            return Ok(());
        }
        let shape = self.opened.shape();
        let index = row as usize;
        let last = (index << shape.row_depth()) + shape.leaves_per_row() - 1;
        for level in 0..shape.row_depth() {
            let node = last >> level;
            if node & 1 == 0 {
                bytes.extend_from_slice(&self.node(level, node + 1, row)?);
            }
        }
        self.put_path(bytes, (shape.row_depth(), index), row)
    }

    /// Siblings from a node to the root.
    fn put_path(
        &self,
        bytes: &mut Vec<u8>,
        (level, index): (u32, usize),
        row: u32,
    ) -> Result<(), EvidenceError> {
        if self.seeded {
            return Ok(());
        }
        for above in level..self.opened.shape().depth() {
            let sibling = (index >> (above - level)) ^ 1;
            bytes.extend_from_slice(&self.node(above, sibling, row)?);
        }
        Ok(())
    }

    fn node(&self, level: u32, index: usize, row: u32) -> Result<Hash, EvidenceError> {
        self.opened.node(level, index).ok_or(self.not_opened(row))
    }

    const fn not_opened(&self, row: u32) -> EvidenceError {
        EvidenceError::NotOpened {
            operand: self.operand,
            row,
        }
    }
}
