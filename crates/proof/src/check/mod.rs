//! The judge: convicts a wrong number from evidence that anyone can write.
//!
//! # Evidence
//!
//! Read in place, front to back; `path` is a list of sibling hashes whose number follows from the
//! counts and shapes before it, so there is nothing to choose in the encoding.
//!
//! | part | bytes | in kinds |
//! |---|---|---|
//! | magic | `ASSAYE01` | all |
//! | kind | `u8`, see [`ConvictionKind`] | all |
//! | spec | counts of inputs, weights, ops `u32` × 3, list root | all |
//! | trace | count `u32`, list root | all |
//! | op index | `u16` | all but TraceLength |
//! | entry | the tensor root at the last index, path under the trace root | Output |
//! | op descriptor | length `u8`, bytes, path under the spec root | Header, Element |
//! | claimed tensor | shape, Merkle root, path under the trace root | Header, Element, Padding |
//! | position | row `u32`, column `u32` | Element |
//! | claimed leaf | 256 bytes, path under the claimed tensor | Element |
//! | operands, each | an input's count `u32` and list root first; shape, Merkle root ([`SEEDED`](crate::SEEDED) of a seeded weight), path | Element |
//! | row leaves | leaf by leaf, 256 bytes of either operand's row | Element of a MatMul or Linear |
//! | slices, each | of a whole row: its leaves unless they came before, hashes that pad it to its subtree, path; else: a leaf, path; of a seeded weight no path and nothing that pads | Element |
//! | padding | see [`padding`] | Padding |
//!
//! A MatMul and a Linear have a whole row of both factors as slices, interleaved so that the dot product walks one
//! pointer. LayerNorm, RmsNorm and Softmax have the whole row of what they work on, a Softmax also of its table and its
//! mask. Of every other operand there is the leaf of one element; of a concatenation only of the operand that the
//! element comes from.

pub mod demand;
mod dot;
mod element;
pub(crate) mod open;
mod padding;
mod reject;

pub(crate) use element::operand;
#[cfg(feature = "alloc")]
pub(crate) use element::{leaf_of, slices, Slice, Span};
#[cfg(feature = "alloc")]
pub(crate) use padding::{covers_padding_only, PART_LEAF, PART_NODE};
pub use reject::Reject;

use crate::codec::DescError;
use crate::hash::{self, Hash, Tree};
use crate::op::OpDesc;
use crate::reader::Reader;
use crate::shape::Shape;
use open::{climb, list_depth, Counted};

/// First bytes of evidence.
pub(crate) const MAGIC: [u8; 8] = *b"ASSAYE01";

/// What the chain knows of a job and of a provider's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roots {
    /// Root of the job's spec.
    pub spec: Hash,
    /// Root of the job's inputs.
    pub input: Hash,
    /// Root of the provider's trace.
    pub trace: Hash,
    /// Tensor root of the provider's output.
    pub output: Hash,
}

/// What a provider did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ConvictionKind {
    /// One element of an op's result is not what its operands give.
    Element = 1,
    /// An op's result has another type or size than its descriptor says.
    Header = 2,
    /// The trace has another number of tensors than the spec has ops.
    TraceLength = 3,
    /// The output is not the last tensor of the trace.
    Output = 4,
    /// Something other than zeros pads a tensor of the trace.
    Padding = 5,
}

impl ConvictionKind {
    const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Element),
            2 => Some(Self::Header),
            3 => Some(Self::TraceLength),
            4 => Some(Self::Output),
            5 => Some(Self::Padding),
            _ => None,
        }
    }
}

/// A proven wrong. `claimed` always differs from `expected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conviction {
    /// What is wrong.
    pub kind: ConvictionKind,
    /// The op whose tensor is wrong (0 for TraceLength).
    pub op: u16,
    /// Row of the wrong element. Header: which field differs (0 dtype, 1 rows, 2 columns). Padding of
    /// a node: its level. Otherwise 0.
    pub i: u32,
    /// Column of the wrong element. Output: which byte of the root differs first. Padding: the byte
    /// of the leaf or, of a node, its index in its level. Otherwise 0.
    pub j: u32,
    /// What the provider committed to: the element, the field, the count or the byte.
    pub claimed: i64,
    /// What it must be.
    pub expected: i64,
}

