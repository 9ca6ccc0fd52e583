//! SHA-256 with domain separation. On chain it is the runtime's own (a system call).

use crate::shape::{Shape, LEAF_BYTES};
use solana_sha256_hasher::hashv;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// What pads a list to a power of two. No preimage of it is known.
#[cfg(feature = "alloc")]
pub(crate) const ZERO_HASH: Hash = [0; 32];

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];
const LIST_NODE: &[u8] = &[2];
const VECTOR_LEAF: &[u8] = &[3];
const VECTOR_NODE: &[u8] = &[4];
const DESCRIPTOR: &[u8] = b"assay:desc:v1";

/// The tree a node belongs to: tensors, lists and a verifier's vectors hash their nodes under different tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Tensor,
    List,
    Vector,
}

impl Tree {
    #[inline]
    const fn tag(self) -> &'static [u8] {
        match self {
            Self::Tensor => NODE,
            Self::List => LIST_NODE,
            Self::Vector => VECTOR_NODE,
        }
    }
}

/// Hash of a 256-byte leaf of a tensor.
#[inline]
pub(crate) fn leaf(bytes: &[u8; LEAF_BYTES]) -> Hash {
    hashv(&[LEAF, bytes]).to_bytes()
}

/// Hash of a 256-byte leaf of a verifier's vector.
#[inline]
pub(crate) fn vector_leaf(bytes: &[u8; LEAF_BYTES]) -> Hash {
    hashv(&[VECTOR_LEAF, bytes]).to_bytes()
}

/// Hash of the node above `left` and `right`.
#[inline]
pub(crate) fn node(tree: Tree, left: &Hash, right: &Hash) -> Hash {
    hashv(&[tree.tag(), left, right]).to_bytes()
}

/// Root of the subtree of `2^level` leaves of zeros.
pub(crate) fn zero_node(level: u32) -> Hash {
    (0..level).fold(leaf(&[0; LEAF_BYTES]), |below, _| {
        node(Tree::Tensor, &below, &below)
    })
}

/// A tensor's root: its type and size bound to the Merkle root of its data.
#[must_use]
pub fn tensor_root(shape: &Shape, merkle_root: &Hash) -> Hash {
    hashv(&[b"assay:tensor:v1", &shape.to_bytes(), merkle_root]).to_bytes()
}

/// A descriptor's leaf in the tree under the spec root.
pub(crate) fn descriptor(bytes: &[u8]) -> Hash {
    hashv(&[DESCRIPTOR, bytes]).to_bytes()
}

/// An input's leaf in the tree under the spec root.
pub(crate) fn input_descriptor(shape: &Shape) -> Hash {
    let kind = [crate::codec::KIND_INPUT];
    hashv(&[DESCRIPTOR, &kind, &shape.to_bytes()]).to_bytes()
}

/// A weight's leaf in the tree under the spec root.
pub(crate) fn weight_descriptor(shape: &Shape, root: &Hash) -> Hash {
    let kind = [crate::codec::KIND_WEIGHT];
    hashv(&[DESCRIPTOR, &kind, &shape.to_bytes(), root]).to_bytes()
}

/// Root of a spec from its three counts (little-endian `u32` each) and the list root.
pub(crate) fn spec_root(counts: &[u8; 12], list_root: &Hash) -> Hash {
    hashv(&[b"assay:spec:v1", counts, list_root]).to_bytes()
}

/// Root of a trace from its number of tensors (little-endian `u32`) and the list root.
pub(crate) fn trace_root(count: &[u8; 4], list_root: &Hash) -> Hash {
    hashv(&[b"assay:trace:v1", count, list_root]).to_bytes()
}

/// Root of a job's inputs from their number (little-endian `u32`) and the list root.
pub(crate) fn input_root(count: &[u8; 4], list_root: &Hash) -> Hash {
    hashv(&[b"assay:inputs:v1", count, list_root]).to_bytes()
}

/// An op's entry in a verifier's commitment: the roots of its vectors, side by side.
pub(crate) fn vectors_entry(roots: &[u8; 160]) -> Hash {
    hashv(&[b"assay:pov:op:v1", roots]).to_bytes()
}

/// Root of a verifier's commitment from its number of entries (little-endian `u32`) and the list root.
pub(crate) fn vectors_root(count: &[u8; 4], list_root: &Hash) -> Hash {
    hashv(&[b"assay:pov:root:v1", count, list_root]).to_bytes()
}

/// What a provider posts before it shows anything. It binds the job and the provider, so a result
/// cannot be copied from another provider, another job or an earlier run; `salt` (32 random bytes)
/// keeps a guessable result hidden until it is revealed.
#[must_use]
pub fn commitment(job: &Hash, provider: &Hash, trace_root: &Hash, output_root: &Hash, salt: &Hash) -> Hash {
    hashv(&[b"assay:commit:v1", job, provider, trace_root, output_root, salt]).to_bytes()
}
