//! Padding that is not zero, seen in a leaf that a provider opened on demand.
//!
//! A tensor's root must be a function of its elements alone. A provider who pads with something else can
//! open every element, yet what it serves never hashes to what it committed to. The leaves it opens give
//! it away: the bytes behind the end of a row, or a sibling on the path that covers no data.

use crate::openings::TraceEntry;
use crate::report::FraudProof;
use crate::verify::Commitment;
use assay_proof::evidence::{Case, LeafOpening};
use assay_proof::{check, tensor_root, Hash, JobSpec, Roots, Shape};

/// The proof that `opening` holds of wrong padding in the result of op `op`, if there is one. `None` too
/// when it does not open that result as listed in `trace`.
#[must_use]
pub fn convict_opening(
    spec: &JobSpec,
    commitment: &Commitment<'_>,
    trace: &[TraceEntry],
    op: usize,
    opening: &LeafOpening,
) -> Option<FraudProof> {
    let TraceEntry { shape, root } = trace.get(op)?;
    let nodes = opening.nodes(shape)?;
    let merkle_root = nodes.last()?;
    if tensor_root(shape, merkle_root) != *root {
        return None;
    }
    let trace: Vec<Hash> = trace.iter().map(|entry| entry.root).collect();
    let op = u16::try_from(op).ok()?;
    // Evidence about padding opens no input.
    let case = Case::new(spec, &[], &trace);
    in_opening(
        &case,
        &roots(spec, commitment),
        op,
        (*shape, merkle_root),
        opening,
    )
}

/// What the chain holds of a job.
pub(crate) fn roots(spec: &JobSpec, commitment: &Commitment<'_>) -> Roots {
    Roots {
        spec: spec.spec_root(),
        input: commitment.input_root,
        trace: commitment.trace_root,
        output: commitment.output_root,
    }
}

/// As [`convict_opening`], of a tensor of this shape and Merkle root, which the leaf opens.
pub(crate) fn in_opening(
    case: &Case<'_>,
    roots: &Roots,
    op: u16,
    (shape, merkle_root): (Shape, &Hash),
    opening: &LeafOpening,
) -> Option<FraudProof> {
    let nodes = opening.nodes(&shape)?;
    let in_leaf = case.padding_in_leaf(op, shape, merkle_root, opening);
    let index = opening.index(&shape);
    let siblings = opening
        .path
        .iter()
        .zip(&nodes)
        .enumerate()
        .map(|(level, (sibling, node))| {
            // Seen from the sibling, our own node is the first step of the path.
            let path: Vec<Hash> = [node]
                .into_iter()
                .chain(&opening.path[level + 1..])
                .copied()
                .collect();
            let position = (level as u8, (index >> level) as u32 ^ 1);
            case.padding_node(op, (shape, merkle_root), position, sibling, &path)
        });
    [in_leaf].into_iter().chain(siblings).find_map(|evidence| {
        let evidence = evidence.ok()?;
        let conviction = check(&evidence, roots).ok()?;
        Some(FraudProof { evidence, conviction })
    })
}
