//! Freivalds' check on the card, modulo p = 2⁶¹ − 1.

use assay_proof::Tensor;

use super::device::CudaDevice;
use super::driver::Driver;
use crate::gpu::device::{Device as _, Fault, Layout};

/// Rows of a tensor that one thread adds up.
const CHUNK: usize = 256;
/// Threads of a block.
const GROUP: usize = 256;
/// Bytes of an element of the field.
const ELEMENT: usize = size_of::<u64>();

impl<R: Driver> CudaDevice<R> {
    /// Each row of a tensor times `vector`, which has an element for each column.
    pub(in crate::gpu) fn times_vector(&self, tensor: &Tensor, vector: &[u64]) -> Result<Vec<u64>, Fault> {
        let (layout, x) = self.whole(tensor)?;
        let vector = self
            .driver
            .memory(bytemuck::cast_slice(vector), vector.len() * ELEMENT)?;
        let out = self.driver.memory(&[], layout.rows * ELEMENT)?;
        let params = field(layout, 0);
        self.start("field_rows", layout.rows, &params, &[&x, &vector], &out)?;
        self.elements(&out, layout.rows)
    }

    /// `vector`, which has an element for each row, times each column of a tensor.
    pub(in crate::gpu) fn vector_times(&self, vector: &[u64], tensor: &Tensor) -> Result<Vec<u64>, Fault> {
        let (layout, x) = self.whole(tensor)?;
        let vector = self
            .driver
            .memory(bytemuck::cast_slice(vector), vector.len() * ELEMENT)?;
        let (parts, cols) = (layout.rows.div_ceil(CHUNK), layout.cols);
        let sums = self.driver.memory(&[], parts * cols * ELEMENT)?;
        let params = field(layout, CHUNK);
        self.start(
            "field_columns",
            (parts * cols).div_ceil(GROUP),
            &params,
            &[&x, &vector],
            &sums,
        )?;
        let out = self.driver.memory(&[], cols * ELEMENT)?;
        let params = [parts as u32, cols as u32];
        self.start("field_join", cols.div_ceil(GROUP), &params, &[&sums], &out)?;
        self.elements(&out, cols)
    }

    /// Rows in which `c` is not `a · bᵗ`, by Freivalds' check with the random `vector`, an element for each column of `c`: a
    /// row that is wrong escapes with a probability of 1 / p.
    pub(in crate::gpu) fn wrong_rows(
        &self,
        (a, b, c): (&Tensor, &Tensor, &Tensor),
        vector: &[u64],
    ) -> Result<Vec<usize>, Fault> {
        let folded = self.vector_times(vector, b)?;
        let expected = self.times_vector(a, &folded)?;
        let found = self.times_vector(c, vector)?;
        let rows = expected.iter().zip(&found).enumerate();
        Ok(rows.filter(|(_, (e, f))| e != f).map(|(row, _)| row).collect())
    }

    fn whole(&self, tensor: &Tensor) -> Result<(Layout, R::Memory), Fault> {
        let shape = tensor.shape();
        let layout = Layout::of(shape, shape.rows as usize, Self::ROW_ALIGN);
        Ok((layout, self.upload(layout, tensor.data())?))
    }

    fn elements(&self, memory: &R::Memory, count: usize) -> Result<Vec<u64>, Fault> {
        let bytes = self.read(memory, count * ELEMENT)?;
        let (elements, _) = bytes.as_chunks::<ELEMENT>();
        Ok(elements.iter().map(|&bytes| u64::from_le_bytes(bytes)).collect())
    }
}

/// Parameters as `kernels/field.cu` has them.
fn field(layout: Layout, chunk: usize) -> [u32; 5] {
    [
        layout.rows as u32,
        layout.cols as u32,
        layout.pitch_words(),
        layout.wide(),
        chunk as u32,
    ]
}