/// Judges evidence against what the chain knows of a job. `no_std`, no allocation.
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the roots, or that the claim is correct.
/// Evidence that is rejected proves nothing; an honest trace has no evidence that convicts it.
pub fn check(evidence: &[u8], roots: &Roots) -> Result<Conviction, Reject> {
    check_seeded(evidence, roots, None)
}

/// As [`check`], of a job some of whose weights follow from `seed`. Without a seed their parts open nothing.
///
/// # Errors
///
/// As [`check`].
pub fn check_seeded(evidence: &[u8], roots: &Roots, seed: Option<&Hash>) -> Result<Conviction, Reject> {
    let conviction = examine(evidence, roots, seed)?;
    if conviction.claimed == conviction.expected {
        return Err(Reject::Honest);
    }
    Ok(conviction)
}

/// As [`check_seeded`], whether the claim is wrong or right: it is right where `claimed` is `expected`. So a provider
/// shows that a number of its own is right.
///
/// # Errors
///
/// [`Reject`] says which part is malformed or does not open the roots.
#[inline(never)]
pub fn examine(evidence: &[u8], roots: &Roots, seed: Option<&Hash>) -> Result<Conviction, Reject> {
    let mut reader = Reader::new(evidence);
    let conviction = judge(&mut reader, roots, seed)?;
    if reader.remaining() != 0 {
        return Err(Reject::TrailingBytes);
    }
    Ok(conviction)
}

fn judge(reader: &mut Reader<'_>, roots: &Roots, seed: Option<&Hash>) -> Result<Conviction, Reject> {
    let magic = reader.array().ok_or(Reject::Truncated)?;
    if magic != &MAGIC {
        return Err(Reject::Magic);
    }
    let kind = reader.u8().ok_or(Reject::Truncated)?;
    let kind = ConvictionKind::from_code(kind).ok_or(Reject::Kind)?;
    let job = Job::open(reader, roots)?;
    if kind == ConvictionKind::TraceLength {
        return Ok(Conviction {
            kind,
            op: 0,
            i: 0,
            j: 0,
            claimed: i64::from(job.trace.count),
            expected: i64::from(job.ops),
        });
    }
    let op = reader.u16().ok_or(Reject::Truncated)?;
    if u32::from(op) >= job.ops {
        return Err(Reject::OpIndex);
    }
    match kind {
        ConvictionKind::Output => output(reader, &job, op, roots),
        ConvictionKind::Padding => padding::judge(reader, &job, op),
        ConvictionKind::Header => header(reader, &job, op),
        ConvictionKind::Element => element::judge(reader, &job, op, (roots, seed)),
        ConvictionKind::TraceLength => unreachable!("handled above"),
    }
}

/// The lists of a job, opened.
pub(crate) struct Job<'a> {
    pub(crate) inputs: u32,
    pub(crate) ops: u32,
    pub(crate) spec: Counted<'a>,
    pub(crate) trace: Counted<'a>,
}

impl<'a> Job<'a> {
    pub(crate) fn open(reader: &mut Reader<'a>, roots: &Roots) -> Result<Self, Reject> {
        let counts = reader.array::<12>().ok_or(Reject::Truncated)?;
        let spec_list = reader.hash().ok_or(Reject::Truncated)?;
        if hash::spec_root(counts, spec_list) != roots.spec {
            return Err(Reject::SpecRoot);
        }
        let mut each = Reader::new(counts);
        let mut next = || each.u32().ok_or(Reject::SpecRoot);
        let (inputs, weights, ops) = (next()?, next()?, next()?);
        let total = inputs.checked_add(weights).and_then(|n| n.checked_add(ops));
        let trace_count = reader.array().ok_or(Reject::Truncated)?;
        let trace_list = reader.hash().ok_or(Reject::Truncated)?;
        if hash::trace_root(trace_count, trace_list) != roots.trace {
            return Err(Reject::TraceRoot);
        }
        Ok(Self {
            inputs,
            ops,
            spec: Counted {
                count: total.ok_or(Reject::SpecRoot)?,
                root: spec_list,
            },
            trace: Counted {
                count: u32::from_le_bytes(*trace_count),
                root: trace_list,
            },
        })
    }

