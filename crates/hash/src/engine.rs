//! The ways to hash that a processor has.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use assay_proof::{Hash, LEAF_BYTES};

use super::isa::Isa;
use super::lanes::{InLanes, Plain};
#[cfg(target_arch = "x86_64")]
use super::sha::Sha;
use super::tree::{Batch, Leaves, Pairs};

/// Bytes that each way hashes once to be compared.
const TRIAL_BYTES: usize = 1 << 16;
/// Times that is done; the fastest counts, because whatever else runs only ever slows it down.
const TRIALS: usize = 5;

/// A way to hash many messages of one length. All give the same hashes.
#[derive(Clone, Copy)]
pub(super) enum Engine {
    /// Two messages at once with SHA instructions.
    #[cfg(target_arch = "x86_64")]
    TwoWithSha(Sha),
    /// One message after the other with SHA instructions.
    #[cfg(target_arch = "x86_64")]
    OneWithSha(Sha),
    /// As many messages at once as a vector register has lanes.
    Lanes(Isa),
}

/// Work for any [`Batch`].
trait Work {
    fn run<B: Batch<L>, const L: usize>(self, batch: B, isa: Isa);
}

struct LeafWork<'a> {
    rows: &'a [u8],
    row_bytes: usize,
    out: &'a mut Vec<Hash>,
}

impl Work for LeafWork<'_> {
    fn run<B: Batch<L>, const L: usize>(self, batch: B, isa: Isa) {
        let Self { rows, row_bytes, out } = self;
        isa.run(Leaves::<B, L> {
            batch,
            rows,
            row_bytes,
            out,
        });
    }
}

struct PairWork<'a> {
    nodes: &'a [Hash],
    group: usize,
    zero: &'a Hash,
    out: &'a mut Vec<Hash>,
}

impl Work for PairWork<'_> {
    fn run<B: Batch<L>, const L: usize>(self, batch: B, isa: Isa) {
        let Self {
            nodes,
            group,
            zero,
            out,
        } = self;
        isa.run(Pairs::<B, L> {
            batch,
            nodes,
            group,
            zero,
            out,
        });
    }
}

impl Engine {
    /// All that this processor has.
    pub(super) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        if let Some(sha) = Sha::detect() {
            all.extend([Self::TwoWithSha(sha), Self::OneWithSha(sha)]);
        }
        all.extend(Isa::all().into_iter().map(Self::Lanes));
        all
    }

    /// The fastest one here, found by trying each once in the life of the process: which of SHA instructions and wide
    /// registers wins differs from one processor to the next.
    pub(super) fn fastest() -> Self {
        static FASTEST: OnceLock<Engine> = OnceLock::new();
        *FASTEST.get_or_init(|| {
            let tried = Self::all().into_iter().map(|engine| (engine.trial(), engine));
            let fastest = tried.min_by_key(|&(time, _)| time);
            fastest.map_or(Self::Lanes(Isa::Scalar), |(_, engine)| engine)
        })
    }

    /// Name for people.
    pub(super) fn name(self) -> String {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::TwoWithSha(_) => "SHA instructions, two messages at once".into(),
            #[cfg(target_arch = "x86_64")]
            Self::OneWithSha(_) => "SHA instructions, one message after the other".into(),
            Self::Lanes(isa) => format!("{} lanes ({})", isa.lanes(), isa.name()),
        }
    }

    /// The least time that [`TRIAL_BYTES`] took.
    fn trial(self) -> Duration {
        let bytes = vec![0x5a; TRIAL_BYTES];
        let once = |_| {
            let begun = Instant::now();
            std::hint::black_box(self.leaves(std::hint::black_box(&bytes), TRIAL_BYTES));
            begun.elapsed()
        };
        (0..TRIALS).map(once).min().unwrap_or(Duration::MAX)
    }

    /// Hashes of all leaves of `rows`, row by row.
    pub(super) fn leaves(self, rows: &[u8], row_bytes: usize) -> Vec<Hash> {
        let mut out = Vec::with_capacity(rows.len() / row_bytes * row_bytes.div_ceil(LEAF_BYTES));
        self.run(LeafWork {
            rows,
            row_bytes,
            out: &mut out,
        });
        out
    }

    /// The level above `nodes`, which lie in groups of `group` that are paired by themselves.
    pub(super) fn pairs(self, nodes: &[Hash], group: usize, zero: &Hash) -> Vec<Hash> {
        let mut out = Vec::with_capacity(nodes.len() / group * group.div_ceil(2) + 1);
        self.run(PairWork {
            nodes,
            group,
            zero,
            out: &mut out,
        });
        out
    }

    /// The node above two.
    pub(super) fn node(self, left: &Hash, right: &Hash) -> Hash {
        self.pairs(&[*left, *right], 2, right)[0]
    }

    fn run(self, work: impl Work) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::TwoWithSha(sha) => work.run::<_, 2>(sha, Isa::Scalar),
            #[cfg(target_arch = "x86_64")]
            Self::OneWithSha(sha) => work.run::<_, 1>(sha, Isa::Scalar),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(isa @ Isa::Avx512(lanes)) => work.run::<_, 16>(InLanes { isa, lanes }, isa),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(isa @ Isa::Avx2(lanes)) => work.run::<_, 8>(InLanes { isa, lanes }, isa),
            Self::Lanes(isa @ Isa::Scalar) => work.run::<_, 4>(InLanes { isa, lanes: Plain }, isa),
        }
    }
}
