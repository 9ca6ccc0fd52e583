//! A LayerNorm that is written in its steps, as exporters did before ONNX had it.

use super::trace::{Node, Tracer};
use super::value::{Norm, NormStep, Value};
use crate::error::ModelError;
use crate::network::{LayerId, LayerKind};
use ndarray::Array1;

impl Norm {
    fn next(self, step: NormStep) -> Value {
        Value::Norm(Self { step, ..self })
    }
}

impl Tracer {
    /// The mean over the columns: of a layer's result, or of its squared deviations.
    pub(super) fn reduce_mean(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        // The axes are an attribute or, since opset 18, an operand.
        let attribute = node.proto.attribute("axes").map(|axes| axes.ints.clone());
        let operand = node.inputs.get(1).and_then(|value| match value {
            Value::Constant(axes) => axes.as_ints().map(<[i64]>::to_vec),
            _ => None,
        });
        let axes = attribute.or(operand).unwrap_or_default();
        if !matches!(axes.as_slice(), [-1 | 1 | 2]) || node.proto.int("keepdims", 1) != 1 {
            return Err(node.unsupported("the mean over the columns, with its dimension kept, is"));
        }
        match node.inputs.first() {
            Some(Value::Norm(norm)) if matches!(norm.step, NormStep::Squares) => {
                Ok(norm.clone().next(NormStep::Variance))
            }
            Some(value) => {
                let layer = self.layer(value, node)?;
                let step = NormStep::Mean;
                Ok(Value::Norm(Norm { layer, step }))
            }
            None => Err(node.unsupported("a mean has an operand")),
        }
    }

    /// A step of a LayerNorm, if the operator and its operands are one.
    pub(super) fn norm_step(&mut self, node: &Node<'_>) -> Result<Option<Value>, ModelError> {
        let row = |value: &Value| -> Option<Result<Array1<f32>, ModelError>> {
            match value {
                Value::Constant(constant) => Some(constant.row(&node.title())),
                _ => None,
            }
        };
        let number = |value: &Value| match value {
            Value::Constant(constant) => constant.scalar(),
            _ => None,
        };
        let (x, y) = match node.inputs.as_slice() {
            [x] => (x, None),
            [x, y] => (x, Some(y)),
            _ => return Ok(None),
        };
        let value = match (node.op(), x, y) {
            ("Sub", x, Some(Value::Norm(norm)))
                if matches!(norm.step, NormStep::Mean) && self.layer(x, node)? == norm.layer =>
            {
                norm.clone().next(NormStep::Centred)
            }
            ("Pow", Value::Norm(norm), Some(two))
                if matches!(norm.step, NormStep::Centred) && number(two) == Some(2.0) =>
            {
                norm.clone().next(NormStep::Squares)
            }
            ("Mul", Value::Norm(norm), Some(Value::Norm(other)))
                if matches!((&norm.step, &other.step), (NormStep::Centred, NormStep::Centred)) =>
            {
                norm.clone().next(NormStep::Squares)
            }
            ("Sqrt", Value::Norm(norm), None) => match norm.step {
                NormStep::Spread { eps } => norm.clone().next(NormStep::Deviation { eps }),
                _ => return Ok(None),
            },
            ("Div", Value::Norm(norm), Some(Value::Norm(by))) => match (&norm.step, &by.step) {
                (NormStep::Centred, NormStep::Deviation { eps }) if norm.layer == by.layer => {
                    let eps = *eps;
                    norm.clone().next(NormStep::Normalised { eps })
                }
                _ => return Ok(None),
            },
            ("Add", Value::Norm(norm), Some(other)) | ("Add", other, Some(Value::Norm(norm))) => {
                match (&norm.step, number(other), row(other)) {
                    (NormStep::Variance, Some(eps), _) => {
                        let eps = eps as f32;
                        norm.clone().next(NormStep::Spread { eps })
                    }
                    (NormStep::Gained { eps, gain }, _, Some(bias)) => {
                        let kind = (gain.clone(), bias?, *eps);
                        Value::rows(self.layer_norm(node, norm.layer, kind)?)
                    }
                    _ => return Ok(None),
                }
            }
            ("Mul", Value::Norm(norm), Some(other)) | ("Mul", other, Some(Value::Norm(norm))) => {
                match (&norm.step, row(other)) {
                    (NormStep::Normalised { eps }, Some(gain)) => {
                        let (eps, gain) = (*eps, gain?);
                        norm.clone().next(NormStep::Gained { eps, gain })
                    }
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// The operator LayerNormalization.
    pub(super) fn layer_normalization(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        let (Some(x), Some(gain)) = (node.inputs.first(), node.constant(1)) else {
            return Err(node.unsupported("a LayerNormalization with a constant scale is"));
        };
        let gain = gain.row(&node.title())?;
        let bias = match node.constant(2) {
            Some(bias) => bias.row(&node.title())?,
            None => Array1::zeros(gain.len()),
        };
        let layer = self.layer(x, node)?;
        if gain.len() != self.width(layer) {
            return Err(node.unsupported("LayerNormalization over the columns is"));
        }
        let eps = node.proto.float("epsilon", 1e-5);
        Ok(Value::rows(self.layer_norm(node, layer, (gain, bias, eps))?))
    }

    fn layer_norm(
        &mut self,
        node: &Node<'_>,
        x: LayerId,
        (gain, bias, eps): (Array1<f32>, Array1<f32>, f32),
    ) -> Result<LayerId, ModelError> {
        self.push(node.title(), LayerKind::LayerNorm { x, gain, bias, eps })
    }
}
