//! A job's graph: inputs, weights and operators.

use crate::codec::{self, DescError, KIND_INPUT, KIND_WEIGHT};
use crate::encode::{input_bytes, weight_bytes};
use crate::hash::{self, Hash};
use crate::list::ListTree;
use crate::op::{Mult, Op, OpDesc, Source};
use crate::range;
use crate::reader::Reader;
use crate::shape::Shape;
use crate::typing::ShapeError;
use alloc::vec::Vec;

/// First bytes of an encoded spec.
pub const SPEC_MAGIC: [u8; 8] = *b"ASSAYJ01";

/// Most inputs, weights or ops a spec may have.
const MAX_ENTRIES: u32 = u16::MAX as u32;

/// A weight of a spec: its shape and what it must hash to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightDesc {
    /// Type and size.
    pub shape: Shape,
    /// [`tensor_root`](crate::tensor_root) of the data.
    pub root: Hash,
}

/// The graph of a job. What [`JobSpec::parse`] returns is well formed: operands exist and come
/// earlier, shapes fit, and no `i32` can overflow whatever the inputs hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSpec {
    /// Shapes of the inputs. What they hold is committed per job, see
    /// [`input_root`](crate::input_root).
    pub inputs: Vec<Shape>,
    /// The weights, bound by the spec root.
    pub weights: Vec<WeightDesc>,
    /// The operators in order of execution; the last one's result is the job's output.
    pub ops: Vec<OpDesc>,
}

/// Why a spec is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// The bytes do not start as a spec does.
    #[error("not a job spec: it must start with ASSAYJ01")]
    Magic,
    /// The bytes end inside the three counts.
    #[error("the spec ends inside its header")]
    Header,
    /// A count is 0 or above 65535, or 0 where at least one is needed.
    #[error("a spec needs 1 to 65535 inputs and ops and at most 65535 weights; this one has {inputs} inputs, {weights} weights and {ops} ops")]
    Counts {
        /// Number of inputs.
        inputs: u32,
        /// Number of weights.
        weights: u32,
        /// Number of ops.
        ops: u32,
    },
    /// An input's descriptor is malformed.
    #[error("input {index}: {error}")]
    Input {
        /// Position among the inputs.
        index: usize,
        /// What is wrong.
        error: DescError,
    },
    /// A weight's descriptor is malformed.
    #[error("weight {index}: {error}")]
    Weight {
        /// Position among the weights.
        index: usize,
        /// What is wrong.
        error: DescError,
    },
    /// An op's descriptor is malformed.
    #[error("op {op}: {error}")]
    Op {
        /// Position among the ops.
        op: usize,
        /// What is wrong.
        error: DescError,
    },
    /// An operand does not exist.
    #[error("op {op}: its operand is {source_ref}, which does not exist")]
    Dangling {
        /// Position among the ops.
        op: usize,
        /// The reference.
        source_ref: Source,
    },
    /// An operand is computed later, or by the op itself.
    #[error("op {op}: its operand is {source_ref}, which is not computed before it")]
    Forward {
        /// Position among the ops.
        op: usize,
        /// The reference.
        source_ref: Source,
    },
    /// A bias, a gain, a multiplier per column or a table is not a weight.
    #[error("op {op}: its bias, gain, multiplier or table is {source_ref}; it must be a weight")]
    NotWeight {
        /// Position among the ops.
        op: usize,
        /// The reference.
        source_ref: Source,
    },
    /// The ids of a Gather are computed, so nobody could tell before whether they are inside the table.
    #[error("op {op}: its ids are {source_ref}; they must be an input or a weight")]
    ComputedIds {
        /// Position among the ops.
        op: usize,
        /// The reference.
        source_ref: Source,
    },
    /// Shapes do not fit.
    #[error("op {op}: {error}")]
    Shape {
        /// Position among the ops.
        op: usize,
        /// What does not fit.
        error: ShapeError,
    },
    /// An `i32` could overflow.
    #[error("op {op}: its result can leave i32; add biases only to a MatMul's result, and one only")]
    Overflow {
        /// Position among the ops.
        op: usize,
    },
    /// Bytes follow the last op.
    #[error("{count} bytes follow the last op")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
}

