//! The check of some rows of every op, opened with what they depend on.

use crate::clock::Phase;
use crate::plan::Plan;
use crate::product::{Fold, Scale};
use crate::report::{FraudProof, VerifyError};
use crate::rows::{id, read_sums, Operand, Outcome, Row};
use crate::session::{fetch_all, Session};
use assay_proof::{
    leaves_of, row_needs, LeafSet, Op, Opened, OpenedLeaves, Shape, Source, Tensor, Whole, MAX_SUM_BYTES,
};
use assay_quotes::soundness::right_weight;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes opened and checked at once; a single op may take more.
const WAVE_BYTES: u64 = 64 << 20;

/// Looks for the first wrong op; what is missing is collected on the way.
pub(crate) fn run(session: &Session<'_>, plan: &Plan) -> Result<Option<FraudProof>, VerifyError> {
    let sample = Sample::new(session, plan);
    let ops = session.key.spec().ops.len();
    let mut opened: BTreeMap<usize, Shown> = BTreeMap::new();
    let mut start = 0;
    while start < ops {
        let end = sample.wave_end(start);
        let shown = fetch_all(end - start, |n| sample.fetch(start + n));
        let shown = shown.into_iter().enumerate();
        opened.extend(shown.filter_map(|(n, shown)| Some((start + n, shown?))));
        let checked: Vec<_> = (start..end)
            .into_par_iter()
            .map(|op| sample.check(op, &opened))
            .collect();
        for proof in checked {
            if let Some(proof) = proof? {
                return Ok(Some(proof));
            }
        }
        opened.retain(|op, _| sample.last_reader[*op] >= end);
        start = end;
    }
    Ok(None)
}

/// What is opened of every op.
struct Sample<'a> {
    session: &'a Session<'a>,
    plan: &'a Plan,
    leaves: Vec<LeafSet>,
    last_reader: Vec<usize>,
}

/// What the provider showed of one op.
struct Shown {
    leaves: OpenedLeaves,
    /// Of a Linear, the sums of the rows drawn, if they were shown.
    sums: Option<Vec<u8>>,
}

impl<'a> Sample<'a> {
    /// The rows drawn of every op, and what the rows drawn of later ops depend on.
    fn new(session: &'a Session<'a>, plan: &'a Plan) -> Self {
        let spec = session.key.spec();
        let mut ranges: Vec<Vec<Range<u64>>> = vec![Vec::new(); spec.ops.len()];
        let mut last_reader = vec![0; spec.ops.len()];
        for (op, desc) in spec.ops.iter().enumerate() {
            let sources = desc.op.operands();
            let shapes = shapes_of(session, op);
            for i in plan.rows(desc.shape.rows) {
                ranges[op].extend(leaves_of(&desc.shape, i..i + 1, 0..desc.shape.cols));
                let ids = known(session, sources[0]);
                for need in row_needs(desc, &shapes, i, |row, col| id(ids?, row, col, shapes[1].rows)) {
                    if let Source::Op(n) = sources[need.operand] {
                        let shape = &shapes[need.operand];
                        ranges[usize::from(n)].extend(leaves_of(shape, need.rows, need.cols));
                    }
                }
            }
            for source in sources.iter() {
                if let Source::Op(n) = *source {
                    last_reader[usize::from(n)] = op;
                }
            }
        }
        Self {
            session,
            plan,
            leaves: ranges.into_iter().map(LeafSet::new).collect(),
            last_reader,
        }
    }

    /// The end of as many ops from `start` on as fit, at least one.
    fn wave_end(&self, start: usize) -> usize {
        let spec = self.session.key.spec();
        let mut bytes = 0;
        for (op, desc) in spec.ops.iter().enumerate().skip(start) {
            bytes += self.leaves[op].data_bytes(&desc.shape);
            if op > start && bytes > WAVE_BYTES {
                return op;
            }
        }
        spec.ops.len()
    }

    /// Asks for the leaves and the sums of one op.
    fn fetch(&self, op: usize) -> Option<Shown> {
        let session = self.session;
        let desc = &session.key.spec().ops[op];
        // Of a tensor of another shape than declared, the Merkle root is enough to prove it.
        let as_declared = session.entries()[op].shape == desc.shape;
        let none = LeafSet::default();
        let leaves = if as_declared { &self.leaves[op] } else { &none };
        let leaves = session.leaves(op, leaves)?;
        let sums = match desc.op {
            Op::Linear { .. } if as_declared && right_weight(&desc.op).is_some() => {
                let rows = self.plan.rows(desc.shape.rows);
                let most = rows.len() * desc.shape.cols as usize * MAX_SUM_BYTES;
                let ask = || session.openings.row_sums(op, &rows, desc.shape.cols);
                // That they are not shown is no fault: they are not committed to.
                session
                    .shown(ask, Vec::len)
                    .ok()
                    .filter(|bytes| bytes.len() <= most)
            }
            _ => None,
        };
        Some(Shown { leaves, sums })
    }

