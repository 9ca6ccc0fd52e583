//! The rows that a seed asks for, of a result that its provider shows, and what is made of them.

use super::{audit, prove, Rows};
use crate::key::VerifierKey;
use crate::openings::{OpeningError, Openings};
use crate::report::VerifyError;
use crate::session::{fetch_all, Session};
use crate::verify;
use assay_proof::pov::{
    check, checked_block, checked_row, product, Accusation, AccusationError, Commitment, Conviction, Layout,
    Reject, Vector, VerifierRoots,
};
use assay_proof::{Hash, JobSpec, LeafSet, OpenedLeaves, Source, Tensor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Why nothing can be written or said about a verification; says nothing about any verifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PovError {
    /// The job is malformed, or its inputs are not those of the job.
    #[error(transparent)]
    Job(#[from] VerifyError),
    /// The provider, or the disk, does not show what is needed.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// Evidence cannot be written for what is wrong; please report it.
    #[error(transparent)]
    Unproven(#[from] AccusationError),
    /// The judge does not accept the evidence; please report it.
    #[error("the judge does not accept the evidence written against a verifier: {0:?}")]
    Evidence(Reject),
}

/// Evidence that convicts a verifier on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LieProof {
    /// What [`assay_proof::pov::check`] reads.
    pub evidence: Vec<u8>,
    /// What it finds.
    pub conviction: Conviction,
}

/// Writes the vectors of the verifier with this seed, about a result that was found to be right.
///
/// # Errors
///
/// [`PovError`] when the provider does not show what they are made of.
pub fn prove_shown(
    key: &VerifierKey,
    commitment: &verify::Commitment<'_>,
    openings: &dyn Openings,
    seed: &Hash,
) -> Result<Commitment, PovError> {
    let session = opened(key, commitment, openings)?;
    let shown = Shown::fetch(&session, seed)?;
    Ok(prove(key.spec(), seed, &shown, key.kernel())?)
}

/// Evidence against the verifier that committed to `accused`; `None` when it is honest.
///
/// # Errors
///
/// [`PovError`] when the provider does not show what is needed to tell.
pub fn accuse(
    key: &VerifierKey,
    commitment: &verify::Commitment<'_>,
    openings: &dyn Openings,
    roots: &VerifierRoots,
    accused: &Commitment,
) -> Result<Option<LieProof>, PovError> {
    let session = opened(key, commitment, openings)?;
    let seed = roots.seed();
    let shown = Shown::fetch(&session, &seed)?;
    let Some(fault) = audit((key.spec(), &seed), accused, &shown, key.kernel())? else {
        return Ok(None);
    };
    let tensor = fault.tensor(key.spec());
    let tensor = tensor.map(|source| shown.whole(source)).transpose()?;
    let case = session.case();
    let evidence = Accusation::new(&case, seed, accused).evidence(&fault, tensor.as_deref())?;
    let conviction = check(&evidence, roots).map_err(PovError::Evidence)?;
    Ok(Some(LieProof { evidence, conviction }))
}

fn opened<'a>(
    key: &'a VerifierKey,
    commitment: &'a verify::Commitment<'a>,
    openings: &'a dyn Openings,
) -> Result<Session<'a>, PovError> {
    let mut session = Session::new(key, commitment, openings)?;
    match session.open_trace()? {
        None if !session.entries().is_empty() => Ok(session),
        _ => Err(not_shown("the trace").into()),
    }
}

fn not_shown(what: impl std::fmt::Display) -> OpeningError {
    OpeningError(format!("the provider does not show {what} as it committed to it"))
}

/// What was fetched of one result.
enum Part {
    Whole(Tensor),
    Leaves(OpenedLeaves),
}

/// The rows of results that a seed asks for; inputs and weights are held anyway.
struct Shown<'a> {
    session: &'a Session<'a>,
    parts: BTreeMap<u16, Part>,
}

impl<'a> Shown<'a> {
    fn fetch(session: &'a Session<'a>, seed: &Hash) -> Result<Self, OpeningError> {
        let spec = session.key.spec();
        let wanted: Vec<_> = wanted(spec, seed).into_iter().collect();
        let parts = fetch_all(wanted.len(), |n| {
            let (op, rows) = &wanted[n];
            let part = part(session, *op, rows).ok_or_else(|| not_shown(Source::Op(*op)));
            part.map(|part| (*op, part))
        });
        let parts = parts.into_iter().collect::<Result<_, _>>()?;
        Ok(Self { session, parts })
    }

