//! A job with every op, a trace that was committed to, and what the judge may say of it.

use crate::catalogue::evidence_of_every_kind;
use crate::job::{every_op, Job};
use assay_proof::{check, eval, Conviction, ConvictionKind, OpDesc, Roots, Tensor};

/// A job with every op, on trial.
pub struct Trial {
    job: Job,
    roots: Roots,
    /// What each op gives on the results that were committed to before it.
    recomputed: Vec<Tensor>,
    /// Evidence of every kind and op about the trace.
    pub evidence: Vec<Vec<u8>>,
}

/// The op whose result is wrong in a guilty trial: most others read it.
const WRONG_OP: usize = 1;

impl Trial {
    /// Of an honest trace. Rows are no power of two and of more than one leaf, so that every kind of padding occurs.
    #[must_use]
    pub fn honest() -> Self {
        Self::of(every_op(6, 40, 70, 1))
    }

    /// Of a trace with one wrong element, which honest results of later ops were not computed from.
    #[must_use]
    pub fn guilty() -> Self {
        let mut job = every_op(6, 40, 70, 1);
        let result = &mut job.results[WRONG_OP];
        result.set(5, 69, result.get(5, 69) ^ 0x4000);
        Self::of(job)
    }

    fn of(job: Job) -> Self {
        let recompute = |(n, desc): (usize, &OpDesc)| {
            eval(&desc.op, desc.shape, &job.operands(n)).expect("a well-formed job")
        };
        Self {
            roots: job.roots(&job.trace()),
            recomputed: job.spec.ops.iter().enumerate().map(recompute).collect(),
            evidence: evidence_of_every_kind(&job),
            job,
        }
    }

    /// Judges evidence about this trial's trace.
    ///
    /// # Panics
    ///
    /// When it convicts of anything that is not so.
    pub fn judge(&self, evidence: &[u8]) {
        let Ok(conviction) = check(evidence, &self.roots) else {
            return;
        };
        let Conviction {
            kind,
            op,
            i,
            j,
            claimed,
            expected,
        } = conviction;
        assert_eq!(kind, ConvictionKind::Element, "{conviction:?}");
        let element = |tensors: &[Tensor]| tensors[usize::from(op)].get(i as usize, j as usize);
        assert_eq!(claimed, element(&self.job.results).into(), "{conviction:?}");
        assert_eq!(expected, element(&self.recomputed).into(), "{conviction:?}");
        assert_ne!(claimed, expected, "{conviction:?}");
    }
}
