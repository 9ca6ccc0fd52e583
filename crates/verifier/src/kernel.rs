//! Which instructions the inner loops use. Every kernel gives the same bits.

/// Which implementation of the inner loops to use. Only [`Kernel::Scalar`] can be named outside this crate: the
/// others come from [`Kernel::detect`] and [`Kernel::available`], so that one exists only where the processor has its
/// instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Plain loops, on any processor.
    Scalar,
    /// 256-bit integer SIMD: Haswell, Zen and newer.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx2,
    /// 512-bit integer SIMD with 52-bit multiplication, byte permutation and 16-bit dot products: Ice Lake, Zen 4 and
    /// newer.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx512,
    /// 128-bit SIMD, which every 64-bit Arm processor has.
    #[cfg(target_arch = "aarch64")]
    #[non_exhaustive]
    Neon,
}

/// Plain Rust that is compiled once for each instruction set, so that the compiler vectorises it as wide as the
/// processor allows. `run` must be `#[inline(always)]`.
pub(crate) trait Vectorised {
    type Output;
    fn run(self) -> Self::Output;
}

impl Kernel {
    /// The fastest that this processor runs.
    #[must_use]
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if has_avx512() {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        #[cfg(target_arch = "aarch64")]
        return Self::Neon;
        #[cfg(not(target_arch = "aarch64"))]
        Self::Scalar
    }

    /// All that this processor runs, the slowest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        #[cfg_attr(
            not(any(target_arch = "x86_64", target_arch = "aarch64")),
            allow(unused_mut, reason = "elsewhere there is nothing to add")
        )]
        let mut all = vec![Self::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(is_x86_feature_detected!("avx2").then_some(Self::Avx2));
            all.extend(has_avx512().then_some(Self::Avx512));
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self::Neon);
        all
    }

    /// Runs `work` compiled for this instruction set.
    #[inline(always)]
    pub(crate) fn run<W: Vectorised>(self, work: W) -> W::Output {
        match self {
            Self::Scalar => work.run(),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the variant exists only where AVX2 was detected.
            Self::Avx2 => unsafe { avx2(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the variant exists only where all these features were detected.
            Self::Avx512 => unsafe { avx512(work) },
            // What the compiler may use anyway.
            #[cfg(target_arch = "aarch64")]
            Self::Neon => work.run(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512ifma")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vnni")
}

/// # Safety
///
/// The processor has AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<W: Vectorised>(work: W) -> W::Output {
    work.run()
}

/// # Safety
///
/// The processor has AVX-512 F, BW, DQ and VL.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn avx512<W: Vectorised>(work: W) -> W::Output {
    work.run()
}
