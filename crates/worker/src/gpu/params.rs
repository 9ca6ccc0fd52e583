//! Parameters of the kernels, word by word as `wgpu/*.wgsl` and `cuda/*.cu` declare them.

use bytemuck::{Pod, Zeroable};

use super::device::PARAMS;

/// Parameters that fit [`PARAMS`] words.
pub(super) trait Params: Pod {
    /// All words, those that the kernel does not read 0.
    fn words(&self) -> [u32; PARAMS] {
        let mut words = [0; PARAMS];
        let own: &[u32] = bytemuck::cast_slice(core::slice::from_ref(self));
        words[..own.len()].copy_from_slice(own);
        words
    }
}

/// Of `matmul` and `linear`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Product {
    /// Rows of one block of the left operand, and of the right.
    pub m: u32,
    pub n: u32,
    /// Words of a row of either.
    pub words: u32,
    pub out_pitch: u32,
    pub out_wide: u32,
    pub shift: u32,
    /// 1 when there is a bias (a multiplier) for each column, 0 when there is one for all.
    pub bias_step: u32,
    pub mult_step: u32,
}

/// Of `add_bias`, `requant`, `add`, `mul` and `lut`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Elements {
    pub rows: u32,
    pub cols: u32,
    pub out_pitch: u32,
    pub out_wide: u32,
    pub x_pitch: u32,
    pub x_wide: u32,
    pub y_pitch: u32,
    pub shift: u32,
    /// The multiplier of `mul`.
    pub mult: i32,
    /// 1 when there is a multiplier for each column, 0 when there is one for all.
    pub x_step: u32,
    pub y_step: u32,
}

/// Of `normalise` and `softmax`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Rows {
    pub rows: u32,
    pub cols: u32,
    pub out_pitch: u32,
    pub x_pitch: u32,
    pub x_wide: u32,
    pub shift: u32,
    pub eps: u32,
    /// 1 for a LayerNorm, 0 for a RmsNorm.
    pub centred: u32,
    pub mult: u32,
    /// 1 when there is a mask.
    pub masked: u32,
    pub mask_pitch: u32,
    /// Row `i` has row `(first + i) / mask_divisor % mask_modulus − mask_first` of the mask given.
    pub first: u32,
    pub mask_divisor: u32,
    pub mask_modulus: u32,
    pub mask_first: u32,
}

/// Of `stride`: `out[i] = x[offset + Σ index_d · stride_d]`, with `index` the position of `i` in an array of
/// dimensions `dims`; elements counted in row-major order.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Stride {
    pub dims: [u32; 4],
    pub strides: [u32; 4],
    pub offset: u32,
    pub rows: u32,
    pub cols: u32,
    pub out_pitch: u32,
    pub x_cols: u32,
    pub x_pitch: u32,
    pub wide: u32,
}

/// Of `concat`: `x` is the upper left of the result, down to row `split_row` and column `split_col`; the rest is `y`,
/// whose first element stands at `(y_row, y_col)`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Concat {
    pub rows: u32,
    pub cols: u32,
    pub out_pitch: u32,
    pub wide: u32,
    pub x_pitch: u32,
    pub y_pitch: u32,
    pub split_row: u32,
    pub split_col: u32,
    pub y_row: u32,
    pub y_col: u32,
}

/// Of `gather`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct Gather {
    pub rows: u32,
    pub out_pitch: u32,
    pub ids_cols: u32,
    pub ids_pitch: u32,
}

impl Params for Product {}
impl Params for Elements {}
impl Params for Rows {}
impl Params for Stride {}
impl Params for Concat {}
impl Params for Gather {}
