//! Tensors that stay on a device between ops.

use std::collections::HashMap;

use super::device::Layout;
use crate::backend::TensorId;

/// Operands and results by their names, up to a number of bytes; those used longest ago give way.
pub(super) struct Held<B> {
    entries: HashMap<TensorId, Entry<B>>,
    /// Bytes of all entries.
    bytes: u64,
    /// Counts uses.
    clock: u64,
}

struct Entry<B> {
    buffer: B,
    layout: Layout,
    used: u64,
}

impl<B: Clone> Held<B> {
    pub(super) fn new() -> Self {
        Self {
            entries: HashMap::new(),
            bytes: 0,
            clock: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The memory that holds the tensor of this name.
    pub(super) fn get(&mut self, id: TensorId) -> Option<B> {
        self.clock += 1;
        let entry = self.entries.get_mut(&id)?;
        entry.used = self.clock;
        Some(entry.buffer.clone())
    }

    /// Keeps a tensor, if `limit` bytes leave room for it when all others are gone.
    pub(super) fn put(&mut self, id: TensorId, layout: Layout, buffer: B, limit: u64) {
        self.remove(id);
        let bytes = layout.bytes() as u64;
        if bytes > limit {
            return;
        }
        while self.bytes + bytes > limit {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used);
            let (&id, _) = oldest.expect("what is held has bytes");
            self.remove(id);
        }
        self.clock += 1;
        let used = self.clock;
        self.bytes += bytes;
        self.entries.insert(id, Entry { buffer, layout, used });
    }

    pub(super) fn remove(&mut self, id: TensorId) {
        if let Some(entry) = self.entries.remove(&id) {
            self.bytes -= entry.layout.bytes() as u64;
        }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_proof::{DType, Shape};

    fn layout(bytes: u32) -> Layout {
        Layout::of(Shape::new(DType::I8, 1, bytes), 1, 4)
    }

    #[test]
    fn what_was_used_longest_ago_gives_way() {
        let mut held = Held::new();
        let [a, b, c] = [0; 3].map(|_| TensorId::fresh());
        held.put(a, layout(40), 'a', 100);
        held.put(b, layout(40), 'b', 100);
        assert_eq!(held.get(a), Some('a'));
        held.put(c, layout(40), 'c', 100);
        assert_eq!([a, b, c].map(|id| held.get(id)), [Some('a'), None, Some('c')]);
        held.remove(a);
        held.put(b, layout(60), 'b', 100);
        assert_eq!([b, c].map(|id| held.get(id)), [Some('b'), Some('c')]);
        held.clear();
        assert!(held.is_empty() && held.get(c).is_none());
    }

    #[test]
    fn what_is_larger_than_the_limit_pushes_nothing_out() {
        let mut held = Held::new();
        let [a, b] = [0; 2].map(|_| TensorId::fresh());
        held.put(a, layout(40), 'a', 100);
        held.put(b, layout(104), 'b', 100);
        assert_eq!([a, b].map(|id| held.get(id)), [Some('a'), None]);
    }
}
