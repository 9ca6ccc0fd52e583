//! How long each result is needed, and how much memory and disk a run takes.

use assay_proof::{JobSpec, Op, OpDesc, Source};

/// What running a spec takes, known before it is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes of weights and inputs.
    pub operand_bytes: u64,
    /// Bytes of all results, which are kept on disk until the job is final.
    pub trace_bytes: u64,
    /// Most bytes of results in memory at once.
    pub peak_bytes: u64,
    /// Multiplications and additions of products, and what the elements of other operators take in the time of as many:
    /// with the speed of products it gives the time of a run.
    pub arithmetic: u64,
}

impl Footprint {
    /// Adds up the shapes of `spec`.
    #[must_use]
    pub fn of(spec: &JobSpec) -> Self {
        let last = last_uses(spec);
        let bytes: Vec<u64> = spec.ops.iter().map(|op| op.shape.bytes()).collect();
        let (mut live, mut peak_bytes) = (0, 0);
        for op in 0..spec.ops.len() {
            live += bytes[op];
            peak_bytes = peak_bytes.max(live);
            live -= released(spec, &last, op).map(|done| bytes[done]).sum::<u64>();
        }
        Self {
            operand_bytes: spec.inputs.iter().map(|shape| shape.bytes()).sum::<u64>()
                + spec
                    .weights
                    .iter()
                    .map(|weight| weight.shape.bytes())
                    .sum::<u64>(),
            trace_bytes: bytes.iter().sum(),
            peak_bytes,
            arithmetic: spec.ops.iter().map(|desc| arithmetic(spec, desc)).sum(),
        }
    }
}

/// Operations of a product in the time of which one element of another operator is read, worked on and written:
/// between a third of a nanosecond and one where a core does 0.3 to 0.5 products' operations in a picosecond.
const ELEMENT: u64 = 256;
/// Likewise for operators that go over each row several times.
const ROW_ELEMENT: u64 = 1024;

fn arithmetic(spec: &JobSpec, desc: &OpDesc) -> u64 {
    let elements = desc.shape.elements();
    match desc.op {
        Op::MatMul { a, .. } | Op::Linear { a, .. } => {
            let inner = spec.shape_of(a).map_or(1, |shape| u64::from(shape.cols));
            2 * inner * elements
        }
        Op::LayerNorm { .. } | Op::RmsNorm { .. } | Op::Softmax { .. } => ROW_ELEMENT * elements,
        Op::AddBias { .. }
        | Op::Requant { .. }
        | Op::Add { .. }
        | Op::Mul { .. }
        | Op::Lut { .. }
        | Op::Gather { .. }
        | Op::View(_) => ELEMENT * elements,
    }
}

/// For each op, the last op that reads its result; itself when none does.
pub(super) fn last_uses(spec: &JobSpec) -> Vec<usize> {
    let mut last: Vec<usize> = (0..spec.ops.len()).collect();
    for (op, desc) in spec.ops.iter().enumerate() {
        for source in desc.op.operands().iter() {
            if let Source::Op(read) = source {
                last[usize::from(*read)] = op;
            }
        }
    }
    last
}

/// Results that nothing needs any more once op `op` has run.
pub(super) fn released<'a>(
    spec: &'a JobSpec,
    last: &'a [usize],
    op: usize,
) -> impl Iterator<Item = usize> + 'a {
    let operands = spec.ops[op].op.operands();
    let mut reads: Vec<usize> = operands
        .iter()
        .filter_map(|source| match source {
            Source::Op(read) => Some(usize::from(*read)),
            Source::Input(_) | Source::Weight(_) => None,
        })
        .chain([op])
        .collect();
    reads.sort_unstable();
    reads.dedup();
    reads.into_iter().filter(move |&read| last[read] == op)
}
