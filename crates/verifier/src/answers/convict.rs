//! What the answer to a demand for a leaf gives away: a trace of another length than the job's, a tensor of another shape
//! than declared, padding that is not zero. Everybody can read it on the chain.

use crate::padding::{in_opening, roots};
use crate::report::FraudProof;
use crate::verify::Commitment;
use assay_proof::check;
use assay_proof::demand::{Answer, LeafAt};
use assay_proof::evidence::{Case, LeafOpening};
use assay_proof::JobSpec;

/// The proof that an answer to the demand for the leaf `at` shows something wrong, if it does. Whether the numbers in
/// the leaf are right is for [`verify`](crate::verify()) to say.
#[must_use]
pub fn convict_answer(
    spec: &JobSpec,
    commitment: &Commitment<'_>,
    at: LeafAt,
    answer: &Answer<'_>,
) -> Option<FraudProof> {
    let case = Case::of_answer(spec, at, answer);
    let roots = roots(spec, commitment);
    let judged = |evidence: Vec<u8>| {
        let conviction = check(&evidence, &roots).ok()?;
        Some(FraudProof { evidence, conviction })
    };
    if answer.count as usize != spec.ops.len() {
        return judged(case.trace_length());
    }
    let tensor = answer.tensor?;
    if tensor.shape != spec.ops[usize::from(at.op)].shape {
        return judged(case.header(at.op, tensor.shape, tensor.merkle_root).ok()?);
    }
    let leaf = tensor.leaf?;
    let opening = LeafOpening {
        row: at.row,
        leaf: at.leaf,
        bytes: *leaf.bytes,
        path: leaf.path.to_vec(),
    };
    in_opening(&case, &roots, at.op, (tensor.shape, tensor.merkle_root), &opening)
}
