//! Trained models become jobs.
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
pub use model::{check_tokens, Input, Model, Output, RowKind, MODEL_FILE};
pub use network::{Layer, LayerId, LayerKind, Network};
pub use quantise::{Form, Quantised, Size};
pub use text::{Sentences, TOKENIZER_FILE};