    /// All of a tensor.
    fn whole(&self, source: Source) -> Result<Cow<'_, Tensor>, OpeningError> {
        match source {
            Source::Input(n) => Ok(Cow::Borrowed(&self.session.commitment.inputs[usize::from(n)])),
            Source::Weight(n) => match self.session.key.weight(n) {
                Ok(weight) => Ok(Cow::Borrowed(weight)),
                Err(error) => Err(OpeningError(error.to_string())),
            },
            Source::Op(n) => match self.parts.get(&n) {
                Some(Part::Whole(tensor)) => Ok(Cow::Borrowed(tensor)),
                _ => {
                    let tensor = self.session.tensor(usize::from(n));
                    tensor.map(Cow::Owned).ok_or_else(|| not_shown(source))
                }
            },
        }
    }
}

impl Rows for Shown<'_> {
    fn rows(&self, source: Source, rows: Range<u32>) -> Result<Cow<'_, [u8]>, OpeningError> {
        let part = match source {
            Source::Op(n) => self.parts.get(&n),
            Source::Input(_) | Source::Weight(_) => None,
        };
        let bytes = match (part, source) {
            (Some(Part::Leaves(opened)), _) => opened.rows(rows.clone()),
            (Some(Part::Whole(tensor)), _) => rows_of(tensor, &rows),
            (None, Source::Op(_)) => None,
            (None, _) => match self.whole(source)? {
                Cow::Borrowed(tensor) => rows_of(tensor, &rows),
                Cow::Owned(_) => None,
            },
        };
        let missing = || OpeningError(format!("rows {rows:?} of {source} were not asked for"));
        bytes.map(Cow::Borrowed).ok_or_else(missing)
    }
}

fn rows_of<'t>(tensor: &'t Tensor, rows: &Range<u32>) -> Option<&'t [u8]> {
    let row_bytes = tensor.shape().row_bytes();
    let (start, end) = (rows.start as usize * row_bytes, rows.end as usize * row_bytes);
    tensor.data().get(start..end)
}

/// The rows of each result that the vectors of this seed are made of.
fn wanted(spec: &JobSpec, seed: &Hash) -> BTreeMap<u16, Vec<Range<u32>>> {
    let mut wanted = BTreeMap::<u16, Vec<Range<u32>>>::new();
    for (op, layout) in (0..).zip(Commitment::layouts(spec, seed)) {
        let Some(layout) = layout else { continue };
        let (a, b, _) = product(&spec.ops[usize::from(op)].op).expect("an op with a layout is a product");
        let row = |entry| checked_row(seed, op, &layout, entry);
        let rows: Vec<_> = (0..layout.entries(Vector::Z))
            .map(|entry| row(entry)..row(entry) + 1)
            .collect();
        let blocks = (0..layout.groups()).map(|group| block_rows(seed, op, &layout, group));
        for (source, rows) in [(a, rows.clone()), (b, blocks.collect()), (Source::Op(op), rows)] {
            if let Source::Op(n) = source {
                wanted.entry(n).or_default().extend(rows);
            }
        }
    }
    wanted
}

/// The rows of a checked block of `B`.
fn block_rows(seed: &Hash, op: u16, layout: &Layout, group: u32) -> Range<u32> {
    let block = checked_block(seed, op, layout, group);
    block * layout.cols..(block + 1) * layout.cols
}

/// These rows of a result, or all of it when that takes less than twice as many bytes.
fn part(session: &Session<'_>, op: u16, rows: &[Range<u32>]) -> Option<Part> {
    let shape = session.entries()[usize::from(op)].shape;
    if shape != session.key.spec().ops[usize::from(op)].shape {
        return None;
    }
    let per_row = shape.leaves_per_row() as u64;
    let leaves = |rows: &Range<u32>| u64::from(rows.start) * per_row..u64::from(rows.end) * per_row;
    let leaves = LeafSet::new(rows.iter().map(leaves).collect());
    if leaves.len() * 2 > u64::from(shape.rows) * per_row {
        return session.tensor(op.into()).map(Part::Whole);
    }
    session.leaves(op.into(), &leaves).map(Part::Leaves)
}
