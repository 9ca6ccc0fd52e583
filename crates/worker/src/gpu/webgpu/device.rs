//! One graphics device.

use core::cell::Cell;
use std::sync::{mpsc, Arc, OnceLock};

use pollster::block_on;
use wgpu::{BufferUsages, ErrorFilter};

use super::pipelines::{Integers, Pipelines};
use crate::backend::BackendError;
use crate::gpu::device::{patience, Device, Fault, Grid, Launch, Layout, PARAMS, TILE, WORD};

/// Largest buffer used even where the device allows more: a piece is worth little beyond it, and
/// the processor holds a copy while it travels.
const BUFFER_BYTES: u64 = 1 << 30;
/// Smallest buffer a device must allow, so that the longest row of a tensor fits.
const ROW_BYTES: u64 = assay_proof::MAX_DIM as u64 * WORD as u64;
/// Bytes that stay on a device between ops. A driver does not say how much memory it has; when it runs out, what is
/// held gives way.
const HELD_BYTES: u64 = 4 << 30;
/// The same where the device's memory is the processor's, which the worker needs itself.
const HELD_BYTES_SOFTWARE: u64 = 256 << 20;
/// Most workgroups in one dimension (WebGPU's guaranteed limit).
const MAX_GROUPS: usize = 65_535;
/// Threads of a workgroup.
const GROUP: usize = 256;

/// How long a device that refused something may take to say that it is lost.
const ASKING: std::time::Duration = std::time::Duration::from_secs(1);

/// An open device.
pub(in crate::gpu) struct Graphics {
    name: String,
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipelines: Pipelines,
    /// Whether 64-bit arithmetic is put together from words although the device has it.
    emulated: bool,
    buffer_bytes: u64,
    held_bytes: u64,
    /// Bound where a kernel has no operand.
    nothing: wgpu::Buffer,
    status: wgpu::Buffer,
    /// Additions started since the device was last waited for.
    pending: Cell<u64>,
    /// Why the device is gone, once it is.
    lost: Arc<OnceLock<String>>,
    /// The device is to be taken away between the next start of work and the wait for it.
    #[cfg(test)]
    pub(in crate::gpu) destroy_next: Cell<bool>,
}

