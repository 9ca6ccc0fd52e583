//! What runs the operators.

use std::sync::atomic::{AtomicU64, Ordering};

use assay_proof::{EvalError, Hash, Op, Shape, Tensor, TensorError};

use crate::cpu::CpuBackend;
use crate::gpu::WgpuBackend;

/// Runs one operator at a time. Every backend gives the bits that [`assay_proof::eval`] gives, or
/// an error: a job's result does not depend on the machine it ran on.
pub trait Backend: Send {
    /// Name with the hardware it uses, for logs, metrics and reports.
    fn name(&self) -> String;

    /// Evaluates `op` on `operands` (in the order of its fields) to a tensor of shape `out`.
    ///
    /// # Errors
    ///
    /// [`BackendError`]; nothing is kept of a failed op, it may be tried again.
    fn run(&mut self, op: &Op, out: Shape, operands: &[&Tensor]) -> Result<Tensor, BackendError>;

    /// As [`Backend::run`], of tensors that have names: a backend with a memory of its own may keep operands and
    /// result there, until [`Backend::release`].
    ///
    /// # Errors
    ///
    /// As [`Backend::run`].
    fn run_held(
        &mut self,
        op: &Op,
        out: Shape,
        operands: &[Operand<'_>],
        result: TensorId,
    ) -> Result<Computed, BackendError> {
        // A backend that computes where tensors are has nothing to keep.
        let _ = result;
        let tensors: Vec<&Tensor> = operands.iter().map(|operand| operand.tensor).collect();
        Ok(Computed::of(self.run(op, out, &tensors)?))
    }

    /// The tensor of this name is not needed any more.
    fn release(&mut self, id: TensorId) {
        let _ = id;
    }
}

/// What a backend may know a tensor by: a name is never given to two tensors that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TensorId(Identity);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Identity {
    Root(Hash),
    Number(u64),
}

impl TensorId {
    /// The name of all tensors with this root, which the caller has checked.
    #[must_use]
    pub const fn of_root(root: Hash) -> Self {
        Self(Identity::Root(root))
    }

    /// A name that no tensor has yet.
    #[must_use]
    pub fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(Identity::Number(NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

/// An operand of [`Backend::run_held`].
#[derive(Clone, Copy, Debug)]
pub struct Operand<'a> {
    /// The tensor.
    pub tensor: &'a Tensor,
    /// Its name, if it is worth keeping.
    pub id: Option<TensorId>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The tensor.
    pub tensor: Tensor,
    /// Its root, where the backend has hashed it already.
    pub root: Option<Hash>,
}

impl Computed {
    /// A tensor that is not hashed yet.
    #[must_use]
    pub const fn of(tensor: Tensor) -> Self {
        Self { tensor, root: None }
    }
}

/// Why a backend cannot be opened or an operator cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// The operands do not fit the operator, or break one of its rules.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The result cannot be held.
    #[error(transparent)]
    Tensor(#[from] TensorError),
    /// No graphics adapter was found.
    #[error("no graphics adapter found ({reason}); install a Vulkan, Metal or DX12 driver (on Debian `apt-get install mesa-vulkan-drivers` gives a software one), or use the backend `cpu`")]
    NoAdapter {
        /// What the graphics system said.
        reason: String,
    },
    /// The adapter was found but gave no device.
    #[error("adapter {adapter} gave no device: {reason}; use the backend `cpu`")]
    NoDevice {
        /// Name of the adapter.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The device failed while it ran an operator.
    #[error("adapter {adapter} failed while it ran {op}: {reason}; the op may be tried again, on the backend `cpu` if it fails again")]
    Device {
        /// Name of the adapter.
        adapter: String,
        /// Name of the operator.
        op: &'static str,
        /// What the driver said.
        reason: String,
    },
    /// The device is gone: unplugged, reset, crashed or stuck. It is opened again when the next op is tried.
    #[error("adapter {adapter} was lost while it ran {op}: {reason}; the op may be tried again, on the backend `cpu` if the adapter does not come back")]
    Lost {
        /// Name of the adapter.
        adapter: String,
        /// Name of the operator.
        op: &'static str,
        /// What the driver said.
        reason: String,
    },
    /// The device's memory does not hold the op, with nothing else in it.
    #[error("adapter {adapter} has too little memory for {op}: {reason}; end what else uses it, or use the backend `cpu`")]
    Memory {
        /// Name of the adapter.
        adapter: String,
        /// Name of the operator.
        op: &'static str,
        /// What the driver said.
        reason: String,
    },
    /// A library of NVIDIA's that the backend `cuda` needs cannot be used.
    #[cfg(feature = "cuda")]
    #[error("CUDA cannot be used: {reason}; install NVIDIA's driver and, for NVRTC and cuBLASLt, the CUDA toolkit 12, or use the backend `wgpu` or `cpu`")]
    NoCuda {
        /// What is missing, or what it said.
        reason: String,
    },
    /// A random vector for Freivalds' check has another length than the result has columns.
    #[cfg(feature = "cuda")]
    #[error("a vector of {found} elements does not fit a result of {cols} columns")]
    Vector {
        /// Elements given.
        found: usize,
        /// Columns of the result.
        cols: u32,
    },
    /// A backend that does not exist was asked for.
    #[error("no backend is called {name:?}; this build has {}", BackendKind::names())]
    Unknown {
        /// The name given.
        name: String,
    },
}

/// The backends that come with the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// Vector instructions of this processor, on all its cores.
    Cpu,
    /// Any adapter with Vulkan, Metal or DX12.
    Wgpu,
    /// An NVIDIA card through CUDA.
    #[cfg(feature = "cuda")]
    Cuda,
}

impl BackendKind {
    /// Every kind that this build has.
    pub const ALL: &'static [Self] = &[
        Self::Cpu,
        Self::Wgpu,
        #[cfg(feature = "cuda")]
        Self::Cuda,
    ];

    /// Opens a backend of this kind.
    ///
    /// # Errors
    ///
    /// When the machine has no adapter for it.
    pub fn open(self) -> Result<Box<dyn Backend>, BackendError> {
        Ok(match self {
            Self::Cpu => Box::new(CpuBackend::new()),
            Self::Wgpu => Box::new(WgpuBackend::new()?),
            #[cfg(feature = "cuda")]
            Self::Cuda => Box::new(crate::gpu::CudaBackend::new()?),
        })
    }

    /// The name in configuration files and flags.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Wgpu => "wgpu",
            #[cfg(feature = "cuda")]
            Self::Cuda => "cuda",
        }
    }

    fn names() -> String {
        let names: Vec<String> = Self::ALL.iter().map(|kind| format!("`{kind}`")).collect();
        names.join(", ")
    }
}

impl core::fmt::Display for BackendKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

impl core::str::FromStr for BackendKind {
    type Err = BackendError;

    fn from_str(name: &str) -> Result<Self, BackendError> {
        let kind = Self::ALL.iter().copied().find(|kind| kind.name() == name);
        kind.ok_or_else(|| BackendError::Unknown {
            name: name.to_owned(),
        })
    }
}
