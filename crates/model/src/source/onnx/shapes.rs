//! Arithmetic of shapes, which exporters leave in graphs of any batch size and length.

use super::constant::{Constant, Data};
use super::trace::{Node, Tracer};
use super::value::Value;
use crate::error::ModelError;
use std::rc::Rc;

impl Value {
    /// Integers, as far as they are known.
    pub(super) fn dims(&self) -> Option<Vec<Option<i64>>> {
        match self {
            Self::Dims(dims) => Some(dims.clone()),
            Self::Constant(constant) => Some(constant.as_ints()?.iter().copied().map(Some).collect()),
            _ => None,
        }
    }
}

impl Tracer {
    /// The result of an operator whose operands depend on shapes and the mask alone.
    pub(super) fn fixed(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        let masks = node
            .inputs
            .iter()
            .any(|value| matches!(value, Value::Derived { masks: true }));
        if let Some(value) = self.folded(node) {
            return Ok(value);
        }
        match node.op() {
            // Positions are never negative.
            "GreaterOrEqual" if node.constant(1).and_then(Constant::scalar) == Some(0.0) => {
                Ok(Value::Derived { masks })
            }
            // Comparisons of positions make causal masks.
            "Less" | "LessOrEqual" | "Greater" | "GreaterOrEqual" | "Trilu" | "CumSum" => {
                Err(node.unsupported("attention to all tokens but padding is; causal masks are not"))
            }
            "Cast" | "Unsqueeze" | "Squeeze" | "Expand" | "Reshape" | "Identity" | "Slice" | "Gather"
            | "Tile" | "Concat" | "Sub" | "Add" | "Mul" | "Div" | "Where" | "Equal" | "Not" | "And"
            | "ConstantOfShape" | "Range" | "Transpose" | "Shape" | "Max" | "Min" | "Neg"
            | "GatherElements" | "GatherND" | "Flatten" => Ok(match node.inputs.as_slice() {
                [Value::Places, ..] if keeps(node.op()) => Value::Places,
                [Value::Zeros, ..] if keeps(node.op()) => Value::Zeros,
                [Value::Constant(types), ..] if keeps(node.op()) && is_zero(types) => Value::Zeros,
                _ => Value::Derived { masks },
            }),
            _ => Err(node.unsupported("this operator on shapes and masks has no meaning here")),
        }
    }

    /// The result of an operator on constants and shapes, where it is known or named.
    fn folded(&self, node: &Node<'_>) -> Option<Value> {
        let first = node.inputs.first()?;
        match (node.op(), first) {
            ("Identity", value) => Some(value.clone()),
            ("Cast", Value::Constant(constant)) => {
                let to_float = super::is_float(node.proto.int("to", 1) as i32);
                Some(Value::Constant(Rc::new(constant.cast(to_float))))
            }
            ("Cast" | "Unsqueeze" | "Squeeze", Value::Dims(_)) => Some(first.clone()),
            ("Unsqueeze" | "Squeeze", Value::Constant(constant)) if constant.shape.len() <= 1 => {
                // Scalars and vectors are not told apart.
                Some(first.clone())
            }
            ("Transpose", Value::Constant(constant)) => {
                transposed(constant).map(|c| Value::Constant(Rc::new(c)))
            }
            ("Reshape", Value::Constant(constant)) => {
                let shape: Option<Vec<usize>> = node
                    .inputs
                    .get(1)?
                    .dims()?
                    .into_iter()
                    .map(|dim| usize::try_from(dim?).ok())
                    .collect();
                let shape = shape?;
                let same = shape.iter().product::<usize>() == constant.shape.iter().product::<usize>();
                same.then(|| Value::Constant(Rc::new(constant.reshaped(shape))))
            }
            ("Sqrt", Value::Constant(constant)) => {
                let value = constant.scalar()?.sqrt() as f32;
                let data = Data::Floats(vec![value]);
                Some(Value::Constant(Rc::new(Constant {
                    shape: Vec::new(),
                    data,
                })))
            }
            ("Gather", _) if first.dims().is_some() => {
                let (from, at) = (first.dims()?, node.inputs.get(1)?.dims()?);
                let pick = |index: Option<i64>| {
                    let index = index?;
                    let at = if index < 0 {
                        index.saturating_add(from.len() as i64)
                    } else {
                        index
                    };
                    from.get(usize::try_from(at).ok()?).copied()
                };
                at.into_iter()
                    .map(pick)
                    .collect::<Option<Vec<_>>>()
                    .map(Value::Dims)
            }
            ("Concat", _) => {
                let parts: Option<Vec<_>> = node.inputs.iter().map(Value::dims).collect();
                Some(Value::Dims(parts?.concat()))
            }
            ("Slice", Value::Constant(constant)) if constant.as_ints().is_some() => sequence(constant, node),
            ("Slice", Value::Dims(dims)) => sliced(dims, node).map(Value::Dims),
            ("Range", _) => {
                let from = |at: usize| node.inputs.get(at).and_then(Value::dims);
                (from(0)? == [Some(0)] && from(2)? == [Some(1)]).then_some(Value::Places)
            }
            ("ConstantOfShape", _) => {
                let value = node
                    .proto
                    .attribute("value")
                    .and_then(|value| value.tensor.as_ref());
                let constant = Constant::read(value?, &node.title()).ok()?;
                (constant.as_ints()? == [0]).then_some(Value::Zeros)
            }
            ("Add" | "Sub" | "Mul" | "Div", _) => {
                let (x, y) = (first.dims()?, node.inputs.get(1)?.dims()?);
                let (&[x], &[y]) = (x.as_slice(), y.as_slice()) else {
                    return None;
                };
                let value = x.zip(y).and_then(|(x, y)| match node.op() {
                    "Add" => x.checked_add(y),
                    "Sub" => x.checked_sub(y),
                    "Mul" => x.checked_mul(y),
                    _ => x.checked_div(y),
                });
                Some(Value::Dims(vec![value]))
            }
            _ => None,
        }
    }