    /// The proof that a row drawn of op `op` is wrong, if one is.
    fn check(&self, op: usize, opened: &BTreeMap<usize, Shown>) -> Result<Option<FraudProof>, VerifyError> {
        let (session, key) = (self.session, self.session.key);
        let desc = &key.spec().ops[op];
        let Some(shown) = opened.get(&op) else {
            return Ok(None);
        };
        if shown.leaves.shape() != desc.shape {
            return session.prove_header(op, &shown.leaves.merkle_root()).map(Some);
        }
        let sources = desc.op.operands();
        let operand = |source: &Source| match *source {
            Source::Op(n) => {
                let part = &opened.get(&usize::from(n))?.leaves;
                // Of another shape than declared it is proven by its header, and nothing can be computed from it.
                let declared = key.spec().ops[usize::from(n)].shape;
                (part.shape() == declared).then_some(Operand::Part(part))
            }
            Source::Weight(n) if key.kept_weight(n).is_none() => {
                Some(Operand::Absent(key.spec().weights[usize::from(n)].shape))
            }
            _ => known(session, *source),
        };
        let Some(operands) = sources.iter().map(operand).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let rows = self.plan.rows(desc.shape.rows);
        let claimed = rows.iter().map(|&i| shown.leaves.row(i));
        let claimed: Vec<&[u8]> = claimed
            .map(|row| row.expect("the rows drawn were opened"))
            .collect();
        let sums = self.sums(op, shown, &claimed);
        for (n, &i) in rows.iter().enumerate() {
            let mut row = Row {
                desc,
                i,
                claimed: claimed[n],
                operands: &operands,
            };
            let mut outcome = match key.folded(op) {
                Some(weight) => session.clock.time(Phase::Matmul, || {
                    let fold = Fold {
                        challenge: &weight.challenge,
                        blocks: &weight.blocks,
                        kernel: key.kernel(),
                    };
                    row.check_folded(fold, sums.as_ref().map(|sums| sums[n].as_slice()))
                }),
                None => session.clock.time(Phase::Exact, || row.recompute()),
            };
            let loaded: Vec<Operand<'_>>;
            if outcome == Outcome::Undecided {
                let weights = self.with_weights(op, i, &operands)?;
                loaded = weights;
                row.operands = &loaded;
                outcome = session.clock.time(Phase::Exact, || row.recompute());
            }
            if let Outcome::Wrong(j) = outcome {
                return self.prove(op, (i, j), &shown.leaves, &operands).map(Some);
            }
        }
        Ok(None)
    }

    /// The sums shown of the rows drawn, if they can be read.
    fn sums(&self, op: usize, shown: &Shown, claimed: &[&[u8]]) -> Option<Vec<Vec<u8>>> {
        let bytes = shown.sums.as_ref()?;
        let desc = &self.session.key.spec().ops[op];
        let sources = desc.op.operands();
        let constants = sources[2..].iter().map(|source| match *source {
            Source::Weight(n) => self.session.key.kept_weight(n),
            Source::Input(_) | Source::Op(_) => None,
        });
        let constants: Vec<&Tensor> = constants.collect::<Option<_>>()?;
        let scale = Scale::of(desc, &constants)?;
        let read = || read_sums(&scale, claimed, desc.shape.dtype, bytes);
        self.session.clock.time(Phase::Matmul, read)
    }

    /// The operands with the weights that are not in memory, which row `row` depends on.
    fn with_weights<'o>(
        &'o self,
        op: usize,
        row: u32,
        operands: &[Operand<'o>],
    ) -> Result<Vec<Operand<'o>>, VerifyError> {
        let sources = self.session.key.spec().ops[op].op.operands();
        let pairs = sources.iter().zip(operands);
        pairs
            .map(|(source, operand)| match (*source, *operand) {
                (Source::Weight(n), Operand::Absent(_)) => {
                    let weight = self.session.key.weight(n);
                    let weight = weight.map_err(|reason| VerifyError::Weights { op, row, reason })?;
                    Ok(Operand::Whole(weight))
                }
                (_, operand) => Ok(operand),
            })
            .collect()
    }

    fn prove(
        &self,
        op: usize,
        at: (u32, u32),
        claimed: &OpenedLeaves,
        operands: &[Operand<'_>],
    ) -> Result<FraudProof, VerifyError> {
        let operands = self.with_weights(op, at.0, operands)?;
        let opened = operands.iter().map(|operand| match *operand {
            Operand::Whole(tensor) => Box::new(Whole::new(tensor)) as Box<dyn Opened>,
            Operand::Part(part) => Box::new(part.clone()),
            Operand::Absent(_) => unreachable!("weights were loaded"),
        });
        let opened: Vec<Box<dyn Opened>> = opened.collect();
        let opened: Vec<&dyn Opened> = opened.iter().map(AsRef::as_ref).collect();
        self.session.prove_element(op, at, claimed, &opened)
    }
}

/// An operand that the provider need not show, if it is in memory.
fn known<'a>(session: &Session<'a>, source: Source) -> Option<Operand<'a>> {
    match source {
        Source::Input(n) => Some(Operand::Whole(&session.commitment.inputs[usize::from(n)])),
        Source::Weight(n) => session.key.kept_weight(n).map(Operand::Whole),
        Source::Op(_) => None,
    }
}

fn shapes_of(session: &Session<'_>, op: usize) -> Vec<Shape> {
    let spec = session.key.spec();
    let sources = spec.ops[op].op.operands();
    let shapes = sources.iter().map(|source| spec.shape_of(*source));
    shapes
        .map(|shape| shape.expect("a spec's operands exist"))
        .collect()
}
