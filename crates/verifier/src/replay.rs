//! The check by executing the job again.

use crate::cache::Cache;
use crate::clock::Phase;
use crate::report::{FraudProof, VerifyError};
use crate::session::Session;
use assay_hash::parallel_root;
use assay_proof::{eval, Op, Opened, Shape, Source, Tensor, Whole};
use std::sync::Arc;

/// Executes one op. A machine that is wrong convicts nobody: the judge recomputes what is to be proven.
pub trait Executor {
    /// Evaluates `op` on `operands` (in the order of its fields) to a tensor of shape `out`.
    ///
    /// # Errors
    ///
    /// In words, for the log.
    fn execute(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, String>;
}

/// The reference, [`eval`](assay_proof::eval()): slow, and right on any machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl Executor for Reference {
    fn execute(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, String> {
        eval(op, out, operands).map_err(|error| error.to_string())
    }
}

/// One replay under way: results are held as long as a later op reads them.
pub(crate) struct Replay<'a> {
    session: &'a Session<'a>,
    executor: &'a mut dyn Executor,
    held: Cache,
}

impl<'a> Replay<'a> {
    pub(crate) fn new(session: &'a Session<'a>, executor: &'a mut dyn Executor) -> Self {
        Self {
            session,
            executor,
            held: Cache::new(session.key.spec(), u64::MAX),
        }
    }

    /// Executes op after op until a root differs; then proves the first element that does.
    pub(crate) fn run(mut self) -> Result<Option<FraudProof>, VerifyError> {
        let session = self.session;
        for (op, desc) in session.key.spec().ops.iter().enumerate() {
            let operands = self.operands(op)?;
            let operands: Vec<&Tensor> = operands.iter().map(Held::tensor).collect();
            let executed = session.clock.time(Phase::Replay, || {
                self.executor.execute(&desc.op, desc.shape, &operands)
            });
            let failed = |reason| VerifyError::Executor { op, reason };
            let result = executed.map_err(failed)?;
            if result.shape() != desc.shape {
                return Err(failed(format!(
                    "it gave {} instead of {}",
                    result.shape(),
                    desc.shape
                )));
            }
            let root = session.clock.time(Phase::Hash, || parallel_root(&result));
            if root != session.entries()[op].root {
                return self.prove(op, &result, &operands);
            }
            self.held.keep(op, &Arc::new(result), op);
            self.held.drop_unneeded(op);
        }
        Ok(None)
    }

    fn prove(
        &self,
        op: usize,
        expected: &Tensor,
        operands: &[&Tensor],
    ) -> Result<Option<FraudProof>, VerifyError> {
        let session = self.session;
        let Some(claimed) = session.tensor(op) else {
            return Ok(None);
        };
        if claimed.shape() != expected.shape() {
            return session.prove_header(op, &claimed.tree().merkle_root()).map(Some);
        }
        let pairs = claimed.data().iter().zip(expected.data());
        let byte = pairs.enumerate().find(|(_, (a, b))| a != b).map(|(at, _)| at);
        // Both hash to their roots, which differ.
        let byte = byte.expect("tensors of different roots differ");
        let element = byte / expected.shape().dtype.size();
        let cols = expected.shape().cols as usize;
        let at = ((element / cols) as u32, (element % cols) as u32);
        let operands: Vec<Whole> = operands.iter().map(|operand| Whole::new(operand)).collect();
        let operands: Vec<&dyn Opened> = operands.iter().map(|whole| whole as _).collect();
        let proof = session.prove_element(op, at, &Whole::new(&claimed), &operands);
        proof.map(Some)
    }

    fn operands(&self, op: usize) -> Result<Vec<Held<'a>>, VerifyError> {
        let (session, key) = (self.session, self.session.key);
        let sources = key.spec().ops[op].op.operands();
        let operands = sources.iter().map(|source| match *source {
            Source::Input(n) => Ok(Held::Ours(&session.commitment.inputs[usize::from(n)])),
            Source::Weight(n) => {
                let weight = key.weight(n).map(Held::Ours);
                weight.map_err(|reason| VerifyError::Weights { op, row: 0, reason })
            }
            Source::Op(n) => {
                let result = self.held.get(usize::from(n));
                Ok(Held::Result(result.expect("held until its last reader")))
            }
        });
        operands.collect()
    }
}

enum Held<'a> {
    Ours(&'a Tensor),
    Result(Arc<Tensor>),
}

impl Held<'_> {
    fn tensor(&self) -> &Tensor {
        match self {
            Self::Ours(tensor) => tensor,
            Self::Result(tensor) => tensor,
        }
    }
}
