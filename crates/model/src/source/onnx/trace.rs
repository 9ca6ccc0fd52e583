//! Node by node through an ONNX graph.

use super::constant::Constant;
use super::proto;
use super::value::{Embedding, NormStep, Value};
use crate::error::ModelError;
use crate::function::{Binary, Function, Unary};
use crate::network::{LayerId, LayerKind, Network};
use crate::source::unsupported;
use ndarray::{Array1, Array2, Axis, Slice};
use std::collections::HashMap;
use std::rc::Rc;

/// The values so far, and the network that they are made of.
#[derive(Default)]
pub(super) struct Tracer {
    values: HashMap<String, Value>,
    network: Option<Network>,
}

/// A node and the values that it takes.
pub(super) struct Node<'a> {
    pub proto: &'a proto::Node,
    pub inputs: Vec<Value>,
}

impl Node<'_> {
    pub(super) fn op(&self) -> &str {
        &self.proto.op_type
    }

    pub(super) fn title(&self) -> String {
        self.proto.title()
    }

    /// The constant that the operand at `at` is.
    pub(super) fn constant(&self, at: usize) -> Option<&Constant> {
        match self.inputs.get(at)? {
            Value::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    pub(super) fn unsupported(&self, supported: &'static str) -> ModelError {
        let operands: Vec<&str> = self.inputs.iter().map(Value::describe).collect();
        let kind = match operands.as_slice() {
            [] => self.op().to_owned(),
            _ => format!("{} of {}", self.op(), operands.join(", ")),
        };
        unsupported(&self.title(), kind, supported)
    }
}

const OPERATORS: &str =
    "Gemm, MatMul, Add, LayerNormalization, Gather, attention in its parts and functions of one number are";

impl Tracer {
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The network takes rows of numbers.
    pub(super) fn features(&mut self, name: &str, width: usize) -> Result<Value, ModelError> {
        if self.network.is_some() {
            return Err(unsupported(
                name,
                "a second input".to_owned(),
                "a model with one input is",
            ));
        }
        self.network = Some(Network::of_features(width)?);
        Ok(Value::rows(0))
    }

    /// Adds a layer.
    pub(super) fn push(&mut self, name: String, kind: LayerKind) -> Result<LayerId, ModelError> {
        let network = self.network.as_mut().expect("a layer's operands are layers");
        network.push(name, kind)
    }

    /// Columns of a layer's result.
    pub(super) fn width(&self, layer: LayerId) -> usize {
        self.network
            .as_ref()
            .map_or(0, |network| network.layers()[layer].width)
    }

    pub(super) fn takes_tokens(&self) -> bool {
        self.network
            .as_ref()
            .is_some_and(|network| network.vocabulary().is_some())
    }

    /// The network, and the layer that the value called `output` is.
    pub(super) fn finish(mut self, output: &str) -> Result<(Network, LayerId), ModelError> {
        let missing = || ModelError::MissingTensor {
            tensor: output.to_owned(),
        };
        let value = self.values.get(output).cloned().ok_or_else(missing)?;
        let proto = proto::Node {
            name: output.to_owned(),
            op_type: "output".to_owned(),
            ..proto::Node::default()
        };
        let node = Node {
            proto: &proto,
            inputs: vec![value.clone()],
        };
        let layer = self.layer(&value, &node)?;
        Ok((self.network.ok_or_else(missing)?, layer))
    }

    /// Reads a node.
    pub(super) fn node(&mut self, proto: &proto::Node) -> Result<(), ModelError> {
        // An operand that is left out has an empty name.
        let given = proto.inputs.iter().filter(|name| !name.is_empty());
        let inputs = given.map(|name| {
            self.values
                .get(name)
                .cloned()
                .ok_or_else(|| ModelError::MissingTensor { tensor: name.clone() })
        });
        let inputs: Vec<Value> = inputs.collect::<Result<_, _>>()?;
        let node = Node { proto, inputs };
        if !matches!(proto.domain.as_str(), "" | "ai.onnx") {
            return Err(node.unsupported("operators of the ONNX standard are"));
        }
        let value = self.value(&node)?;
        if let Some(name) = proto.outputs.first() {
            self.set(name, value);
        }
        Ok(())
    }

    fn value(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        if node.op() == "Constant" {
            let tensor = node
                .proto
                .attribute("value")
                .and_then(|value| value.tensor.as_ref());
            let tensor = tensor.ok_or_else(|| node.unsupported("a constant with a tensor is"))?;
            return Ok(Value::Constant(Rc::new(Constant::read(tensor, &node.title())?)));
        }
        let Some(first) = node.inputs.first() else {
            return Err(node.unsupported(OPERATORS));
        };
        if node.op() == "Shape" {
            return self.shape_of(node).ok_or_else(|| node.unsupported(OPERATORS));
        }
        if node.inputs.iter().all(Value::is_fixed) {
            if let ("Gather", Value::Constant(table)) = (node.op(), first) {
                if table.as_ints().is_none() {
                    return gather(node, table);
                }
            }
            return self.fixed(node);
        }
        match node.op() {
            "Identity" | "Dropout" | "Cast" => Ok(first.clone()),
            "Gather" => match first {
                Value::Constant(table) => gather(node, table),
                _ => Err(node.unsupported("looking up rows of a constant table is")),
            },
            "Gemm" => self.gemm(node),
            "MatMul" => match node.constant(1) {
                Some(weight) => {
                    let weight = weight.matrix(&node.proto.inputs[1])?.reversed_axes();
                    let x = self.layer(first, node)?;
                    Ok(Value::Product {
                        x,
                        weight: Rc::new(weight),
                        name: node.title(),
                    })
                }
                None if node.inputs.len() == 2 => self.product(node),
                None => Err(node.unsupported(OPERATORS)),
            },
            "LayerNormalization" => self.layer_normalization(node),
            "ReduceMean" => self.reduce_mean(node),
            "Softmax" => self.softmax(node),
            // A row whose mask leaves nothing has no probabilities; a job has no such row.
            "IsNaN" if matches!(first, Value::Scores(_)) => Ok(Value::Derived { masks: true }),
            "Reshape" | "Flatten" => {
                let target = match node.op() {
                    "Flatten" => Some(vec![None, Some(-1)]),
                    _ => node.inputs.get(1).and_then(Value::dims),
                };
                // A shape of which nothing is known could be anything.
                self.reshape(
                    node,
                    &target.ok_or_else(|| node.unsupported("a reshape to a known size is"))?,
                )
            }
            "Transpose" => {
                let order = node.proto.attribute("perm").map(|order| order.ints.clone());
                self.transpose(node, &order.unwrap_or_default())
            }
            _ => self.combined(node),
        }
    }

    /// Operators of one or two values: steps of attention and of norms, sums of layers, functions of one layer.
    fn combined(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        if let Some(value) = self.attention_step(node)? {
            return Ok(value);
        }
        if let Some(value) = self.norm_step(node)? {
            return Ok(value);
        }
        if let [x] = node.inputs.as_slice() {
            let (layer, function) = self.function_of(x, node)?;
            let function = match (unary(node), node.op()) {
                (Some(unary), _) => function.then(unary),
                (None, "LeakyRelu") => {
                    let slope = Function::Constant(node.proto.float("alpha", 0.01).into());
                    let below = function.clone().with(Binary::Min, Function::Constant(0.0));
                    function
                        .then(Unary::Relu)
                        .with(Binary::Add, below.with(Binary::Mul, slope))
                }
                (None, _) => return Err(node.unsupported(OPERATORS)),
            };
            return Ok(Value::Rows { layer, function });
        }
        self.binary(node)
    }

    fn binary(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        let (Some(binary), [x, y]) = (binary(node.op()), node.inputs.as_slice()) else {
            return Err(node.unsupported(OPERATORS));
        };
        match (binary, x, y) {
            (Binary::Add, Value::Embedding(x), Value::Embedding(y)) => summed(node, x, y),
            (Binary::Add, Value::Product { x, weight, name }, Value::Constant(bias))
            | (Binary::Add, Value::Constant(bias), Value::Product { x, weight, name })
                if bias.shape.last() == Some(&weight.nrows()) =>
            {
                let bias = bias.row(name)?;
                Ok(Value::rows(self.dense(name.clone(), *x, weight, bias)?))
            }
            (_, Value::Constant(constant), value) | (_, value, Value::Constant(constant)) => {
                let Some(number) = constant.scalar() else {
                    return Err(node.unsupported("functions with one constant for all columns are"));
                };
                let (layer, function) = self.function_of(value, node)?;
                let number = Function::Constant(number);
                let function = match x {
                    Value::Constant(_) => number.with(binary, function),
                    _ => function.with(binary, number),
                };
                Ok(Value::Rows { layer, function })
            }
            _ => {
                let ((a, f), (b, g)) = (self.function_of(x, node)?, self.function_of(y, node)?);
                if a == b {
                    let function = f.with(binary, g);
                    return Ok(Value::Rows { layer: a, function });
                }
                if binary != Binary::Add {
                    return Err(node.unsupported("two layers' results are added; other functions take one"));
                }
                let (x, y) = (self.layer(x, node)?, self.layer(y, node)?);
                Ok(Value::rows(self.push(node.title(), LayerKind::Add { x, y })?))
            }
        }
    }

    /// The layer that a value is a function of.
    fn function_of(&mut self, value: &Value, node: &Node<'_>) -> Result<(LayerId, Function), ModelError> {
        match value {
            Value::Rows { layer, function } => Ok((*layer, function.clone())),
            _ => Ok((self.layer(value, node)?, Function::X)),
        }
    }

    /// The layer that a value is, added where it is not one yet.
    pub(super) fn layer(&mut self, value: &Value, node: &Node<'_>) -> Result<LayerId, ModelError> {
        match value {
            Value::Rows {
                layer,
                function: Function::X,
            } => Ok(*layer),
            Value::Rows { layer, function } => {
                // A value that several nodes take is one layer.
                let known = self
                    .network
                    .iter()
                    .flat_map(|network| network.layers().iter().enumerate());
                let same = |kind: &LayerKind| matches!(kind, LayerKind::Activation { x, function: f } if x == layer && f == function);
                let known = known
                    .into_iter()
                    .find(|(_, known)| same(&known.kind))
                    .map(|(id, _)| id);
                match known {
                    Some(id) => Ok(id),
                    None => {
                        let (x, function) = (*layer, function.clone());
                        self.push(
                            format!("function before {}", node.title()),
                            LayerKind::Activation { x, function },
                        )
                    }
                }
            }
            Value::Product { x, weight, name } => {
                let bias = Array1::zeros(weight.nrows());
                self.dense(name.clone(), *x, weight, bias)
            }
            Value::Embedding(embedding) => self.embedding(embedding, node),
            Value::Norm(norm) => match &norm.step {
                NormStep::Gained { eps, gain } => {
                    let (x, bias) = (norm.layer, Array1::zeros(gain.len()));
                    let kind = LayerKind::LayerNorm {
                        x,
                        gain: gain.clone(),
                        bias,
                        eps: *eps,
                    };
                    self.push(node.title(), kind)
                }
                _ => Err(node.unsupported("a whole LayerNorm is")),
            },
            _ => Err(node.unsupported(OPERATORS)),
        }
    }

    fn dense(
        &mut self,
        name: String,
        x: LayerId,
        weight: &Array2<f32>,
        bias: Array1<f32>,
    ) -> Result<LayerId, ModelError> {
        let weight = weight.clone();
        self.push(name, LayerKind::Dense { x, weight, bias })
    }

    fn gemm(&mut self, node: &Node<'_>) -> Result<Value, ModelError> {
        let proto = node.proto;
        let plain = proto.float("alpha", 1.0) == 1.0
            && proto.float("beta", 1.0) == 1.0
            && proto.int("transA", 0) == 0;
        let (Some(weight), true) = (node.constant(1), plain) else {
            return Err(node.unsupported("a Gemm with a constant weight, alpha and beta of 1 is"));
        };
        let weight = weight.matrix(&proto.inputs[1])?;
        let weight = if proto.int("transB", 0) == 1 {
            weight
        } else {
            weight.reversed_axes()
        };
        let bias = match node.constant(2) {
            Some(bias) => bias.row(&proto.inputs[2])?,
            None => Array1::zeros(weight.nrows()),
        };
        let x = self.layer(&node.inputs[0], node)?;
        Ok(Value::rows(self.dense(node.title(), x, &weight, bias)?))
    }

    /// The network takes tokens.
    fn embedding(&mut self, embedding: &Embedding, node: &Node<'_>) -> Result<LayerId, ModelError> {
        if self.network.is_some() {
            return match self.takes_tokens() {
                true => Ok(0),
                false => Err(node.unsupported("a model with one input is")),
            };
        }
        let (Some(words), Some(positions)) = (&embedding.words, &embedding.positions) else {
            return Err(node.unsupported("embeddings of tokens and of their absolute positions are"));
        };
        let mut positions = Array2::clone(positions);
        if let Some(first) = &embedding.first_type {
            if first.len() != positions.ncols() {
                return Err(node.unsupported("embeddings of one width are"));
            }
            positions += first;
        }
        self.network = Some(Network::of_tokens(Array2::clone(words), positions)?);
        Ok(0)
    }
}

/// Rows of a table, by what looks them up.
fn gather(node: &Node<'_>, table: &Constant) -> Result<Value, ModelError> {
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

fn summed(node: &Node<'_>, x: &Embedding, y: &Embedding) -> Result<Value, ModelError> {
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

fn unary(node: &Node<'_>) -> Option<Unary> {
    Some(match node.op() {
        "Relu" => Unary::Relu,
        "Gelu" => match node.proto.attribute("approximate") {
            Some(by) if by.string == b"tanh" => Unary::GeluTanh,
            _ => Unary::Gelu,
        },
        "Tanh" => Unary::Tanh,
        "Sigmoid" => Unary::Sigmoid,
        "Erf" => Unary::Erf,
        "Sqrt" => Unary::Sqrt,
        "Exp" => Unary::Exp,
        "Log" => Unary::Log,
        "Abs" => Unary::Abs,
        "Neg" => Unary::Neg,
        _ => return None,
    })
}

fn binary(op: &str) -> Option<Binary> {
    Some(match op {
        "Add" => Binary::Add,
        "Sub" => Binary::Sub,
        "Mul" => Binary::Mul,
        "Div" => Binary::Div,
        "Pow" => Binary::Pow,
        "Min" => Binary::Min,
        "Max" => Binary::Max,
        _ => return None,
    })
}
