//! AMX micro-kernel: `tdpbssd` multiplies a tile of 16 × 64 signed bytes by one of 64 × 16 and adds to 16 × 16 sums of
//! 32 bits, exactly. The compiler has no stable intrinsics for it, so the loop over tiles is assembly.

use core::arch::asm;
use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};

use assay_hash::Avx512;

use super::dots::Corner;
use super::gemm::Kernel;
use super::pack::{self, Line, Signed4, LINE_WORDS};
use super::vnni::{self, Vnni};

/// Marker of a machine whose AMX tiles of bytes were detected at run time and granted by the system.
#[derive(Clone, Copy)]
pub(crate) struct Amx(Vnni);

/// Two tiles on either side.
const MR: usize = 32;
const NR: usize = 32;

/// Bits of leaf 7 of `cpuid`, register `edx`: tiles, and tiles of bytes.
const TILE_AND_INT8: u32 = 1 << 24 | 1 << 25;
/// Bit of leaf 1, register `ecx`: the system uses `xsave`.
const OSXSAVE: u32 = 1 << 27;
/// Parts of the state that the system must save: the configuration of tiles and the tiles.
const TILE_STATE: u64 = 1 << 17 | 1 << 18;

impl Amx {
    /// `Some` when this processor runs the kernel and the system lets this process use it.
    pub(super) fn detect() -> Option<Self> {
        let vnni = Vnni::detect()?;
        if __cpuid(0).eax < 7 || __cpuid(1).ecx & OSXSAVE == 0 {
            return None;
        }
        let has = __cpuid_count(7, 0).edx & TILE_AND_INT8 == TILE_AND_INT8;
        // SAFETY: OSXSAVE says that the instruction is there.
        let saved = has && unsafe { enabled_state() } & TILE_STATE == TILE_STATE;
        (saved && request_permission()).then_some(Self(vnni))
    }

    /// What the processor has besides.
    pub(super) fn wide(self) -> Avx512 {
        self.0.wide()
    }
}

/// # Safety
/// The processor must have `xgetbv`.
#[target_feature(enable = "xsave")]
unsafe fn enabled_state() -> u64 {
    _xgetbv(0)
}

/// Asks Linux for tiles, which it gives to a process only when asked, because they make its state larger.
fn request_permission() -> bool {
    const ARCH_REQ_XCOMP_PERM: libc::c_long = 0x1023;
    const XFEATURE_XTILEDATA: libc::c_long = 18;
    // SAFETY: the call takes two numbers and touches no memory of ours.
    unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0 }
}

/// Eight tiles of 16 rows of 64 bytes, as `ldtilecfg` reads it.
#[repr(C, align(64))]
struct Config([u8; 64]);

static CONFIG: Config = {
    let mut bytes = [0; 64];
    bytes[0] = 1;
    let mut tile = 0;
    while tile < 8 {
        bytes[16 + 2 * tile] = 64;
        bytes[48 + tile] = 16;
        tile += 1;
    }
    Config(bytes)
};

/// Tiles in use on this thread; given back when it is dropped, so that the system need not save them any more.
pub(super) struct Tiles(());

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: a value of `Tiles` is made only where `Amx` was detected.
        unsafe { asm!("tilerelease", options(nostack, nomem)) }
    }
}

impl Corner for Amx {
    #[inline(always)]
    fn corner(self, long: [&[i8]; 4], short: [&[i8]; 4], sums: [i32; 4]) -> [[i32; 4]; 4] {
        self.0.corner(long, short, sums)
    }
}

impl Kernel for Amx {
    type Left = Signed4;
    type Right = Signed4;
    type Session = Tiles;
    const MR: usize = MR;
    const NR: usize = NR;
    const LEFT_SUMS: bool = false;

    #[inline(always)]
    fn begin(self) -> Tiles {
        // SAFETY: a value of `Amx` exists only after detection; the configuration is valid and 64 bytes long.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const CONFIG, options(nostack, readonly)) }
        Tiles(())
    }

    #[inline(always)]
    fn tile(
        self,
        _tiles: &Tiles,
        left: &[Line],
        _sums: &[i32],
        right: &[Line],
        steps: usize,
        out: &mut [i32],
    ) {
        let chunks = steps.div_ceil(LINE_WORDS);
        assert!(chunks > 0 && left.len() >= chunks * MR && right.len() >= chunks * NR);
        assert!(out.len() >= MR * NR);
        // SAFETY: `Tiles` says that this thread's tiles are configured, and the lengths were asserted.
        unsafe { tile(left.as_ptr(), right.as_ptr(), chunks, out.as_mut_ptr()) }
    }

    #[inline(always)]
    fn interleave(self, rows: [&[i8]; LINE_WORDS], out: &mut [Line]) {
        let whole = vnni::interleave_whole(self.0, rows, out, 0);
        pack::interleave::<Self>(rows, whole, out);
    }
}

/// # Safety
/// The thread's tiles must be configured by [`CONFIG`]; `left` points to `32 · chunks` lines, `right` likewise, and `out`
/// to 32 rows of 32 sums.
unsafe fn tile(left: *const Line, right: *const Line, chunks: usize, out: *mut i32) {
    asm!(
        "tilezero tmm0",
        "tilezero tmm1",
        "tilezero tmm2",
        "tilezero tmm3",
        "2:",
        // Rows of the left follow one another by 64 bytes, words of the right by two times 64.
        "tileloadd tmm4, [{left} + {line}]",
        "tileloadd tmm6, [{right} + {two}]",
        "tileloadd tmm7, [{right} + {two} + 64]",
        "tdpbssd tmm0, tmm4, tmm6",
        "tdpbssd tmm1, tmm4, tmm7",
        "tileloadd tmm5, [{left} + {line} + 1024]",
        "tdpbssd tmm2, tmm5, tmm6",
        "tdpbssd tmm3, tmm5, tmm7",
        "add {left}, 2048",
        "add {right}, 2048",
        "dec {chunks}",
        "jnz 2b",
        "tilestored [{out} + {two}], tmm0",
        "tilestored [{out} + {two} + 64], tmm1",
        "tilestored [{out} + {two} + 2048], tmm2",
        "tilestored [{out} + {two} + 2112], tmm3",
        left = inout(reg) left => _,
        right = inout(reg) right => _,
        chunks = inout(reg) chunks => _,
        out = in(reg) out,
        line = in(reg) 64usize,
        two = in(reg) 128usize,
        options(nostack),
    );
}
