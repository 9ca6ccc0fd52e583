//! all-MiniLM-L6-v2 as `cargo xtask setup` installs it: the float network against sentence-transformers, and the
//! job against the float network, on real sentences.

mod support;

use assay_model::{data, import, source, Evaluation, Example, Input, Network, RowKind, Sentences, Size};
use assay_proof::JobSpec;
use serde::Deserialize;
use std::path::PathBuf;
use support::{fixture, model_file};

/// Tokens of a sequence in these tests.
const SEQUENCE: usize = 64;

/// A sentence and what sentence-transformers makes of it.
#[derive(Deserialize)]
struct Golden {
    sentence: String,
    tokens: Vec<u32>,
    embedding: Vec<f32>,
}

fn minilm() -> PathBuf {
    let cache = std::env::var_os("ASSAY_CACHE")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let home = std::env::var_os("HOME").expect("HOME or ASSAY_CACHE is set");
            PathBuf::from(home).join(".cache/assay")
        });
    let folder = cache.join("tools/minilm");
    assert!(
        folder.join("config.json").is_file(),
        "{} holds no model: run `cargo xtask setup`",
        folder.display()
    );
    folder
}

fn network() -> (Network, Sentences) {
    let network = source::read(&minilm(), &source::Options::default()).unwrap();
    let (vocabulary, _) = network.vocabulary().unwrap();
    let tokenizer = Sentences::open(&minilm().join("tokenizer.json"), vocabulary, SEQUENCE).unwrap();
    (network, tokenizer)
}

#[test]
fn the_float_network_is_sentence_transformers_own() {
    let (network, tokenizer) = network();
    let golden: Vec<Golden> =
        serde_json::from_slice(&std::fs::read(fixture("minilm.json")).unwrap()).unwrap();
    for Golden {
        sentence,
        tokens,
        embedding,
    } in golden
    {
        // The last one is longer than a sequence: it loses words, not the token that ends it.
        let found = tokenizer.tokens(&[&sentence]).unwrap().remove(0);
        assert_eq!(found, tokens, "{sentence}");
        let found = network.result(&Example::Tokens(found)).unwrap();
        assert_eq!(found.dim(), (1, embedding.len()));
        for (found, expected) in found.iter().zip(&embedding) {
            assert!(
                (found - expected).abs() < 1e-5,
                "{found} for {expected}: {sentence}"
            );
        }
    }
}

#[test]
fn embeddings_of_the_job_are_near_those_of_the_float_network() {
    let (network, tokenizer) = network();
    let examples = |name: &str, count: usize| -> Vec<Example> {
        let sentences = data::sentences(&model_file(name)).unwrap();
        let tokens = tokenizer.tokens(&sentences[..count]).unwrap();
        tokens.into_iter().map(Example::Tokens).collect()
    };
    let evaluation = Evaluation {
        examples: examples("minilm/evaluation.txt", 30),
        labels: None,
    };
    let size = Size {
        batch: 64,
        sequence: SEQUENCE as u32,
    };
    let calibration = examples("minilm/calibration.txt", 192);
    let imported = import("all-MiniLM-L6-v2", &network, &calibration, &evaluation, size).unwrap();
    let accuracy = &imported.model.accuracy;
    // All 300 sentences: mean 0.993, least 0.973, ranks 0.993 (benches/model.md).
    assert!(accuracy.mean_cosine >= 0.99, "{accuracy:?}");
    assert!(accuracy.min_cosine >= 0.97, "{accuracy:?}");
    assert!(accuracy.rank_correlation.unwrap() >= 0.98, "{accuracy:?}");

    assert_eq!(imported.model.output.rows, RowKind::Embedding);
    assert_eq!(
        imported.model.input,
        Input::Tokens {
            sequence: 64,
            vocabulary: 30_522
        }
    );
    let spec = JobSpec::parse(&imported.spec.to_bytes()).unwrap();
    assert_eq!(spec, imported.spec);
    assert_eq!(
        spec.inputs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["i32 [64, 64]", "i8 [64, 64]"]
    );
    assert_eq!(spec.ops.last().unwrap().shape.to_string(), "i8 [64, 384]");
}

#[test]
fn calibration_and_evaluation_sentences_are_different_ones() {
    let read = |name: &str| data::sentences(&model_file(name)).unwrap();
    let (calibration, evaluation) = (read("minilm/calibration.txt"), read("minilm/evaluation.txt"));
    assert!(evaluation.len() >= 200, "{}", evaluation.len());
    for sentence in &evaluation {
        assert!(!calibration.contains(sentence), "{sentence}");
    }
}
