//! Exact int8 matrix product: `C[i,j] = Σ_t A[i,t] · Bᵗ[j,t]`, all three row-major.
//!
//! The blocking follows K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS
//! 34(3), 2008), without their slabs along K, which is at most 16,384 bytes here: the left operand is packed once,
//! a panel of the right one as large as half a second-level cache is packed by the thread that uses it, and tiles of
//! `MR × NR` sums are accumulated in registers over all of K. A finished tile goes through a [`Sink`] to the result,
//! so the sums themselves never leave the first-level cache. Integer sums do not depend on their order, so every
//! blocking, thread count and instruction set gives the same bits.

use std::cell::RefCell;

use rayon::prelude::*;

use super::dots::{self, Corner};
use super::isa::{Isa, Vectorised};
use super::pack::{self, Left, Line, Word, LINE_WORDS};
use super::sink::Sink;

/// Rows on one side up to which packing the other side costs more than it saves.
const FEW_ROWS: usize = 16;
/// Bytes of a packed panel of the right operand, at most, so that it stays in a core's second-level cache together with
/// a left operand that fits there too.
const SMALL_PANEL_BYTES: usize = 1 << 18;
/// Bytes of a panel when the left operand does not fit: the fewer panels, the less often it is read again.
const PANEL_BYTES: usize = 1 << 20;
/// Bytes of the left operand packed at a time: bounds the memory.
const LEFT_BYTES: usize = 1 << 24;
/// Tasks for each thread, so that one that is held up does not hold up the others.
const TASKS_PER_THREAD: usize = 4;
/// Rows of a task, at least, when there are too few panels for all threads: each packs its panel again.
const TASK_ROWS: usize = 256;

/// A register tile of `MR × NR` accumulators.
pub(super) trait Kernel: Corner {
    /// Layout of the left operand.
    type Left: Word;
    /// Layout of the right operand.
    type Right: Word;
    /// Tile rows.
    const MR: usize;
    /// Tile columns, a multiple of [`LINE_WORDS`].
    const NR: usize;
    /// What the processor must be told before tiles are computed, and again after: a value of it lives meanwhile.
    type Session;
    /// Whether the left row sums are needed to undo a bias of the right operand.
    const LEFT_SUMS: bool;

    /// Makes this thread ready for tiles.
    fn begin(self) -> Self::Session;

    /// Writes the product of two packed groups, of which `steps` words along K count, to the `MR` rows of `NR` in
    /// `out`.
    fn tile(
        self,
        session: &Self::Session,
        left: &[Line],
        sums: &[i32],
        right: &[Line],
        steps: usize,
        out: &mut [i32],
    );

    /// Turns sixteen rows of the right operand, line by line, into lines of one word of each: word `w` of line `c` to line
    /// `c · NR + w · NR / 16` of `out`.
    #[inline(always)]
    fn interleave(self, rows: [&[i8]; LINE_WORDS], out: &mut [Line]) {
        pack::interleave::<Self>(rows, 0, out);
    }
}

/// Sizes of one product: `[m,k] · [n,k]ᵗ → [m,n]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub m: usize,
    pub n: usize,
    pub k: usize,
}

/// Computes `batch` products of this size, block by block of `left`, `right` and `out`.
pub(super) fn gemm<S: Sink>(
    isa: Isa,
    left: &[i8],
    right: &[i8],
    size: Size,
    batch: usize,
    sink: S,
    out: &mut [S::Out],
) {
    let Size { m, n, k } = size;
    assert_eq!(
        (left.len(), right.len(), out.len()),
        (batch * m * k, batch * n * k, batch * m * n),
        "operand lengths disagree with {batch} × {m}×{n}×{k}"
    );
    match isa {
        #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
        Isa::Amx(kernel) => blocks(isa, kernel, left, right, size, sink, out),
        #[cfg(target_arch = "x86_64")]
        Isa::Vnni(kernel) => blocks(isa, kernel, left, right, size, sink, out),
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2(kernel) => blocks(isa, kernel, left, right, size, sink, out),
        Isa::Scalar => {
            let blocks = left
                .par_chunks(m * k)
                .zip(right.par_chunks(n * k))
                .zip(out.par_chunks_mut(m * n));
            blocks.for_each(|((left, right), out)| {
                dots::products(isa, dots::Plain, left, right, size, sink, out)
            });
        }
    }
}

fn blocks<K: Kernel, S: Sink>(
    isa: Isa,
    kernel: K,
    left: &[i8],
    right: &[i8],
    size: Size,
    sink: S,
    out: &mut [S::Out],
) {
    let Size { m, n, k } = size;
    if m.min(n) <= FEW_ROWS {
        let blocks = left
            .par_chunks(m * k)
            .zip(right.par_chunks(n * k))
            .zip(out.par_chunks_mut(m * n));
        return blocks
            .for_each(|((left, right), out)| dots::products(isa, kernel, left, right, size, sink, out));
    }
    if left.len() / (m * k) >= rayon::current_num_threads().max(2) {
        let blocks = left
            .par_chunks(m * k)
            .zip(right.par_chunks(n * k))
            .zip(out.par_chunks_mut(m * n));
        return blocks
            .for_each(|((left, right), out)| on_this_thread(isa, kernel, left, right, size, sink, out));
    }
    let blocks = left
        .chunks(m * k)
        .zip(right.chunks(n * k))
        .zip(out.chunks_mut(m * n));
    blocks.for_each(|((left, right), out)| on_all_threads(isa, kernel, left, right, size, sink, out));
}

