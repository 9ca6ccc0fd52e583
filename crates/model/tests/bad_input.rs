//! Every way in which a model or data can be wrong has an error that names it.

mod support;

use assay_model::{
    check_tokens, data, import, source, Calibration, Evaluation, Example, ModelError, Network, Sentences,
    Size,
};
use assay_proof::Tensor;
use ndarray::{array, Array2};
use std::fs;
use std::path::{Path, PathBuf};
use support::*;
use tempfile::TempDir;

fn read(path: &Path) -> ModelError {
    source::read(path, &source::Options::default()).expect_err("it is refused")
}

/// A file with `bytes` in a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// A safetensors file of `f32` tensors.
fn tensors(tensors: &[(&str, &[usize], Vec<f32>)]) -> Vec<u8> {
    let data: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(_, _, values)| values.iter().flat_map(|x| x.to_le_bytes()).collect())
        .collect();
    let views = tensors.iter().zip(&data).map(|((name, shape, _), data)| {
        let view = safetensors::tensor::TensorView::new(safetensors::Dtype::F32, shape.to_vec(), data);
        (*name, view.unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

#[test]
fn a_missing_or_unknown_model_is_named() {
    let error = read(Path::new("/nowhere/model.onnx"));
    assert!(
        matches!(&error, ModelError::File { path, .. } if path.ends_with("model.onnx")),
        "{error}"
    );
    let (_folder, path) = file("model.gguf", b"");
    assert!(matches!(read(&path), ModelError::UnknownSource { .. }));
    for name in ["model.onnx", "model.safetensors"] {
        let (_folder, path) = file(name, &[0xff; 40]);
        assert!(matches!(read(&path), ModelError::Malformed { .. }), "{name}");
    }
    let (folder, _) = file("config.json", &fs::read(fixture("bert/config.json")).unwrap());
    let error = read(folder.path());
    assert!(
        matches!(&error, ModelError::File { path, .. } if path.ends_with("model.safetensors")),
        "{error}"
    );
}

#[test]
fn a_missing_tensor_is_named() {
    let bytes = fs::read(fixture("bert/model.safetensors")).unwrap();
    let (folder, _) = file("config.json", &fs::read(fixture("bert/config.json")).unwrap());
    let stored = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let missing = "encoder.layer.1.intermediate.dense.weight";
    let kept = stored.tensors().into_iter().filter(|(name, _)| name != missing);
    fs::write(
        folder.path().join("model.safetensors"),
        safetensors::serialize(kept, None).unwrap(),
    )
    .unwrap();
    let error = read(folder.path());
    assert!(
        matches!(&error, ModelError::MissingTensor { tensor } if tensor == missing),
        "{error}"
    );
}

#[test]
fn weights_that_are_no_numbers_are_named_with_their_place() {
    for value in [f32::NAN, f32::INFINITY] {
        let mut weight = vec![0.5; 12];
        weight[7] = value;
        let (_folder, path) = file("net.safetensors", &tensors(&[("head.weight", &[3, 4], weight)]));
        let error = read(&path);
        let ModelError::NotFinite { tensor, position, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(
            (tensor.as_str(), position.as_slice()),
            ("head.weight", &[1, 3][..])
        );
    }
}

#[test]
fn unsupported_layers_are_named() {
    let kernel = tensors(&[("conv1.weight", &[2, 1, 3, 3], vec![0.1; 18])]);
    let recurrent = tensors(&[("lstm.weight_ih_l0", &[8, 2], vec![0.1; 16])]);
    let norm = tensors(&[
        ("bn.weight", &[2], vec![1.0; 2]),
        ("bn.bias", &[2], vec![0.0; 2]),
        ("bn.running_mean", &[2], vec![0.0; 2]),
    ]);
    for (bytes, name) in [(kernel, "conv1"), (recurrent, "lstm"), (norm, "bn")] {
        let (_folder, path) = file("net.safetensors", &bytes);
        let error = read(&path);
        assert!(
            matches!(&error, ModelError::UnsupportedLayer { layer, .. } if layer == name),
            "{error}"
        );
    }
}

#[test]
fn unsupported_functions_pooling_and_model_types_are_named() {
    let bytes = fs::read(fixture("bert/model.safetensors")).unwrap();
    let config = fs::read_to_string(fixture("bert/config.json")).unwrap();
    let with = |from: &str, to: &str, modules: Option<&str>| {
        let (folder, path) = file("config.json", config.replace(from, to).as_bytes());
        fs::write(folder.path().join("model.safetensors"), &bytes).unwrap();
        if let Some(modules) = modules {
            fs::write(folder.path().join("modules.json"), modules).unwrap();
            fs::create_dir(folder.path().join("1_Pooling")).unwrap();
            let pooling = r#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#;
            fs::write(folder.path().join("1_Pooling/config.json"), pooling).unwrap();
        }
        read(path.parent().unwrap()).to_string()
    };
    assert!(with("\"bert\"", "\"gpt2\"", None).contains("gpt2"));
    assert!(with("\"gelu\"", "\"mish\"", None).contains("mish"));
    let modules = r#"[{"path": "", "type": "a.Transformer"}, {"path": "1_Pooling", "type": "a.Pooling"}]"#;
    assert!(with("", "", Some(modules)).contains("pooling_mode_cls_token"));
}

#[test]
fn layers_that_do_not_chain_are_named() {
    let bytes = tensors(&[
        ("fc1.weight", &[5, 4], vec![0.1; 20]),
        ("fc2.weight", &[2, 6], vec![0.1; 12]),
    ]);
    let (_folder, path) = file("net.safetensors", &bytes);
    let error = read(&path);
    let ModelError::UnsupportedLayer { layer, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(layer, "activation", "the function between them is not known");
    let options = source::Options {
        activation: Some("relu".to_owned()),
        pool: false,
    };
    let error = source::read(&path, &options).unwrap_err();
    let ModelError::Width {
        layer,
        takes: 6,
        given: 5,
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(layer, "fc2");
}

fn classifier() -> Network {
    network("digits.safetensors")
}

fn refused(network: &Network, calibration: &[Example], evaluation: &[Example], size: Size) -> ModelError {
    let evaluation = Evaluation {
        examples: evaluation.to_vec(),
        labels: None,
    };
    import("model", network, calibration, &evaluation, size).expect_err("it is refused")
}

#[test]
fn calibration_data_that_do_not_fit_are_refused() {
    let good = digits_calibration();
    let size = Size {
        batch: 4,
        sequence: 1,
    };
    let narrow = [Example::Rows(Array2::zeros((3, 63)))];
    let tokens = [Example::Tokens(vec![1, 2])];
    let mut broken = Array2::zeros((3, 64));
    broken[[2, 5]] = f32::NAN;
    let broken = [Example::Rows(broken)];
    for bad in [&[][..], &narrow, &tokens, &broken] {
        for error in [
            refused(&classifier(), bad, &good, size),
            refused(&classifier(), &good, bad, size),
        ] {
            let named = match bad {
                [] => matches!(error, ModelError::NoData { .. }),
                [Example::Tokens(_)] => matches!(error, ModelError::Kind { .. }),
                [Example::Rows(rows)] if rows.ncols() == 63 => matches!(error, ModelError::DataShape { .. }),
                _ => matches!(
                    error,
                    ModelError::DataNotFinite {
                        row: 2,
                        column: 5,
                        ..
                    }
                ),
            };
            assert!(named, "{error}");
        }
    }
    assert!(matches!(
        Calibration::of(&classifier(), &[]),
        Err(ModelError::NoData { .. })
    ));
}

#[test]
fn data_files_that_hold_nothing_or_something_else_are_refused() {
    for text in ["", "\n \n"] {
        let (_folder, path) = file("sentences.txt", text.as_bytes());
        assert!(
            matches!(data::sentences(&path), Err(ModelError::NoData { .. })),
            "{text:?}"
        );
    }
    let (_folder, path) = file(
        "rows.safetensors",
        &tensors(&[("input", &[2, 3, 1], vec![0.0; 6])]),
    );
    assert!(matches!(data::rows(&path), Err(ModelError::DataShape { .. })));
    let few = [
        ("input", &[2, 3][..], vec![0.0; 6]),
        ("labels", &[1][..], vec![0.0]),
    ];
    let (_folder, path) = file("rows.safetensors", &tensors(&few));
    assert!(matches!(data::rows(&path), Err(ModelError::DataShape { .. })));
    let half = [
        ("input", &[1, 3][..], vec![0.0; 3]),
        ("labels", &[1][..], vec![0.5]),
    ];
    let (_folder, path) = file("rows.safetensors", &tensors(&half));
    assert!(matches!(data::rows(&path), Err(ModelError::DataShape { .. })));
}

#[test]
fn tokens_and_sizes_that_the_model_lacks_are_refused() {
    let encoder = network("bert");
    let good = small_examples(12);
    let size = |batch, sequence| Size { batch, sequence };
    let outside = [Example::Tokens(vec![2, 40, 3])];
    let error = refused(&encoder, &outside, &good, size(2, 12));
    assert!(
        matches!(
            error,
            ModelError::IdOutOfRange {
                position: 1,
                id: 40,
                vocabulary: 40,
                ..
            }
        ),
        "{error}"
    );
    let error = refused(&encoder, &[Example::Tokens(Vec::new())], &good, size(2, 12));
    assert!(matches!(error, ModelError::EmptySequence { .. }), "{error}");
    let error = refused(&encoder, &[Example::Tokens(vec![2; 13])], &good, size(2, 12));
    assert!(
        matches!(
            error,
            ModelError::Sequence {
                sequence: 13,
                positions: 12
            }
        ),
        "{error}"
    );
    for sequence in [0, 1, 13] {
        let error = refused(&encoder, &good, &good, size(2, sequence));
        assert!(
            matches!(error, ModelError::Sequence { positions: 12, .. }),
            "{error}"
        );
    }
    let error = refused(&encoder, &good, &good, size(0, 12));
    assert!(matches!(error, ModelError::Batch { given: 0, .. }), "{error}");
}

#[test]
fn sentences_that_are_empty_or_of_another_vocabulary_are_refused() {
    let tokenizer = small_tokenizer(12);
    for empty in ["", "   "] {
        let error = tokenizer.tokens(&["the cat", empty]).unwrap_err();
        assert!(
            matches!(error, ModelError::EmptySequence { index: 1, .. }),
            "{error}"
        );
    }
    let other = Sentences::open(&fixture("bert/tokenizer.json"), 10, 12).unwrap();
    let error = other.tokens(&["the cat", "a house"]).unwrap_err();
    assert!(
        matches!(
            error,
            ModelError::IdOutOfRange {
                index: 1,
                vocabulary: 10,
                ..
            }
        ),
        "{error}"
    );
    let none: [&str; 0] = [];
    for (given, batch) in [(&none[..], 4), (&SENTENCES[..], 7)] {
        let error = tokenizer.inputs(given, batch).unwrap_err();
        assert!(matches!(error, ModelError::Batch { .. }), "{error}");
    }
    assert!(matches!(
        Sentences::open(&fixture("golden.json"), 40, 12),
        Err(ModelError::Malformed {
            what: "tokenizer",
            ..
        })
    ));
}

#[test]
fn a_jobs_tokens_are_checked_before_it_is_posted() {
    let ids = Tensor::from_i32(2, 3, &[2, 5, 3, 2, 7, 3]).unwrap();
    let mask = Tensor::from_i8(2, 3, &[1, 1, 1, 1, 1, 0]).unwrap();
    check_tokens(&ids, &mask, 8).unwrap();
    let error = check_tokens(&ids, &mask, 7).unwrap_err();
    assert!(
        matches!(
            error,
            ModelError::IdOutOfRange {
                index: 1,
                position: 1,
                id: 7,
                ..
            }
        ),
        "{error}"
    );
    let negative = Tensor::from_i32(2, 3, &[2, 5, -1, 2, 7, 3]).unwrap();
    let error = check_tokens(&negative, &mask, 8).unwrap_err();
    assert!(
        matches!(
            error,
            ModelError::IdOutOfRange {
                index: 0,
                position: 2,
                id: -1,
                ..
            }
        ),
        "{error}"
    );
    let masked = Tensor::from_i8(2, 3, &[1, 1, 1, 0, 0, 0]).unwrap();
    let error = check_tokens(&ids, &masked, 8).unwrap_err();
    assert!(
        matches!(error, ModelError::EmptySequence { index: 1, .. }),
        "{error}"
    );
    let other = Tensor::from_i8(3, 2, &[1; 6]).unwrap();
    assert!(matches!(
        check_tokens(&ids, &other, 8),
        Err(ModelError::DataShape { .. })
    ));
    assert!(matches!(
        check_tokens(&mask, &ids, 8),
        Err(ModelError::DataShape { .. })
    ));
}

#[test]
fn rows_that_a_job_does_not_take_are_refused() {
    let size = Size {
        batch: 4,
        sequence: 1,
    };
    let imported = import(
        "digits",
        &classifier(),
        &digits_calibration(),
        &digits_held_out(),
        size,
    )
    .unwrap();
    let model = imported.model;
    assert!(matches!(
        model.rows(&Array2::zeros((1, 63))),
        Err(ModelError::DataShape { .. })
    ));
    assert!(matches!(
        model.rows(&Array2::zeros((5, 64))),
        Err(ModelError::Batch { given: 5, .. })
    ));
    assert!(matches!(
        model.rows(&Array2::zeros((0, 64))),
        Err(ModelError::Batch { given: 0, .. })
    ));
    let mut broken = Array2::zeros((1, 64));
    broken[[0, 9]] = f32::INFINITY;
    assert!(matches!(
        model.rows(&broken),
        Err(ModelError::DataNotFinite {
            row: 0,
            column: 9,
            ..
        })
    ));
    assert!(matches!(
        model.sentences(&fixture("bert")),
        Err(ModelError::Kind { .. })
    ));
    let narrow = Tensor::from_i32(1, 2, &[1, 2]).unwrap();
    assert!(matches!(
        model.output.decode(&narrow),
        Err(ModelError::DataShape { .. })
    ));
    assert!(matches!(
        imported.graph.run(&[narrow]),
        Err(ModelError::DataShape { .. })
    ));
}

/// Weights of any size are expressed; what no multiplier can is refused with the layer's name.
#[test]
fn extreme_weights_are_expressed_or_refused() {
    let options = source::Options::default();
    for scale in [1e-12, 1e12] {
        let weight = vec![scale, -scale, 0.5 * scale, 0.0, 0.0, 0.0];
        let bytes = tensors(&[
            ("fc.weight", &[2, 3], weight),
            ("fc.bias", &[2], vec![scale, 3.0 * scale]),
        ]);
        let (_folder, path) = file("net.safetensors", &bytes);
        let network = source::read(&path, &options).unwrap();
        let rows = [Example::Rows(array![[1.0, -1.0, 0.5], [0.25, 0.5, -1.0]])];
        let evaluation = Evaluation {
            examples: rows.to_vec(),
            labels: None,
        };
        let size = Size {
            batch: 2,
            sequence: 1,
        };
        let accuracy = import("extreme", &network, &rows, &evaluation, size)
            .unwrap()
            .model
            .accuracy;
        assert!(accuracy.min_cosine > 0.9999, "{scale}: {accuracy:?}");
    }
}
