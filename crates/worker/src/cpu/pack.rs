//! Operand packing for the blocked GEMM.
//!
//! Both operands arrive row by row along K (the right one is stored by column), so one routine
//! packs both: groups of `height` rows are interleaved word by word, a word holding
//! `Word::STEP` consecutive elements along K. Inside a group the kernel then reads memory
//! strictly forward.

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

/// One cache line of packed words; keeps every 512-bit load inside one line.
#[derive(Clone, Copy, Zeroable, Pod)]
#[repr(C, align(64))]
pub(super) struct Line([u32; 16]);

/// Words per cache line.
const LINE_WORDS: usize = 16;
/// Steps along K interleaved at a time, few enough for the first-level cache.
const BLOCK_STEPS: usize = 64;

/// How a kernel wants `STEP` consecutive elements along K laid out in one 32-bit word.
pub(super) trait Word {
    /// Elements along K in one word.
    const STEP: usize;
    /// Packs `STEP` elements.
    fn word(elements: &[i8]) -> u32;
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
    fn word(e: &[i8]) -> u32 {
        u32::from_le_bytes([e[0] as u8, e[1] as u8, e[2] as u8, e[3] as u8])
    }
}

impl Word for Biased4 {
    const STEP: usize = 4;
    #[inline(always)]
    fn word(e: &[i8]) -> u32 {
        Signed4::word(e) ^ 0x8080_8080
    }
}

impl Word for Wide2 {
    const STEP: usize = 2;
    #[inline(always)]
    fn word(e: &[i8]) -> u32 {
        (e[0] as i16 as u16 as u32) | ((e[1] as i16 as u16 as u32) << 16)
    }
}

/// `rows` of an operand cut to the columns `from..from + width`, packed in groups of `height`
/// rows; rows and elements missing at the edges are zero elements.
pub(super) struct Packed {
    lines: Vec<Line>,
    /// Words in one group of rows, a multiple of a cache line.
    group_words: usize,
    /// Sum of each packed row over `from..from + width`, group by group; empty unless asked for.
    row_sums: Vec<i32>,
}

impl Packed {
    /// Packs columns `from..from + width` of `data`, `[rows, stride]` row-major.
    ///
    /// `sums` asks for the row sums that the biased kernels subtract again.
    pub(super) fn new<W: Word>(
        data: &[i8],
        stride: usize,
        from: usize,
        width: usize,
        height: usize,
        sums: bool,
    ) -> Packed {
        let rows = data.len() / stride;
        let steps = width.div_ceil(W::STEP);
        let group_words = (steps * height).next_multiple_of(LINE_WORDS);
        let groups = rows.div_ceil(height);
        let mut lines = vec![Line::zeroed(); groups * group_words / LINE_WORDS];
        let group = |(group, lines): (usize, &mut [Line])| {
            let words: &mut [u32] = bytemuck::cast_slice_mut(lines);
            for (block, words) in words[..steps * height]
                .chunks_mut(BLOCK_STEPS * height)
                .enumerate()
            {
                let start = from + block * BLOCK_STEPS * W::STEP;
                let end = (start + BLOCK_STEPS * W::STEP).min(from + width);
                for lane in 0..height {
                    let row = group * height + lane;
                    let row = data.get(row * stride..(row + 1) * stride);
                    let row = row.map_or(&[][..], |row| &row[start..end]);
                    pack_row::<W>(row, height, lane, words);
                }
            }
        };
        let per_group = group_words / LINE_WORDS;
        lines
            .par_chunks_mut(per_group)
            .with_min_len((1 << 14) / group_words.min(1 << 14))
            .enumerate()
            .for_each(group);
        let row_sums = if sums {
            row_sums(data, stride, from, width, groups * height)
        } else {
            Vec::new()
        };
        Packed {
            lines,
            group_words,
            row_sums,
        }
    }

    /// Number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.lines.len() * LINE_WORDS / self.group_words
    }

    /// The words of one group.
    #[inline(always)]
    pub(super) fn group(&self, group: usize) -> &[u32] {
        let words: &[u32] = bytemuck::cast_slice(&self.lines);
        &words[group * self.group_words..(group + 1) * self.group_words]
    }

    /// The row sums of one group of `height` rows.
    #[inline(always)]
    pub(super) fn sums(&self, group: usize, height: usize) -> &[i32] {
        &self.row_sums[group * height..(group + 1) * height]
    }
}

#[inline(always)]
fn pack_row<W: Word>(row: &[i8], height: usize, lane: usize, words: &mut [u32]) {
    let zero = W::word(&[0; 4][..W::STEP]);
    let mut slots = words[lane..].iter_mut().step_by(height);
    let chunks = row.chunks_exact(W::STEP);
    let tail = chunks.remainder();
    for (chunk, slot) in chunks.zip(&mut slots) {
        *slot = W::word(chunk);
    }
    if !tail.is_empty() {
        if let Some(slot) = slots.next() {
            let mut last = [0; 4];
            last[..tail.len()].copy_from_slice(tail);
            *slot = W::word(&last[..W::STEP]);
        }
    }
    for slot in slots {
        *slot = zero;
    }
}

fn row_sums(data: &[i8], stride: usize, from: usize, width: usize, padded_rows: usize) -> Vec<i32> {
    let mut sums: Vec<i32> = data
        .par_chunks_exact(stride)
        .with_min_len(16)
        .map(|row| row[from..from + width].iter().map(|&v| i32::from(v)).sum())
        .collect();
    sums.resize(padded_rows, 0);
    sums
}
