//! The kernels in WGSL, compiled for one device.

use wgpu::{BindingType, BufferBindingType, ShaderStages};

use crate::gpu::device::{Kernel, MAX_OPERANDS};

/// Where 64-bit integers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Integers {
    /// The device has them.
    Native,
    /// Two words each.
    Emulated,
}

/// All pipelines, which are bound alike: parameters, four operands, result and status.
pub(super) struct Pipelines {
    layout: wgpu::BindGroupLayout,
    /// In the order of [`Kernel::ALL`].
    pipelines: Vec<wgpu::ComputePipeline>,
}

impl Pipelines {
    /// Compiles all kernels. What does not compile is reported to the device's error scope.
    pub(super) fn new(device: &wgpu::Device, integers: Integers) -> Self {
        let read_only = BufferBindingType::Storage { read_only: true };
        let mut types = vec![BufferBindingType::Uniform];
        types.extend([read_only; MAX_OPERANDS]);
        types.extend([BufferBindingType::Storage { read_only: false }; 2]);
        let entries: Vec<wgpu::BindGroupLayoutEntry> = (0..)
            .zip(types)
            .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: ShaderStages::COMPUTE,
                ty: BindingType::Buffer {
                    ty,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            })
            .collect();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("kernel"),
            entries: &entries,
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("kernel"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipelines = Kernel::ALL.map(|kernel| {
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(kernel.entry()),
                source: wgpu::ShaderSource::Wgsl(source(kernel, integers).into()),
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(kernel.entry()),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some(kernel.entry()),
                compilation_options: Default::default(),
                cache: None,
            })
        });
        Self {
            layout,
            pipelines: pipelines.into(),
        }
    }

    pub(super) fn get(&self, kernel: Kernel) -> &wgpu::ComputePipeline {
        let at = Kernel::ALL.iter().position(|&other| other == kernel);
        &self.pipelines[at.expect("all kernels are compiled")]
    }

    /// Binds the buffers of one run; `nothing` takes the places of operands that the kernel has not.
    pub(super) fn bind(
        &self,
        device: &wgpu::Device,
        params: &wgpu::Buffer,
        operands: &[&wgpu::Buffer],
        (result, status): (&wgpu::Buffer, &wgpu::Buffer),
        nothing: &wgpu::Buffer,
    ) -> wgpu::BindGroup {
        let operand = |n: usize| *operands.get(n).unwrap_or(&nothing);
        let buffers = [params]
            .into_iter()
            .chain((0..MAX_OPERANDS).map(operand))
            .chain([result, status]);
        let entries: Vec<wgpu::BindGroupEntry> = (0..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("kernel"),
            layout: &self.layout,
            entries: &entries,
        })
    }
}

fn source(kernel: Kernel, integers: Integers) -> String {
    let integers = match integers {
        Integers::Native => include_str!("wide_native.wgsl"),
        Integers::Emulated => include_str!("wide_emulated.wgsl"),
    };
    let kernels = match kernel {
        Kernel::MatMul | Kernel::Linear => include_str!("products.wgsl"),
        Kernel::AddBias | Kernel::Requant | Kernel::Add | Kernel::Mul | Kernel::Lut => {
            include_str!("elements.wgsl")
        }
        Kernel::Norm | Kernel::Softmax => include_str!("rows.wgsl"),
        Kernel::Gather => include_str!("gather.wgsl"),
        Kernel::Stride => include_str!("stride.wgsl"),
        Kernel::Concat => include_str!("concat.wgsl"),
    };
    [
        integers,
        include_str!("rounding.wgsl"),
        include_str!("common.wgsl"),
        kernels,
    ]
    .join("\n")
}
