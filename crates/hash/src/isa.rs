//! Which vector registers this processor has, found once at run time.

/// The instruction set that lanes are in. Every one gives the same bits.
#[derive(Clone, Copy)]
pub(crate) enum Isa {
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// What the compiler's baseline target has.
    Scalar,
}

/// Plain Rust that is compiled once for each instruction set, so that the compiler vectorises it as wide as the processor
/// allows. `run` must be `#[inline(always)]`.
pub trait Vectorised {
    /// What it gives.
    type Output;
    /// Does it.
    fn run(self) -> Self::Output;
}

/// Marker of a machine whose AVX-512 F, BW, DQ and VL were detected at run time.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    /// `Some` when this processor has them.
    #[must_use]
    pub fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl"))
        .then_some(Self(()))
    }

    /// Runs `work` compiled for them.
    #[inline(always)]
    pub fn run<W: Vectorised>(self, work: W) -> W::Output {
        // SAFETY: a value exists only where detection found all these features.
        unsafe { avx512(work) }
    }
}

/// Marker of a machine whose AVX2 was detected at run time.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    /// `Some` when this processor has it.
    #[must_use]
    pub fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Self(()))
    }

    /// Runs `work` compiled for it.
    #[inline(always)]
    pub fn run<W: Vectorised>(self, work: W) -> W::Output {
        // SAFETY: a value exists only where AVX2 was detected.
        unsafe { avx2(work) }
    }
}

impl Isa {
    /// All that this processor has, the widest first; the last is always `Scalar`.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::with_capacity(3);
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(Avx512::detect().map(Self::Avx512));
            all.extend(Avx2::detect().map(Self::Avx2));
        }
        all.push(Self::Scalar);
        all
    }

    /// Name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            Self::Scalar => "scalar",
        }
    }

    /// 32-bit lanes of its vector registers.
    pub(crate) fn lanes(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => 16,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => 8,
            Self::Scalar => 4,
        }
    }

    /// Runs `work` compiled for this instruction set.
    #[inline(always)]
    pub(crate) fn run<W: Vectorised>(self, work: W) -> W::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(lanes) => lanes.run(work),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(lanes) => lanes.run(work),
            Self::Scalar => work.run(),
        }
    }
}

/// # Safety
/// The processor must have AVX-512 F, BW, DQ and VL.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn avx512<W: Vectorised>(work: W) -> W::Output {
    work.run()
}

/// # Safety
/// The processor must have AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<W: Vectorised>(work: W) -> W::Output {
    work.run()
}
