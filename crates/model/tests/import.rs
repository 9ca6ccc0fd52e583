//! Models that PyTorch wrote, read, quantised and run: against PyTorch's own results and the float network's.

use assay_model::{data, import, source, Evaluation, Example, Network, Size};
use ndarray::Array2;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Golden {
    activations: Rows,
    bert: Tokens,
}

#[derive(Deserialize)]
struct Rows {
    input: Vec<Vec<f32>>,
    output: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct Tokens {
    ids: Vec<u32>,
    output: Vec<Vec<f32>>,
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn golden() -> Golden {
    let bytes = std::fs::read(fixture("golden.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn network(name: &str) -> Network {
    source::read(&fixture(name), &source::Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn assert_near(source: &str, found: &Array2<f32>, expected: &[Vec<f32>], within: f32) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim());
    let farthest = (found - &expected).iter().fold(0.0f32, |farthest, x| farthest.max(x.abs()));
    assert!(farthest <= within, "{source}: {farthest}");
}

#[test]
fn functions_in_onnx_are_pytorchs() {
    let golden = golden().activations;
    let found = network("activations.onnx").result(&Example::Rows(matrix(&golden.input))).unwrap();
    assert_near("activations.onnx", &found, &golden.output, 1e-5);
}

#[test]
fn an_encoder_is_the_same_from_every_source() {
    let golden = golden().bert;
    for source in ["bert", "bert-17.onnx", "bert-14.onnx", "bert-sdpa.onnx"] {
        let found = network(source).result(&Example::Tokens(golden.ids.clone())).unwrap();
        assert_near(source, &found, &golden.output, 2e-5);
    }
}

/// The held-out digits of `models/digits`, as the network takes them.
fn held_out() -> Evaluation {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/digits");
    let pixels = data::rows(&folder.join("inputs.safetensors")).unwrap().rows;
    let labels = std::fs::read(folder.join("labels.json")).unwrap();
    Evaluation {
        examples: vec![Example::Rows(pixels / 16.0)],
        labels: Some(serde_json::from_slice(&labels).unwrap()),
    }
}

#[test]
fn a_classifier_loses_hardly_an_answer() {
    let calibration = data::rows(&fixture("digits-data.safetensors")).unwrap().rows;
    let calibration = [Example::Rows(calibration)];
    let size = Size { batch: 450, sequence: 1 };
    let [safetensors, onnx] = ["digits.safetensors", "digits.onnx"].map(|name| {
        let imported = import("digits", &network(name), &calibration, &held_out(), size).unwrap();
        let accuracy = imported.model.accuracy.clone();
        let labelled = accuracy.labelled.unwrap();
        assert!(labelled.float_correct >= 432, "{labelled:?}");
        assert!(labelled.int_correct.abs_diff(labelled.float_correct) <= 3, "{labelled:?}");
        assert!(accuracy.same_class >= 445, "{accuracy:?}");
        assert!(accuracy.mean_cosine >= 0.999 && accuracy.min_cosine >= 0.99, "{accuracy:?}");
        imported
    });
    assert_eq!(safetensors.spec, onnx.spec);
}
