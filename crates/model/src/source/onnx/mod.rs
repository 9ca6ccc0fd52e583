//! Multi-layer perceptrons and transformer encoders in ONNX, as PyTorch exports them.
//!
//! The graph is read symbolically: every value is what it means to the network (a layer's result, scores of attention,
//! a LayerNorm on its way, ...), so that layers are found however an exporter wrote them in operators. What has no
//! meaning here is refused with the node's name.

mod attention;
mod constant;
mod norm;
mod proto;
mod shapes;
mod trace;
mod value;

use super::unsupported;
use crate::error::ModelError;
use crate::network::{LayerKind, Network};
use constant::{is_float, Constant};
use prost::Message;
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;
use trace::Tracer;
use value::Value;

/// Reads the model in the file at `path`: its first output.
pub(super) fn read(path: &Path) -> Result<Network, ModelError> {
    let bytes = std::fs::read(path).map_err(ModelError::file(path))?;
    let malformed = |reason: String| ModelError::Malformed {
        path: path.to_owned(),
        what: "ONNX file",
        reason,
    };
    let model = proto::Model::decode(bytes.as_slice()).map_err(|error| malformed(error.to_string()))?;
    let graph = model
        .graph
        .ok_or_else(|| malformed("it has no graph".to_owned()))?;
    let output = graph
        .outputs
        .first()
        .ok_or_else(|| malformed("its graph has no output".to_owned()))?;

    let mut tracer = Tracer::default();
    for tensor in &graph.initializers {
        let constant = Constant::read(tensor, &tensor.name)?;
        tracer.set(&tensor.name, Value::Constant(Rc::new(constant)));
    }
    for input in &graph.inputs {
        if !tracer.knows(&input.name) {
            let value = input_value(&mut tracer, input)?;
            tracer.set(&input.name, value);
        }
    }
    for node in needed(&graph, &output.name) {
        tracer.node(node)?;
    }
    let (network, last) = tracer.finish(&output.name)?;
    check_last(&network, last, &output.name)?;
    Ok(network)
}

/// The nodes that the value called `output` depends on, in order.
fn needed<'a>(graph: &'a proto::Graph, output: &'a str) -> Vec<&'a proto::Node> {
    let mut wanted = HashSet::from([output]);
    let mut nodes = Vec::new();
    // Nodes are sorted: what a node takes is computed before it.
    for node in graph.nodes.iter().rev() {
        if node.outputs.iter().any(|name| wanted.contains(name.as_str())) {
            wanted.extend(node.inputs.iter().map(String::as_str));
            nodes.push(node);
        }
    }
    nodes.reverse();
    nodes
}

/// What an input of the graph is: floats are rows of numbers, integers by their names ids, mask or types of tokens.
fn input_value(tracer: &mut Tracer, input: &proto::ValueInfo) -> Result<Value, ModelError> {
    let Some(kind) = input.kind.as_ref().and_then(|kind| kind.tensor.as_ref()) else {
        return Err(unsupported(
            &input.name,
            "an input that is no tensor".to_owned(),
            INPUTS,
        ));
    };
    if !is_float(kind.element) {
        return Ok(match input.name.to_ascii_lowercase() {
            name if name.contains("mask") => Value::Derived { masks: true },
            name if name.contains("type") => Value::Zeros,
            name if name.contains("position") => Value::Places,
            _ => Value::Ids,
        });
    }
    let dims = kind
        .shape
        .as_ref()
        .map(|shape| shape.dims.as_slice())
        .unwrap_or_default();
    match dims {
        [_, width] if width.value.is_some_and(|width| width > 0) => {
            tracer.features(&input.name, width.value.unwrap_or_default() as usize)
        }
        _ => Err(unsupported(
            &input.name,
            format!("an input of {} dimensions", dims.len()),
            INPUTS,
        )),
    }
}

const INPUTS: &str = "rows of floats [batch, columns] with a fixed number of columns are, or ids of tokens";

/// A network's result is its last layer's.
fn check_last(network: &Network, last: usize, output: &str) -> Result<(), ModelError> {
    let count = network.layers().len();
    let only_input = matches!(
        network.output().kind,
        LayerKind::Features | LayerKind::Embedding { .. }
    );
    if last + 1 == count && !only_input {
        return Ok(());
    }
    Err(unsupported(
        output,
        "an output that is not the last layer's result".to_owned(),
        "export the model with its result as the first output",
    ))
}
