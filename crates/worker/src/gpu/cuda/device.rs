//! A card as the engine sees it.

use core::cell::{Cell, OnceCell, RefCell};

use assay_proof::{tensor_root, DType, Hash, Shape};

use super::driver::{Driver, Product, Run, BUFFERS};
use crate::backend::BackendError;
use crate::gpu::device::{patience, Device, Fault, Grid, Kernel, Launch, Layout, PARAMS, TILE, WORD};
use assay_hash::zero_nodes;

/// Threads of a block.
const GROUP: usize = 256;
/// Side of a block of threads of a product.
const SIDE: u32 = 16;
/// Most blocks of a kernel over words or rows, which go on to further ones: some thousand fill any card.
const MAX_BLOCKS: usize = 65_535;
/// Largest buffer: kernels count words and elements with 32 bits.
const BUFFER_BYTES: u64 = (1 << 32) - 16;
/// Rows past the end of a tensor that tensor cores may read.
const SLACK_ROWS: usize = 3;
/// Tensors below are hashed by the processor: starting a kernel for each level would take longer.
const HASH_BYTES: usize = 1 << 16;

/// A card.
pub(in crate::gpu) struct CudaDevice<R: Driver> {
    pub(in crate::gpu) driver: R,
    status: RefCell<R::Memory>,
    /// Additions started since the card was last waited for.
    pending: Cell<u64>,
    /// `zeros[l]` is the node above 2^l leaves of zeros.
    zeros: OnceCell<Vec<R::Memory>>,
}

impl<R: Driver> CudaDevice<R> {
    pub(super) fn new(driver: R) -> Result<Self, Fault> {
        let status = driver.memory(&[0; WORD], WORD)?;
        Ok(Self {
            driver,
            status: RefCell::new(status),
            pending: Cell::new(0),
            zeros: OnceCell::new(),
        })
    }

    fn empty(&self, layout: Layout) -> Result<R::Memory, Fault> {
        self.driver
            .memory(&[], layout.bytes() + SLACK_ROWS * layout.pitch)
    }

    /// Starts a kernel with a thread for each of `threads`.
    pub(super) fn start(
        &self,
        entry: &'static str,
        blocks: usize,
        params: &[u32],
        operands: &[&R::Memory],
        result: &R::Memory,
    ) -> Result<(), Fault> {
        let grid = [blocks.clamp(1, MAX_BLOCKS) as u32, 1, 1];
        self.start_on(entry, grid, [GROUP as u32, 1, 1], params, operands, result)
    }

    fn start_on(
        &self,
        entry: &'static str,
        grid: [u32; 3],
        block: [u32; 3],
        params: &[u32],
        operands: &[&R::Memory],
        result: &R::Memory,
    ) -> Result<(), Fault> {
        let mut all = [0; PARAMS];
        all[..params.len()].copy_from_slice(params);
        let status = self.status.borrow();
        let mut buffers = [None; BUFFERS];
        for (place, &operand) in buffers.iter_mut().zip(operands) {
            *place = Some(operand);
        }
        buffers[BUFFERS - 2] = Some(result);
        buffers[BUFFERS - 1] = Some(&status);
        self.driver.run(&Run {
            entry,
            grid,
            block,
            params: all,
            buffers,
        })
    }

    pub(super) fn read(&self, memory: &R::Memory, size: usize) -> Result<Vec<u8>, Fault> {
        self.driver.read(memory, size, patience(self.pending.take()))
    }

    /// A product on tensor cores, its sums requantised for a Linear; `None` when they do not take it.
    fn tensor_cores(&self, launch: &Launch<'_, R::Memory>) -> Result<Option<R::Memory>, Fault> {
        let Grid::Tiles { blocks, m, n, k } = launch.grid else {
            return Ok(None);
        };
        let shape = Shape::new(DType::I32, launch.out.rows as u32, n as u32);
        let wide = Layout::of(shape, launch.out.rows, Self::ROW_ALIGN);
        let sums = self.empty(wide)?;
        let product = Product {
            blocks,
            m,
            n,
            k,
            pitch: wide.pitch / WORD,
        };
        let [left, right] = [launch.operands[0], launch.operands[1]];
        if !self.driver.multiply(product, left, right, &sums)? {
            return Ok(None);
        }
        if launch.kernel == Kernel::MatMul {
            return Ok(Some(sums));
        }
        let out = self.empty(launch.out)?;
        let mut params = launch.params;
        // As the kernel says: all rows, and the words of a row of sums.
        (params[0], params[2]) = (launch.out.rows as u32, wide.pitch_words());
        let operands = [&sums, &sums, launch.operands[2], launch.operands[3]];
        let blocks = launch.out.words().div_ceil(GROUP);
        self.start("epilogue", blocks, &params, &operands, &out)?;
        Ok(Some(out))
    }

