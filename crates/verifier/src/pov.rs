//! Proof of verification: writes a verifier's vectors and audits those of others, with the kernels of
//! [`crate::freivalds`]. What the vectors are, and what convicts a wrong one, is defined in [`assay_proof::pov`].
//!
//! An audit needs no vectors of its own: given the accused's `w`, each entry of `t`, `e`, `z` and `y` is recomputed from
//! the job, and `w` is right when the equation holds of a right `t`. It reads `B` once, where writing vectors reads it
//! twice.

mod shown;

use crate::field::Fp;
use crate::freivalds::{claimed_side, product_side, Challenge, Folded, Kernel};
use crate::openings::OpeningError;
use assay_proof::pov::{
    add, checked_block, checked_row, mul, powers, product, rho, sigma, vector_root, Commitment, Fault, Kind,
    Layout, Vector, Vectors, CHUNK, P,
};
use assay_proof::{DType, Hash, JobSpec, Op, Source, Tensor};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

pub use shown::{accuse, prove_shown, LieProof, PovError};

/// Rows of a job's tensors, of the shapes that its spec declares. They must be those that the job's roots bind: who
/// writes vectors of others is convicted for it.
pub trait Rows: Sync {
    /// The bytes of rows `rows`, one behind the other.
    ///
    /// # Errors
    ///
    /// When they are not to be had.
    fn rows(&self, source: Source, rows: Range<u32>) -> Result<Cow<'_, [u8]>, OpeningError>;
}

/// All tensors of a job, in memory.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// The inputs.
    pub inputs: &'a [Tensor],
    /// The weights.
    pub weights: &'a [Tensor],
    /// The result of every op.
    pub results: &'a [Tensor],
}

impl Rows for Held<'_> {
    fn rows(&self, source: Source, rows: Range<u32>) -> Result<Cow<'_, [u8]>, OpeningError> {
        let tensor = match source {
            Source::Input(n) => self.inputs.get(usize::from(n)),
            Source::Weight(n) => self.weights.get(usize::from(n)),
            Source::Op(n) => self.results.get(usize::from(n)),
        };
        let bytes = tensor.and_then(|tensor| {
            let row_bytes = tensor.shape().row_bytes();
            let (start, end) = (rows.start as usize * row_bytes, rows.end as usize * row_bytes);
            tensor.data().get(start..end)
        });
        let missing = || OpeningError(format!("rows {rows:?} of {source} are outside what is held"));
        bytes.map(Cow::Borrowed).ok_or_else(missing)
    }
}

/// Writes the vectors of the verifier with this seed.
///
/// # Errors
///
/// When rows are not to be had.
pub fn prove(
    spec: &JobSpec,
    seed: &Hash,
    data: &dyn Rows,
    kernel: Kernel,
) -> Result<Commitment, OpeningError> {
    let layouts: Vec<Option<Layout>> = Commitment::layouts(spec, seed).collect();
    let vectors = |(op, layout): (usize, &Option<Layout>)| {
        let product = layout.map(|layout| Product::new((spec, seed), op as u16, layout, data, kernel));
        product.map(|product| product.vectors()).transpose()
    };
    let vectors: Result<Vec<_>, _> = layouts.par_iter().enumerate().map(vectors).collect();
    Ok(Commitment::new(vectors?))
}

/// The first fault of what another verifier committed to; `None` when it is honest. A wrong `w` is missed with a
/// probability of at most `k / p`, `k` the inner dimension.
///
/// # Errors
///
/// When rows are not to be had; nothing is known of the accused then.
pub fn audit(
    (spec, seed): (&JobSpec, &Hash),
    accused: &Commitment,
    data: &dyn Rows,
    kernel: Kernel,
) -> Result<Option<Fault>, OpeningError> {
    let fault = |kind, op, vector, index| Fault {
        kind,
        op,
        vector,
        index,
    };
    if accused.ops() != spec.ops.len() {
        return Ok(Some(fault(Kind::Length, 0, Vector::W, 0)));
    }
    let layouts: Vec<Option<Layout>> = Commitment::layouts(spec, seed).collect();
    let first = layouts.par_iter().enumerate().find_map_first(|(op, layout)| {
        let op = op as u16;
        let (layout, vectors) = ((*layout)?, accused.vectors(op)?);
        let product = Product::new((spec, seed), op, layout, data, kernel);
        let found = product.audit(vectors).transpose()?;
        Some(found.map(|(kind, vector, index)| fault(kind, op, vector, index)))
    });
    first.transpose()
}

