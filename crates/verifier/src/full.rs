//! The check of every element: products by Freivalds, everything else recomputed.

use crate::cache::Cache;
use crate::clock::Phase;
use crate::freivalds::LinearFault;
use crate::key::fold_blocks;
use crate::plan::Plan;
use crate::product::{first_wrong_exactly, wrong_product_column, Fold, Scale, MOST_WRONG_SUMS};
use crate::recompute::{self, wrong_column};
use crate::report::{FraudProof, VerifyError};
use crate::session::{fetch_all, Session};
use assay_proof::{DType, Op, Opened, Shape, Source, Tensor, Whole};
use assay_quotes::soundness::by_freivalds;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of results kept for later ops, besides those of the ops at hand.
const CACHE_BYTES: u64 = 256 << 20;
/// Bytes of results and sums fetched and checked at once; a single op may take more.
const WAVE_BYTES: u64 = 128 << 20;

type Results = BTreeMap<usize, Arc<Tensor>>;

/// Looks for the first wrong op; what is missing is collected on the way.
pub(crate) fn run(session: &Session<'_>, plan: &Plan) -> Result<Option<FraudProof>, VerifyError> {
    let spec = session.key.spec();
    let mut cache = Cache::new(spec, CACHE_BYTES);
    let mut missing = vec![false; spec.ops.len()];
    let mut start = 0;
    while start < spec.ops.len() {
        let mut wave = Wave::plan(session, &cache, start);
        let results = wave.fetch(session, &cache, &mut missing);
        let checked: Vec<_> = (start..wave.end)
            .into_par_iter()
            .map(|op| Check { session, plan, op }.run(&results, wave.sums.get(&op)))
            .collect();
        for proof in checked {
            if let Some(proof) = proof? {
                return Ok(Some(proof));
            }
        }
        for (op, tensor) in &results {
            cache.keep(*op, tensor, wave.end - 1);
        }
        cache.drop_unneeded(wave.end - 1);
        start = wave.end;
    }
    Ok(None)
}

/// Ops that are fetched and checked together.
struct Wave {
    start: usize,
    end: usize,
    /// Results of earlier ops that they read and that are not in memory.
    again: Vec<usize>,
    sums: BTreeMap<usize, Tensor>,
}

impl Wave {
    /// As many ops from `start` on as fit, at least one.
    fn plan(session: &Session<'_>, cache: &Cache, start: usize) -> Self {
        let spec = session.key.spec();
        let mut wave = Self {
            start,
            end: start,
            again: Vec::new(),
            sums: BTreeMap::new(),
        };
        let mut bytes = 0;
        for (op, desc) in spec.ops.iter().enumerate().skip(start) {
            let sums = if shows_sums(session, op) {
                4 * desc.shape.elements()
            } else {
                0
            };
            let operands = desc.op.operands();
            let again = operands.iter().filter_map(|source| match *source {
                Source::Op(n) => Some(usize::from(n)),
                Source::Input(_) | Source::Weight(_) => None,
            });
            let again = again.filter(|n| *n < start && cache.get(*n).is_none() && !wave.again.contains(n));
            let mut again: Vec<usize> = again.collect();
            again.dedup();
            let again_bytes: u64 = again.iter().map(|n| spec.ops[*n].shape.bytes()).sum();
            let takes = desc.shape.bytes() + sums + again_bytes;
            if wave.end > start && bytes + takes > WAVE_BYTES {
                break;
            }
            bytes += takes;
            wave.again.extend(again);
            wave.end = op + 1;
        }
        wave
    }

    /// Fetches what the ops need and returns all results at hand. What is missing is not asked for again.
    fn fetch(&mut self, session: &Session<'_>, cache: &Cache, missing: &mut [bool]) -> Results {
        enum Fetched {
            Result(usize, Option<Tensor>),
            Sums(usize, Option<Tensor>),
        }
        let results = self.again.iter().copied().chain(self.start..self.end);
        let results = results.filter(|op| !missing[*op]).map(|op| (op, false));
        let sums = (self.start..self.end).filter(|op| shows_sums(session, *op));
        let wanted: Vec<(usize, bool)> = results.chain(sums.map(|op| (op, true))).collect();
        let fetched = fetch_all(wanted.len(), |n| match wanted[n] {
            (op, false) => Fetched::Result(op, session.tensor(op)),
            (op, true) => Fetched::Sums(op, sums_of(session, op)),
        });
        let mut results = Results::new();
        for fetched in fetched {
            match fetched {
                Fetched::Result(op, Some(tensor)) => {
                    results.insert(op, Arc::new(tensor));
                }
                Fetched::Result(op, None) => missing[op] = true,
                Fetched::Sums(op, sums) => self.sums.extend(sums.map(|sums| (op, sums))),
            }
        }
        for desc in &session.key.spec().ops[self.start..self.end] {
            for source in desc.op.operands().iter() {
                if let Source::Op(n) = *source {
                    let n = usize::from(n);
                    let held = cache.get(n).map(|tensor| (n, tensor));
                    results.extend(held);
                }
            }
        }
        results
    }
}

