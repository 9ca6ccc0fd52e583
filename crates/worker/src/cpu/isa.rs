//! Which instructions this processor has, found once at run time.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use super::amx::Amx;
#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, vnni::Vnni};

/// The instruction set the kernels use. Every one gives the same bits.
#[derive(Clone, Copy)]
pub(crate) enum Isa {
    /// Tiles of bytes, beside AVX-512 (Sapphire Rapids and newer).
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    Amx(Amx),
    /// AVX-512 with 8-bit dot products (Cascade Lake, Ice Lake, Zen 4 and newer).
    #[cfg(target_arch = "x86_64")]
    Vnni(Vnni),
    /// AVX2 (Haswell, Zen and newer).
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// What the compiler's baseline target has.
    Scalar,
}

/// Plain Rust that is compiled once for each instruction set, so that the compiler vectorises it
/// as wide as the processor allows. `run` must be `#[inline(always)]`.
pub(crate) trait Vectorised {
    type Output;
    fn run(self) -> Self::Output;
}

impl Isa {
    /// The best one this processor has.
    pub(crate) fn detect() -> Self {
        Self::all().swap_remove(0)
    }

    /// All that this processor has, best first; the last is always `Scalar`.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::with_capacity(4);
        #[cfg(target_arch = "x86_64")]
        {
            #[cfg(target_os = "linux")]
            all.extend(Amx::detect().map(Self::Amx));
            all.extend(Vnni::detect().map(Self::Vnni));
            all.extend(Avx2::detect().map(Self::Avx2));
        }
        all.push(Self::Scalar);
        all
    }

    /// Name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Self::Amx(_) => "amx-int8",
            #[cfg(target_arch = "x86_64")]
            Self::Vnni(_) => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            Self::Scalar => "scalar",
        }
    }

    /// Runs `work` compiled for this instruction set.
    #[inline(always)]
    pub(crate) fn run<W: Vectorised>(self, work: W) -> W::Output {
        match self {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            // SAFETY: an `Amx` exists only where a `Vnni` does.
            Self::Amx(_) => unsafe { avx512(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: a `Vnni` exists only where its detection found all these features.
            Self::Vnni(_) => unsafe { avx512(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: an `Avx2` exists only where AVX2 was detected.
            Self::Avx2(_) => unsafe { avx2(work) },
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
