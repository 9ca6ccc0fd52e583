//! Padding that is not zero, in leaves opened on demand.

use crate::job::every_op;
use crate::provider::{Provider, Way};
use assay_proof::evidence::LeafOpening;
use assay_proof::{tensor_root, Conviction, ConvictionKind, Hash, Tensor};
use assay_verifier::{convict_opening, Commitment, Part};

const OP: usize = 1;

fn open(tensor: &Tensor, row: u32, leaf: u32) -> LeafOpening {
    let shape = tensor.shape();
    let mut bytes = [0; 256];
    let data = &tensor.row(row as usize)[leaf as usize * 256..];
    let data = &data[..data.len().min(256)];
    bytes[..data.len()].copy_from_slice(data);
    let index = ((row as usize) << shape.row_depth()) + leaf as usize;
    let path = tensor.tree().path(0, index);
    LeafOpening {
        row,
        leaf,
        bytes,
        path,
    }
}

/// A provider whose commitment to op 1 is whatever `opening` opens.
fn committed_to(opening: &LeafOpening) -> Provider {
    let mut provider = Provider::honest(every_op(6, 5, 140, 1));
    let shape = provider.entries[OP].shape;
    let nodes = opening.nodes(&shape).expect("inside the tensor");
    provider.entries[OP].root = tensor_root(&shape, nodes.last().expect("a root"));
    provider
}

fn convicted(provider: &Provider, opening: &LeafOpening) -> Option<Conviction> {
    let commitment = Commitment {
        inputs: &provider.job.inputs,
        input_root: assay_proof::input_root(&provider.job.input_roots()),
        trace_root: provider.trace_root(),
        output_root: provider.output,
    };
    let proof = convict_opening(&provider.job.spec, &commitment, &provider.entries, OP, opening);
    proof.map(|proof| proof.conviction)
}

fn honest_result() -> Tensor {
    every_op(6, 5, 140, 1).results[OP].clone()
}

#[test]
fn honest_openings_prove_nothing() {
    let result = honest_result();
    for row in 0..6 {
        for leaf in 0..3 {
            let opening = open(&result, row, leaf);
            assert_eq!(convicted(&committed_to(&opening), &opening), None);
        }
    }
}

#[test]
fn bytes_behind_a_row_are_proven() {
    let mut opening = open(&honest_result(), 4, 2);
    opening.bytes[200] = 9;
    let provider = committed_to(&opening);
    let conviction = convicted(&provider, &opening).expect("a conviction");
    assert_eq!(conviction.kind, ConvictionKind::Padding);
    assert_eq!((conviction.i, conviction.j, conviction.claimed), (4, 200, 9));
    // The elements it serves are right, but never hash to what it committed to.
    provider.expect_missing(Way::Full, &[Part::Tensor(OP)]);
    provider.expect_missing(Way::Sampled(1000), &[Part::Rows(OP)]);
}

#[test]
fn siblings_that_cover_no_data_are_proven() {
    let result = honest_result();
    let depth = result.shape().depth() as usize;
    // Row 4, leaf 2: its sibling is the row's padding leaf; further up come padding rows.
    let padding_levels: Vec<usize> = (0..depth)
        .filter(|&level| {
            let mut opening = open(&result, 4, 2);
            opening.path[level] = [level as u8; 32] as Hash;
            let conviction = convicted(&committed_to(&opening), &opening);
            conviction.is_some_and(|c| (c.kind, c.i) == (ConvictionKind::Padding, level as u32))
        })
        .collect();
    assert_eq!(padding_levels, [0, 3]);
}

#[test]
fn an_opening_of_something_else_proves_nothing() {
    let mut opening = open(&honest_result(), 4, 2);
    opening.bytes[200] = 9;
    let honest = Provider::honest(every_op(6, 5, 140, 1));
    assert_eq!(convicted(&honest, &opening), None);
    let provider = committed_to(&opening);
    opening.path.pop();
    assert_eq!(convicted(&provider, &opening), None);
}
