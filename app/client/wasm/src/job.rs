//! The content of jobs: specs, tensors and their roots.

use crate::{
    answer::{Answer, Failure, Output},
    request::{Hash, Key},
};
use assay_proof::{JobSpec, Op, OpDesc, Shape, Tensor};
use assay_quotes::tensors::{read_tensors, root_of, write_tensors};
use serde::Deserialize;
use serde_json::{json, Value};

/// Where the spec ends in a blob and the rest begins.
#[derive(Deserialize)]
pub struct Split {
    spec_len: usize,
}

#[derive(Deserialize)]
pub struct Committed {
    job: Key,
    /// Account of the operator that ran it.
    provider: Key,
    trace_root: Hash,
    output_root: Hash,
    salt: Hash,
}

#[derive(Deserialize)]
pub struct Seed {
    seed: Hash,
}

impl Split {
    fn of<'a>(&self, blob: &'a [u8]) -> Result<(JobSpec, &'a [u8]), Failure> {
        let (spec, rest) = blob
            .split_at_checked(self.spec_len)
            .ok_or_else(|| Failure::request("spec_len is longer than the blob"))?;
        Ok((parse(spec)?, rest))
    }
}

/// The graph in `spec.bin`.
pub fn parse(bytes: &[u8]) -> Result<JobSpec, Failure> {
    JobSpec::parse(bytes).map_err(|error| Failure {
        detail: Some(error.to_string()),
        ..Failure::new("BadSpec", "The file is not a well-formed job spec")
    })
}

fn bad_tensors(what: &str) -> impl FnOnce(String) -> Failure + '_ {
    move |reason| Failure {
        detail: Some(reason),
        ..Failure::new("BadTensors", format!("The {what} are not those of the spec"))
    }
}

fn shape_json(shape: Shape) -> Value {
    json!({
        "dtype": shape.dtype.name(),
        "rows": shape.rows,
        "cols": shape.cols,
        "text": shape.to_string(),
        "bytes": shape.bytes().to_string(),
    })
}

/// Multiplications of an op, each of which is added up.
fn multiply_accumulates(spec: &JobSpec, desc: &OpDesc) -> u64 {
    match desc.op {
        Op::MatMul { a, .. } | Op::Linear { a, .. } => {
            let inner = spec.shape_of(a).map_or(0, |shape| u64::from(shape.cols));
            inner.saturating_mul(desc.shape.elements())
        }
        _ => 0,
    }
}

fn output_shape(spec: &JobSpec) -> Result<Shape, Failure> {
    let last = spec.ops.last();
    Ok(last
        .ok_or_else(|| Failure::new("BadSpec", "The spec has no op"))?
        .shape)
}

pub fn spec(bytes: &[u8]) -> Answer {
    let spec = parse(bytes)?;
    let mut total = 0u64;
    let mut ops = Vec::with_capacity(spec.ops.len());
    for desc in &spec.ops {
        let count = multiply_accumulates(&spec, desc);
        total = total.saturating_add(count);
        let operands: Vec<_> = desc.op.operands().iter().map(ToString::to_string).collect();
        ops.push(json!({
            "kind": desc.op.name(),
            "shape": shape_json(desc.shape),
            "operands": operands,
            "multiply_accumulates": count.to_string(),
        }));
    }
    let weights = spec.weights.iter().map(|weight| {
        let mut value = shape_json(weight.shape);
        value["root"] = json!(hex::encode(weight.root));
        value
    });
    Ok(json!({
        "spec_root": hex::encode(spec.spec_root()),
        "inputs": spec.inputs.iter().map(|shape| shape_json(*shape)).collect::<Value>(),
        "weights": weights.collect::<Value>(),
        "ops": ops,
        "output": shape_json(output_shape(&spec)?),
        "multiply_accumulates": total.to_string(),
    }))
}

/// The spec, then `inputs.safetensors`.
pub fn inputs(it: Split, blob: &[u8]) -> Answer {
    let (spec, file) = it.of(blob)?;
    let tensors = read_tensors(file, "input", &spec.inputs).map_err(bad_tensors("inputs"))?;
    Ok(json!({
        "input_root": hex::encode(root_of(&tensors)),
        "shapes": spec.inputs.iter().map(|shape| shape_json(*shape)).collect::<Value>(),
    }))
}

/// The spec, then `weights.safetensors`; every root is compared with the spec's.
pub fn weights(it: Split, blob: &[u8]) -> Answer {
    let (spec, file) = it.of(blob)?;
    let shapes: Vec<Shape> = spec.weights.iter().map(|weight| weight.shape).collect();
    let tensors = read_tensors(file, "weight", &shapes).map_err(bad_tensors("weights"))?;
    for (n, (tensor, weight)) in tensors.iter().zip(&spec.weights).enumerate() {
        let root = tensor.root();
        if root != weight.root {
            return Err(bad_tensors("weights")(format!(
                "weight.{n} has the root {}, and the spec says {}",
                hex::encode(root),
                hex::encode(weight.root)
            )));
        }
    }
    Ok(json!({ "count": tensors.len() }))
}

/// The spec, then the bytes of the result; the file `output.safetensors` is the binary of the answer.
pub fn output(request: Value, blob: &[u8]) -> Output {
    let it: Split = serde_json::from_value(request).map_err(|error| Failure::request(error.to_string()))?;
    let (spec, bytes) = it.of(blob)?;
    let shape = output_shape(&spec)?;
    let tensor = Tensor::new(shape, bytes.to_vec()).map_err(|error| Failure {
        detail: Some(error.to_string()),
        ..Failure::new("BadOutput", "The bytes are not a result of the spec")
    })?;
    let value = json!({ "output_root": hex::encode(tensor.root()), "shape": shape_json(shape) });
    Ok((value, write_tensors("output", &[tensor])))
}

pub fn commitment(it: Committed) -> Answer {
    let commitment = assay_proof::commitment(
        &it.job.0.to_bytes(),
        &it.provider.0.to_bytes(),
        &it.trace_root.0,
        &it.output_root.0,
        &it.salt.0,
    );
    Ok(json!({ "commitment": hex::encode(commitment) }))
}

pub fn seed_commitment(it: Seed) -> Answer {
    Ok(json!({ "commitment": hex::encode(assay_quotes::seed_commitment(&it.seed.0)) }))
}

/// Of the blob.
pub fn sha256(blob: &[u8]) -> Answer {
    Ok(json!({ "hash": hex::encode(solana_sha256_hasher::hash(blob).to_bytes()) }))
}
