//! The check of one job.

use crate::cache::Cache;
use crate::hashing::parallel_root;
use crate::key::{fold_blocks, VerifierKey};
use crate::openings::{Openings, TraceEntry};
use crate::plan::Plan;
use crate::report::*;
use crate::{matmul, recompute};
use assay_proof::evidence::Case;
use assay_proof::{check, input_root, trace_root, Hash, Op, Roots, Source, Tensor};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of results kept for later ops, besides those of the op at hand.
const CACHE_BYTES: u64 = 256 << 20;

/// What a provider committed to, and the inputs it had to compute on.
#[derive(Clone, Copy, Debug)]
pub struct Commitment<'a> {
    /// The job's inputs, fetched by the verifier itself.
    pub inputs: &'a [Tensor],
    /// Root of the job's inputs, on chain.
    pub input_root: Hash,
    /// Root of the provider's trace, on chain.
    pub trace_root: Hash,
    /// Tensor root of the provider's output, on chain.
    pub output_root: Hash,
}

/// Checks a provider's result. Memory is bounded by one op and its operands plus 256 MiB, not by the
/// job: results are fetched when an op needs them and fetched again when they no longer fit.
///
/// Ops are checked in order, so the first wrong op is the one that is proven. What is missing does not
/// stop the search for a wrong number: [`Verdict::Unavailable`] is given only when nothing that was
/// shown is wrong.
///
/// # Errors
///
/// [`VerifyError`] when the inputs or the plan are not those of the job; it says nothing about the
/// provider.
pub fn verify(
    key: &VerifierKey,
    commitment: &Commitment<'_>,
    openings: &dyn Openings,
    plan: &Plan,
) -> Result<Report, VerifyError> {
    let (ops, planned) = (key.spec().ops.len(), plan.ops());
    if ops != planned {
        return Err(VerifyError::Plan {
            plan: planned,
            key: ops,
        });
    }
    let mut timings = Timings::default();
    let input_roots: Vec<Hash> = timed(&mut timings.hash, || {
        commitment.inputs.iter().map(parallel_root).collect()
    });
    let shapes = commitment.inputs.iter().map(Tensor::shape);
    if input_root(&input_roots) != commitment.input_root || !shapes.eq(key.spec().inputs.iter().copied()) {
        return Err(VerifyError::Inputs);
    }
    let mut session = Session {
        key,
        plan,
        commitment,
        openings,
        input_roots,
        entries: Vec::new(),
        cache: Cache::new(key.spec(), CACHE_BYTES),
        missing: Vec::new(),
        timings,
    };
    let verdict = match session.run()? {
        Some(proof) => Verdict::Fraud(proof),
        None if session.missing.is_empty() => Verdict::Accept,
        None => Verdict::Unavailable(session.missing),
    };
    let is_matmul = |desc: &&assay_proof::OpDesc| matches!(desc.op, Op::MatMul { .. });
    let matmuls = key.spec().ops.iter().filter(is_matmul).count();
    let soundness = match verdict {
        Verdict::Accept => Soundness::of(plan.mode(), matmuls as u32, (ops - matmuls) as u32),
        Verdict::Fraud(_) => Soundness::Certain,
        Verdict::Unavailable(_) => Soundness::None,
    };
    Ok(Report {
        verdict,
        soundness,
        timings: session.timings,
    })
}

struct Session<'a> {
    key: &'a VerifierKey,
    plan: &'a Plan,
    commitment: &'a Commitment<'a>,
    openings: &'a dyn Openings,
    input_roots: Vec<Hash>,
    entries: Vec<TraceEntry>,
    cache: Cache,
    missing: Vec<Missing>,
    timings: Timings,
}

