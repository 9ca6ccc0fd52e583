//! What a value of an ONNX graph is to the network that the graph is read into.

use super::constant::Constant;
use crate::function::Function;
use crate::network::LayerId;
use ndarray::{Array1, Array2};
use std::rc::Rc;

/// A value of the graph.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Known elements.
    Constant(Rc<Constant>),
    /// Integers of which some are known: a shape, or a part of one. Scalars and vectors are not told apart.
    Dims(Vec<Option<i64>>),
    /// The ids of tokens.
    Ids,
    /// The types of tokens, all the first one: sequences are single sentences.
    Zeros,
    /// The positions 0, 1, 2, ... of tokens.
    Places,
    /// Something made of shapes, and of the mask of padding when `masks`.
    Derived { masks: bool },
    /// Rows of looked-up tables, summed.
    Embedding(Embedding),
    /// A layer's result, and a function that is still to be applied to it.
    Rows { layer: LayerId, function: Function },
    /// A product that a bias may follow.
    Product {
        x: LayerId,
        /// `[outputs, inputs]`
        weight: Rc<Array2<f32>>,
        name: String,
    },
    /// A layer's result with its columns cut into heads.
    Heads(Heads),
    /// Products of queries and keys.
    Scores(Scores),
    /// Means of values.
    Context {
        scores: Scores,
        v: LayerId,
        joined: bool,
    },
    /// A LayerNorm on its way.
    Norm(Norm),
}

/// Tables that are looked up, and summed.
#[derive(Clone, Debug, Default)]
pub(super) struct Embedding {
    pub words: Option<Rc<Array2<f32>>>,
    pub positions: Option<Rc<Array2<f32>>>,
    /// The row of the first type.
    pub first_type: Option<Array1<f32>>,
}

/// A layer's result with its columns cut into heads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heads {
    pub layer: LayerId,
    pub heads: usize,
    /// What it is multiplied by.
    pub factor: f64,
    pub order: Order,
}

/// The order of a split value's dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `[batch, tokens, heads, columns]`
    Tokens,
    /// `[batch, heads, tokens, columns]`
    Heads,
    /// `[batch, heads, columns, tokens]`
    Transposed,
    /// `[batch · heads, tokens, columns]`
    Flat,
    /// `[batch · heads, columns, tokens]`
    FlatTransposed,
}

/// Products of queries and keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scores {
    pub q: LayerId,
    pub k: LayerId,
    pub heads: usize,
    pub factor: f64,
    /// Whether their Softmax has been taken.
    pub probabilities: bool,
}

/// A LayerNorm in its steps.
#[derive(Clone, Debug)]
pub(super) struct Norm {
    pub layer: LayerId,
    pub step: NormStep,
}

/// What has been computed of a LayerNorm.
#[derive(Clone, Debug)]
pub(super) enum NormStep {
    /// The mean of each row.
    Mean,
    /// The rows less their mean.
    Centred,
    /// Their squares.
    Squares,
    /// The mean of these.
    Variance,
    /// The variance and `eps`.
    Spread { eps: f32 },
    /// Its root.
    Deviation { eps: f32 },
    /// The rows less their mean, by the deviation.
    Normalised { eps: f32 },
    /// These times the gain.
    Gained { eps: f32, gain: Array1<f32> },
}

impl Value {
    /// A layer's result as it is.
    pub(super) const fn rows(layer: LayerId) -> Self {
        Self::Rows {
            layer,
            function: Function::X,
        }
    }

    /// What messages call it.
    pub(super) const fn describe(&self) -> &'static str {
        match self {
            Self::Constant(_) => "a constant",
            Self::Dims(_) => "a shape",
            Self::Ids => "token ids",
            Self::Zeros => "token types",
            Self::Places => "positions",
            Self::Derived { masks: true } => "a mask",
            Self::Derived { masks: false } => "something made of shapes",
            Self::Embedding(_) => "an embedding",
            Self::Rows { .. } => "a layer's result",
            Self::Product { .. } => "a product",
            Self::Heads(_) => "heads",
            Self::Scores(scores) if scores.probabilities => "probabilities",
            Self::Scores(_) => "scores",
            Self::Context { .. } => "means of values",
            Self::Norm(_) => "a part of a LayerNorm",
        }
    }

    /// Whether it depends on nothing but shapes and the mask.
    pub(super) const fn is_fixed(&self) -> bool {
        matches!(
            self,
            Self::Constant(_) | Self::Dims(_) | Self::Zeros | Self::Places | Self::Derived { .. }
        )
    }
}