    /// Index of op `op`'s descriptor under the spec root.
    fn descriptor_index(&self, op: u16) -> u32 {
        self.spec.count - self.ops + u32::from(op)
    }

    /// Reads op `op`'s descriptor and checks its path.
    pub(crate) fn descriptor(&self, reader: &mut Reader<'_>, op: u16) -> Result<OpDesc, Reject> {
        let len = reader.u8().ok_or(Reject::Truncated)?;
        let bytes = reader.take(usize::from(len)).ok_or(Reject::Truncated)?;
        let leaf = hash::descriptor(bytes);
        self.spec
            .verify(reader, leaf, self.descriptor_index(op), Reject::OpPath)?;
        OpDesc::parse(bytes).map_err(|_: DescError| Reject::OpDescriptor)
    }

    /// Reads the header of op `op`'s result and checks its path.
    pub(crate) fn claimed(&self, reader: &mut Reader<'a>, op: u16) -> Result<(Shape, &'a Hash), Reject> {
        let (shape, root) = open::header(reader).ok_or(Reject::ClaimedHeader)?;
        let leaf = hash::tensor_root(&shape, root);
        self.trace
            .verify(reader, leaf, u32::from(op), Reject::ClaimedPath)?;
        Ok((shape, root))
    }
}

fn header<'a>(reader: &mut Reader<'a>, job: &Job<'a>, op: u16) -> Result<Conviction, Reject> {
    let declared = job.descriptor(reader, op)?.shape;
    let (claimed, _) = job.claimed(reader, op)?;
    let fields = [
        (claimed.dtype as u32, declared.dtype as u32),
        (claimed.rows, declared.rows),
        (claimed.cols, declared.cols),
    ];
    let field = fields.iter().position(|(claimed, declared)| claimed != declared);
    let field = field.ok_or(Reject::Honest)?;
    Ok(Conviction {
        kind: ConvictionKind::Header,
        op,
        i: field as u32,
        j: 0,
        claimed: i64::from(fields[field].0),
        expected: i64::from(fields[field].1),
    })
}

/// The output must be the last tensor of a trace of the right length.
fn output(reader: &mut Reader<'_>, job: &Job<'_>, op: u16, roots: &Roots) -> Result<Conviction, Reject> {
    if job.trace.count != job.ops || u32::from(op) != job.ops - 1 {
        return Err(Reject::OpIndex);
    }
    let entry = reader.hash().ok_or(Reject::Truncated)?;
    job.trace
        .verify(reader, *entry, u32::from(op), Reject::ClaimedPath)?;
    let byte = entry.iter().zip(&roots.output).position(|(a, b)| a != b);
    let byte = byte.ok_or(Reject::Honest)?;
    Ok(Conviction {
        kind: ConvictionKind::Output,
        op,
        i: 0,
        j: byte as u32,
        claimed: i64::from(roots.output[byte]),
        expected: i64::from(entry[byte]),
    })
}

impl Counted<'_> {
    /// Checks that `leaf` is entry `index` of the list.
    pub(crate) fn verify(
        &self,
        reader: &mut Reader<'_>,
        leaf: Hash,
        index: u32,
        reject: Reject,
    ) -> Result<(), Reject> {
        if index >= self.count {
            return Err(reject);
        }
        let root = climb(Tree::List, reader, leaf, index, list_depth(self.count));
        if root.ok_or(Reject::Truncated)? == *self.root {
            Ok(())
        } else {
            Err(reject)
        }
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::list::ListTree;

    /// Index 5 of four entries would climb the path of entry 1.
    #[test]
    fn an_index_outside_a_list_opens_nothing() {
        let leaves = [[1; 32], [2; 32], [3; 32], [4; 32]];
        let tree = ListTree::new(&leaves);
        let (root, path) = (tree.root(), tree.path(1));
        let list = Counted {
            count: 4,
            root: &root,
        };
        let verify = |index| {
            let mut reader = Reader::new(path.as_flattened());
            list.verify(&mut reader, leaves[1], index, Reject::ClaimedPath)
        };
        assert_eq!(verify(1), Ok(()));
        assert_eq!(verify(5), Err(Reject::ClaimedPath));
        assert_eq!(verify(0), Err(Reject::ClaimedPath));
    }
}
