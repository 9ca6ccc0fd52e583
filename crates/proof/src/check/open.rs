//! Opening what a root commits to.

use crate::hash::{self, Hash, Tree};
use crate::reader::Reader;
use crate::shape::{log2_ceil, Shape, LEAF_BYTES, MAX_ROW};

/// A list's count and root, already bound to a root that the chain knows.
pub(crate) struct Counted<'a> {
    pub(crate) count: u32,
    pub(crate) root: &'a Hash,
}

/// Levels of the tree over a list of `count` hashes. A count above 2³¹ has no tree in memory, and no
/// path of 32 hashes opens one.
pub(crate) const fn list_depth(count: u32) -> u32 {
    log2_ceil(count as u64)
}

/// Hashes `node` with `levels` siblings from `reader` up to a root; `None` when they end too early.
/// Not inlined, as the two below: alone its loop needs few registers, and the judge's frame stays small.
#[inline(never)]
pub(crate) fn climb(
    tree: Tree,
    reader: &mut Reader<'_>,
    mut node: Hash,
    mut index: u32,
    levels: u32,
) -> Option<Hash> {
    let path = reader.take(levels as usize * 32)?;
    let (path, _) = path.as_chunks::<32>();
    for sibling in path {
        node = match index & 1 {
            0 => hash::node(tree, &node, sibling),
            _ => hash::node(tree, sibling, &node),
        };
        index >>= 1;
    }
    Some(node)
}

/// Reads a tensor's shape and Merkle root.
pub(crate) fn header<'a>(reader: &mut Reader<'a>) -> Option<(Shape, &'a Hash)> {
    Some((Shape::read(reader)?, reader.hash()?))
}

/// Reads leaf `leaf` of row `row` and its path; `None` when it does not open `root`.
#[inline(never)]
pub(crate) fn leaf<'a>(
    reader: &mut Reader<'a>,
    shape: &Shape,
    root: &Hash,
    row: u32,
    leaf: u32,
) -> Option<&'a [u8; LEAF_BYTES]> {
    let bytes = reader.array::<LEAF_BYTES>()?;
    let index = (row << shape.row_depth()) + leaf;
    let opened = climb(Tree::Tensor, reader, hash::leaf(bytes), index, shape.depth())?;
    (opened == *root).then_some(bytes)
}

/// Levels of the longest row that is opened whole: an `i32` row of a norm or a softmax.
const MAX_ROW_DEPTH: usize = (MAX_ROW as usize * 4 / LEAF_BYTES).trailing_zeros() as usize;

/// The same leaf of two rows, one behind the other.
pub(crate) type LeafPair = [u8; 2 * LEAF_BYTES];

/// Reads the data leaves of two rows of a MatMul's operands, leaf by leaf.
pub(crate) fn leaf_pairs<'a>(reader: &mut Reader<'a>, shape: &Shape) -> Option<&'a [LeafPair]> {
    let bytes = reader.take(shape.leaves_per_row() * size_of::<LeafPair>())?;
    Some(bytes.as_chunks().0)
}

/// Reads the data leaves of one row, filled up to whole leaves; `None` when they end
/// too early.
pub(crate) fn leaves<'a>(reader: &mut Reader<'a>, shape: &Shape) -> Option<&'a [u8]> {
    reader.take(shape.leaves_per_row() * LEAF_BYTES)
}

/// Reads the hashes of what pads row `row` and its path; `None` when they do not open `root` or the row is longer
/// than any that is opened whole. `leaves` starts with the row's first leaf and has one every `stride` bytes.
///
/// The padding's hashes are read rather than computed: a provider who pads a row with something else
/// is still convicted for a wrong element.
#[inline(never)]
pub(crate) fn row(
    reader: &mut Reader<'_>,
    (leaves, stride): (&[u8], usize),
    shape: &Shape,
    root: &Hash,
    row: u32,
) -> Option<()> {
    let count = shape.leaves_per_row();
    let row_depth = shape.row_depth() as usize;
    if row_depth > MAX_ROW_DEPTH {
        return None;
    }
    let (cells, _) = leaves.as_chunks::<LEAF_BYTES>();
    let step = stride / LEAF_BYTES;
    let mut at = 0usize;
    // Roots of complete subtrees, largest first: as many as the number of leaves has ones. Leaves are taken by twos: a
    // hash that is kept is a copy, and where programs run, a copy is dear.
    let mut peaks = [[0; 32]; MAX_ROW_DEPTH + 1];
    let mut top = 0;
    for index in 0..count / 2 {
        let (left, right) = (cells.get(at)?, cells.get(at.wrapping_add(step))?);
        let mut node = hash::node(Tree::Tensor, &hash::leaf(left), &hash::leaf(right));
        at = at.wrapping_add(2 * step);
        let mut joins = index;
        while joins & 1 == 1 {
            top -= 1;
            node = hash::node(Tree::Tensor, &peaks[top], &node);
            joins >>= 1;
        }
        peaks[top] = node;
        top += 1;
    }
    if count & 1 == 1 {
        peaks[top] = hash::leaf(cells.get(at)?);
        top += 1;
    }
    // On the way up the last peak meets the peaks before it, and padding where there is none.
    top = top.checked_sub(1)?;
    let mut node = peaks[top];
    for level in count.trailing_zeros() as usize..row_depth {
        node = if ((count - 1) >> level) & 1 == 1 {
            top -= 1;
            hash::node(Tree::Tensor, &peaks[top], &node)
        } else {
            hash::node(Tree::Tensor, &node, reader.hash()?)
        };
    }
    let above = shape.depth() - row_depth as u32;
    let opened = climb(Tree::Tensor, reader, node, row, above)?;
    (opened == *root).then_some(())
}
