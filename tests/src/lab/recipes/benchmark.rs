//! Benchmarks, the same of every provider.

use crate::{
    lab::{top_bump, Lab, Operator},
    Work, BENCHMARK,
};
use assay_client::{
    address,
    escrow::{benchmark_terms, Benchmark, BenchmarkTerms, ClassRules, EVIDENCE_CHUNK},
    stake::StakePool,
};
use assay_proof::{benchmark::Benchmark as Size, evidence::Case, examine, SeededRow, Tensor, Whole};
use escrow::constants::CLASS_SEED;
use solana_address::Address;
use solana_instruction::Instruction;

const RULES: ClassRules = ClassRules {
    class: 0,
    slots: 1_000,
    draws: 1,
    answer_seconds: 60,
    window_seconds: 30,
};

/// Somebody at a benchmark.
#[derive(Clone, Copy)]
struct Candidate {
    pool: StakePool,
    operator: Operator,
    nonce: u64,
}

/// Classes whose accounts have the bump 255 in the first two pools.
fn classes(lab: &Lab) -> impl Iterator<Item = u16> {
    let pools = [0, 1].map(|n| lab.parties.pools[n].address);
    (1u16..).filter(move |class| {
        let class = class.to_le_bytes();
        pools
            .iter()
            .all(|pool| top_bump(&escrow::ID, &[CLASS_SEED, pool.as_ref(), &class]))
    })
}

fn terms(class: u16) -> BenchmarkTerms {
    let rules = ClassRules { class, ..RULES };
    benchmark_terms(&BENCHMARK, rules).expect("a size in its bounds")
}

/// The first class, which is in two pools, as is another.
fn with_classes(lab: &mut Lab) -> u16 {
    let classes: Vec<u16> = classes(lab).take(2).collect();
    for n in 0..2 {
        let (pool, governor) = (lab.parties.pools[n], lab.parties.governors[n]);
        for (which, class) in ["first", "second"].into_iter().zip(&classes) {
            let address = address::benchmark_class(&pool.address, *class);
            lab.call(address, format!("{which} class of pool {}", ["A", "B"][n]));
            lab.send(pool.create_benchmark_class(governor, terms(*class)));
        }
    }
    classes[0]
}

/// Whoever can be at a benchmark: two of pool A, the first of them in another pool, and one of that pool.
fn candidates(lab: &mut Lab) -> Vec<Candidate> {
    let [a, b] = [0, 1].map(|n| lab.parties.pools[n]);
    let providers = lab.parties.providers.clone();
    let all = [
        (a, providers[0]),
        (a, providers[1]),
        (b, lab.parties.provider_elsewhere),
        (b, providers[2]),
    ];
    let candidate = |(pool, operator): (StakePool, Operator)| {
        let benchmark = address::benchmark(&operator.address);
        lab.call(benchmark, format!("benchmark of {}", lab.name(&operator.address)));
        let nonce = lab.evidence_nonce(operator.agent);
        Candidate {
            pool,
            operator,
            nonce,
        }
    };
    all.map(candidate).into()
}

fn state(lab: &mut Lab, operator: &Operator) -> Benchmark {
    lab.state(&address::benchmark(&operator.address))
}

fn begin(candidate: &Candidate, class: u16) -> Instruction {
    let Operator { agent, address, .. } = candidate.operator;
    candidate.pool.begin_benchmark(agent, address, class)
}

fn draw(candidate: &Candidate) -> Instruction {
    candidate.pool.draw_benchmark(candidate.operator.address)
}

fn begun(lab: &mut Lab) -> Vec<Candidate> {
    let class = with_classes(lab);
    let all = candidates(lab);
    for candidate in &all {
        lab.send(begin(candidate, class));
    }
    lab.advance(1);
    all
}

fn seeded(lab: &mut Lab) -> Vec<Candidate> {
    let all = begun(lab);
    all.iter().for_each(|candidate| {
        lab.send(draw(candidate));
    });
    all
}

/// An honest run, but for one element where it is `wrong`.
fn prove(lab: &mut Lab, candidate: &Candidate, wrong: bool) -> (Work, crate::Claim, Instruction) {
    let Operator { agent, address, .. } = candidate.operator;
    let work = Work::benchmark(&BENCHMARK, &state(lab, &candidate.operator).seed);
    let claim = match wrong {
        true => work.cheat(2, (1, 9)),
        false => work.honest(),
    };
    let prove = candidate
        .pool
        .prove_benchmark(agent, address, claim.trace_root, claim.output_root);
    (work, claim, prove)
}

/// Evidence of the element drawn or, where it is `wrong`, of that which is.
fn shown(lab: &mut Lab, wrong: bool) -> Vec<Candidate> {
    let all = seeded(lab);
    let mut proven = Vec::new();
    for candidate in &all {
        let (work, claim, prove) = prove(lab, candidate, wrong);
        lab.send(prove);
        proven.push((work, claim));
    }
    lab.advance(1);
    for (candidate, (work, claim)) in all.iter().zip(&proven) {
        lab.send(draw(candidate));
        let (op, i, j) = match wrong {
            true => (2, 1, 9),
            false => state(lab, &candidate.operator).element(0),
        };
        write(lab, candidate, &work.evidence(claim, op, (i, j)));
    }
    all
}