/// What is wrong, and where.
type Wrong = (Kind, Vector, u32);

/// One product of a job.
struct Product<'a> {
    op: u16,
    layout: Layout,
    a: Source,
    b: Source,
    dtype: DType,
    matmul: bool,
    seed: &'a Hash,
    data: &'a dyn Rows,
    kernel: Kernel,
    /// Powers of ρ, one for each column of the result.
    rho: Vec<Fp>,
    /// The checked rows, in the order of `z`.
    rows: Vec<u32>,
}

impl<'a> Product<'a> {
    fn new(
        (spec, seed): (&JobSpec, &'a Hash),
        op: u16,
        layout: Layout,
        data: &'a dyn Rows,
        kernel: Kernel,
    ) -> Self {
        let desc = &spec.ops[usize::from(op)];
        let (a, b, _) = product(&desc.op).expect("an op with a layout is a product");
        Self {
            op,
            layout,
            a,
            b,
            dtype: desc.shape.dtype,
            matmul: matches!(desc.op, Op::MatMul { .. }),
            seed,
            data,
            kernel,
            rho: elements(rho(seed, op), layout.cols),
            rows: (0..layout.entries(Vector::Z))
                .map(|entry| checked_row(seed, op, &layout, entry))
                .collect(),
        }
    }

    fn vectors(&self) -> Result<Vectors, OpeningError> {
        let blocks = self.blocks()?;
        let challenge = Challenge::of(&self.rho);
        let inner = self.layout.inner as usize;
        let fold = |block: &Cow<[u8]>| Folded::new(i8s(block), inner, &challenge, self.kernel);
        let folded: Vec<Folded> = blocks.par_iter().map(fold).collect();
        let w: Vec<u64> = folded.iter().flat_map(Folded::elements).map(Fp::value).collect();
        let t = self.row_sums(&blocks, &vector_root(&w));
        let e = self.chunk_sums(&t);
        let (z, y) = (self.products(&folded)?, self.results()?);
        Ok(Vectors::new([w, t, e, z, y]))
    }

    fn audit(&self, accused: &Vectors) -> Result<Option<Wrong>, OpeningError> {
        let layout = &self.layout;
        for vector in Vector::ALL {
            if let Some(index) = accused.get(vector).iter().position(|&entry| entry >= P) {
                return Ok(Some((Kind::Range, vector, index as u32)));
            }
        }
        let w = accused.get(Vector::W);
        let t = self.row_sums(&self.blocks()?, &vector_root(w));
        let differs = |kind, vector, right: &[u64]| {
            let pairs = accused.get(vector).iter().zip(right);
            let index = pairs
                .enumerate()
                .find(|(_, (claimed, right))| claimed != right)?
                .0;
            Some((kind, vector, index as u32))
        };
        let wrong = differs(Kind::RowSum, Vector::T, &t)
            .or_else(|| differs(Kind::Chunk, Vector::E, &self.chunk_sums(&t)))
            .or_else(|| self.unequal_fold(accused));
        if wrong.is_some() {
            return Ok(wrong);
        }
        let w: Vec<Fp> = w.iter().map(|&entry| element(entry)).collect();
        let folded: Vec<Folded> = w.chunks(layout.inner as usize).map(Folded::of).collect();
        let wrong = differs(Kind::Product, Vector::Z, &self.products(&folded)?);
        if wrong.is_some() {
            return Ok(wrong);
        }
        let y = self.results()?;
        let wrong = differs(Kind::Result, Vector::Y, &y);
        if wrong.is_some() || !self.matmul {
            return Ok(wrong);
        }
        let chunk_point = self.chunk_point();
        let sums: Vec<u64> = y
            .chunks(layout.chunks() as usize)
            .map(|row| evaluate(chunk_point, row))
            .collect();
        Ok(differs(Kind::Equality, Vector::Z, &sums))
    }

    /// The first checked block whose `w` is not what its `e` proves.
    fn unequal_fold(&self, accused: &Vectors) -> Option<Wrong> {
        let w = accused.get(Vector::W);
        let sigma = sigma(self.seed, self.op, &vector_root(w));
        let chunk_point = self.chunk_point();
        let blocks = w.chunks(self.layout.inner as usize);
        let mut sums = blocks.zip(accused.get(Vector::E).chunks(self.layout.chunks() as usize));
        let group = sums.position(|(w, e)| evaluate(sigma, w) != evaluate(chunk_point, e))?;
        Some((Kind::Fold, Vector::W, group as u32))
    }

    /// The checked blocks of `B`.
    fn blocks(&self) -> Result<Vec<Cow<'a, [u8]>>, OpeningError> {
        let cols = self.layout.cols;
        let block = |group| {
            let block = checked_block(self.seed, self.op, &self.layout, group);
            self.data.rows(self.b, block * cols..(block + 1) * cols)
        };
        (0..self.layout.groups()).map(block).collect()
    }

