//! What a verdict is worth.

use assay_proof::{JobSpec, Op, OpDesc, Source};
use std::{collections::BTreeMap, fmt};

/// The Mersenne prime 2⁶¹ − 1, modulo which products are checked.
const P: u64 = (1 << 61) - 1;

/// Shortest inner dimension of a Linear that is checked by sums the provider shows. Below it, recomputing a sum takes
/// less than fetching it: the products of attention heads.
const SUMS_FROM_INNER: u32 = 128;

/// What a verdict is worth. Its `Display` says it in words for a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Accepted in full mode: the verifier's secret randomness misses a wrong trace with
    /// probability at most `matmuls / p`, p = 2⁶¹ − 1.
    Full {
        /// Products checked by Freivalds: every MatMul and every Linear that is not small.
        matmuls: u32,
        /// Other ops, each recomputed exactly.
        exact: u32,
    },
    /// Accepted in sampled mode: what is wrong in few rows may pass.
    Sampled(Sampling),
    /// Accepted by executing the job again: certain, as far as the verifier's own machine computes right.
    Replayed {
        /// Ops executed.
        ops: u32,
    },
    /// Convicted: certain, whoever looks.
    Certain,
    /// Nothing is known.
    None,
}

/// What was sampled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Rows drawn of each op, with replacement.
    pub draws: u32,
    /// The ops by the number of rows of their results, the last op's group included.
    pub groups: Vec<Group>,
}

/// Ops whose results have the same number of rows; of all of them the same rows are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Rows of each result.
    pub rows: u32,
    /// Ops of the group.
    pub ops: u32,
    /// Ops among them whose rows are checked by Freivalds; the rows of the others are recomputed exactly.
    pub products: u32,
    /// Rows drawn of each op; as many as there are when all are checked.
    pub draws: u32,
}

impl Group {
    /// Largest probability that a result passes of which one op of the group has this fraction of its rows wrong:
    /// `(1 − fraction)^draws + 1/p`, where 1/p counts only if a product is among the ops and the first term only if not
    /// all rows are checked.
    #[must_use]
    pub fn escape_probability(&self, fraction: f64) -> f64 {
        let missed = match self.draws < self.rows {
            true => (1.0 - fraction.clamp(0.0, 1.0)).powi(self.draws as i32),
            false => 0.0,
        };
        let fooled = if self.products > 0 { 1.0 / P as f64 } else { 0.0 };
        (missed + fooled).min(1.0)
    }
}

impl Sampling {
    /// Largest probability that a result passes of which some op has this fraction of its rows wrong.
    #[must_use]
    pub fn escape_probability(&self, fraction: f64) -> f64 {
        let groups = self.groups.iter();
        groups
            .map(|group| group.escape_probability(fraction))
            .fold(0.0, f64::max)
    }

    /// As [`Sampling::escape_probability`], when a single row of some op is wrong.
    fn of_one_row(&self) -> f64 {
        let groups = self.groups.iter();
        groups
            .map(|group| group.escape_probability(1.0 / f64::from(group.rows)))
            .fold(0.0, f64::max)
    }
}

impl Soundness {
    /// Of a check of every element.
    #[must_use]
    pub fn full(spec: &JobSpec) -> Self {
        let matmuls = spec.ops.iter().filter(|desc| by_freivalds(spec, desc)).count();
        Self::Full {
            matmuls: matmuls as u32,
            exact: (spec.ops.len() - matmuls) as u32,
        }
    }

    /// Of a check of `draws` rows of every op.
    #[must_use]
    pub fn sampled(spec: &JobSpec, draws: u32) -> Self {
        let mut groups = BTreeMap::new();
        for desc in &spec.ops {
            let rows = desc.shape.rows;
            let group = groups.entry(rows).or_insert(Group {
                rows,
                ops: 0,
                products: 0,
                draws: draws.min(rows),
            });
            group.ops += 1;
            group.products += u32::from(right_weight(&desc.op).is_some());
        }
        Self::Sampled(Sampling {
            draws,
            groups: groups.into_values().collect(),
        })
    }

    /// Largest probability that the verdict is wrong, also when the provider changed as little as it could; `None` when
    /// nothing was verified.
    #[must_use]
    pub fn error_probability(&self) -> Option<f64> {
        match self {
            Self::Full { matmuls, .. } => Some(f64::from(*matmuls) / P as f64),
            Self::Sampled(sampling) => Some(sampling.of_one_row()),
            Self::Certain | Self::Replayed { .. } => Some(0.0),
            Self::None => None,
        }
    }
}

impl fmt::Display for Soundness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { matmuls, exact } => {
                let bound = f64::from(*matmuls) / P as f64;
                write!(
                    f,
                    "every element was checked: {exact} ops recomputed exactly, {matmuls} matrix \
                     products checked with secret randomness; a wrong result would pass with \
                     probability at most {matmuls} in 2^61 - 1 ({bound:.1e})"
                )
            }
            Self::Sampled(sampling) => sampling.fmt(f),
            Self::Replayed { ops } => write!(
                f,
                "all {ops} ops were executed again and gave the same bits: certain, as far as the verifier's machine \
                 computes right"
            ),
            Self::Certain => f.write_str("certain: anyone can repeat the recomputation of the element named"),
            Self::None => f.write_str("nothing is known: the provider did not show its result"),
        }
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ops: u32 = self.groups.iter().map(|group| group.ops).sum();
        let escape = |fraction| self.escape_probability(fraction);
        write!(
            f,
            "{} rows of each of {ops} ops were checked, drawn in secret after the commitment; a result that is wrong in \
             1 % of the rows of some op would pass with probability at most {:.1e}, in 10 % with {:.1e}, in half with \
             {:.1e}",
            self.draws,
            escape(0.01),
            escape(0.1),
            escape(0.5),
        )?;
        for (n, group) in self.groups.iter().enumerate() {
            let how = if n == 0 { "; by group: " } else { ", " };
            match group.draws < group.rows {
                true => write!(f, "{how}{} ops of {} rows", group.ops, group.rows)?,
                false => write!(f, "{how}{} ops of {} rows (all checked)", group.ops, group.rows)?,
            }
        }
        Ok(())
    }
}

/// Whether all of an op is checked by Freivalds: a MatMul, or a Linear whose sums are worth fetching.
pub fn by_freivalds(spec: &JobSpec, desc: &OpDesc) -> bool {
    match desc.op {
        Op::MatMul { .. } => true,
        Op::Linear { a, .. } => spec.shape_of(a).is_some_and(|a| a.cols >= SUMS_FROM_INNER),
        _ => false,
    }
}

/// The weight that is the right operand of a product, and the number of blocks.
pub const fn right_weight(op: &Op) -> Option<(u16, u32)> {
    match *op {
        Op::MatMul {
            b: Source::Weight(n),
            batch,
            ..
        }
        | Op::Linear {
            b: Source::Weight(n),
            batch,
            ..
        } => Some((n, batch)),
        _ => None,
    }
}
