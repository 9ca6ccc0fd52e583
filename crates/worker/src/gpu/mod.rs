//! Backends on graphics processors.
//!
//! An [engine](engine::Engine) decides what an operator means in kernels, over which pieces they run and what stays on the
//! device; a [device](device::Device) only has memory and runs kernels. There are two kinds: any adapter with Vulkan,
//! Metal or DX12 ([`WgpuBackend`]), and, with the feature `cuda`, NVIDIA's own interface. All operators run on the device,
//! and every bit is the reference's.

#[cfg(any(test, feature = "cuda"))]
mod cuda;
mod device;
mod engine;
mod held;
mod params;
mod pieces;
mod webgpu;

#[cfg(feature = "cuda")]
pub use cuda::CudaBackend;
pub use webgpu::WgpuBackend;

#[cfg(test)]
mod tests;
