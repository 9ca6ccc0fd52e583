//! What the CUDA device asks of a driver. There are two: NVIDIA's, and in tests an emulation that runs the same kernels,
//! compiled for the processor.

use std::time::Duration;

use crate::backend::BackendError;
use crate::gpu::device::{Fault, MAX_OPERANDS, PARAMS};

/// Operands, result and status of a kernel.
pub(in crate::gpu) const BUFFERS: usize = MAX_OPERANDS + 2;

/// The kernels, one after the other: a single unit to compile.
pub(super) fn source() -> String {
    [
        include_str!("kernels/common.cu"),
        include_str!("kernels/products.cu"),
        include_str!("kernels/elements.cu"),
        include_str!("kernels/rows.cu"),
        include_str!("kernels/moves.cu"),
        include_str!("kernels/hash.cu"),
        include_str!("kernels/field.cu"),
    ]
    .concat()
}

/// Entry points besides those of [`Kernel`](crate::gpu::device::Kernel).
#[cfg(feature = "cuda")]
pub(super) const OTHER_ENTRIES: [&str; 6] = [
    "epilogue",
    "leaves",
    "pairs",
    "field_rows",
    "field_columns",
    "field_join",
];

/// One run of a kernel.
pub(in crate::gpu) struct Run<'a, M> {
    pub entry: &'static str,
    /// Blocks in each dimension.
    pub grid: [u32; 3],
    /// Threads of a block in each dimension.
    pub block: [u32; 3],
    pub params: [u32; PARAMS],
    pub buffers: [Option<&'a M>; BUFFERS],
}

/// A batch of exact products of `i8`, `sums[i, j] = Σ_t left[i, t] · right[j, t]`: rows of `k` bytes, a multiple of 16, and
/// rows of sums `pitch` words apart, a multiple of 4. Three rows may be read past the end of `right`, and sums written to
/// columns up to the next multiple of 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::gpu) struct Product {
    pub blocks: usize,
    pub m: usize,
    pub n: usize,
    pub k: usize,
    pub pitch: usize,
}

/// A driver of one card. Work is done in the order it is started.
pub(in crate::gpu) trait Driver: Sized + Send {
    /// The card's memory; clones share it.
    type Memory: Clone + Send;

    /// Opens the card again after it was lost.
    fn reopen(&self) -> Result<Self, BackendError>;

    /// The card's name.
    fn name(&self) -> &str;

    /// Bytes of the card's memory.
    fn memory_bytes(&self) -> u64;

    /// Memory of `size` bytes, the first of which are `bytes`; the rest may be anything.
    fn memory(&self, bytes: &[u8], size: usize) -> Result<Self::Memory, Fault>;

    /// Starts a kernel.
    fn run(&self, run: &Run<'_, Self::Memory>) -> Result<(), Fault>;

    /// Starts a product on tensor cores; `false` when there is no kernel for it.
    fn multiply(
        &self,
        product: Product,
        left: &Self::Memory,
        right: &Self::Memory,
        sums: &Self::Memory,
    ) -> Result<bool, Fault>;

    /// The first `size` bytes of a memory, once all work is done; a card that takes longer than `patience` is lost.
    fn read(&self, memory: &Self::Memory, size: usize, patience: Duration) -> Result<Vec<u8>, Fault>;
}
