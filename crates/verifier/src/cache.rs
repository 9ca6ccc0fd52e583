//! Results that later ops read again, within a bound on memory.

use assay_proof::{JobSpec, Source, Tensor};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Verified-to-be-committed results, kept while a later op reads them and they fit.
pub(crate) struct Cache {
    /// Bytes it may hold between ops; what one op needs is held besides.
    limit: u64,
    held: u64,
    tensors: BTreeMap<usize, Arc<Tensor>>,
    /// The last op that reads each op's result.
    last_reader: Vec<Option<usize>>,
}

impl Cache {
    pub(crate) fn new(spec: &JobSpec, limit: u64) -> Self {
        let mut last_reader = vec![None; spec.ops.len()];
        for (reader, desc) in spec.ops.iter().enumerate() {
            for source in desc.op.operands().iter() {
                if let Source::Op(n) = *source {
                    last_reader[usize::from(n)] = Some(reader);
                }
            }
        }
        Self {
            limit,
            held: 0,
            tensors: BTreeMap::new(),
            last_reader,
        }
    }

    pub(crate) fn get(&self, op: usize) -> Option<Arc<Tensor>> {
        self.tensors.get(&op).cloned()
    }

    /// Keeps `tensor` when it fits and an op after `current` reads it.
    pub(crate) fn keep(&mut self, op: usize, tensor: &Arc<Tensor>, current: usize) {
        let bytes = tensor.shape().bytes();
        let needed = self.last_reader[op].is_some_and(|reader| reader > current);
        if needed && self.held + bytes <= self.limit && !self.tensors.contains_key(&op) {
            self.held += bytes;
            self.tensors.insert(op, tensor.clone());
        }
    }

    /// Drops what no op after `current` reads.
    pub(crate) fn drop_unneeded(&mut self, current: usize) {
        let last_reader = &self.last_reader;
        let held = &mut self.held;
        self.tensors.retain(|&op, tensor| {
            let needed = last_reader[op].is_some_and(|reader| reader > current);
            if !needed {
                *held -= tensor.shape().bytes();
            }
            needed
        });
    }
}
