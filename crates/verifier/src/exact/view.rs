//! Rows of views: runs of bytes that must equal others.

use assay_proof::{Shape, Tensor, View};

/// Where the elements of a view's rows come from.
pub(super) enum Moved {
    /// Row `i` is some bytes of row `row + i`.
    Slice { row: usize, byte: usize },
    /// The same bytes.
    Reshape,
    /// The rows of the first operand, then those of the second.
    ConcatRows,
    /// A row of the first operand, then one of the second.
    ConcatCols,
    /// An array of four dimensions in another order: their sizes in the result, and how many elements of the operand
    /// a step in each is.
    Permute { sizes: [usize; 4], strides: [usize; 4] },
}

impl Moved {
    /// Of a view whose shapes fit. `None` when a permutation's order is none.
    pub(super) fn new(view: View, out: Shape, operands: &[&Tensor]) -> Option<Self> {
        let size = out.dtype.size();
        Some(match view {
            View::Slice { row, col, .. } => Self::Slice {
                row: row as usize,
                byte: col as usize * size,
            },
            View::Reshape { .. } => Self::Reshape,
            View::ConcatRows { .. } => Self::ConcatRows,
            View::ConcatCols { .. } => Self::ConcatCols,
            View::Transpose { .. } => {
                let from = operands[0].shape();
                Self::permute([1, 1, from.rows, from.cols], [0, 1, 3, 2])?
            }
            View::Permute { dims, order, .. } => Self::permute(dims, order)?,
        })
    }

    fn permute(dims: [u32; 4], order: [u8; 4]) -> Option<Self> {
        let dims = dims.map(|dim| dim as usize);
        let mut from = [1; 4];
        for n in (0..3).rev() {
            from[n] = from[n + 1] * dims[n + 1];
        }
        order.iter().all(|&n| n < 4).then_some(())?;
        Some(Self::Permute {
            sizes: order.map(|n| dims[usize::from(n)]),
            strides: order.map(|n| from[usize::from(n)]),
        })
    }

    /// Whether row `i` is right.
    pub(super) fn agrees(&self, i: usize, claimed: &[u8], operands: &[&Tensor]) -> bool {
        let x = operands[0];
        match self {
            Self::Slice { row, byte } => claimed == &x.row(row + i)[*byte..][..claimed.len()],
            Self::Reshape => claimed == &x.data()[i * claimed.len()..][..claimed.len()],
            Self::ConcatRows => {
                let first = x.shape().rows as usize;
                claimed
                    == if i < first {
                        x.row(i)
                    } else {
                        operands[1].row(i - first)
                    }
            }
            Self::ConcatCols => {
                let (left, right) = claimed.split_at(x.shape().row_bytes());
                left == x.row(i) && right == operands[1].row(i)
            }
            Self::Permute { sizes, strides } => match x.shape().dtype.size() {
                1 => permuted(i, claimed, x.data(), *sizes, *strides),
                _ => permuted(
                    i,
                    claimed.as_chunks::<4>().0,
                    x.data().as_chunks::<4>().0,
                    *sizes,
                    *strides,
                ),
            },
        }
    }
}

/// Whether row `i` of the result is the elements of `from` in their order.
fn permuted<T: PartialEq>(
    i: usize,
    claimed: &[T],
    from: &[T],
    sizes: [usize; 4],
    strides: [usize; 4],
) -> bool {
    let mut flat = i * claimed.len();
    let mut rest = claimed;
    while !rest.is_empty() {
        // The run that ends where the last dimension does, or the row.
        let mut index = flat;
        let mut at = 0;
        for n in (0..4).rev() {
            at += index % sizes[n] * strides[n];
            index /= sizes[n];
        }
        let run = rest.len().min(sizes[3] - flat % sizes[3]);
        let (head, tail) = rest.split_at(run);
        let same = match strides[3] {
            1 => head == &from[at..at + run],
            step => head
                .iter()
                .zip(from[at..].iter().step_by(step))
                .all(|(a, b)| a == b),
        };
        if !same {
            return false;
        }
        flat += run;
        rest = tail;
    }
    true
}
