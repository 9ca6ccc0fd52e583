//! Trained models become jobs.
//!
//! A model is read into a [`Network`] in floats ([`source::read`]: encoders in the layout of Hugging Face, linear layers
//! in safetensors, both in ONNX), run on typical data ([`Calibration`]), and quantised to the integer operators that
//! can be proven ([`Quantised`]). [`import`](import()) does all this, makes the job and measures what quantisation cost
//! ([`Accuracy`]). [`Model`] and [`Sentences`] turn data into the job's inputs and its output into numbers.
#![forbid(unsafe_code)]

mod accuracy;
mod calibrate;
pub mod data;
mod error;
mod float;
mod function;
mod graph;
mod import;
mod model;
mod network;
mod quantise;
pub mod source;
mod text;

pub use accuracy::{Accuracy, Labelled};
pub use calibrate::{Calibration, Range};
pub use error::ModelError;
pub use float::Example;
pub use function::{Binary, Function, Unary};
pub use graph::Graph;
pub use import::{import, Evaluation, Imported};
pub use model::{Input, Model, Output, RowKind, MODEL_FILE};
pub use network::{Layer, LayerId, LayerKind, Network};
pub use quantise::{Form, Quantised, Size};
pub use text::{check_tokens, Sentences, TOKENIZER_FILE};