impl Graphics {
    /// Opens the most powerful adapter, software ones included. `emulated` puts 64-bit arithmetic together from words
    /// also where the device has it.
    pub(in crate::gpu) fn open(emulated: bool) -> Result<Self, BackendError> {
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
        let no_device = |reason: String| BackendError::NoDevice {
            adapter: name.clone(),
            reason,
        };
        let limits = adapter.limits();
        let buffer_bytes = limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size)
            .min(BUFFER_BYTES);
        let buffer_bytes = buffer_bytes - buffer_bytes % WORD as u64;
        if buffer_bytes < ROW_BYTES {
            return Err(no_device(format!(
                "its buffers hold {buffer_bytes} bytes at most, a row of a tensor may have {ROW_BYTES}"
            )));
        }
        let native = adapter.features() & wgpu::Features::SHADER_INT64;
        let integers = if native.is_empty() || emulated {
            Integers::Emulated
        } else {
            Integers::Native
        };
        let (device, queue) = block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("assay"),
            required_features: native,
            required_limits: limits,
            ..Default::default()
        }))
        .map_err(|error| no_device(error.to_string()))?;
        let lost = Arc::new(OnceLock::new());
        device.set_device_lost_callback({
            let lost = lost.clone();
            move |reason, message| {
                // Only the first reason counts.
                let _ = lost.set(format!("{reason:?}: {message}"));
            }
        });

        let scope = device.push_error_scope(ErrorFilter::Validation);
        let pipelines = Pipelines::new(&device, integers);
        let buffer = |label, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: WORD as u64,
                usage,
                mapped_at_creation: false,
            })
        };
        let nothing = buffer("nothing", BufferUsages::STORAGE);
        let status = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
        let status = buffer("status", status);
        if let Some(error) = block_on(scope.pop()) {
            return Err(no_device(error.to_string()));
        }
        Ok(Self {
            device,
            queue,
            pipelines,
            emulated,
            buffer_bytes,
            held_bytes: match info.device_type {
                wgpu::DeviceType::Cpu => HELD_BYTES_SOFTWARE,
                _ => HELD_BYTES,
            },
            nothing,
            status,
            pending: Cell::new(0),
            lost,
            #[cfg(test)]
            destroy_next: Cell::new(false),
            name,
        })
    }

    /// Takes the device away, as a driver that crashes does.
    #[cfg(test)]
    pub(in crate::gpu) fn destroy(&self) {
        self.device.destroy();
    }

    /// Does `work`, and says what the device has to say about it.
    fn watch<T>(&self, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let memory = self.device.push_error_scope(ErrorFilter::OutOfMemory);
        let validation = self.device.push_error_scope(ErrorFilter::Validation);
        let internal = self.device.push_error_scope(ErrorFilter::Internal);
        let result = work();
        // Scopes nest: the last one opened is closed first.
        let internal = block_on(internal.pop());
        let validation = block_on(validation.pop());
        let memory = block_on(memory.pop());
        if result.is_err() || memory.is_some() || validation.is_some() || internal.is_some() {
            // A loss is reported when the device is asked, not when it happens. If asking fails, it says so.
            let _ = self.device.poll(wgpu::PollType::Wait {
                submission_index: None,
                timeout: Some(ASKING),
            });
        }
        // The first cause first: what is lost or full makes all that follows invalid.
        if let Some(reason) = self.lost.get() {
            return Err(Fault::Lost(reason.clone()));
        }
        if let Some(error) = memory {
            return Err(Fault::Memory(error.to_string()));
        }
        if let Some(error) = validation.or(internal) {
            return Err(Fault::Refused(error.to_string()));
        }
        result
    }

    fn buffer(&self, label: &str, size: usize, usage: BufferUsages, mapped: bool) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: size as u64,
            usage,
            mapped_at_creation: mapped,
        })
    }

    /// A buffer that `bytes` are written to, in rows of `row` bytes `pitch` bytes apart. What is not written is 0.
    fn filled(
        &self,
        label: &str,
        (bytes, row, pitch): (&[u8], usize, usize),
        usage: BufferUsages,
    ) -> Result<wgpu::Buffer, Fault> {
        let rows = bytes.len() / row;
        let buffer = self.buffer(label, rows * pitch, usage, true);
        let mut memory = buffer.get_mapped_range_mut(..).map_err(refused)?;
        if row == pitch {
            memory.slice(..).copy_from_slice(bytes);
        } else {
            for (at, bytes) in bytes.chunks_exact(row).enumerate() {
                memory.slice(at * pitch..at * pitch + row).copy_from_slice(bytes);
            }
        }
        drop(memory);
        buffer.unmap();
        Ok(buffer)
    }

    fn submit(&self, record: impl FnOnce(&mut wgpu::CommandEncoder)) -> wgpu::SubmissionIndex {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        record(&mut encoder);
        self.queue.submit([encoder.finish()])
    }

    /// The first `bytes` of a buffer, once all work is done; `then` is recorded after they are copied.
    fn read(
        &self,
        buffer: &wgpu::Buffer,
        bytes: usize,
        then: impl FnOnce(&mut wgpu::CommandEncoder),
    ) -> Result<Vec<u8>, Fault> {
        let usage = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        let download = self.buffer("download", bytes, usage, false);
        let submission = self.submit(|encoder| {
            encoder.copy_buffer_to_buffer(buffer, 0, &download, 0, bytes as u64);
            then(encoder);
        });
        let (sender, mapped) = mpsc::channel();
        download.map_async(wgpu::MapMode::Read, .., move |result| {
            // The receiver is gone only when this function has returned with an error already.
            let _ = sender.send(result);
        });
        #[cfg(test)]
        if self.destroy_next.take() {
            self.destroy();
        }
        self.wait(submission)?;
        match mapped.try_recv() {
            Ok(mapped) => mapped.map_err(refused)?,
            Err(_) => return Err(Fault::Lost("the result was never delivered".to_owned())),
        }
        let view = download.get_mapped_range(..).map_err(refused)?;
        Ok(view.to_vec())
    }

    /// Waits for what was started, but not for ever: a driver may not notice that its device hangs.
    fn wait(&self, submission: wgpu::SubmissionIndex) -> Result<(), Fault> {
        let patience = patience(self.pending.take());
        let poll = wgpu::PollType::Wait {
            submission_index: Some(submission),
            timeout: Some(patience),
        };
        match self.device.poll(poll) {
            Ok(_) => Ok(()),
            Err(wgpu::PollError::Timeout) => {
                Err(Fault::Lost(format!("no result after {} s", patience.as_secs())))
            }
            Err(error) => Err(refused(error)),
        }
    }
}

