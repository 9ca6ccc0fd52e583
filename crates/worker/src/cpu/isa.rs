//! Which instructions this processor has, found once at run time.

#[cfg(target_arch = "x86_64")]
use assay_hash::Avx2;
pub(super) use assay_hash::Vectorised;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use super::amx::Amx;
#[cfg(target_arch = "x86_64")]
use super::vnni::Vnni;

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
            Self::Amx(amx) => amx.wide().run(work),
            #[cfg(target_arch = "x86_64")]
            Self::Vnni(vnni) => vnni.wide().run(work),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(avx2) => avx2.run(work),
            Self::Scalar => work.run(),
        }
    }
}