thread_local! {
    /// What this thread has packed, kept so that memory is touched for the first time only once.
    static SCRATCH: RefCell<(Left, Vec<Line>)> = RefCell::default();
}

/// Columns of a panel that meets a left operand of `left` elements.
fn panel_columns<K: Kernel>(left: usize, k: usize) -> usize {
    let bytes = if left <= PANEL_BYTES {
        SMALL_PANEL_BYTES
    } else {
        PANEL_BYTES
    };
    (bytes * K::Right::STEP / 4 / (k * K::NR)).max(1) * K::NR
}

fn on_this_thread<K: Kernel, S: Sink>(
    isa: Isa,
    kernel: K,
    left: &[i8],
    right: &[i8],
    size: Size,
    sink: S,
    out: &mut [S::Out],
) {
    let Size { n, k, .. } = size;
    let rows_at_once = (LEFT_BYTES / (k * K::MR)).max(1) * K::MR;
    let columns = panel_columns::<K>(left.len(), k);
    SCRATCH.with_borrow_mut(|(packed, panel)| {
        for (left, out) in left
            .chunks(rows_at_once * k)
            .zip(out.chunks_mut(rows_at_once * n))
        {
            packed.pack::<K>(isa, left, k);
            for (at, right) in right.chunks(columns * k).enumerate() {
                let column = at * columns;
                let width = right.len() / k;
                let rows = out
                    .chunks_exact_mut(n)
                    .map(|row| &mut row[column..][..width])
                    .collect();
                isa.run(Task {
                    kernel,
                    left: packed,
                    group: 0,
                    right,
                    k,
                    column,
                    panel: &mut *panel,
                    sink,
                    rows,
                });
            }
        }
    });
}

fn on_all_threads<K: Kernel, S: Sink>(
    isa: Isa,
    kernel: K,
    left: &[i8],
    right: &[i8],
    size: Size,
    sink: S,
    out: &mut [S::Out],
) {
    let Size { n, k, .. } = size;
    let wanted = TASKS_PER_THREAD * rayon::current_num_threads();
    let columns =
        panel_columns::<K>(left.len(), k).min(n.div_ceil(wanted).next_multiple_of(K::NR).max(4 * K::NR));
    let panels = n.div_ceil(columns);
    let rows_at_once = (LEFT_BYTES / (k * K::MR)).max(1) * K::MR;
    let mut packed = Left::default();
    for (left, out) in left
        .chunks(rows_at_once * k)
        .zip(out.chunks_mut(rows_at_once * n))
    {
        packed.pack_in_parallel::<K>(isa, left, k);
        let rows = left.len() / k;
        let task_rows = rows
            .div_ceil(wanted.div_ceil(panels))
            .max(TASK_ROWS)
            .next_multiple_of(K::MR);
        // tasks[panel][block of rows]: each has its part of every row of the result.
        let mut tasks: Vec<(usize, usize, Vec<&mut [S::Out]>)> = Vec::new();
        for (block, out) in out.chunks_mut(task_rows * n).enumerate() {
            let first = tasks.len();
            tasks.extend((0..panels).map(|panel| (block, panel, Vec::with_capacity(task_rows))));
            for row in out.chunks_exact_mut(n) {
                for ((.., rows), part) in tasks[first..].iter_mut().zip(row.chunks_mut(columns)) {
                    rows.push(part);
                }
            }
        }
        let packed = &packed;
        tasks.into_par_iter().for_each(|(block, panel, rows)| {
            let column = panel * columns;
            let right = &right[column * k..][..columns.min(n - column) * k];
            let group = block * task_rows / K::MR;
            SCRATCH.with_borrow_mut(|(_, panel)| {
                isa.run(Task {
                    kernel,
                    left: packed,
                    group,
                    right,
                    k,
                    column,
                    panel,
                    sink,
                    rows,
                });
            });
        });
    }
}

/// Some rows of the result, and of them the columns of one panel.
struct Task<'a, K, S: Sink> {
    kernel: K,
    left: &'a Left,
    /// First group of rows.
    group: usize,
    /// The rows of the right operand for these columns.
    right: &'a [i8],
    k: usize,
    /// First column.
    column: usize,
    /// Where the right operand is packed.
    panel: &'a mut Vec<Line>,
    sink: S,
    rows: Vec<&'a mut [S::Out]>,
}

impl<K: Kernel, S: Sink> Vectorised for Task<'_, K, S> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let (k, kernel) = (self.k, self.kernel);
        pack::pack_right(kernel, self.right, k, self.panel);
        let steps = k.div_ceil(K::Right::STEP);
        let session = kernel.begin();
        let group_lines = K::NR * pack::chunks::<K::Right>(k);
        let mut tile = vec![0; K::MR * K::NR];
        for (i, rows) in self.rows.chunks_mut(K::MR).enumerate() {
            let (left, sums) = self.left.group::<K>(self.group + i, k);
            for (j, right) in self.panel.chunks_exact(group_lines).enumerate() {
                kernel.tile(&session, left, sums, right, steps, &mut tile);
                let first = j * K::NR;
                for (row, sums) in rows.iter_mut().zip(tile.chunks_exact(K::NR)) {
                    let (column, out) = (self.column + first, &mut row[first..]);
                    // A whole tile has a width that the compiler knows.
                    if out.len() >= K::NR {
                        self.sink.put(column, &sums[..K::NR], &mut out[..K::NR]);
                    } else {
                        self.sink.put(column, &sums[..out.len()], out);
                    }
                }
            }
        }
    }
}