    /// The result of the operator Shape: the dimensions from `start` to `end`.
    pub(super) fn shape_of(&self, node: &Node<'_>) -> Option<Value> {
        let dims = self.shape(node.inputs.first()?)?;
        let bound = |name: &str, default: usize| {
            let index = node.proto.int(name, default as i64);
            let index = if index < 0 {
                index.saturating_add(dims.len() as i64)
            } else {
                index
            };
            index.clamp(0, dims.len() as i64) as usize
        };
        let dims = dims.get(bound("start", 0)..bound("end", dims.len()))?;
        Some(Value::Dims(dims.to_vec()))
    }

    fn shape(&self, value: &Value) -> Option<Vec<Option<i64>>> {
        let width = |layer: usize| Some(self.width(layer) as i64);
        let of = |layer: usize| match self.takes_tokens() {
            true => vec![None, None, width(layer)],
            false => vec![None, width(layer)],
        };
        Some(match value {
            Value::Constant(constant) => constant.shape.iter().map(|&dim| Some(dim as i64)).collect(),
            Value::Ids | Value::Zeros | Value::Places | Value::Derived { .. } => vec![None, None],
            Value::Rows { layer, .. } => of(*layer),
            Value::Norm(norm) => of(norm.layer),
            Value::Product { weight, .. } => vec![None, None, Some(weight.nrows() as i64)],
            Value::Embedding(embedding) => {
                let table = embedding.words.as_ref().or(embedding.positions.as_ref())?;
                vec![None, None, Some(table.ncols() as i64)]
            }
            Value::Context {
                scores,
                v,
                joined: true,
            } => {
                let heads = scores.heads as i64;
                vec![None, None, Some(heads), width(*v).map(|width| width / heads)]
            }
            _ => vec![None; 4],
        })
    }
}

/// Whether an operator leaves ids, positions and types what they are, but for their shape.
fn keeps(op: &str) -> bool {
    let reshapes = matches!(
        op,
        "Cast" | "Unsqueeze" | "Squeeze" | "Expand" | "Reshape" | "Slice" | "Tile" | "Flatten"
    );
    reshapes || op == "GatherElements"
}

fn is_zero(constant: &Constant) -> bool {
    constant
        .as_ints()
        .is_some_and(|values| values.iter().all(|&value| value == 0))
}

fn transposed(constant: &Constant) -> Option<Constant> {
    let (&[rows, columns], Data::Floats(values)) = (constant.shape.as_slice(), &constant.data) else {
        return None;
    };
    let data = (0..rows * columns)
        .map(|at| values[at % rows * columns + at / rows])
        .collect();
    Some(Constant {
        shape: vec![columns, rows],
        data: Data::Floats(data),
    })
}

/// A slice from the start of stored positions or types: of as many as the sequence is long.
fn sequence(constant: &Constant, node: &Node<'_>) -> Option<Value> {
    let values = constant.as_ints()?;
    let from_start = node.inputs.get(1)?.dims()? == [Some(0)];
    let counted = values.iter().enumerate().all(|(at, &value)| value == at as i64);
    match (from_start, is_zero(constant), counted) {
        (true, true, _) => Some(Value::Zeros),
        (true, _, true) => Some(Value::Places),
        _ => None,
    }
}

fn sliced(dims: &[Option<i64>], node: &Node<'_>) -> Option<Vec<Option<i64>>> {
    let bound = |at: usize| {
        let index = node.inputs.get(at)?.dims()?.first().copied()??;
        let from_end = index.saturating_add(dims.len() as i64);
        Some(if index < 0 { from_end } else { index }.clamp(0, dims.len() as i64) as usize)
    };
    dims.get(bound(1)?..bound(2)?).map(<[Option<i64>]>::to_vec)
}
