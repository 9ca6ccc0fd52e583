//! The golden vectors of `vectors/pov.json`, which an independent implementation wrote.

use crate::job::Job;
use crate::trial::Trial;
use assay_proof::pov::{
    check, checked_block, checked_row, covers, rho, seed, Commitment, Conviction, Fault, Kind, Layout,
    Reject, Vector, Vectors, VerifierRoots,
};
use assay_proof::{DType, Hash, JobSpec, Roots, Shape, Tensor};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    job: String,
    beacon: String,
    operator: String,
    seed: String,
    roots: RootsVector,
    spec: String,
    tensors: [Vec<TensorVector>; 3],
    vectors: Vec<[Vec<String>; 5]>,
    vector_roots: Vec<[String; 5]>,
    root: String,
    drawn: Vec<Drawn>,
    evidence: Vec<EvidenceVector>,
}

#[derive(Deserialize)]
struct RootsVector {
    spec: String,
    input: String,
    trace: String,
    output: String,
}

#[derive(Deserialize)]
struct TensorVector {
    dtype: u8,
    rows: u32,
    cols: u32,
    values: Vec<i32>,
}

#[derive(Deserialize)]
struct Drawn {
    seed: String,
    op: u16,
    block_rows: u32,
    cols: u32,
    inner: u32,
    batch: u32,
    covered_of_2000: bool,
    blocks: Vec<u32>,
    rows: Vec<u32>,
    rho: String,
}

#[derive(Deserialize)]
struct EvidenceVector {
    kind: u8,
    op: u16,
    vector: usize,
    index: u32,
    vectors: String,
    claimed: String,
    expected: String,
    evidence: String,
}

fn hash(text: &str) -> Hash {
    hex::decode(text)
        .expect("hexadecimal")
        .try_into()
        .expect("32 bytes")
}

fn number(text: &str) -> u64 {
    text.parse().expect("an integer of 64 bits")
}

static FILE: LazyLock<File> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../vectors/pov.json")).expect("pov.json"));

fn roots(file: &File) -> VerifierRoots {
    VerifierRoots {
        job: hash(&file.job),
        beacon: hash(&file.beacon),
        operator: hash(&file.operator),
        result: Roots {
            spec: hash(&file.roots.spec),
            input: hash(&file.roots.input),
            trace: hash(&file.roots.trace),
            output: hash(&file.roots.output),
        },
        vectors: hash(&file.root),
    }
}

fn job(file: &File) -> Job {
    let tensor = |vector: &TensorVector| {
        let dtype = DType::from_code(vector.dtype).expect("a type");
        let shape = Shape::new(dtype, vector.rows, vector.cols);
        let bytes = vector
            .values
            .iter()
            .flat_map(|v| v.to_le_bytes()[..dtype.size()].to_vec());
        Tensor::new(shape, bytes.collect()).expect("a vector's tensor")
    };
    let [inputs, weights, results] = file.tensors.each_ref().map(|t| t.iter().map(tensor).collect());
    let spec = JobSpec::parse(&hex::decode(&file.spec).expect("hexadecimal")).expect("a spec");
    Job {
        spec,
        inputs,
        weights,
        results,
    }
}

fn honest(file: &File) -> Commitment {
    let entries = |v: &Vec<String>| v.iter().map(|entry| number(entry)).collect();
    let vectors = file
        .vectors
        .iter()
        .map(|v| Some(Vectors::new(v.each_ref().map(entries))));
    Commitment::new(vectors.collect())
}

#[test]
fn seeds_and_what_they_decide() {
    let file = &*FILE;
    let made = seed(&hash(&file.job), &hash(&file.beacon), &hash(&file.operator));
    assert_eq!(made, hash(&file.seed));
    let mut covered = 0;
    for drawn in &file.drawn {
        let (seed, op) = (hash(&drawn.seed), drawn.op);
        let layout = Layout {
            block_rows: drawn.block_rows,
            cols: drawn.cols,
            inner: drawn.inner,
            batch: drawn.batch,
        };
        let blocks: Vec<u32> = (0..layout.groups())
            .map(|g| checked_block(&seed, op, &layout, g))
            .collect();
        assert_eq!(blocks, drawn.blocks);
        let entries = 0..layout.entries(Vector::Z);
        let rows: Vec<u32> = entries
            .map(|entry| checked_row(&seed, op, &layout, entry))
            .collect();
        assert_eq!(rows, drawn.rows);
        assert_eq!(rho(&seed, op), number(&drawn.rho));
        assert_eq!(covers(&seed, op, 2000), drawn.covered_of_2000);
        covered += u32::from(drawn.covered_of_2000);
    }
    assert!(covered > 0);
}

#[test]
fn vectors_and_roots_of_a_job() {
    let file = &*FILE;
    let mut trial = Trial::new(job(file));
    assert_eq!(trial.roots.result, roots(file).result);
    trial.reseed(roots(file));
    let honest = honest(file);
    for (op, vectors) in (0..).zip(trial.honest()) {
        assert_eq!(honest.vectors(op), vectors.as_ref(), "op {op}");
        for vector in Vector::ALL {
            let root = &file.vector_roots[usize::from(op)][vector as usize];
            assert_eq!(honest.vector_root(op, vector), Some(hash(root)));
        }
    }
    assert_eq!(honest.root(), hash(&file.root));
}

/// The judge convicts by the other implementation's evidence, which is also what this one writes.
#[test]
fn evidence_of_every_kind() {
    let file = &*FILE;
    let mut trial = Trial::new(job(file));
    trial.reseed(roots(file));
    let mut kinds = [false; 9];
    for case in &file.evidence {
        let evidence = hex::decode(&case.evidence).expect("hexadecimal");
        let mut roots = roots(file);
        assert_eq!(check(&evidence, &roots), Err(Reject::Commitment));
        roots.vectors = hash(&case.vectors);
        let conviction = check(&evidence, &roots).expect("a conviction");
        kinds[usize::from(case.kind)] = true;
        assert_eq!(conviction.kind as u8, case.kind);
        let expected = Conviction {
            kind: conviction.kind,
            op: case.op,
            vector: Vector::ALL[case.vector],
            index: case.index,
            claimed: number(&case.claimed),
            expected: number(&case.expected),
        };
        assert_eq!(conviction, expected);
        if conviction.kind != Kind::Length && conviction.kind != Kind::Fold {
            let wrong = |entries: &mut Vectors| {
                entries.get_mut(conviction.vector)[case.index as usize] = conviction.claimed;
            };
            let accused = trial.changed(case.op, wrong);
            let fault = Fault {
                kind: conviction.kind,
                op: case.op,
                vector: conviction.vector,
                index: case.index,
            };
            assert_eq!(trial.evidence(&accused, &fault), evidence, "{fault:?}");
        }
    }
    assert_eq!(kinds, [false, true, true, true, true, true, true, true, true]);
}
