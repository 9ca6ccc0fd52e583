//! Answers to demands as data, and as what they give away.

use crate::job::every_op;
use crate::provider::Provider;
use assay_proof::demand::{self, LeafAt};
use assay_proof::evidence::LeafOpening;
use assay_proof::{check, tensor_root, ConvictionKind, Hash, LeafSet, Roots, Shape, Tensor, LEAF_BYTES};
use assay_verifier::{
    plan, verify, Answered, Answers, FraudProof, Missing, Mode, OpeningError, Openings, Report, TraceEntry,
    Verdict,
};
use rand::{rngs::StdRng, SeedableRng};

/// An op whose rows have two leaves.
const OP: usize = 1;
const MODES: [Mode; 2] = [Mode::Full, Mode::Sampled { draws: 1000 }];

/// A provider that does not serve some leaves of op [`OP`], nor the whole of it.
struct Withholding<'a> {
    from: &'a Provider,
    leaves: LeafSet,
}

impl Openings for Withholding<'_> {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        self.from.trace()
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        match op {
            OP => Err(OpeningError("404 Not Found".into())),
            _ => self.from.tensor(op, shape),
        }
    }

    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        let mut asked = leaves.ranges().iter().cloned().flatten();
        let withheld = |leaf: u64| self.leaves.ranges().iter().any(|range| range.contains(&leaf));
        match op == OP && asked.any(withheld) {
            true => Err(OpeningError("404 Not Found".into())),
            false => self.from.leaves(op, shape, leaves),
        }
    }

    fn sums(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        self.from.sums(op, shape)
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        self.from.row_sums(op, rows, cols)
    }
}

fn provider() -> Provider {
    Provider::honest(every_op(6, 5, 70, 20))
}

fn roots(provider: &Provider) -> Vec<Hash> {
    provider.entries.iter().map(|entry| entry.root).collect()
}

/// The leaf `number` of op `op`.
fn place(provider: &Provider, op: usize, number: u64) -> LeafAt {
    let per_row = provider.job.results[op].shape().leaves_per_row() as u64;
    LeafAt {
        op: op as u16,
        row: (number / per_row) as u32,
        leaf: (number % per_row) as u32,
    }
}

fn open(tensor: &Tensor, at: LeafAt) -> LeafOpening {
    let data = tensor
        .row(at.row as usize)
        .chunks(LEAF_BYTES)
        .nth(at.leaf as usize);
    let data = data.expect("the leaf");
    let mut opening = LeafOpening {
        row: at.row,
        leaf: at.leaf,
        bytes: [0; LEAF_BYTES],
        path: Vec::new(),
    };
    opening.bytes[..data.len()].copy_from_slice(data);
    opening.path = tensor.tree().path(0, opening.index(&tensor.shape()));
    opening
}

/// What the provider answers to a demand for a leaf of what it committed to.
fn answer(provider: &Provider, at: LeafAt) -> (LeafAt, Vec<u8>) {
    let tensor = provider.served[usize::from(at.op)]
        .as_ref()
        .expect("committed to");
    let root = tensor.tree().merkle_root();
    let opening = open(tensor, at);
    let header = Some((tensor.shape(), &root));
    (at, demand::write(&roots(provider), at, header, Some(&opening)))
}

fn check_with(provider: &Provider, openings: &dyn Openings, mode: Mode) -> Report {
    let plan = plan(&provider.job.spec, mode, &mut StdRng::seed_from_u64(98));
    verify(&provider.key(), &provider.commitment(), openings, &plan).expect("a good job")
}

fn missing(report: Report) -> Missing {
    match report.verdict {
        Verdict::Unavailable(missing) => missing.into_iter().next().expect("a part"),
        other => panic!("{other:?} instead of unavailable"),
    }
}