/// Whether op `op` is a Linear that is checked by the sums the provider shows.
fn shows_sums(session: &Session<'_>, op: usize) -> bool {
    let spec = session.key.spec();
    let desc = &spec.ops[op];
    matches!(desc.op, Op::Linear { .. }) && by_freivalds(spec, desc)
}

/// The sums of a Linear. That they are not shown is no fault: they are not committed to.
fn sums_of(session: &Session<'_>, op: usize) -> Option<Tensor> {
    let Shape { rows, cols, .. } = session.key.spec().ops[op].shape;
    let shape = Shape::new(DType::I32, rows, cols);
    let sums = session.shown(|| session.openings.sums(op, shape), |sums| sums.data().len());
    sums.ok().filter(|sums| sums.shape() == shape)
}

struct Check<'a> {
    session: &'a Session<'a>,
    plan: &'a Plan,
    op: usize,
}

impl Check<'_> {
    /// The proof that the op's result is wrong, if it is.
    fn run(&self, results: &Results, sums: Option<&Tensor>) -> Result<Option<FraudProof>, VerifyError> {
        let (session, op) = (self.session, self.op);
        let desc = &session.key.spec().ops[op];
        let Some(claimed) = results.get(&op) else {
            return Ok(None);
        };
        if claimed.shape() != desc.shape {
            let root = claimed.tree().merkle_root();
            return session.prove_header(op, &root).map(Some);
        }
        let sources = desc.op.operands();
        let shown = |source: &Source| match *source {
            // Of another shape than declared it is proven by its header, and nothing can be computed from it.
            Source::Op(n) => results
                .get(&usize::from(n))
                .is_some_and(|result| result.shape() == session.key.spec().ops[usize::from(n)].shape),
            Source::Input(_) | Source::Weight(_) => true,
        };
        if !sources.iter().all(shown) {
            return Ok(None);
        }
        let Some(at) = self.first_wrong(claimed, sums, results)? else {
            return Ok(None);
        };
        let operands = self.operands(results, at.0)?;
        let operands: Vec<Whole> = operands.into_par_iter().map(Whole::new).collect();
        let operands: Vec<&dyn Opened> = operands.iter().map(|whole| whole as _).collect();
        let proof = session.prove_element(op, at, &Whole::new(claimed), &operands);
        proof.map(Some)
    }

    fn first_wrong(
        &self,
        claimed: &Tensor,
        sums: Option<&Tensor>,
        results: &Results,
    ) -> Result<Option<(u32, u32)>, VerifyError> {
        let (session, clock) = (self.session, &self.session.clock);
        let desc = &session.key.spec().ops[self.op];
        match desc.op {
            Op::MatMul { batch, .. } => {
                let wrong = self.folded(results, |fold| {
                    let a = self.operand(desc.op.operands()[0], results)?;
                    Ok(clock.time(Phase::Matmul, || fold.wrong_row(a, claimed, 0)))
                })?;
                let Some(row) = wrong else {
                    return Ok(None);
                };
                let operands = self.operands(results, row as u32)?;
                let block = row / (desc.shape.rows / batch) as usize;
                let first = block * desc.shape.cols as usize;
                let column = clock.time(Phase::Prove, || {
                    wrong_product_column(operands[0], operands[1], claimed, row, first)
                });
                let column = column.expect("a row that fails the check is wrong: the check is exact");
                Ok(Some((row as u32, column as u32)))
            }
            Op::Linear { .. } => match sums {
                Some(sums) => self.first_wrong_linear(claimed, sums, results),
                None => self.first_wrong_exactly(claimed, results),
            },
            _ => {
                let operands = self.operands(results, 0)?;
                Ok(clock.time(Phase::Exact, || {
                    recompute::first_wrong(&desc.op, claimed, &operands)
                }))
            }
        }
    }

    /// The first wrong element of a Linear's result, by sums that may be wrong themselves.
    fn first_wrong_linear(
        &self,
        claimed: &Tensor,
        sums: &Tensor,
        results: &Results,
    ) -> Result<Option<(u32, u32)>, VerifyError> {
        let clock = &self.session.clock;
        let desc = &self.session.key.spec().ops[self.op];
        let sources = desc.op.operands();
        let constants = sources[2..].iter().map(|source| self.operand(*source, results));
        let constants: Vec<&Tensor> = constants.collect::<Result<_, _>>()?;
        let scale = Scale::of(desc, &constants).expect("the op is a Linear");
        let rescale = scale.rescale();
        let a = self.operand(sources[0], results)?;
        self.folded(results, |fold| {
            let (mut start, mut wrong_sums) = (0, 0);
            loop {
                let fault = || fold.fault((a, sums, claimed), &rescale, start);
                let row = match clock.time(Phase::Matmul, fault) {
                    None => return Ok(None),
                    Some(LinearFault::Result { row, column }) => {
                        return Ok(Some((row as u32, column as u32)))
                    }
                    Some(LinearFault::Sums { row }) => row,
                };
                wrong_sums += 1;
                if wrong_sums > MOST_WRONG_SUMS {
                    return self.first_wrong_exactly(claimed, results);
                }
                let operands = self.operands(results, row as u32)?;
                let column = clock.time(Phase::Exact, || {
                    wrong_column(&desc.op, desc.shape, row, claimed.row(row), &operands)
                });
                if let Some(column) = column {
                    return Ok(Some((row as u32, column as u32)));
                }
                start = row + 1;
                if start == desc.shape.rows as usize {
                    return Ok(None);
                }
            }
        })
    }

    /// The first wrong element of a product, all of it recomputed.
    fn first_wrong_exactly(
        &self,
        claimed: &Tensor,
        results: &Results,
    ) -> Result<Option<(u32, u32)>, VerifyError> {
        let desc = &self.session.key.spec().ops[self.op];
        let operands = self.operands(results, 0)?;
        let exactly = || first_wrong_exactly(desc, claimed, &operands);
        Ok(self.session.clock.time(Phase::Exact, exactly))
    }

    /// Gives `check` the op's right operand folded: once per model if it is a weight, else now.
    fn folded<T>(
        &self,
        results: &Results,
        check: impl FnOnce(Fold<'_>) -> Result<T, VerifyError>,
    ) -> Result<T, VerifyError> {
        let key = self.session.key;
        if let Some(weight) = key.folded(self.op) {
            return check(Fold {
                challenge: &weight.challenge,
                blocks: &weight.blocks,
                kernel: key.kernel(),
            });
        }
        let desc = &key.spec().ops[self.op];
        let (Op::MatMul { batch, .. } | Op::Linear { batch, .. }) = desc.op else {
            unreachable!("only products are folded");
        };
        let challenge = self.plan.challenge(self.op);
        let challenge = challenge.expect("the plan has a challenge for every other product");
        let b = self.operand(desc.op.operands()[1], results)?;
        let fold = || fold_blocks(b, batch, challenge, key.kernel());
        let blocks = self.session.clock.time(Phase::Matmul, fold);
        check(Fold {
            challenge,
            blocks: &blocks,
            kernel: key.kernel(),
        })
    }

    /// All operands of the op. Weights that are not in memory are loaded to recompute or prove row `row`.
    fn operands<'r>(&'r self, results: &'r Results, row: u32) -> Result<Vec<&'r Tensor>, VerifyError> {
        let sources = self.session.key.spec().ops[self.op].op.operands();
        let operands = sources.iter().map(|source| self.operand(*source, results));
        operands
            .map(|operand| {
                operand.map_err(|error| match error {
                    VerifyError::Weights { op, reason, .. } => VerifyError::Weights { op, row, reason },
                    other => other,
                })
            })
            .collect()
    }

    fn operand<'r>(&'r self, source: Source, results: &'r Results) -> Result<&'r Tensor, VerifyError> {
        match source {
            Source::Input(n) => Ok(&self.session.commitment.inputs[usize::from(n)]),
            Source::Weight(n) => self.session.key.weight(n).map_err(|reason| VerifyError::Weights {
                op: self.op,
                row: 0,
                reason,
            }),
            Source::Op(n) => Ok(results[&usize::from(n)].as_ref()),
        }
    }
}
