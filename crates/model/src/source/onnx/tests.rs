//! Graphs of a few nodes: what is refused, by name, and what small patterns become.

use super::proto::{self, Dim, Graph, Model, Node, Shape, Tensor, TensorType, Type, ValueInfo};
use crate::error::ModelError;
use crate::float::Example;
use crate::network::Network;
use ndarray::array;
use prost::Message;

/// ONNX's code of `float` and of `int64`.
const FLOAT: i32 = 1;
const INT64: i32 = 7;

fn input(name: &str, element: i32, dims: &[Option<i64>]) -> ValueInfo {
    let dims = dims.iter().map(|&value| Dim { value }).collect();
    ValueInfo {
        name: name.to_owned(),
        kind: Some(Type {
            tensor: Some(TensorType {
                element,
                shape: Some(Shape { dims }),
            }),
        }),
    }
}

fn floats(name: &str, dims: &[i64], values: &[f32]) -> Tensor {
    Tensor {
        dims: dims.to_vec(),
        data_type: FLOAT,
        floats: values.to_vec(),
        name: name.to_owned(),
        ..Tensor::default()
    }
}

fn node(op: &str, inputs: &[&str], output: &str) -> Node {
    Node {
        op_type: op.to_owned(),
        inputs: inputs.iter().map(|&name| name.to_owned()).collect(),
        outputs: vec![output.to_owned()],
        name: format!("/net/{output}"),
        ..Node::default()
    }
}

/// Reads a graph over rows `x` of two columns and these constants, whose output is `y`.
fn read(nodes: Vec<Node>, constants: Vec<Tensor>) -> Result<Network, ModelError> {
    read_graph(vec![input("x", FLOAT, &[None, Some(2)])], nodes, constants)
}

fn read_graph(
    inputs: Vec<ValueInfo>,
    nodes: Vec<Node>,
    initializers: Vec<Tensor>,
) -> Result<Network, ModelError> {
    let outputs = vec![input("y", FLOAT, &[])];
    let graph = Graph {
        nodes,
        initializers,
        inputs,
        outputs,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.onnx");
    std::fs::write(&path, Model { graph: Some(graph) }.encode_to_vec()).unwrap();
    super::read(&path)
}

fn weight() -> Tensor {
    floats("w", &[2, 2], &[1.0, 2.0, 3.0, 4.0])
}

/// The node that an error names.
fn refused(result: Result<Network, ModelError>) -> String {
    match result {
        Err(ModelError::UnsupportedLayer { layer, kind, .. }) => format!("{layer}: {kind}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_product_and_its_bias_are_one_layer() {
    let nodes = vec![node("MatMul", &["x", "w"], "p"), node("Add", &["b", "p"], "y")];
    let network = read(nodes, vec![weight(), floats("b", &[2], &[10.0, 20.0])]).unwrap();
    assert_eq!(network.layers().len(), 2);
    let found = network.result(&Example::Rows(array![[1.0, -1.0]])).unwrap();
    // x · w, not x · wᵗ: a MatMul's weight is [inputs, outputs].
    assert_eq!(found, array![[8.0, 18.0]]);
}

#[test]
fn operators_without_an_integer_form_are_named() {
    let of_layer = |op: &str| {
        read(
            vec![node("MatMul", &["x", "w"], "p"), node(op, &["p"], "y")],
            vec![weight()],
        )
    };
    for op in ["Conv", "LSTM", "BatchNormalization", "ArgMax", "Softmax"] {
        let named = refused(of_layer(op));
        assert!(
            named.starts_with(&format!("/net/y: {op} of a product")),
            "{named}"
        );
    }
    let nodes = vec![
        node("MatMul", &["x", "w"], "p"),
        node("MatMul", &["p", "w"], "q"),
        node("Mul", &["p", "q"], "y"),
    ];
    let named = refused(read(nodes, vec![weight()]));
    assert!(
        named.starts_with("/net/y: Mul of a product, a product"),
        "{named}"
    );
}

#[test]
fn operators_of_other_domains_are_named() {
    let mut custom = node("FusedGelu", &["x"], "y");
    custom.domain = "com.microsoft".to_owned();
    let named = refused(read(vec![custom], Vec::new()));
    assert!(named.starts_with("/net/y: FusedGelu"), "{named}");
}

#[test]
fn a_second_embedding_is_refused() {
    let ids = input("input_ids", INT64, &[None, None]);
    let places = input("position_ids", INT64, &[None, None]);
    let nodes = vec![
        node("Gather", &["words", "input_ids"], "a"),
        node("Gather", &["places", "position_ids"], "b"),
        node("Add", &["a", "b"], "first"),
        node("Gather", &["others", "input_ids"], "c"),
        node("Add", &["c", "b"], "second"),
        node("MatMul", &["first", "w"], "d"),
        node("MatMul", &["second", "w"], "e"),
        node("Add", &["d", "e"], "y"),
    ];
    let table = |name: &str| floats(name, &[3, 2], &[0.5; 6]);
    let constants = vec![table("words"), table("places"), table("others"), weight()];
    let named = refused(read_graph(vec![ids, places], nodes, constants));
    assert!(named.starts_with("/net/e: MatMul of an embedding"), "{named}");
}

#[test]
fn causal_masks_are_refused() {
    let ids = input("input_ids", INT64, &[None, None]);
    let nodes = vec![
        node("Shape", &["input_ids"], "s"),
        node("ConstantOfShape", &["s"], "ones"),
        node("Trilu", &["ones"], "y"),
    ];
    let named = refused(read_graph(vec![ids], nodes, Vec::new()));
    assert!(named.starts_with("/net/y: Trilu"), "{named}");
}

#[test]
fn weights_of_another_size_or_no_numbers_are_named() {
    let nodes = || vec![node("MatMul", &["x", "w"], "y")];
    let error = read(nodes(), vec![floats("w", &[2, 2], &[1.0, f32::NAN, 3.0, 4.0])]).unwrap_err();
    let ModelError::NotFinite { tensor, position, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!((tensor.as_str(), position.as_slice()), ("w", &[0, 1][..]));
    let error = read(nodes(), vec![floats("w", &[2, 2], &[1.0])]).unwrap_err();
    assert!(
        matches!(&error, ModelError::WeightShape { tensor, .. } if tensor == "w"),
        "{error}"
    );
    let error = read(nodes(), vec![floats("w", &[3, 2], &[1.0; 6])]).unwrap_err();
    assert!(
        matches!(
            error,
            ModelError::Width {
                takes: 3,
                given: 2,
                ..
            }
        ),
        "{error}"
    );
    let error = read(nodes(), Vec::new()).unwrap_err();
    assert!(
        matches!(&error, ModelError::MissingTensor { tensor } if tensor == "w"),
        "{error}"
    );
    let negative = floats("w", &[-2, -2], &[1.0; 4]);
    assert!(matches!(
        read(nodes(), vec![negative]),
        Err(ModelError::WeightShape { .. })
    ));
}

#[test]
fn a_graph_without_nodes_or_output_is_refused() {
    let named = refused(read_graph(
        vec![input("y", FLOAT, &[None, Some(2)])],
        Vec::new(),
        Vec::new(),
    ));
    assert!(named.starts_with("y: "), "{named}");
    let empty = proto::Model::default().encode_to_vec();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.onnx");
    std::fs::write(&path, empty).unwrap();
    assert!(matches!(super::read(&path), Err(ModelError::Malformed { .. })));
}
