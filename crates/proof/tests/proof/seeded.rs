//! Benchmark jobs, whose weights follow from a seed.

use crate::job::Job;
use assay_proof::benchmark::Benchmark;
use assay_proof::{
    check, check_seeded, eval, examine, seeded, Conviction, Hash, OpDesc, Reject, SeededRow, Tensor, Whole,
};

const SEED: Hash = [5; 32];
const SIZE: Benchmark = Benchmark {
    rows: 3,
    width: 512,
    weights: 2,
    steps: 5,
};

/// An honest run of the benchmark.
fn run() -> Job {
    let spec = SIZE.spec().unwrap();
    let shape = spec.weights[0].shape;
    let mut job = Job {
        spec,
        inputs: vec![SIZE.input()],
        weights: (0..2).map(|n| seeded(&SEED, n, shape)).collect(),
        results: Vec::new(),
    };
    for n in 0..job.spec.ops.len() {
        let OpDesc { op, shape } = job.spec.ops[n];
        let result = eval(&op, shape, &job.operands(n)).unwrap();
        job.results.push(result);
    }
    job
}

/// The judge's word on element `(1, 9)` of step `op` when it is changed, with `seed`, and the operands shown.
fn tried(
    op: usize,
    seed: Option<&Hash>,
    change: i32,
    weights: Option<Vec<Tensor>>,
) -> Result<Conviction, Reject> {
    let mut job = run();
    let mut claimed = job.results[op].clone();
    claimed.set(1, 9, (claimed.get(1, 9) as i8).wrapping_add(change as i8).into());
    let mut trace = job.trace();
    trace[op] = claimed.root();
    job.weights = weights.unwrap_or(job.weights);
    let case = job.case(&trace);
    let evidence = case
        .element(op as u16, (1, 9), &claimed, &job.operands(op))
        .unwrap();
    let roots = job.roots(&trace);
    if seed.is_none() {
        assert_eq!(check(&evidence, &roots), check_seeded(&evidence, &roots, None));
    }
    check_seeded(&evidence, &roots, seed)
}

#[test]
fn a_wrong_step_convicts_and_an_honest_one_does_not() {
    for op in 0..5 {
        let conviction = tried(op, Some(&SEED), 1, None).unwrap();
        assert_eq!((conviction.op, conviction.i, conviction.j), (op as u16, 1, 9));
        assert_eq!(tried(op, Some(&SEED), 0, None), Err(Reject::Honest));
    }
}

#[test]
fn an_honest_element_is_shown_by_one_row_of_its_weight() {
    let job = run();
    let trace = job.trace();
    let (case, roots) = (job.case(&trace), job.roots(&trace));
    for op in 1..5u16 {
        let at = usize::from(op);
        let (claimed, operands) = (&job.results[at], job.operands(at));
        let whole = case.element(op, (2, 300), claimed, &operands).unwrap();
        let row = SeededRow::new(&SEED, op % 2, job.spec.weights[0].shape, 300);
        let operand = Whole::new(operands[0]);
        let evidence = case
            .opened_element(op, (2, 300), &Whole::new(claimed), &[&operand, &row])
            .unwrap();
        assert_eq!(evidence, whole);
        let found = examine(&evidence, &roots, Some(&SEED)).unwrap();
        assert_eq!((found.op, found.i, found.j), (op, 2, 300));
        assert_eq!(found.claimed, found.expected);
        assert_eq!(found.claimed, i64::from(claimed.get(2, 300)));
        let other = SeededRow::new(&SEED, op % 2, job.spec.weights[0].shape, 301);
        let refused = case.opened_element(op, (2, 300), &Whole::new(claimed), &[&operand, &other]);
        assert!(refused.is_err(), "another row than the column's");
    }
}

#[test]
fn other_weights_than_the_seed_gives_open_nothing() {
    assert_eq!(tried(1, None, 1, None), Err(Reject::Unseeded));
    assert_eq!(tried(1, Some(&[6; 32]), 1, None), Err(Reject::OperandSlice(1)));
    let other = run().weights.into_iter().rev().collect();
    assert_eq!(
        tried(1, Some(&SEED), 1, Some(other)),
        Err(Reject::OperandSlice(1))
    );
}

/// The definition, by another implementation of the hash.
#[test]
fn bytes_of_a_seeded_weight_are_pinned() {
    use sha2::{Digest, Sha256};
    let weight = seeded(&SEED, 3, assay_proof::Shape::new(assay_proof::DType::I8, 2, 300));
    for (row, leaf, part, at, len) in [(0u32, 0u32, 0u8, 0, 32), (1, 0, 7, 224, 32), (1, 1, 1, 288, 12)] {
        let mut hash = Sha256::new();
        hash.update(b"assay:seeded:v1");
        hash.update(SEED);
        hash.update(3u16.to_le_bytes());
        hash.update(row.to_le_bytes());
        hash.update(leaf.to_le_bytes());
        hash.update([part]);
        assert_eq!(weight.row(row as usize)[at..at + len], hash.finalize()[..len]);
    }
}
