//! Lists of tensors, as far as they are known.

use crate::check::demand::{Answer, LeafAt};
use crate::hash::Hash;
use crate::list::ListTree;
use alloc::vec::Vec;

/// A list of tensors that a root commits to.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) count: u32,
    pub(super) root: Hash,
    pub(super) shown: Shown,
}

/// What is known of a list of tensors.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    All {
        roots: Vec<Hash>,
        tree: ListTree,
    },
    /// The path of one.
    One {
        index: u16,
        path: Vec<Hash>,
    },
}

impl Counted {
    pub(super) fn new(roots: &[Hash]) -> Self {
        let tree = ListTree::new(roots);
        Self {
            count: roots.len() as u32,
            root: tree.root(),
            shown: Shown::All {
                roots: roots.to_vec(),
                tree,
            },
        }
    }

    pub(super) fn of_answer(at: LeafAt, answer: &Answer<'_>) -> Self {
        let path = answer.tensor.map_or(&[][..], |tensor| tensor.path);
        Self {
            count: answer.count,
            root: *answer.list_root,
            shown: Shown::One {
                index: at.op,
                path: path.to_vec(),
            },
        }
    }

    pub(super) fn count(&self) -> [u8; 4] {
        self.count.to_le_bytes()
    }

    /// The path of a tensor; empty, so that nothing takes it for one, when it was not shown.
    pub(super) fn path(&self, index: u16) -> Vec<Hash> {
        match &self.shown {
            Shown::All { tree, .. } => tree.path(index.into()),
            Shown::One { index: shown, path } if *shown == index => path.clone(),
            Shown::One { .. } => Vec::new(),
        }
    }
}