impl Device for Graphics {
    type Buffer = wgpu::Buffer;

    const ROW_ALIGN: usize = WORD;

    fn reopen(&self) -> Result<Self, BackendError> {
        Self::open(self.emulated)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn buffer_bytes(&self) -> u64 {
        self.buffer_bytes
    }

    fn held_bytes(&self) -> u64 {
        self.held_bytes
    }

    fn upload(&self, layout: Layout, bytes: &[u8]) -> Result<wgpu::Buffer, Fault> {
        self.watch(|| {
            let rows = (bytes, layout.row_bytes(), layout.pitch);
            self.filled("operand", rows, BufferUsages::STORAGE | BufferUsages::COPY_SRC)
        })
    }

    fn launch(&self, launch: &Launch<'_, wgpu::Buffer>) -> Result<wgpu::Buffer, Fault> {
        self.watch(|| {
            let params: &[u8] = bytemuck::cast_slice(&launch.params);
            let size = PARAMS * WORD;
            let params = self.filled("parameters", (params, size, size), BufferUsages::UNIFORM)?;
            let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
            let result = self.buffer("result", launch.out.bytes(), usage, false);
            let group = self.pipelines.bind(
                &self.device,
                &params,
                launch.operands,
                (&result, &self.status),
                &self.nothing,
            );
            let [x, y, z] = groups(launch);
            self.submit(|encoder| {
                let mut pass = encoder.begin_compute_pass(&Default::default());
                pass.set_pipeline(self.pipelines.get(launch.kernel));
                pass.set_bind_group(0, &group, &[]);
                pass.dispatch_workgroups(x, y, z);
            });
            self.pending.set(self.pending.get() + launch.work());
            Ok(result)
        })
    }

    fn download(&self, layout: Layout, buffer: &wgpu::Buffer) -> Result<Vec<u8>, Fault> {
        self.watch(|| self.read(buffer, layout.bytes(), |_| {}))
    }

    fn take_status(&self) -> Result<bool, Fault> {
        let status = self.watch(|| {
            self.read(&self.status, WORD, |encoder| {
                encoder.clear_buffer(&self.status, 0, None);
            })
        })?;
        Ok(status.iter().any(|&byte| byte != 0))
    }
}

/// Workgroups in each dimension. Kernels over words and rows go on to further ones where these are too many for a
/// dispatch; products are cut so that they are not.
fn groups(launch: &Launch<'_, wgpu::Buffer>) -> [u32; 3] {
    let line = |groups: usize| [groups.min(MAX_GROUPS) as u32, 1, 1];
    match launch.grid {
        Grid::Words => line(launch.out.words().div_ceil(GROUP)),
        Grid::Rows => line(launch.out.rows),
        Grid::Tiles { blocks, m, n, .. } => [n.div_ceil(TILE) as u32, m.div_ceil(TILE) as u32, blocks as u32],
    }
}

fn refused(error: impl core::fmt::Display) -> Fault {
    Fault::Refused(error.to_string())
}