    /// The root of a tensor in the card's memory.
    pub(in crate::gpu) fn hashed(&self, layout: Layout, buffer: &R::Memory) -> Result<Hash, Fault> {
        let shape = Shape::new(layout.dtype, layout.rows as u32, layout.cols as u32);
        let zeros = self.zeros()?;
        let (rows, mut len) = (layout.rows, shape.leaves_per_row());
        let hashes = |count: usize| self.driver.memory(&[], count * size_of::<Hash>());
        let row_words = layout.row_bytes().div_ceil(WORD);
        let params = [rows as u32, len as u32, row_words as u32, layout.pitch_words()];
        let mut level = hashes(rows * len)?;
        self.start("leaves", (rows * len).div_ceil(GROUP), &params, &[buffer], &level)?;
        let row_depth = shape.row_depth() as usize;
        for (at, zero) in zeros[..shape.depth() as usize].iter().enumerate() {
            // First within each row, then the rows.
            let groups = if at < row_depth { rows } else { 1 };
            if at == row_depth {
                len = rows;
            }
            let above = groups * len.div_ceil(2);
            let next = hashes(above)?;
            let params = [groups as u32, len as u32];
            self.start("pairs", above.div_ceil(GROUP), &params, &[&level, zero], &next)?;
            (level, len) = (next, len.div_ceil(2));
        }
        let root = self.read(&level, size_of::<Hash>())?;
        let root = root.try_into().expect("as many bytes as asked for");
        Ok(tensor_root(&shape, &root))
    }

    fn zeros(&self) -> Result<&[R::Memory], Fault> {
        if self.zeros.get().is_none() {
            // As deep as the largest shape is.
            let depth = Shape::new(DType::I32, assay_proof::MAX_DIM, assay_proof::MAX_DIM).depth();
            let zeros = zero_nodes(depth)
                .iter()
                .map(|zero| self.driver.memory(zero, size_of::<Hash>()))
                .collect::<Result<Vec<_>, _>>()?;
            // Nobody else can have set it.
            let _ = self.zeros.set(zeros);
        }
        Ok(self.zeros.get().expect("set above"))
    }
}

impl<R: Driver> Device for CudaDevice<R> {
    type Buffer = R::Memory;

    // Tensor cores want rows that begin at multiples of 16 bytes.
    const ROW_ALIGN: usize = 16;

    fn reopen(&self) -> Result<Self, BackendError> {
        let driver = self.driver.reopen()?;
        let adapter = driver.name().to_owned();
        Self::new(driver).map_err(|fault| BackendError::NoDevice {
            adapter,
            reason: fault.to_string(),
        })
    }

    fn name(&self) -> &str {
        self.driver.name()
    }

    fn buffer_bytes(&self) -> u64 {
        // Operands, sums and result must fit together.
        (self.driver.memory_bytes() / 8).min(BUFFER_BYTES) & !15
    }

    fn held_bytes(&self) -> u64 {
        self.driver.memory_bytes() / 2
    }

    fn upload(&self, layout: Layout, bytes: &[u8]) -> Result<R::Memory, Fault> {
        let (row, pitch) = (layout.row_bytes(), layout.pitch);
        let size = layout.bytes() + SLACK_ROWS * pitch;
        if row == pitch {
            return self.driver.memory(bytes, size);
        }
        let mut filled = vec![0; layout.bytes()];
        for (to, from) in filled.chunks_exact_mut(pitch).zip(bytes.chunks_exact(row)) {
            to[..row].copy_from_slice(from);
        }
        self.driver.memory(&filled, size)
    }

    fn launch(&self, launch: &Launch<'_, R::Memory>) -> Result<R::Memory, Fault> {
        self.pending.set(self.pending.get() + launch.work());
        if let Some(out) = self.tensor_cores(launch)? {
            return Ok(out);
        }
        let out = self.empty(launch.out)?;
        let (entry, params, operands) = (launch.kernel.entry(), &launch.params, launch.operands);
        match launch.grid {
            Grid::Words => {
                let blocks = launch.out.words().div_ceil(GROUP);
                self.start(entry, blocks, params, operands, &out)?;
            }
            Grid::Rows => self.start(entry, launch.out.rows, params, operands, &out)?,
            Grid::Tiles { blocks, m, n, .. } => {
                let tiles = |rows: usize| rows.div_ceil(TILE) as u32;
                let grid = [tiles(n), tiles(m), blocks as u32];
                self.start_on(entry, grid, [SIDE, SIDE, 1], params, operands, &out)?;
            }
        }
        Ok(out)
    }

    fn download(&self, layout: Layout, buffer: &R::Memory) -> Result<Vec<u8>, Fault> {
        self.read(buffer, layout.bytes())
    }

    fn take_status(&self) -> Result<bool, Fault> {
        let status = self.read(&self.status.borrow(), WORD)?;
        let set = status.iter().any(|&byte| byte != 0);
        if set {
            *self.status.borrow_mut() = self.driver.memory(&[0; WORD], WORD)?;
        }
        Ok(set)
    }

    fn root(&self, layout: Layout, buffer: &R::Memory) -> Result<Option<Hash>, Fault> {
        if layout.bytes() < HASH_BYTES {
            return Ok(None);
        }
        self.hashed(layout, buffer).map(Some)
    }
}