    /// `t` for a `w` of this root.
    fn row_sums(&self, blocks: &[Cow<[u8]>], w_root: &Hash) -> Vec<u64> {
        let sigma = sigma(self.seed, self.op, w_root);
        let sigma = Folded::of(&elements(sigma, self.layout.inner));
        let rows = blocks
            .par_iter()
            .flat_map(|block| i8s(block).par_chunks(self.layout.inner as usize));
        rows.map(|row| product_side(row, &sigma, self.kernel)[0].value())
            .collect()
    }

    /// `e` for this `t`.
    fn chunk_sums(&self, t: &[u64]) -> Vec<u64> {
        let chunks = t
            .chunks(self.layout.cols as usize)
            .flat_map(|block| block.chunks(CHUNK as usize));
        let sum = |chunk: &[u64]| {
            let terms = chunk.iter().zip(&self.rho);
            terms.fold(0, |sum, (&t, power)| add(sum, mul(t, power.value())))
        };
        chunks.map(sum).collect()
    }

    /// `z` for a `w` of these blocks.
    fn products(&self, folded: &[Folded]) -> Result<Vec<u64>, OpeningError> {
        let groups = self
            .rows
            .chunks(self.layout.rows_per_group() as usize)
            .zip(folded);
        let rows = groups.flat_map(|(rows, folded)| rows.iter().map(move |&row| (row, folded)));
        let product = |(row, folded)| {
            let bytes = self.data.rows(self.a, row..row + 1)?;
            Ok(product_side(i8s(&bytes), folded, self.kernel)[0].value())
        };
        rows.map(product).collect()
    }

    /// `y`.
    fn results(&self) -> Result<Vec<u64>, OpeningError> {
        let size = self.dtype.size();
        let first = self.chunk_powers();
        // All chunks but the last are of one length.
        let last = &self.rho[..self.rho.len() % CHUNK as usize];
        let bytes = first.len() * size;
        match self.dtype {
            DType::I8 => {
                let (first, last) = (Folded::of(first), Folded::of(last));
                self.of_results(|chunk| {
                    let powers = if chunk.len() == bytes { &first } else { &last };
                    product_side(i8s(chunk), powers, self.kernel)[0]
                })
            }
            DType::I32 => {
                let (first, last) = (Challenge::of(first), Challenge::of(last));
                self.of_results(|chunk| {
                    let powers = if chunk.len() == bytes { &first } else { &last };
                    claimed_side(chunk, powers, self.kernel)[0]
                })
            }
        }
    }

    /// The powers of ρ for a whole chunk, or for the only one.
    fn chunk_powers(&self) -> &[Fp] {
        &self.rho[..(CHUNK as usize).min(self.rho.len())]
    }

    /// What `sum` gives for each chunk of each checked row of the result.
    fn of_results(&self, sum: impl Fn(&[u8]) -> Fp) -> Result<Vec<u64>, OpeningError> {
        let chunk_bytes = CHUNK as usize * self.dtype.size();
        let mut sums = Vec::with_capacity(self.layout.entries(Vector::Y) as usize);
        for &row in &self.rows {
            let bytes = self.data.rows(Source::Op(self.op), row..row + 1)?;
            sums.extend(bytes.chunks(chunk_bytes).map(|chunk| sum(chunk).value()));
        }
        Ok(sums)
    }

    /// The point whose powers fold the sums of chunks: ρ to the 4,096.
    fn chunk_point(&self) -> u64 {
        let squarings = 0..CHUNK.trailing_zeros();
        squarings.fold(rho(self.seed, self.op), |x, _| mul(x, x))
    }
}

fn element(value: u64) -> Fp {
    Fp::from_i128(i128::from(value))
}

/// The first `count` powers of a point.
fn elements(point: u64, count: u32) -> Vec<Fp> {
    powers(point).take(count as usize).map(element).collect()
}

/// `Σ_n entries[n] · point^n`
fn evaluate(point: u64, entries: &[u64]) -> u64 {
    let entries = entries.iter().rev();
    entries.fold(0, |sum, &entry| add(mul(sum, point), entry))
}

fn i8s(bytes: &[u8]) -> &[i8] {
    bytemuck::cast_slice(bytes)
}
