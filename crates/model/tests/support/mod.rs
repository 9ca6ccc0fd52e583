//! What the tests share: the fixtures, and networks of them.

#![allow(dead_code, reason = "each test file uses its part")]

use assay_model::{data, source, Evaluation, Example, Network, Sentences};
use std::path::{Path, PathBuf};

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    manifest().join("tests/fixtures").join(name)
}

/// A file of the repository's `models`.
pub fn model_file(name: &str) -> PathBuf {
    manifest().join("../../models").join(name)
}

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The network in a fixture.
pub fn network(name: &str) -> Network {
    source::read(&fixture(name), &source::Options::default())
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Images to calibrate the digits' networks with.
pub fn digits_calibration() -> [Example; 1] {
    [Example::Rows(
        data::rows(&fixture("digits-data.safetensors")).unwrap().rows,
    )]
}

/// The held-out digits of `models/digits`, as the networks take them.
pub fn digits_held_out() -> Evaluation {
    let pixels = data::rows(&model_file("digits/inputs.safetensors")).unwrap().rows;
    let labels = std::fs::read(model_file("digits/labels.json")).unwrap();
    Evaluation {
        examples: vec![Example::Rows(pixels / 16.0)],
        labels: Some(serde_json::from_slice(&labels).unwrap()),
    }
}

/// Sentences that the small encoder's tokenizer knows the words of.
pub const SENTENCES: [&str; 8] = [
    "the cat sat on the mat",
    "a dog ran in the river",
    "is it a bird and not a cat",
    "the bird sang under the tree",
    "it was on the house",
    "the dog was not in the house and the cat sat",
    "a river ran under the tree",
    "sang it",
];

/// The small encoder's tokenizer.
pub fn small_tokenizer(sequence: usize) -> Sentences {
    Sentences::open(&fixture("bert/tokenizer.json"), 40, sequence).unwrap()
}

/// [`SENTENCES`] as examples.
pub fn small_examples(sequence: usize) -> Vec<Example> {
    let tokens = small_tokenizer(sequence).tokens(&SENTENCES).unwrap();
    tokens.into_iter().map(Example::Tokens).collect()
}
