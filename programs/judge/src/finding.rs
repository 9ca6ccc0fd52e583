//! What goes in and what comes out.

use anchor_lang::prelude::*;
use assay_proof::{pov, Conviction, Roots};

/// What the chain knows of a job and of a provider's result.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct ResultRoots {
    /// Root of the job's spec.
    pub spec: [u8; 32],
    /// Root of the job's inputs.
    pub input: [u8; 32],
    /// Root of the provider's trace.
    pub trace: [u8; 32],
    /// Tensor root of the provider's output.
    pub output: [u8; 32],
}

impl From<&ResultRoots> for Roots {
    fn from(roots: &ResultRoots) -> Self {
        Self {
            spec: roots.spec,
            input: roots.input,
            trace: roots.trace,
            output: roots.output,
        }
    }
}

/// What the chain knows of a benchmark and its result.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct BenchmarkRoots {
    pub result: ResultRoots,
    /// What the weights follow from.
    pub seed: [u8; 32],
}

/// What the chain knows of a verifier that attested to a result.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct VerifierRoots {
    /// Address of the job.
    pub job: [u8; 32],
    /// The randomness that drew the job's first committee.
    pub beacon: [u8; 32],
    /// Address of the verifier's operator.
    pub operator: [u8; 32],
    pub result: ResultRoots,
    /// What the verifier committed to.
    pub vectors: [u8; 32],
}

impl From<&VerifierRoots> for pov::VerifierRoots {
    fn from(roots: &VerifierRoots) -> Self {
        Self {
            job: roots.job,
            beacon: roots.beacon,
            operator: roots.operator,
            result: Roots::from(&roots.result),
            vectors: roots.vectors,
        }
    }
}

/// A proven wrong, or a number of a benchmark, as return data; see [`Conviction`] and [`pov::Conviction`].
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Finding {
    /// What the provider or verifier committed to. Of a verifier, the 64 bits of an entry.
    pub claimed: i64,
    /// What it must be.
    pub expected: i64,
    /// Row of the wrong element; of a verifier, index of the wrong entry.
    pub i: u32,
    /// Column of the wrong element; of a verifier, which vector: 0 w, 1 t, 2 e, 3 z, 4 y.
    pub j: u32,
    /// The op whose result or vector is wrong.
    pub op: u16,
    /// Kind of conviction: 1 element, 2 header, 3 trace length, 4 output, 5 padding; of a verifier, see [`pov::Kind`].
    pub kind: u8,
    pub padding: [u8; 5],
}

impl From<Conviction> for Finding {
    fn from(conviction: Conviction) -> Self {
        Self {
            claimed: conviction.claimed,
            expected: conviction.expected,
            i: conviction.i,
            j: conviction.j,
            op: conviction.op,
            kind: conviction.kind as u8,
            padding: [0; 5],
        }
    }
}

impl From<pov::Conviction> for Finding {
    fn from(conviction: pov::Conviction) -> Self {
        Self {
            claimed: conviction.claimed as i64,
            expected: conviction.expected as i64,
            i: conviction.index,
            j: conviction.vector as u32,
            op: conviction.op,
            kind: conviction.kind as u8,
            padding: [0; 5],
        }
    }
}
