//! The digits model of `models/digits`, written by its python scripts: the spec parses, the weights
//! are the ones it binds, and evaluating it classifies the held-out images as `model.json` says.

use assay_proof::{eval, input_root, trace_root, DType, JobSpec, Shape, Source, Tensor};
use safetensors::{Dtype, SafeTensors};
use std::path::PathBuf;

/// What the test reads of `model.json`.
#[derive(serde::Deserialize)]
struct Model {
    labels: Vec<String>,
    held_out: usize,
    float_correct: usize,
    int_correct: usize,
    float_accuracy: f64,
    int_accuracy: f64,
    ops: Vec<String>,
    spec_root: String,
    input_root: String,
    trace_root: String,
    output_root: String,
}

fn read(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../models/digits")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn model() -> Model {
    serde_json::from_slice(&read("model.json")).unwrap()
}

fn spec() -> JobSpec {
    JobSpec::parse(&read("spec.bin")).unwrap()
}

/// The tensors "`name`.0", "`name`.1", ... of a safetensors file, which holds no others.
fn tensors(file: &str, name: &str) -> Vec<Tensor> {
    let bytes = read(file);
    let stored = SafeTensors::deserialize(&bytes).unwrap();
    (0..stored.len())
        .map(|index| {
            let view = stored.tensor(&format!("{name}.{index}")).unwrap();
            let dtype = match view.dtype() {
                Dtype::I8 => DType::I8,
                Dtype::I32 => DType::I32,
                other => panic!("{name}.{index} is {other:?}"),
            };
            let [rows, cols] = *view.shape() else {
                panic!("{name}.{index} is not 2-D: {:?}", view.shape())
            };
            let (rows, cols) = (rows as u32, cols as u32);
            Tensor::new(Shape { dtype, rows, cols }, view.data().to_vec()).unwrap()
        })
        .collect()
}

/// Result of every op.
fn run(spec: &JobSpec, inputs: &[Tensor], weights: &[Tensor]) -> Vec<Tensor> {
    let mut trace: Vec<Tensor> = Vec::new();
    for desc in &spec.ops {
        let operands: Vec<&Tensor> = desc
            .op
            .operands()
            .iter()
            .map(|source| match *source {
                Source::Input(n) => &inputs[usize::from(n)],
                Source::Weight(n) => &weights[usize::from(n)],
                Source::Op(n) => &trace[usize::from(n)],
            })
            .collect();
        let result = eval(&desc.op, desc.shape, &operands).unwrap();
        trace.push(result);
    }
    trace
}

/// Index of each row's largest logit, the first on a tie.
fn classes(logits: &Tensor) -> Vec<usize> {
    let values = logits.as_i32().expect("logits are i32");
    values
        .chunks_exact(logits.shape().cols as usize)
        .map(|row| (0..row.len()).rev().max_by_key(|&class| row[class]).unwrap())
        .collect()
}

#[test]
fn the_spec_is_canonical_and_its_root_is_the_recorded_one() {
    let (bytes, spec, model) = (read("spec.bin"), spec(), model());
    assert_eq!(spec.to_bytes(), bytes);
    assert_eq!(hex::encode(spec.spec_root()), model.spec_root);
    let names: Vec<&str> = spec.ops.iter().map(|desc| desc.op.name()).collect();
    assert_eq!(names, model.ops);
    let matmuls = names.iter().filter(|name| **name == "MatMul").count();
    assert!(
        matmuls >= 3,
        "two hidden layers at least, found {matmuls} MatMuls"
    );
}

#[test]
fn the_weights_are_the_ones_the_spec_binds() {
    let spec = spec();
    let weights = tensors("weights.safetensors", "weight");
    assert_eq!(weights.len(), spec.weights.len());
    for (index, (weight, desc)) in weights.iter().zip(&spec.weights).enumerate() {
        assert_eq!(weight.shape(), desc.shape, "weight {index}");
        assert_eq!(weight.root(), desc.root, "weight {index}");
    }
}

#[test]
fn integer_accuracy_on_the_held_out_images_is_exactly_the_recorded_one() {
    let (spec, model) = (spec(), model());
    let labels: Vec<usize> = serde_json::from_slice(&read("labels.json")).unwrap();
    let inputs = tensors("inputs.safetensors", "input");
    let weights = tensors("weights.safetensors", "weight");
    let shapes: Vec<Shape> = inputs.iter().map(Tensor::shape).collect();
    assert_eq!(shapes, spec.inputs);
    assert_eq!(labels.len(), model.held_out);
    assert_eq!(shapes[0].rows as usize, model.held_out);
    assert!(
        model.held_out * 4 >= 1797,
        "a quarter of the 1,797 images is held out"
    );

    let trace = run(&spec, &inputs, &weights);
    let predicted = classes(trace.last().unwrap());
    assert_eq!(trace.last().unwrap().shape().cols as usize, model.labels.len());
    let correct = predicted.iter().zip(&labels).filter(|(p, l)| p == l).count();
    assert_eq!(correct, model.int_correct);
    let share = |correct: usize| correct as f64 / model.held_out as f64;
    assert!((model.int_accuracy - share(correct)).abs() < 1e-12);
    assert!((model.float_accuracy - share(model.float_correct)).abs() < 1e-12);
    assert!((model.int_accuracy - model.float_accuracy).abs() < 0.01);
    assert!(model.int_accuracy >= 0.97);

    // The python evaluation and this crate's agree in every bit of every op, not only in the classes.
    let roots = |tensors: &[Tensor]| tensors.iter().map(Tensor::root).collect::<Vec<_>>();
    assert_eq!(hex::encode(input_root(&roots(&inputs))), model.input_root);
    assert_eq!(hex::encode(trace_root(&roots(&trace))), model.trace_root);
    assert_eq!(hex::encode(trace.last().unwrap().root()), model.output_root);
}