impl Session<'_> {
    /// Looks for the first wrong thing; what is missing is collected on the way.
    fn run(&mut self) -> Result<Option<FraudProof>, VerifyError> {
        let served = timed(&mut self.timings.fetch, || self.openings.trace());
        match served {
            Ok(entries) => self.entries = entries,
            Err(error) => {
                self.miss(Part::Trace, MissingReason::NotServed(error.to_string()));
                return Ok(None);
            }
        }
        let roots: Vec<Hash> = self.entries.iter().map(|entry| entry.root).collect();
        let (found, committed) = (trace_root(&roots), self.commitment.trace_root);
        if found != committed {
            self.miss(Part::Trace, MissingReason::Root { found, committed });
            return Ok(None);
        }
        let ops = self.key.spec().ops.len();
        if roots.len() != ops {
            let evidence = self.case().trace_length();
            return self.judged(evidence, 0, (0, 0)).map(Some);
        }
        if roots[ops - 1] != self.commitment.output_root {
            let evidence = self.case().output().expect("the trace has an entry per op");
            return self.judged(evidence, ops - 1, (0, 0)).map(Some);
        }
        for op in 0..ops {
            if let Some(proof) = self.check_op(op)? {
                return Ok(Some(proof));
            }
            self.cache.drop_unneeded(op);
        }
        Ok(None)
    }

    fn check_op(&mut self, op: usize) -> Result<Option<FraudProof>, VerifyError> {
        let desc = self.key.spec().ops[op];
        let Some(claimed) = self.result(op, op) else {
            return Ok(None);
        };
        if claimed.shape() != desc.shape {
            let root = timed(&mut self.timings.prove, || claimed.tree().merkle_root());
            let evidence = self.case().header(op as u16, claimed.shape(), &root);
            let evidence = evidence.expect("the op is in spec and trace");
            return self.judged(evidence, op, (0, 0)).map(Some);
        }
        let key = self.key;
        let mut fetched: Vec<Arc<Tensor>> = Vec::new();
        for source in desc.op.operands().iter() {
            if let Source::Op(n) = *source {
                let Some(tensor) = self.result(usize::from(n), op) else {
                    return Ok(None);
                };
                fetched.push(tensor);
            }
        }
        let mut results = fetched.iter();
        let operands: Vec<&Tensor> = desc
            .op
            .operands()
            .iter()
            .map(|source| match *source {
                Source::Input(n) => &self.commitment.inputs[usize::from(n)],
                Source::Weight(n) => &key.weights()[usize::from(n)],
                Source::Op(_) => results.next().expect("one fetched per op operand").as_ref(),
            })
            .collect();
        let Some(at) = self.first_wrong(op, &claimed, &operands) else {
            return Ok(None);
        };
        let start = Instant::now();
        let evidence = self.case().element(op as u16, at, &claimed, &operands);
        let evidence = evidence.expect("shapes and position were checked");
        let proof = self.judged(evidence, op, at);
        self.timings.prove += start.elapsed();
        proof.map(Some)
    }

    fn first_wrong(&mut self, op: usize, claimed: &Tensor, operands: &[&Tensor]) -> Option<(u32, u32)> {
        let desc = &self.key.spec().ops[op];
        let Op::MatMul { batch, .. } = desc.op else {
            return timed(&mut self.timings.exact, || {
                recompute::first_wrong(&desc.op, claimed, operands)
            });
        };
        let (a, b, kernel) = (operands[0], operands[1], self.key.kernel());
        timed(&mut self.timings.matmul, || match self.key.folded(op) {
            Some(weight) => {
                let product = (a, b, claimed);
                matmul::first_wrong(product, &weight.challenge, &weight.blocks, kernel)
            }
            None => {
                let challenge = self.plan.challenge(op);
                let challenge = challenge.expect("the plan has a challenge for every other MatMul");
                let folded = fold_blocks(b, batch, challenge, kernel);
                matmul::first_wrong((a, b, claimed), challenge, &folded, kernel)
            }
        })
    }

    /// The result of op `op`, shown by the provider and hashing to what it committed to; otherwise it is
    /// noted as missing. `current` is the op being checked.
    fn result(&mut self, op: usize, current: usize) -> Option<Arc<Tensor>> {
        if let Some(tensor) = self.cache.get(op) {
            return Some(tensor);
        }
        if self
            .missing
            .iter()
            .any(|missing| missing.part == Part::Tensor(op))
        {
            return None;
        }
        match self.fetch(op) {
            Ok(tensor) => {
                let tensor = Arc::new(tensor);
                self.cache.keep(op, &tensor, current);
                Some(tensor)
            }
            Err(reason) => {
                self.miss(Part::Tensor(op), reason);
                None
            }
        }
    }

    fn fetch(&mut self, op: usize) -> Result<Tensor, MissingReason> {
        let TraceEntry { shape, root } = self.entries[op];
        let spec = self.key.spec();
        let declared = spec.ops.iter().map(|desc| desc.shape.bytes()).max();
        let (listed, largest) = (shape.bytes(), declared.unwrap_or(0));
        if listed > largest {
            return Err(MissingReason::TooLarge { listed, largest });
        }
        let served = timed(&mut self.timings.fetch, || self.openings.tensor(op, shape));
        let tensor = served.map_err(|error| MissingReason::NotServed(error.to_string()))?;
        let found = timed(&mut self.timings.hash, || parallel_root(&tensor));
        // The root binds the shape too.
        if found == root {
            Ok(tensor)
        } else {
            let committed = root;
            Err(MissingReason::Root { found, committed })
        }
    }

    fn miss(&mut self, part: Part, reason: MissingReason) {
        self.missing.push(Missing { part, reason });
    }

    fn case(&self) -> Case<'_> {
        let trace: Vec<Hash> = self.entries.iter().map(|entry| entry.root).collect();
        Case::new(self.key.spec(), &self.input_roots, &trace)
    }

    /// Asks the judge, as the chain will.
    fn judged(
        &self,
        evidence: Vec<u8>,
        op: usize,
        (row, col): (u32, u32),
    ) -> Result<FraudProof, VerifyError> {
        let roots = Roots {
            spec: *self.key.spec_root(),
            input: self.commitment.input_root,
            trace: self.commitment.trace_root,
            output: self.commitment.output_root,
        };
        match check(&evidence, &roots) {
            Ok(conviction) => Ok(FraudProof { evidence, conviction }),
            Err(reject) => Err(VerifyError::Evidence { op, row, col, reject }),
        }
    }
}

/// Runs `work` and adds its time to `total`.
fn timed<T>(total: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *total += start.elapsed();
    result
}
