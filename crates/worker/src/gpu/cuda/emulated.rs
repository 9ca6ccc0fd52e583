//! A driver that runs the CUDA kernels on the processor: the sources that NVRTC compiles for a card, compiled by g++. It
//! tests everything of the backend but NVIDIA's libraries on machines that have no card.

use core::ffi::{c_char, c_int};
use std::ffi::CString;
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use super::device::CudaDevice;
use super::driver::{source, Driver, Product, Run, BUFFERS};
use crate::backend::BackendError;
use crate::gpu::device::{Fault, PARAMS, WORD};

type Emulate = unsafe extern "C" fn(
    name: *const c_char,
    grid: *const u32,
    block: *const u32,
    params: *const u32,
    buffers: *const *mut u32,
) -> c_int;

/// The kernels, which use static memory and are therefore run one at a time.
struct Kernels {
    library: libloading::Library,
    running: Mutex<()>,
}

/// Compiles the kernels, once; says why where it cannot.
fn kernels() -> &'static Result<Kernels, String> {
    static KERNELS: OnceLock<Result<Kernels, String>> = OnceLock::new();
    KERNELS.get_or_init(|| {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let (shim, library) = (
            folder.path().join("emulated.cpp"),
            folder.path().join("kernels.so"),
        );
        std::fs::write(folder.path().join("kernels.cu"), source()).map_err(|error| error.to_string())?;
        std::fs::write(&shim, include_str!("emulated.cpp")).map_err(|error| error.to_string())?;
        let compiler = Command::new("g++")
            .args(["-std=c++17", "-O2", "-shared", "-fPIC", "-fwrapv", "-w", "-o"])
            .args([&library, &shim])
            .output()
            .map_err(|error| format!("g++ cannot be started: {error}"))?;
        assert!(
            compiler.status.success(),
            "the kernels do not compile: {}",
            String::from_utf8_lossy(&compiler.stderr)
        );
        // SAFETY: the library has no initialisers but those of its static memory.
        let library = unsafe { libloading::Library::new(&library) }.map_err(|error| error.to_string())?;
        Ok(Kernels {
            library,
            running: Mutex::new(()),
        })
    })
}

/// The processor as a card with little memory.
pub(in crate::gpu) struct Emulated {
    kernels: &'static Kernels,
    /// What is allocated at the moment counts against `memory_bytes`.
    used: Arc<Mutex<u64>>,
    memory_bytes: u64,
    /// Whether products are taken as tensor cores take them.
    multiplies: bool,
    /// The card is to be lost at the next read.
    pub lose_next: core::cell::Cell<bool>,
}

/// Memory that gives back what it counts.
#[derive(Clone)]
pub(in crate::gpu) struct Memory(Arc<Allocation>);

struct Allocation {
    words: Box<[core::cell::UnsafeCell<u32>]>,
    used: Arc<Mutex<u64>>,
}

// SAFETY: words are only accessed while kernels are not running, or by kernels, one at a time (`Kernels::running`).
unsafe impl Send for Allocation {}
// SAFETY: as above.
unsafe impl Sync for Allocation {}

impl Drop for Allocation {
    fn drop(&mut self) {
        *self.used.lock().unwrap() -= (self.words.len() * WORD) as u64;
    }
}

impl Emulated {
    /// A card that multiplies on tensor cores, or one that leaves products to the kernels; `Err` says why there is no
    /// compiler here.
    pub(in crate::gpu) fn open(multiplies: bool, memory_bytes: u64) -> Result<CudaDevice<Self>, String> {
        let kernels = kernels().as_ref().map_err(Clone::clone)?;
        let card = Self {
            kernels,
            used: Arc::default(),
            memory_bytes,
            multiplies,
            lose_next: core::cell::Cell::new(false),
        };
        CudaDevice::new(card).map_err(|fault| fault.to_string())
    }
}

impl Driver for Emulated {
    type Memory = Memory;

