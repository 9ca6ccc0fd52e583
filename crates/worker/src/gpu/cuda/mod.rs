//! NVIDIA cards through CUDA: products on tensor cores by cuBLASLt, and kernels compiled by NVRTC for all other operators,
//! for hashing results and for Freivalds' check. Tests also run the kernels on the processor, for which nothing of NVIDIA's
//! is needed, nor the feature.

#[cfg(feature = "cuda")]
mod backend;
#[cfg(feature = "cuda")]
mod card;
mod device;
mod driver;
#[cfg(test)]
pub(super) mod emulated;
mod field;
#[cfg(feature = "cuda")]
mod tensor_cores;

#[cfg(feature = "cuda")]
pub use backend::CudaBackend;
pub(super) use device::CudaDevice;
#[cfg(test)]
pub(super) use driver::Driver;
