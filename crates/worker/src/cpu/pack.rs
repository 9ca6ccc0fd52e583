//! Operand packing for the blocked GEMM.
//!
//! Both operands arrive row by row along K (the right one is stored by column). Along K they are cut into
//! chunks of one cache line: sixteen words of `Word::STEP` elements. Of the left operand a kernel wants single
//! words, to be repeated in all lanes, so lines are only copied side by side; of the right one it wants the same
//! word of sixteen rows in one register, so sixteen lines at a time are transposed. Either way the kernel then
//! reads memory strictly forward.

use core::marker::PhantomData;

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use super::gemm::Kernel;
use super::isa::{Isa, Vectorised};

/// One cache line of packed words; keeps every 512-bit load inside one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroable, Pod)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [u32; LINE_WORDS]);

/// Words of a cache line, and rows of the right operand interleaved at a time.
pub(super) const LINE_WORDS: usize = 16;
/// Bytes of the left operand packed per task, enough to outweigh handing it to a thread.
const TASK_BYTES: usize = 1 << 16;

/// How a kernel wants `STEP` consecutive elements along K laid out in one 32-bit word.
pub(super) trait Word {
    /// Elements along K in one word.
    const STEP: usize;
    /// Elements along K in one line.
    const CHUNK: usize = Self::STEP * LINE_WORDS;
    /// Packs [`Self::CHUNK`] elements.
    fn line(elements: &[i8]) -> Line;
}

/// Four signed bytes.
pub(super) struct Signed4;
/// Four bytes moved to unsigned by adding 128.
pub(super) struct Biased4;
/// Two bytes sign-extended to 16 bits.
pub(super) struct Wide2;

impl Word for Signed4 {
    const STEP: usize = 4;
    #[inline(always)]
    fn line(elements: &[i8]) -> Line {
        let mut line = Line::zeroed();
        for (word, e) in line.0.iter_mut().zip(elements.chunks_exact(4)) {
            *word = u32::from_le_bytes([e[0] as u8, e[1] as u8, e[2] as u8, e[3] as u8]);
        }
        line
    }
}

impl Word for Biased4 {
    const STEP: usize = 4;
    #[inline(always)]
    fn line(elements: &[i8]) -> Line {
        Line(Signed4::line(elements).0.map(|word| word ^ 0x8080_8080))
    }
}

impl Word for Wide2 {
    const STEP: usize = 2;
    #[inline(always)]
    fn line(elements: &[i8]) -> Line {
        let mut line = Line::zeroed();
        for (word, e) in line.0.iter_mut().zip(elements.chunks_exact(2)) {
            *word = (e[0] as i16 as u16 as u32) | ((e[1] as i16 as u16 as u32) << 16);
        }
        line
    }
}

/// Lines of a row of `k` elements.
pub(super) const fn chunks<W: Word>(k: usize) -> usize {
    k.div_ceil(W::CHUNK)
}

/// The line of `row` from element `from` on; what is past its end is zero elements.
#[inline(always)]
fn line_at<W: Word>(row: &[i8], from: usize) -> Line {
    let rest = &row[from.min(row.len())..];
    match rest.get(..W::CHUNK) {
        Some(whole) => W::line(whole),
        None => {
            let mut padded = [0; 64];
            padded[..rest.len()].copy_from_slice(rest);
            W::line(&padded[..W::CHUNK])
        }
    }
}

/// The left operand in groups of `MR` rows: line by line along K, the lines of a group side by side. Rows missing
/// in the last group are zeros.
#[derive(Default)]
pub(super) struct Left {
    lines: Vec<Line>,
    /// Sum of each row; empty unless the kernel subtracts them again.
    sums: Vec<i32>,
}

impl Left {
    /// Packs `data`, rows of `k` elements, on this thread, over whatever was packed here before.
    pub(super) fn pack<K: Kernel>(&mut self, isa: Isa, data: &[i8], k: usize) {
        self.resize::<K>(data, k);
        isa.run(PackLeft {
            kernel: PhantomData::<K>,
            data,
            k,
            lines: &mut self.lines,
            sums: &mut self.sums,
        });
    }

