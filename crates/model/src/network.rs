//! A network in floats: what every source is read into, and what is quantised.
//!
//! A value is a matrix whose rows are the tokens of one sequence, or the rows of a batch. Every layer has one
//! result; the last layer's is the network's.

use crate::error::ModelError;
use crate::function::Function;
use ndarray::{Array1, Array2};

/// Longest row that a layer may have, see [`assay_proof::MAX_ROW`].
const MAX_WIDTH: usize = assay_proof::MAX_ROW as usize;

/// Position of a layer in its network.
pub type LayerId = usize;

/// What a layer computes.
#[derive(Clone, Debug)]
pub enum LayerKind {
    /// The network's input: rows of numbers.
    Features,
    /// The network's input, token ids, looked up: a word's row plus the row of its position.
    Embedding {
        /// `[vocabulary, width]`
        words: Array2<f32>,
        /// `[positions, width]`, the row of the only token type added to each.
        positions: Array2<f32>,
    },
    /// `x · weightᵗ + bias`
    Dense {
        /// Operand.
        x: LayerId,
        /// `[outputs, inputs]`
        weight: Array2<f32>,
        /// `[outputs]`
        bias: Array1<f32>,
    },
    /// A function of each element.
    Activation {
        /// Operand.
        x: LayerId,
        /// The function.
        function: Function,
    },
    /// The sum of two values: a residual connection.
    Add {
        /// Operand.
        x: LayerId,
        /// Operand.
        y: LayerId,
    },
    /// Each row less its mean, by its standard deviation, times `gain` plus `bias`.
    LayerNorm {
        /// Operand.
        x: LayerId,
        /// `[width]`
        gain: Array1<f32>,
        /// `[width]`
        bias: Array1<f32>,
        /// What is added to the variance.
        eps: f32,
    },
    /// Scaled dot-product attention of all tokens of a sequence to all of them, in heads.
    Attention {
        /// Queries.
        q: LayerId,
        /// Keys.
        k: LayerId,
        /// Values.
        v: LayerId,
        /// Number of heads, which divides the width.
        heads: usize,
        /// What products of queries and keys are multiplied by before their Softmax.
        scale: f64,
    },
    /// The mean of a sequence's tokens, brought to length 1: a sentence embedding.
    Pool {
        /// Operand.
        x: LayerId,
    },
}

/// A layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name in the source.
    pub name: String,
    /// What it computes.
    pub kind: LayerKind,
    /// Columns of its result.
    pub width: usize,
}

/// A network whose layers fit each other.
#[derive(Clone, Debug, Default)]
pub struct Network {
    layers: Vec<Layer>,
}

impl LayerKind {
    /// Layers whose results it takes.
    #[must_use]
    pub fn operands(&self) -> Vec<LayerId> {
        match *self {
            Self::Features | Self::Embedding { .. } => Vec::new(),
            Self::Dense { x, .. }
            | Self::Activation { x, .. }
            | Self::LayerNorm { x, .. }
            | Self::Pool { x } => vec![x],
            Self::Add { x, y } => vec![x, y],
            Self::Attention { q, k, v, .. } => vec![q, k, v],
        }
    }
}

impl Network {
    /// A network of one layer, its input.
    ///
    /// # Errors
    ///
    /// When its rows are too long.
    pub fn of_features(width: usize) -> Result<Self, ModelError> {
        let mut network = Self::default();
        network.layers.push(Layer {
            name: "input".to_owned(),
            kind: LayerKind::Features,
            width,
        });
        network.check_width(0)?;
        Ok(network)
    }

    /// A network of one layer, the embedding of token ids.
    ///
    /// # Errors
    ///
    /// When the tables do not fit each other or their rows are too long.
    pub fn of_tokens(words: Array2<f32>, positions: Array2<f32>) -> Result<Self, ModelError> {
        let width = words.ncols();
        same_width("embeddings", width, positions.ncols())?;
        let mut network = Self::default();
        network.layers.push(Layer {
            name: "embeddings".to_owned(),
            kind: LayerKind::Embedding { words, positions },
            width,
        });
        network.check_width(0)?;
        Ok(network)
    }

