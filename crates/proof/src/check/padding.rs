//! Padding that is not zero: a tensor's root must be a function of its elements alone.
//!
//! After the claimed tensor's header the evidence holds one of
//!
//! - `0`, row `u32`, leaf `u32`, the 256 bytes, path: the last leaf of a row, with a byte behind the
//!   row's end that is not zero;
//! - `1`, level `u8`, index `u32`, a hash, path: a node that covers padding only and is not the node
//!   above leaves of zeros. It needs no preimage, so a provider cannot hide behind a random hash.

use super::open::{self, climb};
use super::{Conviction, ConvictionKind, Job, Reject};
use crate::hash::{self, Hash, Tree};
use crate::reader::Reader;
use crate::shape::{Shape, LEAF_BYTES};

pub(crate) const PART_LEAF: u8 = 0;
pub(crate) const PART_NODE: u8 = 1;

pub(super) fn judge<'a>(reader: &mut Reader<'a>, job: &Job<'a>, op: u16) -> Result<Conviction, Reject> {
    let (shape, root) = job.claimed(reader, op)?;
    let (i, j, claimed, expected) = match reader.u8().ok_or(Reject::Truncated)? {
        PART_LEAF => tail(reader, &shape, root)?,
        PART_NODE => node(reader, &shape, root)?,
        _ => return Err(Reject::Kind),
    };
    Ok(Conviction {
        kind: ConvictionKind::Padding,
        op,
        i,
        j,
        claimed: i64::from(claimed),
        expected: i64::from(expected),
    })
}

type Difference = (u32, u32, u8, u8);

/// A byte behind the end of a row, in the row's last leaf.
fn tail(reader: &mut Reader<'_>, shape: &Shape, root: &Hash) -> Result<Difference, Reject> {
    let row = reader.u32().ok_or(Reject::Truncated)?;
    let leaf = reader.u32().ok_or(Reject::Truncated)?;
    if row >= shape.rows || leaf as usize + 1 != shape.leaves_per_row() {
        return Err(Reject::Position);
    }
    let bytes = open::leaf(reader, shape, root, row, leaf).ok_or(Reject::ClaimedLeaf)?;
    let used = shape.row_bytes() - leaf as usize * LEAF_BYTES;
    let stray = bytes[used..].iter().position(|&byte| byte != 0);
    let at = used + stray.ok_or(Reject::Honest)?;
    Ok((row, at as u32, bytes[at], 0))
}

/// A node above padding leaves or padding rows.
fn node(reader: &mut Reader<'_>, shape: &Shape, root: &Hash) -> Result<Difference, Reject> {
    let level = u32::from(reader.u8().ok_or(Reject::Truncated)?);
    let index = reader.u32().ok_or(Reject::Truncated)?;
    if !covers_padding_only(shape, level, index) {
        return Err(Reject::NotPadding);
    }
    let claimed = reader.hash().ok_or(Reject::Truncated)?;
    let opened = climb(Tree::Tensor, reader, *claimed, index, shape.depth() - level);
    if opened.ok_or(Reject::Truncated)? != *root {
        return Err(Reject::ClaimedLeaf);
    }
    let expected = hash::zero_node(level);
    let byte = claimed.iter().zip(&expected).position(|(a, b)| a != b);
    let byte = byte.ok_or(Reject::Honest)?;
    Ok((level, index, claimed[byte], expected[byte]))
}

/// Whether the node above leaves `index · 2^level ..` exists and covers no data.
pub(crate) fn covers_padding_only(shape: &Shape, level: u32, index: u32) -> bool {
    if level > shape.depth() || u64::from(index) >= 1 << (shape.depth() - level) {
        return false;
    }
    let first = u64::from(index) << level;
    let row = first >> shape.row_depth();
    let leaf = first - (row << shape.row_depth());
    row >= u64::from(shape.rows) || leaf >= shape.leaves_per_row() as u64
}
