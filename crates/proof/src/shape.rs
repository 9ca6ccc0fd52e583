//! Element types and shapes, and how a shape is laid out in a Merkle tree.

use crate::reader::Reader;

/// Bytes of one Merkle leaf of a tensor.
pub const LEAF_BYTES: usize = 256;
/// Largest number of rows or of columns.
pub const MAX_DIM: u32 = 1 << 24;
/// Largest number of elements of one tensor.
pub const MAX_ELEMENTS: u64 = 1 << 34;
/// Largest inner dimension of a MatMul: an `i32` holds the sum of 16,384 products of `i8`.
pub const MAX_INNER: u32 = 16_384;
/// Longest row of a LayerNorm, RmsNorm or Softmax.
pub const MAX_ROW: u32 = 16_384;

/// Bytes of an encoded [`Shape`].
pub(crate) const SHAPE_BYTES: usize = 9;

/// Element type of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum DType {
    /// Signed 8-bit integer.
    I8 = 1,
    /// Signed 32-bit integer, little-endian.
    I32 = 2,
}

impl DType {
    /// Bytes of one element.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::I8 => 1,
            Self::I32 => 4,
        }
    }

    /// The type with this code, if there is one.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::I8),
            2 => Some(Self::I32),
            _ => None,
        }
    }

    /// The name used in openings and messages: `i8` or `i32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I32 => "i32",
        }
    }
}

/// Type and size of a row-major 2-D tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Element type.
    pub dtype: DType,
    /// Number of rows, 1 to [`MAX_DIM`].
    pub rows: u32,
    /// Number of columns, 1 to [`MAX_DIM`].
    pub cols: u32,
}

impl core::fmt::Display for Shape {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} [{}, {}]", self.dtype.name(), self.rows, self.cols)
    }
}

/// Levels of a binary tree over `count` leaves, counted: a machine without an instruction for it needs more code to
/// find the highest bit. `count` is at most 2⁶³; nothing has a tree of no levels, as one leaf has.
#[inline(never)]
pub(crate) const fn log2_ceil(count: u64) -> u32 {
    let mut levels = 0;
    while 1 << levels < count {
        levels += 1;
    }
    levels
}

impl Shape {
    /// A shape that is not checked yet; see [`Shape::is_valid`].
    #[must_use]
    pub const fn new(dtype: DType, rows: u32, cols: u32) -> Self {
        Self { dtype, rows, cols }
    }

    /// Whether both dimensions are 1 to [`MAX_DIM`] and there are at most [`MAX_ELEMENTS`] elements.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.rows >= 1
            && self.cols >= 1
            && self.rows <= MAX_DIM
            && self.cols <= MAX_DIM
            && self.elements() <= MAX_ELEMENTS
    }

    /// Number of elements.
    #[must_use]
    pub const fn elements(&self) -> u64 {
        self.rows as u64 * self.cols as u64
    }

    /// Bytes of the tensor's data.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.elements() * self.dtype.size() as u64
    }

    /// Bytes of one row.
    #[must_use]
    pub const fn row_bytes(&self) -> usize {
        self.cols as usize * self.dtype.size()
    }

    /// Leaves that hold data in one row.
    #[must_use]
    pub const fn leaves_per_row(&self) -> usize {
        self.row_bytes().div_ceil(LEAF_BYTES)
    }

    /// Leaves that hold data.
    #[must_use]
    pub const fn leaves(&self) -> u64 {
        self.rows as u64 * self.leaves_per_row() as u64
    }

    /// Levels of the subtree of one row: its leaves are padded to `2^row_depth`.
    #[must_use]
    pub const fn row_depth(&self) -> u32 {
        log2_ceil(self.leaves_per_row() as u64)
    }

    /// Levels of the whole tree, from a leaf to the root.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.row_depth() + log2_ceil(self.rows as u64)
    }

    /// Canonical bytes: dtype, rows, cols.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; SHAPE_BYTES] {
        let mut out = [0; SHAPE_BYTES];
        out[0] = self.dtype as u8;
        out[1..5].copy_from_slice(&self.rows.to_le_bytes());
        out[5..9].copy_from_slice(&self.cols.to_le_bytes());
        out
    }

    /// Reads a valid shape; `None` when the bytes end or name an impossible one.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let dtype = DType::from_code(reader.u8()?)?;
        let shape = Self::new(dtype, reader.u32()?, reader.u32()?);
        shape.is_valid().then_some(shape)
    }
}
