//! NVIDIA's driver, by `cudarc`, whose libraries are loaded when they are used: a build needs none of them.

use core::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cudarc::driver::sys::CUresult;
use cudarc::driver::{
    CudaContext, CudaFunction, CudaSlice, CudaStream, DriverError, LaunchConfig, PushKernelArg,
};
use cudarc::nvrtc::{compile_ptx_with_opts, CompileOptions};

use super::driver::{source, Driver, Product, Run, OTHER_ENTRIES};
use super::tensor_cores::{ProductError, TensorCores};
use crate::backend::BackendError;
use crate::gpu::device::{Fault, Kernel};

/// Oldest cards whose tensor cores multiply `i8` (Turing).
const OLDEST: (i32, i32) = (7, 5);
/// How often a card is asked whether it is done: at once, and after this while at most.
const LONGEST_PAUSE: Duration = Duration::from_micros(200);

/// The first card of this machine.
pub(in crate::gpu) struct Card {
    name: String,
    memory_bytes: u64,
    context: Arc<CudaContext>,
    stream: Arc<CudaStream>,
    functions: HashMap<&'static str, CudaFunction>,
    tensor_cores: RefCell<TensorCores>,
}

impl Card {
    /// Opens the first card (`CUDA_VISIBLE_DEVICES` chooses another) and compiles the kernels for it.
    pub(super) fn open() -> Result<Self, BackendError> {
        require_libraries()?;
        let missing = |error: DriverError| BackendError::NoCuda {
            reason: describe(error),
        };
        let context = CudaContext::new(0).map_err(missing)?;
        let (card, (major, minor)) = (
            context.name().map_err(missing)?,
            context.compute_capability().map_err(missing)?,
        );
        let name = format!("{card}, CUDA");
        let refused = |reason: String| BackendError::NoDevice {
            adapter: name.clone(),
            reason,
        };
        if (major, minor) < OLDEST {
            let (needed, more) = OLDEST;
            return Err(refused(format!(
                "its compute capability is {major}.{minor}, tensor cores for i8 come with {needed}.{more}"
            )));
        }
        let options = CompileOptions {
            options: vec![
                format!("--gpu-architecture=compute_{major}{minor}"),
                "--std=c++17".to_owned(),
            ],
            ..Default::default()
        };
        let ptx = compile_ptx_with_opts(source(), options)
            .map_err(|error| refused(format!("NVRTC does not compile the kernels: {error}")))?;
        let module = context.load_module(ptx).map_err(|error| {
            // A toolkit newer than the driver writes code that the driver does not know.
            refused(format!(
                "the driver does not load the kernels: {}",
                describe(error)
            ))
        })?;
        let entries = Kernel::ALL
            .iter()
            .map(|kernel| kernel.entry())
            .chain(OTHER_ENTRIES);
        let functions = entries
            .map(|entry| Ok((entry, module.load_function(entry)?)))
            .collect::<Result<_, _>>()
            .map_err(|error| refused(describe(error)))?;
        let stream = context.default_stream();
        let memory_bytes = context.total_mem().map_err(|error| refused(describe(error)))?;
        let tensor_cores = TensorCores::new(stream.clone()).map_err(|error| refused(error.to_string()))?;
        Ok(Self {
            memory_bytes: memory_bytes as u64,
            context,
            stream,
            functions,
            tensor_cores: RefCell::new(tensor_cores),
            name,
        })
    }

    /// Waits for what was started. The card is asked again and again rather than waited for, so that one that hangs is
    /// noticed.
    fn wait(&self, patience: Duration) -> Result<(), Fault> {
        let event = self.stream.record_event(None).map_err(fault)?;
        let started = Instant::now();
        while !event.try_is_complete().map_err(fault)? {
            let waited = started.elapsed();
            if waited > patience {
                return Err(Fault::Lost(format!("no result after {} s", waited.as_secs())));
            }
            // Short work is over soon; long work does not mind.
            std::thread::sleep((waited / 8).min(LONGEST_PAUSE));
        }
        Ok(())
    }
}

impl Driver for Card {
    type Memory = Arc<CudaSlice<u8>>;

