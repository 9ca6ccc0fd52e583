//! Which leaves of a tensor are opened.

use crate::shape::{Shape, LEAF_BYTES};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use core::str::FromStr;

/// Leaves of a tensor that hold data, by number: leaf `l` of row `i` has the number `i · leaves_per_row + l`. As text,
/// ranges with both ends included, in ascending order: `0-5,17`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeafSet {
    /// In ascending order, none empty, at least one leaf between two.
    ranges: Vec<Range<u64>>,
}

/// Text that names no set of leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a set of leaves: write ranges in ascending order with a gap between them, as 0-5,17")]
pub struct LeafSetError;

impl LeafSet {
    /// The leaves of these ranges, which may overlap.
    #[must_use]
    pub fn new(mut ranges: Vec<Range<u64>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_unstable_by_key(|range| range.start);
        let mut merged: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }

    /// The ranges, in ascending order with a gap between two.
    #[must_use]
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// Whether it has no leaf.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Number of leaves.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }

    /// Whether a tensor of this shape has all of them.
    #[must_use]
    pub fn fits(&self, shape: &Shape) -> bool {
        let leaves = u64::from(shape.rows) * shape.leaves_per_row() as u64;
        self.ranges.last().is_none_or(|range| range.end <= leaves)
    }

    /// Bytes of data in them, what fills up the last leaf of a row not counted.
    #[must_use]
    pub fn data_bytes(&self, shape: &Shape) -> u64 {
        let offset = |leaf| byte_offset(shape, leaf);
        let bytes = |range: &Range<u64>| offset(range.end) - offset(range.start);
        self.ranges.iter().map(bytes).sum()
    }
}

/// The leaves that hold columns `cols` of rows `rows` of a tensor of this shape.
pub fn leaves_of(shape: &Shape, rows: Range<u32>, cols: Range<u32>) -> impl Iterator<Item = Range<u64>> {
    let per_row = shape.leaves_per_row() as u64;
    let leaf = |col: u32| (u64::from(col) * shape.dtype.size() as u64) / LEAF_BYTES as u64;
    let (first, end) = match cols.is_empty() {
        true => (0, 0),
        false => (leaf(cols.start), leaf(cols.end - 1) + 1),
    };
    // Whole rows follow one another without a gap.
    let (runs, length) = match (first, end) == (0, per_row) {
        true => (0..1, u64::from(rows.end - rows.start) * per_row),
        false => (0..u64::from(rows.end - rows.start), end - first),
    };
    let start = u64::from(rows.start) * per_row + first;
    runs.map(move |run| start + run * per_row..start + run * per_row + length)
}

/// Where the data of leaf `leaf` starts in the tensor's bytes.
pub(crate) fn byte_offset(shape: &Shape, leaf: u64) -> u64 {
    let per_row = shape.leaves_per_row() as u64;
    leaf / per_row * shape.row_bytes() as u64 + leaf % per_row * LEAF_BYTES as u64
}

impl fmt::Display for LeafSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, range) in self.ranges.iter().enumerate() {
            if n > 0 {
                f.write_str(",")?;
            }
            match range.end - range.start {
                1 => write!(f, "{}", range.start)?,
                _ => write!(f, "{}-{}", range.start, range.end - 1)?,
            }
        }
        Ok(())
    }
}

impl FromStr for LeafSet {
    type Err = LeafSetError;

    /// Only what [`Display`](fmt::Display) writes is read: one set, one text.
    fn from_str(text: &str) -> Result<Self, LeafSetError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let number = |digits: &str| match digits.as_bytes() {
            [b'0', _, ..] | [b'+', ..] => Err(LeafSetError),
            _ => digits.parse::<u64>().map_err(|_| LeafSetError),
        };
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for part in text.split(',') {
            let (first, last) = match part.split_once('-') {
                Some((first, last)) => (number(first)?, number(last)?),
                None => (number(part)?, number(part)?),
            };
            let range = first..last.checked_add(1).ok_or(LeafSetError)?;
            let apart = ranges.last().is_none_or(|before| first > before.end);
            let canonical = last > first || !part.contains('-');
            if !apart || !canonical {
                return Err(LeafSetError);
            }
            ranges.push(range);
        }
        Ok(Self { ranges })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::DType;
    use std::string::ToString;

    #[test]
    fn ranges_are_put_in_order_and_joined() {
        let set = LeafSet::new(Vec::from([7..9, 0..2, 1..4, 4..5, 9..9, 20..21]));
        assert_eq!(set.ranges(), [0..5, 7..9, 20..21]);
        assert_eq!((set.len(), set.to_string().as_str()), (8, "0-4,7-8,20"));
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        for text in ["", "0", "0-4,7-8,20", "18446744073709551614"] {
            assert_eq!(text.parse::<LeafSet>().unwrap().to_string(), text);
        }
        for text in [
            ",",
            "1,",
            "1,2",
            "2,1",
            "1-1",
            "2-1",
            "1-3,2-5",
            "-1",
            "1-",
            "+1",
            "01",
            "1 ",
            "a",
            "1-2-3",
            "18446744073709551615",
            "0-18446744073709551615",
            "99999999999999999999",
        ] {
            assert_eq!(text.parse::<LeafSet>(), Err(LeafSetError), "{text}");
        }
    }

    /// Rows of 300 bytes: a leaf of 256 and one of 44.
    #[test]
    fn data_of_leaves_is_counted_without_padding() {
        let shape = Shape::new(DType::I8, 4, 300);
        let set = |text: &str| text.parse::<LeafSet>().unwrap();
        for (text, bytes) in [
            ("", 0),
            ("0", 256),
            ("1", 44),
            ("0-1", 300),
            ("1-2", 300),
            ("0-7", 1200),
        ] {
            assert_eq!(set(text).data_bytes(&shape), bytes, "{text}");
        }
        assert!(set("7").fits(&shape) && !set("7-8").fits(&shape));
    }

    #[test]
    fn leaves_of_rows_and_columns() {
        let shape = Shape::new(DType::I32, 4, 100);
        let leaves = |rows, cols| LeafSet::new(leaves_of(&shape, rows, cols).collect()).to_string();
        assert_eq!(leaves(1..3, 0..100), "2-5");
        assert_eq!(leaves(1..3, 63..65), "2-5");
        assert_eq!(leaves(1..3, 64..65), "3,5");
        assert_eq!(leaves(3..4, 0..64), "6");
        assert_eq!(leaves(0..0, 0..0), "");
    }
}
