//! Tables that are looked up by ids, positions and types of tokens, and their sum.

use super::constant::Constant;
use super::trace::{Node, Tracer};
use super::value::{Embedding, Value};
use crate::error::ModelError;
use crate::network::{LayerId, Network};
use ndarray::{Array2, Axis, Slice};
use std::rc::Rc;

impl Tracer {
    /// The network takes tokens.
    pub(super) fn embedding(
        &mut self,
        embedding: &Embedding,
        node: &Node<'_>,
    ) -> Result<LayerId, ModelError> {
        let (Some(words), Some(positions)) = (&embedding.words, &embedding.positions) else {
            return Err(node.unsupported("embeddings of tokens and of their absolute positions are"));
        };
        if self.has_network() {
            // Several operators may take the same sum.
            return match self.is_input(embedding) {
                true => Ok(0),
                false => Err(node.unsupported("a model with one input is")),
            };
        }
        let mut positions = Array2::clone(positions);
        if let Some(first) = &embedding.first_type {
            if first.len() != positions.ncols() {
                return Err(node.unsupported("embeddings of one width are"));
            }
            positions += first;
        }
        self.take_tokens(Network::of_tokens(Array2::clone(words), positions)?, embedding);
        Ok(0)
    }
}

/// Rows of a table, by what looks them up.
pub(super) fn look_up(node: &Node<'_>, table: &Constant) -> Result<Value, ModelError> {
    let refused = || node.unsupported("tables are looked up by ids, positions or types of tokens");
    let table = table.matrix(&node.proto.inputs[0])?;
    let mut embedding = Embedding::default();
    let first_type = |table: &Array2<f32>| (table.nrows() > 0).then(|| table.row(0).to_owned());
    match node.inputs.get(1) {
        Some(Value::Ids) => embedding.words = Some(Rc::new(table)),
        Some(Value::Places) => embedding.positions = Some(Rc::new(table)),
        Some(Value::Zeros) => embedding.first_type = Some(first_type(&table).ok_or_else(refused)?),
        // Ids that the exporter knew: the positions of a fixed length, or types.
        Some(Value::Constant(ids)) => {
            let ids = ids.as_ints().ok_or_else(refused)?;
            let counted = ids.iter().enumerate().all(|(at, &id)| id == at as i64);
            if ids.len() > 1 && counted && ids.len() <= table.nrows() {
                let rows = table.slice_axis(Axis(0), Slice::from(..ids.len())).to_owned();
                embedding.positions = Some(Rc::new(rows));
            } else if ids.iter().all(|&id| id == 0) {
                embedding.first_type = Some(first_type(&table).ok_or_else(refused)?);
            } else {
                return Err(refused());
            }
        }
        _ => return Err(refused()),
    }
    Ok(Value::Embedding(embedding))
}

pub(super) fn summed(node: &Node<'_>, x: &Embedding, y: &Embedding) -> Result<Value, ModelError> {
    let twice = x.words.is_some() && y.words.is_some()
        || x.positions.is_some() && y.positions.is_some()
        || x.first_type.is_some() && y.first_type.is_some();
    if twice {
        return Err(node.unsupported("embeddings of tokens, positions and types, each once, are"));
    }
    Ok(Value::Embedding(Embedding {
        words: x.words.clone().or(y.words.clone()),
        positions: x.positions.clone().or(y.positions.clone()),
        first_type: x.first_type.clone().or(y.first_type.clone()),
    }))
}