impl JobSpec {
    /// Reads and checks a spec. [`JobSpec::to_bytes`] of the result gives the same bytes back.
    ///
    /// # Errors
    ///
    /// [`SpecError`] names the op, input or weight and what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, SpecError> {
        let mut reader = Reader::new(bytes);
        if reader.array() != Some(&SPEC_MAGIC) {
            return Err(SpecError::Magic);
        }
        let counts = || -> Option<_> {
            let mut header = reader;
            Some((header.u32()?, header.u32()?, header.u32()?, header))
        };
        let (inputs, weights, ops, mut reader) = counts().ok_or(SpecError::Header)?;
        if inputs == 0 || ops == 0 || inputs.max(weights).max(ops) > MAX_ENTRIES {
            return Err(SpecError::Counts { inputs, weights, ops });
        }
        let mut spec = Self {
            inputs: Vec::new(),
            weights: Vec::new(),
            ops: Vec::new(),
        };
        for index in 0..inputs as usize {
            let shape = read_input(&mut reader).map_err(|error| SpecError::Input { index, error })?;
            spec.inputs.push(shape);
        }
        for index in 0..weights as usize {
            let weight = read_weight(&mut reader).map_err(|error| SpecError::Weight { index, error })?;
            spec.weights.push(weight);
        }
        for op in 0..ops as usize {
            let desc = OpDesc::read(&mut reader).map_err(|error| SpecError::Op { op, error })?;
            spec.ops.push(desc);
        }
        if reader.remaining() != 0 {
            return Err(SpecError::TrailingBytes {
                count: reader.remaining(),
            });
        }
        spec.validate()?;
        Ok(spec)
    }

    /// Checks a spec that was built rather than parsed, with the rules of [`JobSpec::parse`].
    ///
    /// # Errors
    ///
    /// As [`JobSpec::parse`].
    pub fn validate(&self) -> Result<(), SpecError> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (inputs, weights, ops) = (
            count(self.inputs.len()),
            count(self.weights.len()),
            count(self.ops.len()),
        );
        if inputs == 0 || ops == 0 || inputs.max(weights).max(ops) > MAX_ENTRIES {
            return Err(SpecError::Counts { inputs, weights, ops });
        }
        let error = DescError::Shape;
        if let Some(index) = self.inputs.iter().position(|shape| !shape.is_valid()) {
            return Err(SpecError::Input { index, error });
        }
        if let Some(index) = self.weights.iter().position(|w| !w.shape.is_valid()) {
            return Err(SpecError::Weight { index, error });
        }
        let mut bounds = Vec::with_capacity(self.ops.len());
        for op in 0..self.ops.len() {
            let bound = self.validate_op(op, &bounds)?;
            bounds.push(bound);
        }
        Ok(())
    }

    /// Checks op `op` given the bounds of the results before it; returns its own.
    fn validate_op(&self, op: usize, bounds: &[u64]) -> Result<u64, SpecError> {
        let desc = &self.ops[op];
        OpDesc::parse(&desc.to_bytes()).map_err(|error| SpecError::Op { op, error })?;
        let operands = desc.op.operands();
        let mut shapes = Vec::with_capacity(operands.len());
        let mut magnitudes = Vec::with_capacity(operands.len());
        for &source_ref in operands.iter() {
            let dangling = SpecError::Dangling { op, source_ref };
            let shape = self.shape_of(source_ref).ok_or(dangling)?;
            let magnitude = match source_ref {
                Source::Op(n) => *bounds
                    .get(usize::from(n))
                    .ok_or(SpecError::Forward { op, source_ref })?,
                Source::Input(_) | Source::Weight(_) => range::of_type(shape.dtype),
            };
            shapes.push(shape);
            magnitudes.push(magnitude);
        }
        for (source_ref, rule) in constants(&desc.op).into_iter().flatten() {
            match (rule, source_ref) {
                (_, Source::Weight(_)) | (Rule::InputOrWeight, Source::Input(_)) => {}
                (Rule::Weight, _) => return Err(SpecError::NotWeight { op, source_ref }),
                (Rule::InputOrWeight, Source::Op(_)) => {
                    return Err(SpecError::ComputedIds { op, source_ref })
                }
            }
        }
        desc.op
            .check_shapes(&shapes, desc.shape)
            .map_err(|error| SpecError::Shape { op, error })?;
        range::of_op(&desc.op, desc.shape, &shapes, &magnitudes).ok_or(SpecError::Overflow { op })
    }

    /// Shape of an operand, if it exists.
    #[must_use]
    pub fn shape_of(&self, source: Source) -> Option<Shape> {
        match source {
            Source::Input(n) => self.inputs.get(usize::from(n)).copied(),
            Source::Weight(n) => self.weights.get(usize::from(n)).map(|w| w.shape),
            Source::Op(n) => self.ops.get(usize::from(n)).map(|o| o.shape),
        }
    }

    /// Canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = SPEC_MAGIC.to_vec();
        bytes.extend_from_slice(&self.counts());
        self.for_each_descriptor(|descriptor| bytes.extend_from_slice(descriptor));
        bytes
    }

    /// The root that a job names on chain.
    #[must_use]
    pub fn spec_root(&self) -> Hash {
        hash::spec_root(&self.counts(), &self.tree().root())
    }

    /// The tree of the descriptors: inputs, weights, ops.
    pub(crate) fn tree(&self) -> ListTree {
        let mut leaves = Vec::new();
        self.for_each_descriptor(|descriptor| leaves.push(hash::descriptor(descriptor)));
        ListTree::new(&leaves)
    }

    /// Number of inputs, weights and ops, as hashed.
    pub(crate) fn counts(&self) -> [u8; 12] {
        let mut counts = [0; 12];
        let lens = [self.inputs.len(), self.weights.len(), self.ops.len()];
        for (slot, len) in counts.chunks_exact_mut(4).zip(lens) {
            slot.copy_from_slice(&(len as u32).to_le_bytes());
        }
        counts
    }

    fn for_each_descriptor(&self, mut f: impl FnMut(&[u8])) {
        for shape in &self.inputs {
            f(&input_bytes(shape));
        }
        for weight in &self.weights {
            f(&weight_bytes(&weight.shape, &weight.root));
        }
        for op in &self.ops {
            f(&op.to_bytes());
        }
    }
}