    fn reopen(&self) -> Result<Self, BackendError> {
        Ok(Self {
            kernels: self.kernels,
            used: self.used.clone(),
            memory_bytes: self.memory_bytes,
            multiplies: self.multiplies,
            lose_next: core::cell::Cell::new(false),
        })
    }

    fn name(&self) -> &str {
        "processor, CUDA kernels"
    }

    fn memory_bytes(&self) -> u64 {
        self.memory_bytes
    }

    fn memory(&self, bytes: &[u8], size: usize) -> Result<Memory, Fault> {
        let len = size.div_ceil(WORD);
        let mut used = self.used.lock().unwrap();
        if *used + (len * WORD) as u64 > self.memory_bytes {
            return Err(Fault::Memory(format!(
                "{used} of {} bytes used",
                self.memory_bytes
            )));
        }
        *used += (len * WORD) as u64;
        drop(used);
        // What is not written is anything but zeros.
        let mut words = vec![0xa5a5_a5a5u32; len];
        bytemuck::cast_slice_mut(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Ok(Memory(Arc::new(Allocation {
            words: words.into_iter().map(core::cell::UnsafeCell::new).collect(),
            used: self.used.clone(),
        })))
    }

    fn run(&self, run: &Run<'_, Memory>) -> Result<(), Fault> {
        let name = CString::new(run.entry).unwrap();
        let pointers: [*mut u32; BUFFERS] = run
            .buffers
            .map(|buffer| buffer.map_or(core::ptr::null_mut(), |memory| memory.0.words[0].get()));
        let params: [u32; PARAMS] = run.params;
        let _alone = self.kernels.running.lock().unwrap();
        // SAFETY: the symbol has this type, see `emulated.cpp`; a kernel stays inside its buffers, whose sizes are those
        // that its parameters say, as on a card.
        let known = unsafe {
            let emulate: libloading::Symbol<'_, Emulate> = self.kernels.library.get(b"emulate").unwrap();
            emulate(
                name.as_ptr(),
                run.grid.as_ptr(),
                run.block.as_ptr(),
                params.as_ptr(),
                pointers.as_ptr(),
            )
        };
        assert_eq!(known, 1, "there is no kernel {}", run.entry);
        Ok(())
    }

    /// As cuBLASLt does: with the columns that fill up a row, from rows past the end.
    fn multiply(
        &self,
        product: Product,
        left: &Memory,
        right: &Memory,
        sums: &Memory,
    ) -> Result<bool, Fault> {
        if !self.multiplies {
            return Ok(false);
        }
        let Product {
            blocks,
            m,
            n,
            k,
            pitch,
        } = product;
        assert!(k.is_multiple_of(16) && pitch.is_multiple_of(4), "{product:?}");
        let [left, right] =
            [left, right].map(|memory| self.read(memory, memory.0.words.len() * WORD, Duration::ZERO));
        let (left, right) = (left?, right?);
        for (block, i) in (0..blocks).flat_map(|block| (0..m).map(move |i| (block, i))) {
            for j in 0..n.next_multiple_of(4) {
                let (a, b) = ((block * m + i) * k, (block * n + j) * k);
                let terms = left[a..a + k].iter().zip(&right[b..b + k]);
                let sum: i32 = terms
                    .map(|(&a, &b)| i32::from(a as i8) * i32::from(b as i8))
                    .sum();
                let word = sums.0.words[(block * m + i) * pitch + j].get();
                // SAFETY: no kernel runs, and nobody reads the memory of a result that is not there yet.
                unsafe { *word = sum as u32 };
            }
        }
        Ok(true)
    }

    fn read(&self, memory: &Memory, size: usize, _patience: Duration) -> Result<Vec<u8>, Fault> {
        if self.lose_next.take() {
            return Err(Fault::Lost("taken away".to_owned()));
        }
        // SAFETY: no kernel runs any more.
        let words = memory.0.words.iter().map(|word| unsafe { *word.get() });
        let mut bytes: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
        bytes.truncate(size);
        Ok(bytes)
    }
}
