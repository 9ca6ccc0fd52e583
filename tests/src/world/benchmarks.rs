//! Benchmarks, step by step.

use super::{Party, World};
use crate::{Chain, Claim, Sent, Work};
use assay_client::{
    address,
    escrow::{benchmark_terms, Benchmark, BenchmarkTerms, ClassRules},
};
use assay_proof::benchmark::Benchmark as Size;
use escrow::constants::DRAW_DELAY_SLOTS;
use solana_signer::Signer;

/// A benchmark that runs at once.
pub const BENCHMARK: Size = Size {
    rows: 3,
    width: 16,
    weights: 2,
    steps: 5,
};

/// Rules of its class.
pub const fn benchmark_rules() -> ClassRules {
    ClassRules {
        class: 7,
        slots: 100,
        draws: 3,
        answer_seconds: 60,
        window_seconds: 30,
    }
}

impl<C: Chain> World<C> {
    /// The terms of [`BENCHMARK`]'s class.
    pub fn class_terms(&self) -> BenchmarkTerms {
        benchmark_terms(&BENCHMARK, benchmark_rules()).expect("a size in its bounds")
    }

    pub fn create_class(&mut self, terms: BenchmarkTerms) -> Sent {
        let authority = self.authority.clone();
        let create = self.pool.create_benchmark_class(authority.pubkey(), terms);
        self.send(&[create], &[&authority])
    }

    pub fn begin_benchmark(&mut self, party: &Party) -> Sent {
        let agent = party.agent.clone();
        let class = benchmark_rules().class;
        let begin = self.pool.begin_benchmark(agent.pubkey(), party.operator, class);
        self.chain.fund(agent.pubkey(), 10_000_000_000);
        self.send(&[begin], &[&agent])
    }

    /// The benchmark that `party` is at.
    #[track_caller]
    pub fn benchmark(&mut self, party: &Party) -> Benchmark {
        self.state(&address::benchmark(&party.operator))
    }

    pub fn draw_benchmark(&mut self, party: &Party) -> Sent {
        let draw = self.pool.draw_benchmark(party.operator);
        self.send(&[draw], &[])
    }

    /// Begins a benchmark and draws its seed; returns the work that it asks for.
    ///
    /// # Panics
    /// When a step is refused.
    #[track_caller]
    pub fn seeded_benchmark(&mut self, party: &Party) -> Work {
        self.begin_benchmark(party).expect("begins");
        self.warp_slots(DRAW_DELAY_SLOTS + 1);
        self.draw_benchmark(party).expect("the seed");
        Work::benchmark(&BENCHMARK, &self.benchmark(party).seed)
    }

    pub fn prove_benchmark(&mut self, party: &Party, claim: &Claim) -> Sent {
        let agent = party.agent.clone();
        let prove = self.pool.prove_benchmark(
            agent.pubkey(),
            party.operator,
            claim.trace_root,
            claim.output_root,
        );
        self.send(&[prove], &[&agent])
    }

    /// Proves a benchmark with this claim, and draws the elements.
    ///
    /// # Panics
    /// When a step is refused.
    #[track_caller]
    pub fn drawn_benchmark(&mut self, party: &Party, claim: &Claim) {
        self.prove_benchmark(party, claim).expect("proves");
        self.warp_slots(DRAW_DELAY_SLOTS + 1);
        self.draw_benchmark(party).expect("the elements");
    }

    /// Shows the element of this draw, with evidence in the buffer of the same number.
    pub fn answer_benchmark(&mut self, party: &Party, (work, claim): (&Work, &Claim), draw: u8) -> Sent {
        let (op, i, j) = self.benchmark(party).element(draw);
        let evidence = work.evidence(claim, op, (i, j));
        self.answer_draw_with(party, draw, u64::from(draw), &evidence)
    }

    /// Answers a draw with any evidence, in the buffer `nonce`.
    pub fn answer_draw_with(&mut self, party: &Party, draw: u8, nonce: u64, evidence: &[u8]) -> Sent {
        self.put_evidence(party, nonce, evidence);
        let from = (&party.address(), nonce);
        let answer = self.pool.answer_benchmark(party.operator, draw, from);
        self.send(&[answer], &[])
    }

    /// Shows every element drawn.
    ///
    /// # Panics
    /// When one is refused.
    #[track_caller]
    pub fn answer_all(&mut self, party: &Party, shown: (&Work, &Claim)) {
        for draw in 0..benchmark_rules().draws {
            self.answer_benchmark(party, shown, draw as u8).expect("answers");
        }
    }

    /// `by` refutes with evidence in its buffer `nonce`.
    pub fn refute_benchmark(&mut self, party: &Party, by: &Party, nonce: u64) -> Sent {
        let refute = self.pool.refute_benchmark(party.operator, (&by.address(), nonce));
        self.send(&[refute], &[])
    }

    pub fn finish_benchmark(&mut self, party: &Party) -> Sent {
        let benchmark = self.benchmark(party);
        let finish = self.pool.finish_benchmark(&benchmark);
        self.send(&[finish], &[])
    }

    pub fn close_benchmark(&mut self, party: &Party) -> Sent {
        let benchmark = self.benchmark(party);
        let close = self.pool.close_benchmark(&benchmark);
        self.send(&[close], &[])
    }
}
