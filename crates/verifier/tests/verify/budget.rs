//! What a check of a transformer asks for.

use crate::transformer::transformer;
use assay_proof::{input_root, opening_bytes, trace_root, Hash, LeafSet, Op, Shape, Source, Tensor};
use assay_verifier::{
    plan, verify, Commitment, Mode, OpeningError, Openings, TraceEntry, Verdict, VerifierKey,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::sync::atomic::{AtomicU64, Ordering};

/// Most bytes that one sampled sentence may take.
const BUDGET: u64 = 256 << 10;

/// Bytes of one sum beside an honest result, at such scales.
const SUM_BYTES: u64 = 2;

/// Notes what is asked for and shows nothing.
struct Listener {
    entries: Vec<TraceEntry>,
    openings: AtomicU64,
}

impl Openings for Listener {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        Ok(self.entries.clone())
    }

    fn tensor(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        panic!("all of op {op} was asked for");
    }

    fn leaves(&self, _: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        self.openings
            .fetch_add(opening_bytes(&shape, leaves), Ordering::Relaxed);
        Err(OpeningError("noted".into()))
    }

    fn sums(&self, op: usize, _: Shape) -> Result<Tensor, OpeningError> {
        panic!("all sums of op {op} were asked for");
    }

    fn row_sums(&self, op: usize, _: &[u32], _: u32) -> Result<Vec<u8>, OpeningError> {
        panic!("sums of op {op} were asked for, whose rows were not shown");
    }
}

/// One draw of a batch of 64 sentences: one row of every op, all of one sentence, with all they depend on.
#[test]
fn the_opening_of_a_sampled_sentence_is_small() {
    let job = transformer(64, 6, 1);
    let entries = job.spec.ops.iter().map(|desc| TraceEntry {
        shape: desc.shape,
        root: [7; 32],
    });
    let mut listener = Listener {
        entries: entries.collect(),
        openings: AtomicU64::new(0),
    };
    let roots: Vec<Hash> = listener.entries.iter().map(|entry| entry.root).collect();
    let input_roots: Vec<Hash> = job.inputs.iter().map(Tensor::root).collect();
    let mut rng = StdRng::seed_from_u64(1);
    let key = VerifierKey::new(&job.spec, job.weights.clone(), &mut rng).unwrap();
    let commitment = Commitment {
        inputs: &job.inputs,
        input_root: input_root(&input_roots),
        trace_root: trace_root(&roots),
        output_root: [7; 32],
    };
    let sums = job.spec.ops.iter().filter_map(|desc| match desc.op {
        Op::Linear {
            b: Source::Weight(_), ..
        } => Some(u64::from(desc.shape.cols)),
        _ => None,
    });
    let trace_bytes = 41 * job.spec.ops.len() as u64;
    let shown_besides = SUM_BYTES * sums.sum::<u64>() + trace_bytes;
    for _ in 0..8 {
        let plan = plan(&job.spec, Mode::Sampled { draws: 1 }, &mut rng);
        let report = verify(&key, &commitment, &listener, &plan).unwrap();
        assert!(matches!(report.verdict, Verdict::Unavailable(_)));
        let total = std::mem::take(listener.openings.get_mut()) + shown_besides;
        assert!(total <= BUDGET, "{total} bytes");
    }
}
