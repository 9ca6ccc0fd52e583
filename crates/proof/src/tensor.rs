//! Tensors in memory.

use crate::hash::{self, Hash};
use crate::shape::{DType, Shape};
use crate::tree::{root_from_rows, row_root, TensorTree};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A 2-D tensor: row-major, little-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    shape: Shape,
    data: Vec<u8>,
}

/// Why a tensor cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TensorError {
    /// A dimension is 0 or too large.
    #[error("{0} is not a shape: dimensions are 1 to 16777216, elements at most 2^34")]
    Shape(Shape),
    /// The data has another length than the shape says.
    #[error("{shape} holds {expected} bytes, {found} given")]
    Length {
        /// The shape.
        shape: Shape,
        /// Bytes it holds.
        expected: u64,
        /// Bytes given.
        found: usize,
    },
}

impl Tensor {
    /// A tensor of this shape over `data`.
    ///
    /// # Errors
    ///
    /// When the shape is impossible or the data has another length.
    pub fn new(shape: Shape, data: Vec<u8>) -> Result<Self, TensorError> {
        if !shape.is_valid() {
            return Err(TensorError::Shape(shape));
        }
        if data.len() as u64 != shape.bytes() {
            return Err(TensorError::Length {
                shape,
                expected: shape.bytes(),
                found: data.len(),
            });
        }
        Ok(Self { shape, data })
    }

    /// A tensor of `i8`.
    ///
    /// # Errors
    ///
    /// As [`Tensor::new`].
    pub fn from_i8(rows: u32, cols: u32, values: &[i8]) -> Result<Self, TensorError> {
        let data = values.iter().map(|&v| v as u8).collect();
        Self::new(Shape::new(DType::I8, rows, cols), data)
    }

    /// A tensor of `i32`.
    ///
    /// # Errors
    ///
    /// As [`Tensor::new`].
    pub fn from_i32(rows: u32, cols: u32, values: &[i32]) -> Result<Self, TensorError> {
        let data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self::new(Shape::new(DType::I32, rows, cols), data)
    }

    /// Type and size.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The bytes: row-major, little-endian.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The bytes, taken.
    #[must_use]
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }

    /// The bytes of row `row`.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[u8] {
        let bytes = self.shape.row_bytes();
        &self.data[row * bytes..][..bytes]
    }

    /// The elements, when they are `i8`.
    #[must_use]
    pub fn as_i8(&self) -> Option<&[i8]> {
        (self.shape.dtype == DType::I8).then(|| bytemuck::cast_slice(&self.data))
    }

    /// The elements, when they are `i32`: borrowed when the bytes are aligned for it, else copied.
    #[must_use]
    pub fn as_i32(&self) -> Option<Cow<'_, [i32]>> {
        if self.shape.dtype != DType::I32 {
            return None;
        }
        if cfg!(target_endian = "little") {
            if let Ok(values) = bytemuck::try_cast_slice(&self.data) {
                return Some(Cow::Borrowed(values));
            }
        }
        let words = self.data.chunks_exact(4);
        Some(Cow::Owned(words.map(read_i32).collect()))
    }

    /// Element `(row, col)`.
    ///
    /// # Panics
    ///
    /// When it is outside the tensor.
    #[must_use]
    pub fn get(&self, row: usize, col: usize) -> i32 {
        let at = self.offset(row, col);
        match self.shape.dtype {
            DType::I8 => i32::from(self.data[at] as i8),
            DType::I32 => read_i32(&self.data[at..at + 4]),
        }
    }

    /// Replaces element `(row, col)`; an `i8` element takes the low 8 bits.
    ///
    /// # Panics
    ///
    /// When it is outside the tensor.
    pub fn set(&mut self, row: usize, col: usize, value: i32) {
        let at = self.offset(row, col);
        let size = self.shape.dtype.size();
        self.data[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
    }

    fn offset(&self, row: usize, col: usize) -> usize {
        let (rows, cols) = (self.shape.rows as usize, self.shape.cols as usize);
        assert!(
            row < rows && col < cols,
            "element ({row}, {col}) is outside {}",
            self.shape
        );
        (row * cols + col) * self.shape.dtype.size()
    }

    /// The Merkle tree with all its levels, for opening leaves.
    #[must_use]
    pub fn tree(&self) -> TensorTree {
        TensorTree::new(self)
    }

    /// The tensor's root, without keeping the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let rows: Vec<Hash> = self
            .data
            .chunks_exact(self.shape.row_bytes())
            .map(row_root)
            .collect();
        hash::tensor_root(&self.shape, &root_from_rows(&self.shape, rows))
    }
}

fn read_i32(bytes: &[u8]) -> i32 {
    i32::from_le_bytes(bytes.try_into().expect("four bytes"))
}
