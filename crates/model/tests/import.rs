//! Models that PyTorch wrote, read, quantised and run: against PyTorch's own results and the float network's.

mod support;

use assay_model::{import, source, Calibration, Evaluation, Example, Input, Quantised, RowKind, Size};
use assay_proof::{JobSpec, Tensor};
use ndarray::Array2;
use serde::Deserialize;
use support::*;

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

fn golden() -> Golden {
    let bytes = std::fs::read(fixture("golden.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn assert_near(source: &str, found: &Array2<f32>, expected: &[Vec<f32>], within: f32) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim());
    let farthest = (found - &expected)
        .iter()
        .fold(0.0f32, |farthest, x| farthest.max(x.abs()));
    assert!(farthest <= within, "{source}: {farthest}");
}

#[test]
fn functions_in_onnx_are_pytorchs() {
    let golden = golden().activations;
    let found = network("activations.onnx")
        .result(&Example::Rows(matrix(&golden.input)))
        .unwrap();
    assert_near("activations.onnx", &found, &golden.output, 1e-5);
}

#[test]
fn an_encoder_is_the_same_from_every_source() {
    let golden = golden().bert;
    for source in ["bert", "bert-17.onnx", "bert-14.onnx", "bert-sdpa.onnx"] {
        let found = network(source)
            .result(&Example::Tokens(golden.ids.clone()))
            .unwrap();
        assert_near(source, &found, &golden.output, 2e-5);
    }
}

#[test]
fn a_classifier_loses_hardly_an_answer() {
    let size = Size {
        batch: 450,
        sequence: 1,
    };
    let [safetensors, onnx] = ["digits.safetensors", "digits.onnx"].map(|name| {
        let imported = import(
            "digits",
            &network(name),
            &digits_calibration(),
            &digits_held_out(),
            size,
        )
        .unwrap();
        let accuracy = &imported.model.accuracy;
        let labelled = accuracy.labelled.unwrap();
        assert!(labelled.float_correct >= 432, "{labelled:?}");
        assert!(
            labelled.int_correct.abs_diff(labelled.float_correct) <= 3,
            "{labelled:?}"
        );
        assert!(accuracy.same_class >= 445, "{accuracy:?}");
        assert!(
            accuracy.mean_cosine >= 0.999 && accuracy.min_cosine >= 0.99,
            "{accuracy:?}"
        );
        imported
    });
    assert_eq!(safetensors.spec, onnx.spec);
}

/// What a client posts and reads gives the accuracy that the import reports.
#[test]
fn a_posted_job_gives_what_the_report_says() {
    let evaluation = digits_held_out();
    let Example::Rows(pixels) = &evaluation.examples[0] else {
        unreachable!()
    };
    let size = Size {
        batch: 450,
        sequence: 1,
    };
    let imported = import(
        "digits",
        &network("digits.onnx"),
        &digits_calibration(),
        &evaluation,
        size,
    )
    .unwrap();
    let spec = JobSpec::parse(&imported.spec.to_bytes()).unwrap();
    assert_eq!(
        spec.spec_root().map(|byte| format!("{byte:02x}")).concat(),
        imported.model.spec_root
    );
    for (weight, desc) in imported.graph.weights().iter().zip(&spec.weights) {
        assert_eq!((weight.shape(), weight.root()), (desc.shape, desc.root));
    }
    let output = imported
        .graph
        .run(&[imported.model.rows(pixels).unwrap()])
        .unwrap();
    let numbers = imported.model.output.decode(&output).unwrap();
    let largest = |row: ndarray::ArrayView1<'_, f32>| {
        (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap()
    };
    let labels = evaluation.labels.as_ref().unwrap();
    let correct = numbers
        .rows()
        .into_iter()
        .zip(labels)
        .filter(|(row, &label)| largest(row.view()) == label);
    assert_eq!(
        correct.count(),
        imported.model.accuracy.labelled.unwrap().int_correct
    );
    // Logits, not only their order: within a twentieth of the largest.
    let float = network("digits.onnx").result(&evaluation.examples[0]).unwrap();
    let farthest = (&numbers - &float)
        .iter()
        .fold(0.0f32, |farthest, x| farthest.max(x.abs()));
    let spread = float.iter().fold(0.0f32, |spread, x| spread.max(x.abs()));
    assert!(farthest < 0.05 * spread, "{farthest} of {spread}");
}

#[test]
fn functions_and_residuals_survive_quantisation() {
    let golden = golden().activations;
    // Rows like those of the golden input: normal, of a variance of 1.
    let rows = Array2::from_shape_fn((200, 12), |(i, j)| {
        let phase = (i * 12 + j) as f32;
        (phase * 0.731).sin() + (phase * 1.417).cos()
    });
    let evaluation = Evaluation {
        examples: vec![Example::Rows(matrix(&golden.input))],
        labels: None,
    };
    let size = Size {
        batch: 6,
        sequence: 1,
    };
    let calibration = [Example::Rows(rows)];
    let imported = import(
        "activations",
        &network("activations.onnx"),
        &calibration,
        &evaluation,
        size,
    )
    .unwrap();
    let accuracy = imported.model.accuracy;
    assert!(accuracy.min_cosine > 0.998, "{accuracy:?}");
}

#[test]
fn an_encoders_hidden_states_survive_quantisation() {
    let evaluation = Evaluation {
        examples: small_examples(12),
        labels: None,
    };
    let size = Size {
        batch: 8,
        sequence: 12,
    };
    let imported = import(
        "small",
        &network("bert-17.onnx"),
        &small_examples(12),
        &evaluation,
        size,
    )
    .unwrap();
    assert_eq!(imported.model.output.rows, RowKind::Token);
    assert_eq!(
        imported.model.input,
        Input::Tokens {
            sequence: 12,
            vocabulary: 40
        }
    );
    let accuracy = imported.model.accuracy;
    assert!(
        accuracy.mean_cosine > 0.995 && accuracy.min_cosine > 0.98,
        "{accuracy:?}"
    );
}

/// A sentence's embedding does not depend on the others of its job nor on the padding behind it: bit by bit.
#[test]
fn neither_batch_nor_padding_changes_an_embedding() {
    let options = source::Options {
        pool: true,
        ..source::Options::default()
    };
    let pooled = source::read(&fixture("bert-17.onnx"), &options).unwrap();
    let calibration = Calibration::of(&pooled, &small_examples(12)).unwrap();
    let quantised = Quantised::of(&pooled, &calibration).unwrap();
    let tokenizer = small_tokenizer(12);
    let run = |sentences: &[&str], batch: u32, sequence: u32| -> Tensor {
        let tokenizer = if sequence == 12 {
            &tokenizer
        } else {
            &small_tokenizer(sequence as usize)
        };
        let inputs = tokenizer.inputs(sentences, batch as usize).unwrap();
        quantised.graph(Size { batch, sequence }).run(&inputs).unwrap()
    };
    let together = run(&SENTENCES, 8, 12);
    assert_eq!((together.shape().rows, together.shape().cols), (8, 16));
    for (at, sentence) in SENTENCES.iter().enumerate() {
        let length = tokenizer.tokens(&[sentence]).unwrap()[0].len() as u32;
        let alone = run(&[sentence], 1, length);
        assert_eq!(alone.row(0), together.row(at), "{sentence}");
    }
    // A batch that is not full repeats its last sentence.
    let few = run(&SENTENCES[..3], 8, 12);
    for at in 0..8 {
        assert_eq!(few.row(at), together.row(at.min(2)));
    }
}

#[test]
fn an_evaluation_held_back_shares_nothing_with_what_is_left() {
    let of = |ids: &[u32]| {
        ids.iter()
            .map(|&id| Example::Tokens(vec![id]))
            .collect::<Vec<_>>()
    };
    let mut calibration = Evaluation {
        examples: of(&[0, 1, 2, 3, 4, 5, 6, 7, 8]),
        labels: Some(vec![10, 11, 12, 13, 14, 15, 16, 17, 18]),
    };
    let held = calibration.hold_back();
    assert_eq!(held.examples, of(&[3, 7]));
    assert_eq!(held.labels, Some(vec![13, 17]));
    assert_eq!(calibration.examples, of(&[0, 1, 2, 4, 5, 6, 8]));
}
