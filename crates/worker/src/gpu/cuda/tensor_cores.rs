//! Products of `i8` on tensor cores, through cuBLASLt.

use core::ffi::{c_int, c_void};
use std::collections::HashMap;
use std::sync::Arc;

use cudarc::cublaslt::{result, sys};
use cudarc::driver::{CudaSlice, CudaStream, DevicePtr, DriverError};

use super::driver::Product;

/// Scratch memory that NVIDIA recommends for Hopper; other cards want less.
const WORKSPACE_BYTES: usize = 32 << 20;
/// Columns of a result to a multiple of which tensor cores work.
const COLUMNS: usize = 4;

type Algorithm = sys::cublasLtMatmulHeuristicResult_t;

/// A cuBLASLt handle on a stream.
pub(super) struct TensorCores {
    handle: sys::cublasLtHandle_t,
    workspace: CudaSlice<u8>,
    stream: Arc<CudaStream>,
    /// What cuBLASLt chose for a product, `None` if it has nothing: choosing takes longer than a small product.
    chosen: HashMap<Product, Option<Algorithm>>,
}

// SAFETY: cuBLASLt handles may be used from any thread, and this one is used by one at a time (`&mut self`).
unsafe impl Send for TensorCores {}

/// Why a product was not started.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProductError {
    #[error(transparent)]
    Driver(#[from] DriverError),
    #[error("cuBLASLt: {0}")]
    Library(#[from] result::CublasError),
}

impl TensorCores {
    pub(super) fn new(stream: Arc<CudaStream>) -> Result<Self, ProductError> {
        // SAFETY: scratch memory is written before it is read, by cuBLASLt itself.
        let workspace = unsafe { stream.alloc::<u8>(WORKSPACE_BYTES) }?;
        Ok(Self {
            handle: result::create_handle()?,
            workspace,
            stream,
            chosen: HashMap::new(),
        })
    }

    /// Starts a product; `false` when there is no kernel for it.
    pub(super) fn multiply(
        &mut self,
        product: Product,
        left: &CudaSlice<u8>,
        right: &CudaSlice<u8>,
        sums: &CudaSlice<u8>,
    ) -> Result<bool, ProductError> {
        let plan = Plan::new(product)?;
        let algorithm = match self.chosen.get(&product) {
            Some(&chosen) => chosen,
            None => {
                let chosen = plan.choose(self.handle)?;
                self.chosen.insert(product, chosen);
                chosen
            }
        };
        let Some(algorithm) = algorithm else {
            return Ok(false);
        };
        let (one, zero) = (1i32, 0i32);
        let (left, _reads_left) = left.device_ptr(&self.stream);
        let (right, _reads_right) = right.device_ptr(&self.stream);
        let (sums, _writes_sums) = sums.device_ptr(&self.stream);
        let (workspace, _uses_workspace) = self.workspace.device_ptr(&self.stream);
        // SAFETY: the layouts describe memory inside the three buffers, whose sizes the caller of `Driver::multiply`
        // guarantees: rows of `k` and `pitch` as in `product`, with three more rows after `right`. The memory of `sums` is
        // new, so that nothing else reads it, and all work is on one stream, in order. Scalars are read before the call
        // returns (pointer mode host, the default) and are `i32`, as the scale type says.
        unsafe {
            result::matmul(
                self.handle,
                plan.operation.0,
                (&raw const one).cast(),
                (&raw const zero).cast(),
                right as *const c_void,
                plan.right.0,
                left as *const c_void,
                plan.left.0,
                sums as *const c_void,
                plan.sums.0,
                sums as *mut c_void,
                plan.sums.0,
                &raw const algorithm.algo,
                workspace as *mut c_void,
                WORKSPACE_BYTES,
                self.stream.cu_stream().cast(),
            )?;
        }
        Ok(true)
    }
}

impl Drop for TensorCores {
    fn drop(&mut self) {
        // SAFETY: the handle was made in `new` and is destroyed once. What a lost card answers does not matter any more.
        let _ = unsafe { result::destroy_handle(self.handle) };
    }
}

/// A product in the words of cuBLASLt, whose matrices are column by column. Rows of `k` bytes are then columns of a matrix
/// `k` high: `sumsᵗ = right · leftᵗ` is a product whose first factor is transposed and whose second is not (TN), the only
/// order that tensor cores take for `i8` without rearranging.
struct Plan {
    operation: Operation,
    right: Matrix,
    left: Matrix,
    sums: Matrix,
}

impl Plan {
    fn new(product: Product) -> Result<Self, result::CublasError> {
        let Product {
            blocks,
            m,
            n,
            k,
            pitch,
        } = product;
        // Sums beyond n fall where a row of sums is filled up.
        let columns = n.next_multiple_of(COLUMNS);
        let i8s = sys::cudaDataType::CUDA_R_8I;
        let i32s = sys::cudaDataType::CUDA_R_32I;
        Ok(Self {
            operation: Operation::new()?,
            right: Matrix::new(i8s, (k, columns), k, (blocks, n * k))?,
            left: Matrix::new(i8s, (k, m), k, (blocks, m * k))?,
            sums: Matrix::new(i32s, (columns, m), pitch, (blocks, m * pitch))?,
        })
    }

    /// The algorithm that cuBLASLt takes for the fastest, if it has one.
    fn choose(&self, handle: sys::cublasLtHandle_t) -> Result<Option<Algorithm>, result::CublasError> {
        let preference = Preference::new()?;
        // SAFETY: all handles are alive: they belong to `self`, `preference` and the caller.
        let chosen = unsafe {
            result::get_matmul_algo_heuristic(
                handle,
                self.operation.0,
                self.right.0,
                self.left.0,
                self.sums.0,
                self.sums.0,
                preference.0,
            )
        };
        match chosen {
            Ok(algorithm) => Ok(Some(algorithm)),
            Err(result::CublasError(sys::cublasStatus_t::CUBLAS_STATUS_NOT_SUPPORTED)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// An exact product of integers with the first factor transposed.
struct Operation(sys::cublasLtMatmulDesc_t);

impl Operation {
    fn new() -> Result<Self, result::CublasError> {
        let compute = sys::cublasComputeType_t::CUBLAS_COMPUTE_32I;
        let operation = Self(result::create_matmul_desc(
            compute,
            sys::cudaDataType::CUDA_R_32I,
        )?);
        // CUBLAS_OP_T
        let transposed: i32 = 1;
        // SAFETY: the descriptor was just made, and the attribute is an `i32`.
        unsafe {
            result::set_matmul_desc_attribute(
                operation.0,
                sys::cublasLtMatmulDescAttributes_t::CUBLASLT_MATMUL_DESC_TRANSA,
                (&raw const transposed).cast(),
                size_of::<i32>(),
            )?;
        }
        Ok(operation)
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        // SAFETY: made in `new`, destroyed once; a failure leaks a few bytes.
        let _ = unsafe { result::destroy_matmul_desc(self.0) };
    }
}

/// A batch of matrices in memory.
struct Matrix(sys::cublasLtMatrixLayout_t);

impl Matrix {
    /// `blocks` matrices of this height and width, columns `pitch` elements and matrices `stride` elements apart.
    fn new(
        kind: sys::cudaDataType,
        (height, width): (usize, usize),
        pitch: usize,
        (blocks, stride): (usize, usize),
    ) -> Result<Self, result::CublasError> {
        use sys::cublasLtMatrixLayoutAttribute_t as Attribute;
        let layout = result::create_matrix_layout(kind, height as u64, width as u64, pitch as i64)?;
        let matrix = Self(layout);
        let (blocks, stride) = (blocks as c_int, stride as i64);
        // SAFETY: the layout was just made; the batch count is a C int, the stride 64 bits.
        unsafe {
            result::set_matrix_layout_attribute(
                matrix.0,
                Attribute::CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT,
                (&raw const blocks).cast(),
                size_of::<c_int>(),
            )?;
            result::set_matrix_layout_attribute(
                matrix.0,
                Attribute::CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET,
                (&raw const stride).cast(),
                size_of::<i64>(),
            )?;
        }
        Ok(matrix)
    }
}

impl Drop for Matrix {
    fn drop(&mut self) {
        // SAFETY: made in `new`, destroyed once; a failure leaks a few bytes.
        let _ = unsafe { result::destroy_matrix_layout(self.0) };
    }
}

/// What an algorithm may use.
struct Preference(sys::cublasLtMatmulPreference_t);

impl Preference {
    fn new() -> Result<Self, result::CublasError> {
        let preference = Self(result::create_matmul_pref()?);
        let bytes = WORKSPACE_BYTES;
        // SAFETY: the preference was just made, and the attribute is a `size_t`.
        unsafe {
            result::set_matmul_pref_attribute(
                preference.0,
                sys::cublasLtMatmulPreferenceAttributes_t::CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                (&raw const bytes).cast(),
                size_of::<usize>(),
            )?;
        }
        Ok(preference)
    }
}

impl Drop for Preference {
    fn drop(&mut self) {
        // SAFETY: made in `new`, destroyed once; a failure leaks a few bytes.
        let _ = unsafe { result::destroy_matmul_pref(self.0) };
    }
}