/// What an operand must be besides what its shape says.
#[derive(Clone, Copy)]
enum Rule {
    Weight,
    InputOrWeight,
}

/// Operands that must be known before the job runs.
fn constants(op: &Op) -> [Option<(Source, Rule)>; 2] {
    let weight = |source: Source| Some((source, Rule::Weight));
    let of = |mult: Mult| mult.source().and_then(weight);
    match *op {
        Op::AddBias { bias, .. } => [weight(bias), None],
        Op::Lut { table, .. } | Op::Softmax { table, .. } => [weight(table), None],
        Op::Requant { mult, .. } => [of(mult), None],
        Op::Add { mx, my, .. } => [of(mx), of(my)],
        Op::Linear { bias, mult, .. } => [bias.and_then(weight), of(mult)],
        Op::LayerNorm { gain, bias, .. } => [weight(gain), weight(bias)],
        Op::RmsNorm { gain, .. } => [weight(gain), None],
        Op::Gather { ids, .. } => [Some((ids, Rule::InputOrWeight)), None],
        Op::MatMul { .. } | Op::Mul { .. } | Op::View(_) => [None, None],
    }
}

fn read_input(reader: &mut Reader<'_>) -> Result<Shape, DescError> {
    expect_kind(reader, KIND_INPUT)?;
    codec::read_shape(reader)
}

fn read_weight(reader: &mut Reader<'_>) -> Result<WeightDesc, DescError> {
    expect_kind(reader, KIND_WEIGHT)?;
    let shape = codec::read_shape(reader)?;
    let root = *reader.hash().ok_or(DescError::Truncated)?;
    Ok(WeightDesc { shape, root })
}

fn expect_kind(reader: &mut Reader<'_>, kind: u8) -> Result<(), DescError> {
    match reader.u8().ok_or(DescError::Truncated)? {
        found if found == kind => Ok(()),
        other => Err(DescError::Kind(other)),
    }
}