    /// The same on all threads.
    pub(super) fn pack_in_parallel<K: Kernel>(&mut self, isa: Isa, data: &[i8], k: usize) {
        self.resize::<K>(data, k);
        let groups = (TASK_BYTES / (K::MR * k)).max(1);
        let lines = self.lines.par_chunks_mut(groups * K::MR * chunks::<K::Left>(k));
        let data = data.par_chunks(groups * K::MR * k);
        if !K::LEFT_SUMS {
            let tasks = data.zip(lines);
            return tasks.for_each(|(data, lines)| {
                isa.run(PackLeft {
                    kernel: PhantomData::<K>,
                    data,
                    k,
                    lines,
                    sums: &mut [],
                })
            });
        }
        let tasks = data.zip(lines).zip(self.sums.par_chunks_mut(groups * K::MR));
        tasks.for_each(|((data, lines), sums)| {
            isa.run(PackLeft {
                kernel: PhantomData::<K>,
                data,
                k,
                lines,
                sums,
            })
        });
    }

    fn resize<K: Kernel>(&mut self, data: &[i8], k: usize) {
        let groups = (data.len() / k).div_ceil(K::MR);
        self.lines
            .resize(groups * K::MR * chunks::<K::Left>(k), Line::zeroed());
        self.sums.resize(if K::LEFT_SUMS { groups * K::MR } else { 0 }, 0);
    }

    /// Lines and row sums of group `group`.
    #[inline(always)]
    pub(super) fn group<K: Kernel>(&self, group: usize, k: usize) -> (&[Line], &[i32]) {
        let size = K::MR * chunks::<K::Left>(k);
        let sums = if K::LEFT_SUMS {
            &self.sums[group * K::MR..][..K::MR]
        } else {
            &[]
        };
        (&self.lines[group * size..][..size], sums)
    }
}

struct PackLeft<'a, K> {
    kernel: PhantomData<K>,
    data: &'a [i8],
    k: usize,
    lines: &'a mut [Line],
    sums: &'a mut [i32],
}

impl<K: Kernel> Vectorised for PackLeft<'_, K> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            kernel: _,
            data,
            k,
            lines,
            sums,
        } = self;
        let rows = data.len() / k;
        for (group, lines) in lines.chunks_exact_mut(K::MR * chunks::<K::Left>(k)).enumerate() {
            for lane in 0..K::MR {
                let at = group * K::MR + lane;
                let row = if at < rows { &data[at * k..][..k] } else { &[] };
                for (chunk, line) in lines[lane..].iter_mut().step_by(K::MR).enumerate() {
                    *line = line_at::<K::Left>(row, chunk * K::Left::CHUNK);
                }
            }
        }
        for (at, sum) in sums.iter_mut().enumerate() {
            let row = if at < rows { &data[at * k..][..k] } else { &[] };
            *sum = row.iter().map(|&v| i32::from(v)).sum();
        }
    }
}

/// Packs rows of the right operand to `lines`, in groups of `NR` rows: word by word along K, the words of a group
/// side by side. Rows missing in the last group are zeros.
#[inline(always)]
pub(super) fn pack_right<K: Kernel>(kernel: K, data: &[i8], k: usize, lines: &mut Vec<Line>) {
    let (rows, wide) = (data.len() / k, K::NR / LINE_WORDS);
    let chunks = chunks::<K::Right>(k);
    let groups = rows.div_ceil(K::NR);
    lines.resize(groups * chunks * K::NR, Line::zeroed());
    let mut group_lines = lines.chunks_exact_mut(chunks * K::NR);
    for (group, lines) in (0..groups).zip(&mut group_lines) {
        for sixteen in 0..wide {
            let first = group * K::NR + sixteen * LINE_WORDS;
            let row = |lane: usize| match first + lane {
                at if at < rows => &data[at * k..][..k],
                _ => &[],
            };
            let rows: [&[i8]; LINE_WORDS] = core::array::from_fn(row);
            kernel.interleave(rows, &mut lines[sixteen..]);
        }
    }
}

/// What [`Kernel::interleave`] does, from line `first` on.
#[inline(always)]
pub(super) fn interleave<K: Kernel>(rows: [&[i8]; LINE_WORDS], first: usize, out: &mut [Line]) {
    let stride = K::NR / LINE_WORDS;
    for (chunk, out) in out.chunks_mut(K::NR).enumerate().skip(first) {
        let lines = rows.map(|row| line_at::<K::Right>(row, chunk * K::Right::CHUNK));
        for (word, out) in out.iter_mut().step_by(stride).enumerate() {
            *out = Line(core::array::from_fn(|row| lines[row].0[word]));
        }
    }
}
