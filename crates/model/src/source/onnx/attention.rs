//! Attention: heads, scores, probabilities, means of values.

use super::trace::{Node, Tracer};
use super::value::{Heads, Order, Scores, Value};
use crate::error::ModelError;
use crate::function::Function;
use crate::network::LayerKind;

impl Tracer {
    /// A reshape: heads are cut, heads are joined, or nothing changes but the rows.
    pub(super) fn reshape(&mut self, node: &Node<'_>, target: &[Option<i64>]) -> Result<Value, ModelError> {
        let x = &node.inputs[0];
        match x {
            Value::Context {
                scores,
                v,
                joined: true,
            } => {
                let width = self.width(*v) as i64;
                if target.last() != Some(&Some(width)) && target.last() != Some(&Some(-1)) {
                    return Err(node.unsupported("heads are joined to rows as wide as the values"));
                }
                let Scores {
                    q, k, heads, factor, ..
                } = *scores;
                let kind = LayerKind::Attention {
                    q,
                    k,
                    v: *v,
                    heads,
                    scale: factor,
                };
                Ok(Value::rows(self.push(node.title(), kind)?))
            }
            // Exporters join batch and heads for a transposition.
            Value::Heads(heads) => {
                let order = match (heads.order, target.len()) {
                    (Order::Heads, 3) => Order::Flat,
                    (Order::FlatTransposed, 4) => Order::Transposed,
                    _ => return Err(node.unsupported("batch and heads are joined, and cut again")),
                };
                Ok(Value::Heads(Heads { order, ..*heads }))
            }
            Value::Context { joined: false, .. } if target.len() == 4 => Ok(x.clone()),
            Value::Rows { .. } | Value::Product { .. } | Value::Embedding(_) | Value::Norm(_) => {
                let (layer, factor) = self.scaled_layer(x, node)?;
                let width = self.width(layer);
                match *target {
                    [_, _, heads, columns] => {
                        let heads = match (heads, columns) {
                            (Some(heads), Some(columns))
                                if heads > 0 && columns > 0 && heads * columns == width as i64 =>
                            {
                                heads
                            }
                            (Some(heads), Some(-1)) if heads > 0 && width as i64 % heads == 0 => heads,
                            (Some(-1) | None, Some(columns))
                                if columns > 0 && width as i64 % columns == 0 =>
                            {
                                width as i64 / columns
                            }
                            _ => return Err(node.unsupported("rows are cut into heads of equal width")),
                        };
                        Ok(Value::Heads(Heads {
                            layer,
                            heads: heads as usize,
                            factor,
                            order: Order::Tokens,
                        }))
                    }
                    [.., Some(last)] if last == width as i64 || last == -1 => Ok(x.clone()),
                    _ => Err(node.unsupported("a reshape that keeps rows or cuts them into heads is")),
                }
            }
            _ => Err(node.unsupported("layers' results and their heads are reshaped")),
        }
    }

    /// A transposition: heads before tokens, keys for their product, heads back behind tokens.
    pub(super) fn transpose(&mut self, node: &Node<'_>, order: &[i64]) -> Result<Value, ModelError> {
        let value = match (&node.inputs[0], order) {
            (Value::Heads(heads), order) => {
                let order = match (heads.order, order) {
                    (Order::Tokens, [0, 2, 1, 3]) => Order::Heads,
                    (Order::Tokens, [0, 2, 3, 1]) => Order::Transposed,
                    (Order::Heads, [0, 1, 3, 2]) => Order::Transposed,
                    (Order::Flat, [0, 2, 1]) => Order::FlatTransposed,
                    _ => return Err(node.unsupported("heads are brought before tokens, or keys transposed")),
                };
                Value::Heads(Heads { order, ..*heads })
            }
            (
                Value::Context {
                    scores,
                    v,
                    joined: false,
                },
                [0, 2, 1, 3],
            ) => Value::Context {
                scores: *scores,
                v: *v,
                joined: true,
            },
            _ => return Err(node.unsupported("weights and heads of attention are transposed")),
        };
        Ok(value)
    }

    /// A product of two values that are computed: scores, or means of values.
    pub(super) fn product(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        match (&node.inputs[0], &node.inputs[1]) {
            (Value::Heads(q), Value::Heads(k))
                if (q.order, k.order, q.heads) == (Order::Heads, Order::Transposed, k.heads) =>
            {
                Ok(Value::Scores(Scores {
                    q: q.layer,
                    k: k.layer,
                    heads: q.heads,
                    factor: q.factor * k.factor,
                    probabilities: false,
                }))
            }
            (Value::Scores(scores), Value::Heads(v))
                if scores.probabilities
                    && (v.order, v.heads, v.factor) == (Order::Heads, scores.heads, 1.0) =>
            {
                Ok(Value::Context {
                    scores: *scores,
                    v: v.layer,
                    joined: false,
                })
            }
            _ => Err(node.unsupported(
                "products with weights, of queries and keys, and of probabilities and values are",
            )),
        }
    }

    /// The Softmax of scores.
    pub(super) fn softmax(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        match &node.inputs[0] {
            Value::Scores(scores) if !scores.probabilities && matches!(node.proto.int("axis", -1), -1 | 3) => {
                Ok(Value::Scores(Scores {
                    probabilities: true,
                    ..*scores
                }))
            }
            _ => Err(node.unsupported(
                "the Softmax of attention's scores is; export a classifier without its last Softmax, which changes no class",
            )),
        }
    }

    /// Scores and heads times a number, scores with a mask, if the operator and its operands are one.
    pub(super) fn attention_step(&mut self, node: &Node<'_>) -> Result<Option<Value>, ModelError> {
        let number = |value: &Value| match value {
            Value::Constant(constant) => constant.scalar(),
            _ => None,
        };
        // A mask chooses between scores and a constant, or adds a large negative one.
        if node.op() == "Where" {
            return Ok(match node.inputs.as_slice() {
                [Value::Derived { masks: true }, scores @ Value::Scores(_), other]
                | [Value::Derived { masks: true }, other, scores @ Value::Scores(_)]
                    if other.is_fixed() =>
                {
                    Some(scores.clone())
                }
                _ => None,
            });
        }
        let [x, y] = node.inputs.as_slice() else {
            return Ok(None);
        };
        let by = match (node.op(), number(x), number(y)) {
            ("Mul", _, Some(by)) => Some((x, by)),
            ("Mul", Some(by), _) => Some((y, by)),
            ("Div", _, Some(by)) => Some((x, 1.0 / by)),
            _ => None,
        };
        Ok(match (by, x, y) {
            (Some((Value::Scores(scores), by)), ..) if !scores.probabilities => Some(Value::Scores(Scores {
                factor: scores.factor * by,
                ..*scores
            })),
            (Some((Value::Heads(heads), by)), ..) => Some(Value::Heads(Heads {
                factor: heads.factor * by,
                ..*heads
            })),
            (None, scores @ Value::Scores(_), Value::Derived { masks: true })
            | (None, Value::Derived { masks: true }, scores @ Value::Scores(_))
                if node.op() == "Add" =>
            {
                Some(scores.clone())
            }
            _ => None,
        })
    }

    /// The layer behind a value that is a multiple of it, and the factor.
    fn scaled_layer(&mut self, value: &Value, node: &Node<'_>) -> Result<(usize, f64), ModelError> {
        if let Value::Rows { layer, function } = value {
            if let Some(factor) = function.factor().filter(|_| *function != Function::X) {
                return Ok((*layer, factor));
            }
        }
        Ok((self.layer(value, node)?, 1.0))
    }
}
