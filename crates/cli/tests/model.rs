//! `assay model`: a trained classifier becomes a job, its data the job's inputs, the job's result classes again.

use assay_client::content::{read_tensors, write_tensors};
use assay_proof::{eval, JobSpec, Shape, Source, Tensor};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn assay(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command
        .args(["--json", "model"])
        .args(arguments)
        .output()
        .expect("it runs")
}

fn answer(arguments: &[&str]) -> Value {
    let output = assay(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    serde_json::from_slice(&output.stdout).expect("an answer in JSON")
}

fn refusal(arguments: &[&str]) -> String {
    let output = assay(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("an answer in JSON");
    answer["error"].as_str().expect("a sentence").to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// What a worker does with the job.
fn run(folder: &Path) -> Tensor {
    let spec = JobSpec::parse(&fs::read(folder.join("spec.bin")).expect("a spec")).expect("it parses");
    let shapes: Vec<Shape> = spec.weights.iter().map(|weight| weight.shape).collect();
    let read = |file: &str, kind: &str, shapes: &[Shape]| {
        let bytes = fs::read(folder.join(file)).expect("it is there");
        read_tensors(&bytes, kind, shapes).expect("the job's tensors")
    };
    let weights = read("weights.safetensors", "weight", &shapes);
    let inputs = read("inputs.safetensors", "input", &spec.inputs);
    let mut trace: Vec<Tensor> = Vec::new();
    for desc in &spec.ops {
        let operands = desc.op.operands();
        let operands: Vec<&Tensor> = operands
            .iter()
            .map(|source| match *source {
                Source::Input(n) => &inputs[usize::from(n)],
                Source::Weight(n) => &weights[usize::from(n)],
                Source::Op(n) => &trace[usize::from(n)],
            })
            .collect();
        let result = eval(&desc.op, desc.shape, &operands).expect("it is evaluated");
        trace.push(result);
    }
    trace.pop().expect("a result")
}

#[test]
fn a_classifier_is_imported_posted_and_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = folder.path().join("job");
    let fixtures = repository("crates/model/tests/fixtures");
    let images = fixtures.join("digits-data.safetensors");
    let imported = answer(&[
        "import",
        text(&fixtures.join("digits.onnx")),
        "--calibration",
        text(&images),
        "--output",
        text(&job),
        "--batch",
        "256",
    ]);
    assert_eq!(imported["name"], "digits");
    // A quarter of the images is held back from calibration and measured on.
    assert_eq!(imported["accuracy"]["rows"], 64);
    assert!(
        imported["accuracy"]["same_class"].as_u64() >= Some(63),
        "{imported}"
    );

    let encoded = answer(&["encode", text(&job), text(&images)]);
    assert_eq!(
        (&encoded["given"], &encoded["batch"]),
        (&Value::from(256), &Value::from(256))
    );
    let result = folder.path().join("output.safetensors");
    let output = run(&job);
    fs::write(&result, write_tensors("output", std::slice::from_ref(&output))).expect("written");
    let decoded = answer(&["decode", text(&job), text(&result), "--count", "2"]);
    let values = decoded["values"].as_array().expect("rows");
    assert_eq!((values.len(), &decoded["width"]), (2, &Value::from(10)));
    let scale = imported["output"]["scales"][0].as_f64().expect("one scale");
    for (i, row) in values.iter().enumerate() {
        for (j, value) in row.as_array().expect("a row").iter().enumerate() {
            let expected = f64::from(output.get(i, j)) * scale;
            let value = value.as_f64().expect("a number");
            assert!(
                (value - expected).abs() <= 1e-4 * expected.abs().max(1.0),
                "{value} for {expected}"
            );
        }
    }
}

#[test]
fn sentences_become_the_inputs_of_an_encoders_job() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = folder.path().join("job");
    let encoder = repository("crates/model/tests/fixtures/bert");
    let sentences = folder.path().join("sentences.txt");
    let lines = "the cat sat on the mat\na dog ran in the river\nis it a bird\nthe bird sang\n";
    fs::write(&sentences, lines).expect("written");
    let common = [
        "--calibration",
        text(&sentences),
        "--output",
        text(&job),
        "--sequence",
        "10",
        "--batch",
        "3",
    ];
    let imported = answer(&[&["import", text(&encoder)][..], &common].concat());
    assert_eq!(imported["input"]["sequence"], 10);

    // Four sentences are too many for a batch of three.
    let error = refusal(&["encode", text(&job), text(&sentences)]);
    assert!(error.contains("4 sentences for a job of 3"), "{error}");
    fs::write(&sentences, "the cat sat\na dog ran\n").expect("written");
    assert_eq!(answer(&["encode", text(&job), text(&sentences)])["given"], 2);
    let shapes = JobSpec::parse(&fs::read(job.join("spec.bin")).expect("a spec"))
        .expect("it parses")
        .inputs;
    let bytes = fs::read(job.join("inputs.safetensors")).expect("inputs");
    let inputs = read_tensors(&bytes, "input", &shapes).expect("the job's inputs");
    // [CLS] a dog ran [SEP], the last sentence twice.
    let mask = inputs[1].as_i8().expect("a mask");
    assert_eq!(
        mask.chunks(10)
            .map(|row| row.iter().map(|&x| i32::from(x)).sum())
            .collect::<Vec<i32>>(),
        [5, 5, 5]
    );
    assert_eq!(inputs[0].row(1), inputs[0].row(2));

    fs::write(&sentences, "the cat sat\n\na dog\n").expect("written");
    let error = refusal(&["encode", text(&job), text(&sentences)]);
    assert!(error.contains("sentence 1 is empty"), "{error}");
}

#[test]
fn what_cannot_be_imported_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere.onnx");
    let rows = repository("crates/model/tests/fixtures/digits-data.safetensors");
    let job = folder.path().join("job");
    let common = ["--calibration", text(&rows), "--output", text(&job)];
    let error = refusal(&[&["import", text(&nowhere)][..], &common].concat());
    assert!(error.contains("nowhere.onnx"), "{error}");
    // The digits' images are rows, not sentences.
    let encoder = repository("crates/model/tests/fixtures/bert");
    let error = refusal(&[&["import", text(&encoder), "--sequence", "10"][..], &common].concat());
    assert!(error.contains("digits-data.safetensors"), "{error}");
    assert!(!job.exists(), "nothing is written of what is refused");
}
