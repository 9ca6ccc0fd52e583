//! What the engine asks of a device: memory, and kernels that fill it.
//!
//! Every kernel exists once for each kind of device, in WGSL and in CUDA C++, with the same operands and the same
//! [parameters](super::params). What an operator means on a device is therefore decided in one place, the engine, and
//! the kernels can be compared line by line.

use std::time::Duration;

use assay_proof::{DType, Hash, Shape};

use crate::backend::BackendError;

/// Bytes of a word, in which devices count.
pub(super) const WORD: usize = 4;
/// Words of a kernel's parameters.
pub(super) const PARAMS: usize = 16;
/// Most operands of a kernel.
pub(super) const MAX_OPERANDS: usize = 4;
/// Rows or columns of a tile of a product's result.
pub(super) const TILE: usize = 64;

/// How long a device may take for `work` additions before it counts as lost: a minute, and a second for every 10⁸, a tenth
/// of what the software driver does on one slow core.
pub(super) const fn patience(work: u64) -> Duration {
    Duration::from_secs(60 + work / 100_000_000)
}

/// Why a device did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// It is gone, with all its memory: unplugged, reset, crashed, or stuck for longer than it may take.
    #[error("lost: {0}")]
    Lost(String),
    /// Its memory is full.
    #[error("out of memory: {0}")]
    Memory(String),
    /// It refused.
    #[error("{0}")]
    Refused(String),
}

/// How a tensor lies in a device's memory: row after row, each filled up with bytes of 0 to a multiple of
/// [`Device::ROW_ALIGN`], so that products may read whole words. What fills up rows of `i32` may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub rows: usize,
    pub cols: usize,
    pub dtype: DType,
    /// Bytes from one row to the next.
    pub pitch: usize,
}

impl Layout {
    /// `rows` rows of a tensor of this shape, on a device that aligns rows to `align` bytes.
    pub(super) fn of(shape: Shape, rows: usize, align: usize) -> Self {
        Self {
            rows,
            cols: shape.cols as usize,
            dtype: shape.dtype,
            pitch: shape.row_bytes().next_multiple_of(align),
        }
    }

    /// Bytes of one row without what fills it up.
    pub(super) const fn row_bytes(&self) -> usize {
        self.cols * self.dtype.size()
    }

    /// Bytes in the device's memory.
    pub(super) const fn bytes(&self) -> usize {
        self.rows * self.pitch
    }

    /// Words from one row to the next.
    pub(super) const fn pitch_words(&self) -> u32 {
        (self.pitch / WORD) as u32
    }

    /// Words in the device's memory.
    pub(super) const fn words(&self) -> usize {
        self.bytes() / WORD
    }

    /// Whether it is an `i32`, as a kernel's parameter.
    pub(super) const fn wide(&self) -> u32 {
        matches!(self.dtype, DType::I32) as u32
    }
}

/// The kernels. Operands are given in the order named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kernel {
    /// left, right
    MatMul,
    /// left, right, bias, multipliers
    Linear,
    /// x, bias; sets the status when a sum leaves `i32`
    AddBias,
    /// x, multipliers
    Requant,
    /// x, y, multipliers of x, multipliers of y
    Add,
    /// x, y
    Mul,
    /// x, table
    Lut,
    /// x, gain, bias
    Norm,
    /// x, table, mask
    Softmax,
    /// ids, table
    Gather,
    /// x
    Stride,
    /// x, y
    Concat,
}

impl Kernel {
    pub(super) const ALL: [Self; 12] = [
        Self::MatMul,
        Self::Linear,
        Self::AddBias,
        Self::Requant,
        Self::Add,
        Self::Mul,
        Self::Lut,
        Self::Norm,
        Self::Softmax,
        Self::Gather,
        Self::Stride,
        Self::Concat,
    ];

    /// Name of the kernel's entry point in every language.
    pub(super) const fn entry(self) -> &'static str {
        match self {
            Self::MatMul => "matmul",
            Self::Linear => "linear",
            Self::AddBias => "add_bias",
            Self::Requant => "requant",
            Self::Add => "add",
            Self::Mul => "mul",
            Self::Lut => "lut",
            Self::Norm => "normalise",
            Self::Softmax => "softmax",
            Self::Gather => "gather",
            Self::Stride => "stride",
            Self::Concat => "concat",
        }
    }
}

/// What the threads of a kernel share the work by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grid {
    /// A thread for each word of the result.
    Words,
    /// A group of threads for each row of the result.
    Rows,
    /// A group of threads for each tile of each block of a product of `[m, k] · [n, k]ᵗ`, `k` counted in bytes.
    Tiles {
        blocks: usize,
        m: usize,
        n: usize,
        k: usize,
    },
}

/// One run of a kernel.
pub(super) struct Launch<'a, B> {
    pub kernel: Kernel,
    pub params: [u32; PARAMS],
    /// At most [`MAX_OPERANDS`].
    pub operands: &'a [&'a B],
    pub out: Layout,
    pub grid: Grid,
}

impl<B> Launch<'_, B> {
    /// Additions, roughly: by which a device judges how long it may take.
    pub(super) fn work(&self) -> u64 {
        match self.grid {
            Grid::Words => self.out.words() as u64,
            Grid::Rows => self.out.bytes() as u64,
            Grid::Tiles { blocks, m, n, k } => [m, n, k].iter().fold(blocks as u64, |w, &d| w * d as u64),
        }
    }
}

/// A device that is open.
pub(super) trait Device: Sized + Send {
    /// Memory of the device; clones share it.
    type Buffer: Clone + Send;

    /// Bytes to a multiple of which rows are filled up; a multiple of [`WORD`].
    const ROW_ALIGN: usize;

    /// Opens the device again after it was lost.
    fn reopen(&self) -> Result<Self, BackendError>;

    /// The hardware, and what it is driven through.
    fn name(&self) -> &str;

    /// Bytes that one buffer may hold, below 2³².
    fn buffer_bytes(&self) -> u64;

    /// Bytes of operands and results that may stay on the device between ops.
    fn held_bytes(&self) -> u64;

    /// Memory that holds `bytes`, laid out as `layout`.
    fn upload(&self, layout: Layout, bytes: &[u8]) -> Result<Self::Buffer, Fault>;

    /// Starts a kernel, whose result the returned memory will hold.
    fn launch(&self, launch: &Launch<'_, Self::Buffer>) -> Result<Self::Buffer, Fault>;

    /// The bytes of a result, with what fills up its rows, once it is there.
    fn download(&self, layout: Layout, buffer: &Self::Buffer) -> Result<Vec<u8>, Fault>;

    /// Whether a kernel has set the status since this was last asked.
    fn take_status(&self) -> Result<bool, Fault>;

    /// The root of a tensor in the device's memory, where the device hashes faster than the processor would.
    fn root(&self, _layout: Layout, _buffer: &Self::Buffer) -> Result<Option<Hash>, Fault> {
        Ok(None)
    }
}