    fn reopen(&self) -> Result<Self, BackendError> {
        // An error of a kernel stays in the context, which all users of the card in this process share.
        // SAFETY: the device is the context's own. Memory and functions of the old context are not used again: the engine
        // has dropped what it held, and `self` is replaced by what is opened here.
        let reset = unsafe { cudarc::driver::sys::cuDevicePrimaryCtxReset_v2(self.context.cu_device()) };
        if reset != CUresult::CUDA_SUCCESS {
            return Err(BackendError::NoDevice {
                adapter: self.name.clone(),
                reason: format!("it cannot be reset: {}", describe(DriverError(reset))),
            });
        }
        Self::open()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn memory_bytes(&self) -> u64 {
        self.memory_bytes
    }

    fn memory(&self, bytes: &[u8], size: usize) -> Result<Self::Memory, Fault> {
        // SAFETY: what is not written here is written by a kernel before it is read, or does not count: the engine's
        // layouts say which bytes fill up rows.
        let mut memory = unsafe { self.stream.alloc::<u8>(size) }.map_err(fault)?;
        if !bytes.is_empty() {
            self.stream.memcpy_htod(bytes, &mut memory).map_err(fault)?;
        }
        Ok(Arc::new(memory))
    }

    fn run(&self, run: &Run<'_, Self::Memory>) -> Result<(), Fault> {
        let function = &self.functions[run.entry];
        let [x, y, z] = run.grid;
        let [threads_x, threads_y, threads_z] = run.block;
        let config = LaunchConfig {
            grid_dim: (x, y, z),
            block_dim: (threads_x, threads_y, threads_z),
            shared_mem_bytes: 0,
        };
        // A kernel never follows the pointer of an operand that it has not.
        let nothing = 0u64;
        let mut launch = self.stream.launch_builder(function);
        launch.arg(&run.params);
        for buffer in &run.buffers {
            match buffer {
                Some(memory) => launch.arg(&***memory),
                None => launch.arg(&nothing),
            };
        }
        // SAFETY: every kernel takes parameters of at most `PARAMS` words by value, then six pointers. The engine gives
        // operands and results the sizes that the parameters say, and kernels write only to the result, which is new, and
        // to the status; all run on one stream, in order.
        unsafe { launch.launch(config) }.map_err(fault)?;
        Ok(())
    }

    fn multiply(
        &self,
        product: Product,
        left: &Self::Memory,
        right: &Self::Memory,
        sums: &Self::Memory,
    ) -> Result<bool, Fault> {
        let mut tensor_cores = self.tensor_cores.borrow_mut();
        tensor_cores
            .multiply(product, left, right, sums)
            .map_err(|error| match error {
                ProductError::Driver(error) => fault(error),
                // The library hides what the driver says of a card that is lost; the driver says it again.
                ProductError::Library(_) => match self.stream.record_event(None) {
                    Err(error) => fault(error),
                    Ok(_) => Fault::Refused(error.to_string()),
                },
            })
    }

    fn read(&self, memory: &Self::Memory, size: usize, patience: Duration) -> Result<Vec<u8>, Fault> {
        self.wait(patience)?;
        let mut bytes = vec![0; size];
        let part = memory.slice(..size);
        self.stream.memcpy_dtoh(&part, &mut bytes).map_err(fault)?;
        self.wait(patience)?;
        Ok(bytes)
    }
}

/// NVIDIA's libraries, which `cudarc` would miss with a panic.
fn require_libraries() -> Result<(), BackendError> {
    // SAFETY: the libraries' initialisers are NVIDIA's; nothing of ours runs while they are loaded.
    let missing = unsafe {
        [
            ("the driver (libcuda)", cudarc::driver::sys::is_culib_present()),
            ("NVRTC (libnvrtc)", cudarc::nvrtc::sys::is_culib_present()),
            (
                "cuBLASLt (libcublasLt)",
                cudarc::cublaslt::sys::is_culib_present(),
            ),
        ]
    };
    let missing: Vec<&str> = missing
        .iter()
        .filter(|(_, present)| !present)
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(BackendError::NoCuda {
        reason: format!("{} not found", missing.join(", ")),
    })
}

fn describe(error: DriverError) -> String {
    match error.error_string() {
        Ok(words) => format!("{:?}: {}", error.0, words.to_string_lossy()),
        Err(_) => format!("{:?}", error.0),
    }
}

/// Sorts the driver's errors. After most errors of a running kernel or of the hardware, nothing in the context works any
/// more (the CUDA driver API's documentation of `CUresult`).
fn fault(error: DriverError) -> Fault {
    let words = describe(error);
    match error.0 {
        CUresult::CUDA_ERROR_OUT_OF_MEMORY => Fault::Memory(words),
        CUresult::CUDA_ERROR_INVALID_VALUE
        | CUresult::CUDA_ERROR_INVALID_HANDLE
        | CUresult::CUDA_ERROR_NOT_FOUND
        | CUresult::CUDA_ERROR_NOT_SUPPORTED
        | CUresult::CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES => Fault::Refused(words),
        _ => Fault::Lost(words),
    }
}