    /// Adds a layer over earlier ones; its id.
    ///
    /// # Errors
    ///
    /// [`ModelError::Width`] when it does not fit them, [`ModelError::TooWide`] when its rows are too long.
    pub fn push(&mut self, name: impl Into<String>, kind: LayerKind) -> Result<LayerId, ModelError> {
        let name = name.into();
        let of = |id: LayerId| self.layers[id].width;
        let width = match &kind {
            LayerKind::Features | LayerKind::Embedding { .. } => {
                return Err(ModelError::UnsupportedLayer {
                    layer: name,
                    kind: "a second input".to_owned(),
                    supported: "a network has one",
                })
            }
            LayerKind::Dense { x, weight, bias } => {
                same_width(&name, weight.ncols(), of(*x))?;
                same_width(&name, weight.nrows(), bias.len())?;
                weight.nrows()
            }
            LayerKind::Activation { x, .. } | LayerKind::Pool { x } => of(*x),
            LayerKind::Add { x, y } => {
                same_width(&name, of(*x), of(*y))?;
                of(*x)
            }
            LayerKind::LayerNorm { x, gain, bias, .. } => {
                same_width(&name, gain.len(), of(*x))?;
                same_width(&name, gain.len(), bias.len())?;
                of(*x)
            }
            LayerKind::Attention { q, k, v, heads, .. } => {
                same_width(&name, of(*q), of(*k))?;
                same_width(&name, of(*q), of(*v))?;
                if *heads == 0 || !of(*q).is_multiple_of(*heads) {
                    return Err(ModelError::UnsupportedLayer {
                        layer: name,
                        kind: format!("attention of {heads} heads over {} columns", of(*q)),
                        supported: "the number of heads must divide the columns",
                    });
                }
                of(*q)
            }
        };
        self.layers.push(Layer { name, kind, width });
        let id = self.layers.len() - 1;
        self.check_width(id)?;
        Ok(id)
    }

    fn check_width(&self, id: LayerId) -> Result<(), ModelError> {
        let Layer { name, width, .. } = &self.layers[id];
        if (1..=MAX_WIDTH).contains(width) {
            return Ok(());
        }
        Err(ModelError::TooWide {
            layer: name.clone(),
            width: *width,
        })
    }

    /// The layers in order of execution.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The last layer.
    ///
    /// # Panics
    ///
    /// Never: a network has its input at least.
    #[must_use]
    pub fn output(&self) -> &Layer {
        self.layers.last().expect("a network has an input")
    }

    /// Layers that take the result of each layer.
    #[must_use]
    pub fn consumers(&self) -> Vec<Vec<LayerId>> {
        let mut consumers = vec![Vec::new(); self.layers.len()];
        for (id, layer) in self.layers.iter().enumerate() {
            for operand in layer.kind.operands() {
                consumers[operand].push(id);
            }
        }
        consumers
    }

    /// Rows of the embedding table and number of positions, when the network takes token ids.
    #[must_use]
    pub fn vocabulary(&self) -> Option<(usize, usize)> {
        match &self.layers.first()?.kind {
            LayerKind::Embedding { words, positions } => Some((words.nrows(), positions.nrows())),
            _ => None,
        }
    }

    /// Number of weights.
    #[must_use]
    pub fn parameters(&self) -> usize {
        let of = |layer: &Layer| match &layer.kind {
            LayerKind::Embedding { words, positions } => words.len() + positions.len(),
            LayerKind::Dense { weight, bias, .. } => weight.len() + bias.len(),
            LayerKind::LayerNorm { gain, bias, .. } => gain.len() + bias.len(),
            _ => 0,
        };
        self.layers.iter().map(of).sum()
    }
}

fn same_width(layer: &str, takes: usize, given: usize) -> Result<(), ModelError> {
    if takes == given {
        return Ok(());
    }
    Err(ModelError::Width {
        layer: layer.to_owned(),
        takes,
        given,
    })
}
