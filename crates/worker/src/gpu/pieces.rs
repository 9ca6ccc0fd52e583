//! Cutting a product into pieces whose operands and result fit the device's buffers.

use core::ops::Range;

use super::device::TILE;

/// Bytes of one result.
const RESULT_BYTES: u64 = 4;
/// Most tiles of 64 rows, of 64 columns, or blocks in one dispatch (WebGPU's guaranteed limit).
const MAX_GROUPS: usize = 65_535;

/// Whole blocks of a batched product, or a rectangle of one block's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Blocks of the batch.
    pub blocks: Range<usize>,
    /// Rows within a block.
    pub rows: Range<usize>,
    /// Columns within a block.
    pub cols: Range<usize>,
}

/// Cuts `batch` products of `[m, k] · [n, k]ᵗ` so that no buffer holds more than `limit` bytes. `k` is the
/// row length in bytes as uploaded; rows of results are filled up to a multiple of `align` bytes, of which `limit` is
/// one too.
pub(super) fn pieces(batch: usize, m: usize, n: usize, k: usize, align: usize, limit: u64) -> Vec<Piece> {
    let fits = |rows: usize, row_bytes: u64| rows as u64 * row_bytes <= limit;
    let result = |cols: usize| (cols as u64 * RESULT_BYTES).next_multiple_of(align as u64);
    let whole = |blocks: usize| {
        fits(blocks * m, k as u64) && fits(blocks * n, k as u64) && fits(blocks * m, result(n))
    };
    let groups = m.div_ceil(TILE).max(n.div_ceil(TILE));
    if whole(1) && groups <= MAX_GROUPS {
        let most = (1..=batch.min(MAX_GROUPS))
            .rev()
            .find(|&blocks| whole(blocks))
            .unwrap_or(1);
        return cut(batch, most)
            .map(|blocks| Piece {
                blocks,
                rows: 0..m,
                cols: 0..n,
            })
            .collect();
    }
    // One block at a time, in rectangles; a single row always fits (K ≤ 16,384).
    let operand = |rows: usize| rows.min((limit / k as u64) as usize).clamp(1, MAX_GROUPS * TILE);
    let width = operand(n).min((limit / RESULT_BYTES) as usize);
    let height = operand(m).min((limit / result(width)) as usize).max(1);
    let mut all = Vec::new();
    for block in 0..batch {
        for cols in cut(n, width) {
            for rows in cut(m, height) {
                all.push(Piece {
                    blocks: block..block + 1,
                    rows,
                    cols: cols.clone(),
                });
            }
        }
    }
    all
}

/// The ranges of `step` that `total` is cut into, the last one shorter.
pub(super) fn cut(total: usize, step: usize) -> impl Iterator<Item = Range<usize>> {
    (0..total)
        .step_by(step)
        .map(move |start| start..total.min(start + step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_one_piece() {
        let all = pieces(3, 10, 20, 8, 4, 1 << 20);
        assert_eq!(
            all,
            [Piece {
                blocks: 0..3,
                rows: 0..10,
                cols: 0..20
            }]
        );
    }

    #[test]
    fn every_result_is_in_exactly_one_piece_and_no_buffer_is_too_large() {
        for (batch, m, n, k, limit) in [
            (1, 70, 90, 16, 1600),
            (4, 9, 7, 64, 700),
            (5, 3, 100, 4, 400),
            (2, 200, 1, 4, 64),
        ] {
            let align = if limit % 16 == 0 { 16 } else { 4 };
            let mut seen = vec![0; batch * m * n];
            for Piece { blocks, rows, cols } in pieces(batch, m, n, k, align, limit) {
                assert!((blocks.len() * rows.len() * k) as u64 <= limit);
                assert!((blocks.len() * cols.len() * k) as u64 <= limit);
                let row = (cols.len() * 4).next_multiple_of(align);
                assert!((blocks.len() * rows.len() * row) as u64 <= limit);
                assert!(blocks.len() == 1 || (rows == (0..m) && cols == (0..n)));
                for block in blocks {
                    for row in rows.clone() {
                        cols.clone()
                            .for_each(|col| seen[(block * m + row) * n + col] += 1);
                    }
                }
            }
            assert!(seen.iter().all(|&times| times == 1), "{batch} × {m} × {n}");
        }
    }
}
