//! Why a model cannot become a job.

use std::path::{Path, PathBuf};

/// Why a model, its calibration data or a client's data are refused.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not what its name says.
    #[error("{} is not a valid {what}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Neither a folder with a `config.json`, nor a `.safetensors`, nor an `.onnx` file.
    #[error("{} is no model that can be imported: give a folder with config.json and model.safetensors, a .safetensors file of linear layers, or an .onnx file", path.display())]
    UnknownSource {
        /// What was given.
        path: PathBuf,
    },
    /// A layer or an operator that has no integer form here.
    #[error("layer {layer}: {kind} is not supported; {supported}")]
    UnsupportedLayer {
        /// Name of the layer or node in the file.
        layer: String,
        /// What it is.
        kind: String,
        /// What could be used instead.
        supported: &'static str,
    },
    /// A tensor of the model is missing.
    #[error("tensor {tensor} is missing")]
    MissingTensor {
        /// Its name in the file.
        tensor: String,
    },
    /// A tensor has another size than the rest of the model needs.
    #[error("tensor {tensor} is of size {found:?}, the model needs {expected:?}")]
    WeightShape {
        /// Its name in the file.
        tensor: String,
        /// Its size.
        found: Vec<usize>,
        /// The size that fits.
        expected: Vec<usize>,
    },
    /// A weight is not a number.
    #[error("tensor {tensor} holds {value} at position {position:?}: the model is damaged or its training diverged")]
    NotFinite {
        /// Its name in the file.
        tensor: String,
        /// Row, column, ... of the first one.
        position: Vec<usize>,
        /// NaN or an infinity.
        value: f32,
    },
    /// Layers do not fit each other.
    #[error("layer {layer} takes {takes} columns, what it is given has {given}")]
    Width {
        /// Name of the layer.
        layer: String,
        /// Columns that it takes.
        takes: usize,
        /// Columns of its operand.
        given: usize,
    },
    /// A row is longer than an operator takes.
    #[error("layer {layer}: rows of {width} elements are longer than the 16384 that a proof allows")]
    TooWide {
        /// Name of the layer.
        layer: String,
        /// Length of its rows.
        width: usize,
    },
    /// No calibration or evaluation data.
    #[error("{what} holds no {of}")]
    NoData {
        /// Which file or argument.
        what: String,
        /// Sentences or rows.
        of: &'static str,
    },
    /// Calibration or evaluation data of the wrong size or type.
    #[error("{what} is {found}; the model takes {expected}")]
    DataShape {
        /// Which tensor or argument.
        what: String,
        /// What it is.
        found: String,
        /// What is needed.
        expected: String,
    },
    /// An element of the data is not a number.
    #[error("{what} holds {value} in row {row}, column {column}")]
    DataNotFinite {
        /// Which tensor.
        what: String,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
        /// NaN or an infinity.
        value: f32,
    },
    /// A token that the model has no embedding of.
    #[error("{what} {index} has the token {id} at position {position}, outside the model's vocabulary of {vocabulary}: the tokenizer is another model's")]
    IdOutOfRange {
        /// Sentence or sequence.
        what: &'static str,
        /// Which one, from 0.
        index: usize,
        /// Position in the sequence.
        position: usize,
        /// The id.
        id: i64,
        /// Rows of the embedding table.
        vocabulary: usize,
    },
    /// A sentence without a token, or a sequence whose mask leaves nothing.
    #[error("{what} {index} is empty: it has no token that counts")]
    EmptySequence {
        /// Sentence or sequence.
        what: &'static str,
        /// Which one, from 0.
        index: usize,
    },
    /// A sequence is longer than the model.
    #[error("sequences of {sequence} tokens are outside the 2 to {positions} of this model")]
    Sequence {
        /// Tokens asked for.
        sequence: usize,
        /// Positions that the model has embeddings of.
        positions: usize,
    },
    /// More rows or sentences than a job takes, or none.
    #[error(
        "{given} {of} for a job of {batch}: give 1 to {batch}, or import the model with another batch size"
    )]
    Batch {
        /// Given.
        given: usize,
        /// Sentences or rows.
        of: &'static str,
        /// Of the job.
        batch: usize,
    },
    /// A number of the model is out of what fixed point can express.
    #[error("layer {layer}: a ratio of scales of {ratio:e} is outside what 31-bit multipliers express; calibrate with data like the model's own")]
    Range {
        /// Name of the layer.
        layer: String,
        /// The ratio.
        ratio: f64,
    },
    /// The tokenizer fails.
    #[error("the tokenizer refuses sentence {index}: {reason}")]
    Tokenizer {
        /// Which one, from 0.
        index: usize,
        /// What it says.
        reason: String,
    },
    /// The model does not take what it was given.
    #[error("this model takes {takes}, not {given}")]
    Kind {
        /// What it takes.
        takes: &'static str,
        /// What was given.
        given: &'static str,
    },
    /// The graph that was made breaks a rule of specs.
    #[error("the job that the model becomes is refused: {0}")]
    Spec(#[from] assay_proof::SpecError),
    /// The job cannot be evaluated.
    #[error("operator {op} of the job: {source}")]
    Eval {
        /// Position among the operators.
        op: usize,
        /// What is wrong.
        source: assay_proof::EvalError,
    },
}

impl ModelError {
    /// Names the file in an error of the system.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}