fn write(lab: &mut Lab, candidate: &Candidate, evidence: &[u8]) {
    let (market, owner) = (lab.parties.markets[0], candidate.operator.agent);
    let buffer = address::evidence(&owner, candidate.nonce);
    let benchmark = lab.name(&address::benchmark(&candidate.operator.address));
    lab.call(buffer, format!("evidence about {benchmark}"));
    lab.send(market.open_evidence(owner, candidate.nonce, evidence.len() as u32));
    for (n, chunk) in evidence.chunks(EVIDENCE_CHUNK).enumerate() {
        let offset = (n * EVIDENCE_CHUNK) as u32;
        lab.send(market.write_evidence(owner, candidate.nonce, offset, chunk));
    }
}

fn answer(candidate: &Candidate) -> Instruction {
    let Operator { agent, address, .. } = candidate.operator;
    candidate
        .pool
        .answer_benchmark(address, 0, (&agent, candidate.nonce))
}

pub fn create_benchmark_class(lab: &mut Lab) -> Instruction {
    let class = classes(lab).next().expect("half of all numbers");
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    pool.create_benchmark_class(governor, terms(class))
}

pub fn close_benchmark_class(lab: &mut Lab) -> Instruction {
    let class = with_classes(lab);
    lab.parties.pools[0].close_benchmark_class(lab.parties.governors[0], class)
}

pub fn begin_benchmark(lab: &mut Lab) -> Instruction {
    let class = with_classes(lab);
    begin(&candidates(lab)[0], class)
}

pub fn draw_benchmark(lab: &mut Lab) -> Instruction {
    draw(&begun(lab)[0])
}

pub fn prove_benchmark(lab: &mut Lab) -> Instruction {
    let first = seeded(lab)[0];
    prove(lab, &first, false).2
}

pub fn answer_benchmark(lab: &mut Lab) -> Instruction {
    answer(&shown(lab, false)[0])
}

pub fn refute_benchmark(lab: &mut Lab) -> Instruction {
    let first = shown(lab, true)[0];
    let Operator { agent, address, .. } = first.operator;
    first.pool.refute_benchmark(address, (&agent, first.nonce))
}

pub fn finish_benchmark(lab: &mut Lab) -> Instruction {
    let all = shown(lab, false);
    for candidate in &all {
        lab.send(answer(candidate));
    }
    lab.advance(31);
    let benchmark = state(lab, &all[0].operator);
    all[0].pool.finish_benchmark(&benchmark)
}

pub fn close_benchmark(lab: &mut Lab) -> Instruction {
    let all = shown(lab, false);
    lab.advance(61);
    let benchmark = state(lab, &all[0].operator);
    all[0].pool.close_benchmark(&benchmark)
}

/// Shows an element of a benchmark as large as there are.
///
/// # Panics
/// When the judge does not read the evidence.
pub fn answer_of_the_largest(lab: &mut Lab) -> Instruction {
    let first = shown(lab, false)[0];
    let size = Size {
        rows: 64,
        width: 16_384,
        weights: 240,
        steps: 4_800,
    };
    let mut benchmark = state(lab, &first.operator);
    benchmark.terms = benchmark_terms(&size, RULES).expect("a size in its bounds");
    let (op, i, j) = benchmark.element(0);
    let (spec, input) = (size.spec().expect("a size in its bounds"), size.input());
    // What the other steps give is not looked at.
    let operand = assay_proof::seeded(&[1; 32], 0, input.shape());
    let (number, whole) = (op % size.weights, Whole::new(&operand));
    let row = SeededRow::new(&benchmark.seed, number, spec.weights[0].shape, j);
    let mut claimed = operand.clone();
    let mut trace = vec![operand.root(); spec.ops.len()];
    let mut shown = |claimed: &Tensor| {
        trace[usize::from(op)] = claimed.root();
        let case = Case::new(&spec, &[input.root()], &trace);
        let evidence = case.opened_element(op, (i, j), &Whole::new(claimed), &[&whole, &row]);
        (evidence.expect("an element of it"), case.roots([0; 32]))
    };
    let (evidence, roots) = shown(&claimed);
    let found = examine(&evidence, &roots, Some(&benchmark.seed)).expect("evidence");
    claimed.set(i as usize, j as usize, found.expected as i32);
    let (evidence, roots) = shown(&claimed);
    benchmark.trace_root = roots.trace;
    lab.change::<Benchmark>(&address::benchmark(&first.operator.address), |state| {
        *state = benchmark;
    });
    lab.put_evidence(address::evidence(&first.operator.agent, first.nonce), &evidence);
    answer(&first)
}

/// The judge's word on the element drawn.
pub fn judged(lab: &mut Lab) -> (Address, Benchmark) {
    let first = shown(lab, false)[0];
    let benchmark = state(lab, &first.operator);
    (address::evidence(&first.operator.agent, first.nonce), benchmark)
}