/// Whatever is withheld, what is demanded is the first leaf of it, and with an answer the check goes on where it stood.
#[test]
fn the_first_leaf_that_is_not_served_is_found_and_its_answer_stands_in_for_it() {
    let provider = provider();
    let spec = &provider.job.spec;
    for withheld in ["0", "7", "11", "3,8-9", "0-11"] {
        for mode in MODES {
            let leaves: LeafSet = withheld.parse().expect("leaves");
            let openings = Withholding {
                from: &provider,
                leaves: leaves.clone(),
            };
            let mut answers = Vec::new();
            for number in leaves.ranges().iter().cloned().flatten() {
                let known = Answers::new(provider.trace_root(), answers.clone());
                let answered = Answered::new(&openings, &known);
                let missing = missing(check_with(&provider, &answered, mode));
                let found = answered.first_unshown(spec, &missing).expect("a leaf");
                assert_eq!(found, place(&provider, OP, number), "{withheld}, {mode:?}");
                answers.push(answer(&provider, found));
            }
            let known = Answers::new(provider.trace_root(), answers);
            let report = check_with(&provider, &Answered::new(&openings, &known), mode);
            assert_eq!(report.verdict, Verdict::Accept, "{withheld}, {mode:?}");
        }
    }
}

/// A tensor that is not served as a whole, and its leaves are: nothing needs to be demanded.
#[test]
fn leaves_make_up_for_a_whole() {
    let provider = provider();
    let openings = Withholding {
        from: &provider,
        leaves: LeafSet::default(),
    };
    let none = Answers::default();
    let report = check_with(&provider, &Answered::new(&openings, &none), Mode::Full);
    assert_eq!(report.verdict, Verdict::Accept);
}

/// The wrong number is in the one leaf that is not served.
#[test]
fn a_wrong_number_in_an_answer_convicts() {
    let mut provider = provider();
    let mut results = provider.job.results.clone();
    let number = results[OP].get(3, 66);
    results[OP].set(3, 66, number ^ 1);
    provider.commit(results);
    let openings = Withholding {
        from: &provider,
        leaves: "7".parse().expect("leaves"),
    };
    let none = Answers::default();
    for mode in MODES {
        let known = Answers::new(
            provider.trace_root(),
            [answer(&provider, place(&provider, OP, 7))],
        );
        assert_eq!(known.convict(&provider.job.spec, &provider.commitment()), None);
        let report = check_with(&provider, &Answered::new(&openings, &known), mode);
        let Verdict::Fraud(proof) = report.verdict else {
            panic!("{mode:?}: {:?}", report.verdict);
        };
        let conviction = proof.conviction;
        assert_eq!((conviction.op, conviction.i, conviction.j), (OP as u16, 3, 66));
        // Without the answer, what is computed from it gives nothing away either.
        let plain = check_with(&provider, &Answered::new(&openings, &none), mode);
        assert!(!matches!(plain.verdict, Verdict::Accept));
    }
}

/// Neither list nor tensors are served; everything was demanded.
#[test]
fn answers_alone_are_enough() {
    let mut provider = provider();
    let all: Vec<(LeafAt, Vec<u8>)> = (0..provider.job.results.len())
        .flat_map(|op| (0..provider.job.results[op].shape().leaves()).map(move |leaf| (op, leaf)))
        .map(|(op, leaf)| answer(&provider, place(&provider, op, leaf)))
        .collect();
    let known = Answers::new(provider.trace_root(), all.clone());
    let half = Answers::new(provider.trace_root(), all[..20].to_vec());
    provider.serves_trace = false;
    provider.served.fill(None);
    let report = check_with(&provider, &Answered::new(&provider, &known), Mode::Full);
    assert_eq!(report.verdict, Verdict::Accept);
    let answered = Answered::new(&provider, &half);
    let missing = missing(check_with(&provider, &answered, Mode::Full));
    let wanted = answered
        .first_unshown(&provider.job.spec, &missing)
        .expect("a leaf");
    let unknown = all
        .iter()
        .find(|(at, _)| all[..20].iter().all(|(known, _)| known.op != at.op));
    assert_eq!(
        wanted,
        unknown.expect("an op").0,
        "the first op whose header is not known"
    );
}

