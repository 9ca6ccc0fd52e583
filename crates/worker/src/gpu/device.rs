//! One graphics device and the MatMul pipeline on it.

use std::borrow::Cow;
use std::sync::mpsc;

use pollster::block_on;
use wgpu::util::{BufferInitDescriptor, DeviceExt};
use wgpu::{BufferUsages, ErrorFilter};

use super::pieces::TILE;
use crate::backend::BackendError;

/// Largest buffer used even where the device allows more: a piece is worth little beyond it, and
/// the processor holds a copy while it travels.
const BUFFER_BYTES: u64 = 1 << 30;
const OP: &str = "MatMul";

/// `blocks` products of `[m, k] · [n, k]ᵗ`, operands row-major.
pub(super) struct Product<'a> {
    pub blocks: usize,
    pub m: usize,
    pub n: usize,
    pub k: usize,
    pub left: &'a [u8],
    pub right: &'a [u8],
}

/// An open device.
pub(super) struct Device {
    name: String,
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipeline: wgpu::ComputePipeline,
    buffer_bytes: u64,
}

impl Device {
    pub(super) fn open() -> Result<Self, BackendError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter =
            block_on(instance.request_adapter(&options)).map_err(|error| BackendError::NoAdapter {
                reason: error.to_string(),
            })?;
        let info = adapter.get_info();
        let name = format!("{}, {}", info.name, info.backend);
        let limits = adapter.limits();
        let buffer_bytes = limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size)
            .min(BUFFER_BYTES);
        let no_device = |reason: String| BackendError::NoDevice {
            adapter: name.clone(),
            reason,
        };
        let (device, queue) = block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("assay"),
            required_limits: limits,
            ..Default::default()
        }))
        .map_err(|error| no_device(error.to_string()))?;

        let scope = device.push_error_scope(ErrorFilter::Validation);
        let shader = device.create_shader_module(wgpu::include_wgsl!("matmul.wgsl"));
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("matmul"),
            layout: None,
            module: &shader,
            entry_point: Some("matmul"),
            compilation_options: Default::default(),
            cache: None,
        });
        if let Some(error) = block_on(scope.pop()) {
            return Err(no_device(error.to_string()));
        }
        Ok(Self {
            name,
            device,
            queue,
            pipeline,
            buffer_bytes,
        })
    }

    /// The adapter and the graphics interface it is driven through.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes that one buffer may hold.
    pub(super) fn buffer_bytes(&self) -> u64 {
        self.buffer_bytes
    }

    /// The little-endian `i32` results of `product`, block by block, row by row.
    pub(super) fn product(&self, product: &Product<'_>) -> Result<Vec<u8>, BackendError> {
        let memory = self.device.push_error_scope(ErrorFilter::OutOfMemory);
        let validation = self.device.push_error_scope(ErrorFilter::Validation);
        let internal = self.device.push_error_scope(ErrorFilter::Internal);
        let result = self.dispatch(product);
        // Scopes nest: the last one opened is closed first.
        let errors = [
            block_on(internal.pop()),
            block_on(validation.pop()),
            block_on(memory.pop()),
        ];
        if let Some(error) = errors.into_iter().flatten().next() {
            return Err(self.failure(error.to_string()));
        }
        result
    }

    fn dispatch(&self, product: &Product<'_>) -> Result<Vec<u8>, BackendError> {
        let &Product {
            blocks,
            m,
            n,
            k,
            left,
            right,
        } = product;
        let bytes = (blocks * m * n * 4) as u64;
        let size: [u32; 4] = [m as u32, n as u32, k.div_ceil(4) as u32, 0];
        let size = self.upload("size", bytemuck::cast_slice(&size), BufferUsages::UNIFORM);
        let left = self.upload("left", &whole_words(left, k), BufferUsages::STORAGE);
        let right = self.upload("right", &whole_words(right, k), BufferUsages::STORAGE);
        let result = self.buffer("result", bytes, BufferUsages::STORAGE | BufferUsages::COPY_SRC);
        let download = self.buffer("download", bytes, BufferUsages::MAP_READ | BufferUsages::COPY_DST);

        let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("matmul"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                binding(0, &size),
                binding(1, &left),
                binding(2, &right),
                binding(3, &result),
            ],
        });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(n.div_ceil(TILE) as u32, m.div_ceil(TILE) as u32, blocks as u32);
        }
        encoder.copy_buffer_to_buffer(&result, 0, &download, 0, bytes);
        self.queue.submit([encoder.finish()]);
        self.read(&download)
    }

    fn read(&self, download: &wgpu::Buffer) -> Result<Vec<u8>, BackendError> {
        let (sender, mapped) = mpsc::channel();
        download.map_async(wgpu::MapMode::Read, .., move |result| {
            // The receiver is gone only when this function has returned with an error already.
            let _ = sender.send(result);
        });
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| self.failure(error.to_string()))?;
        match mapped.try_recv() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(self.failure(error.to_string())),
            Err(_) => return Err(self.failure("the result was never delivered".to_owned())),
        }
        let view = download
            .get_mapped_range(..)
            .map_err(|error| self.failure(error.to_string()))?;
        Ok(view.to_vec())
    }

    fn upload(&self, label: &str, contents: &[u8], usage: BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer_init(&BufferInitDescriptor {
            label: Some(label),
            contents,
            usage,
        })
    }

    fn buffer(&self, label: &str, size: u64, usage: BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        })
    }

    fn failure(&self, reason: String) -> BackendError {
        BackendError::Device {
            adapter: self.name.clone(),
            op: OP,
            reason,
        }
    }
}

fn binding(binding: u32, buffer: &wgpu::Buffer) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: buffer.as_entire_binding(),
    }
}

/// Rows of `k` bytes, each padded with zeros to whole words.
fn whole_words(rows: &[u8], k: usize) -> Cow<'_, [u8]> {
    if k.is_multiple_of(4) {
        return Cow::Borrowed(rows);
    }
    let width = k.next_multiple_of(4);
    let mut padded = vec![0; rows.len() / k * width];
    for (to, from) in padded.chunks_exact_mut(width).zip(rows.chunks_exact(k)) {
        to[..k].copy_from_slice(from);
    }
    Cow::Owned(padded)
}
