//! What runs the operators.

use assay_proof::{EvalError, Op, Shape, Tensor, TensorError};

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
    /// A backend that does not exist was asked for.
    #[error("no backend is called {name:?}; there are `cpu` and `wgpu`")]
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
}

impl BackendKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Cpu, Self::Wgpu];

    /// Opens a backend of this kind.
    ///
    /// # Errors
    ///
    /// When the machine has no adapter for it.
    pub fn open(self) -> Result<Box<dyn Backend>, BackendError> {
        Ok(match self {
            Self::Cpu => Box::new(CpuBackend::new()),
            Self::Wgpu => Box::new(WgpuBackend::new()?),
        })
    }

    /// The name in configuration files and flags.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Wgpu => "wgpu",
        }
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
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.ok_or_else(|| BackendError::Unknown {
            name: name.to_owned(),
        })
    }
}