#[test]
fn an_answer_of_another_result_is_none() {
    let provider = provider();
    let other = Provider::honest(every_op(6, 5, 70, 21));
    let at = place(&provider, OP, 7);
    assert_eq!(Answers::new(provider.trace_root(), [answer(&other, at)]).len(), 0);
    let (_, bytes) = answer(&provider, at);
    let beside = place(&provider, OP, 6);
    assert_eq!(Answers::new(provider.trace_root(), [(beside, bytes)]).len(), 0);
    assert_eq!(
        Answers::new(provider.trace_root(), [answer(&provider, at)]).len(),
        1
    );
}

/// What the answers convict of.
fn convicted(provider: &Provider, answers: &Answers) -> FraudProof {
    let proof = answers.convict(&provider.job.spec, &provider.commitment());
    let proof = proof.expect("a proof");
    let roots = Roots {
        spec: provider.job.spec.spec_root(),
        input: provider.commitment().input_root,
        trace: provider.trace_root(),
        output: provider.output,
    };
    assert_eq!(check(&proof.evidence, &roots), Ok(proof.conviction));
    proof
}

/// The list says what it should, and the header that is committed to does not. The answer shows it.
#[test]
fn a_header_that_only_the_answer_shows_convicts() {
    let mut provider = provider();
    let mut results = provider.job.results.clone();
    let Shape { rows, cols, .. } = results[OP].shape();
    results[OP] = Tensor::from_i32(rows + 1, cols, &vec![0; ((rows + 1) * cols) as usize]).expect("a shape");
    provider.commit(results);
    let at = place(&provider, OP, 0);
    let known = Answers::new(provider.trace_root(), [answer(&provider, at)]);
    let conviction = convicted(&provider, &known).conviction;
    assert_eq!(
        (conviction.kind, conviction.op),
        (ConvictionKind::Header, OP as u16)
    );
    // A list that lies about the shape is put right, and the check finds the same.
    provider.entries[OP].shape = provider.job.results[OP].shape();
    let answered = Answered::new(&provider, &known);
    assert_eq!(answered.trace().expect("listed")[OP].shape.rows, rows + 1);
    // As long as nobody has answered, the header is what is demanded.
    let none = Answers::default();
    let none = Answered::new(&provider, &none);
    provider_lists(&none);
    let part = assay_verifier::Part::Tensor(OP);
    let missing = Missing {
        part,
        leaves: LeafSet::default(),
        reason: assay_verifier::MissingReason::NotServed("404 Not Found".into()),
    };
    assert_eq!(none.first_unshown(&provider.job.spec, &missing), Some(at));
    assert_eq!(answered.first_unshown(&provider.job.spec, &missing), None);
}

fn provider_lists(answered: &Answered<'_>) {
    assert!(!answered.trace().expect("listed").is_empty());
}

#[test]
fn a_trace_of_another_length_convicts() {
    let mut provider = provider();
    let mut results = provider.job.results.clone();
    results.pop();
    provider.commit(results);
    let past = LeafAt {
        op: provider.entries.len() as u16,
        row: 0,
        leaf: 0,
    };
    let bytes = demand::write(&roots(&provider), past, None, None);
    let known = Answers::new(provider.trace_root(), [(past, bytes)]);
    assert_eq!(
        convicted(&provider, &known).conviction.kind,
        ConvictionKind::TraceLength
    );
}

#[test]
fn padding_in_an_answer_convicts() {
    let mut provider = provider();
    let tensor = provider.job.results[OP].clone();
    let at = place(&provider, OP, 7);
    let mut opening = open(&tensor, at);
    opening.bytes[200] = 9;
    let shape = tensor.shape();
    let nodes = opening.nodes(&shape).expect("inside");
    let root = nodes.last().expect("a root");
    provider.entries[OP].root = tensor_root(&shape, root);
    let bytes = demand::write(&roots(&provider), at, Some((shape, root)), Some(&opening));
    let known = Answers::new(provider.trace_root(), [(at, bytes)]);
    let conviction = convicted(&provider, &known).conviction;
    assert_eq!(
        (conviction.kind, conviction.op),
        (ConvictionKind::Padding, OP as u16)
    );
    let honest = Provider::honest(every_op(6, 5, 70, 20));
    let honest_answer = Answers::new(honest.trace_root(), [answer(&honest, at)]);
    assert_eq!(
        honest_answer.convict(&honest.job.spec, &honest.commitment()),
        None
    );
}
