//! Linear layers in a safetensors file: the state of a `torch.nn.Sequential`, or any module whose layers' names sort
//! in the order of execution.

use super::{activation, tensors::Tensors, unsupported};
use crate::error::ModelError;
use crate::network::{LayerId, LayerKind, Network};
use ndarray::Array1;
use std::collections::BTreeMap;
use std::path::Path;

/// The entry of the file's metadata that names the activation.
const ACTIVATION: &str = "activation";
/// The default of `torch.nn.LayerNorm`.
const EPS: f32 = 1e-5;

/// A run of digits in a name counts as a number, so that layer 10 follows layer 9.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Text(String),
}

fn pieces(name: &str) -> Vec<Piece> {
    name.as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .map(|run| {
            let text = String::from_utf8_lossy(run).into_owned();
            text.parse().map_or(Piece::Text(text), Piece::Number)
        })
        .collect()
}

/// Reads the layers of the file at `path`; `function` is the activation between them, unless the file says it.
pub(super) fn read(path: &Path, function: Option<&str>) -> Result<Network, ModelError> {
    let bytes = std::fs::read(path).map_err(ModelError::file(path))?;
    let tensors = Tensors::parse(path, &bytes)?;
    let layers = layers(&tensors)?;
    let dense: Vec<&String> = layers
        .iter()
        .filter(|(_, norm)| !norm)
        .map(|(name, _)| name)
        .collect();
    let (Some(first), Some(last)) = (dense.first(), dense.last()) else {
        return Err(ModelError::MissingTensor {
            tensor: "weight of a linear layer".to_owned(),
        });
    };
    let function = function.or(tensors.metadata.get(ACTIVATION).map(String::as_str));
    let function =
        match function {
            Some(name) => Some(activation(ACTIVATION, name)?),
            None if dense.len() == 1 => None,
            None => return Err(unsupported(
                ACTIVATION,
                "a stack of linear layers without a named activation".to_owned(),
                "name the function between them with --activation, or in the file's metadata as `activation`",
            )),
        };
    let width = tensors.matrix(&part(first, "weight"))?.ncols();
    let mut network = Network::of_features(width)?;
    let mut x: LayerId = 0;
    // The activation follows the norm, where one follows the linear layer.
    let mut pending = false;
    for (name, norm) in &layers {
        if *norm {
            let width = network.layers()[x].width;
            let gain = tensors.vector(&part(name, "weight"), width)?;
            let bias = tensors.vector(&part(name, "bias"), width)?;
            x = network.push(
                name,
                LayerKind::LayerNorm {
                    x,
                    gain,
                    bias,
                    eps: EPS,
                },
            )?;
            continue;
        }
        if let (true, Some(function)) = (pending, &function) {
            let function = function.clone();
            x = network.push(
                format!("activation before {name}"),
                LayerKind::Activation { x, function },
            )?;
        }
        let weight = tensors.matrix(&part(name, "weight"))?;
        let bias = part(name, "bias");
        let bias = match tensors.has(&bias) {
            true => tensors.vector(&bias, weight.nrows())?,
            false => Array1::zeros(weight.nrows()),
        };
        x = network.push(name, LayerKind::Dense { x, weight, bias })?;
        pending = name != *last;
    }
    Ok(network)
}

/// Name of a layer's tensor; the tensors of a lone layer have no prefix.
fn part(layer: &str, part: &str) -> String {
    match layer {
        "" => part.to_owned(),
        _ => format!("{layer}.{part}"),
    }
}

/// Names of the layers in order, and whether each is a LayerNorm.
fn layers(tensors: &Tensors<'_>) -> Result<Vec<(String, bool)>, ModelError> {
    let mut parts: BTreeMap<Vec<Piece>, (String, Vec<String>)> = BTreeMap::new();
    for name in tensors.names() {
        let (layer, part) = name.rsplit_once('.').unwrap_or(("", name));
        let entry = parts
            .entry(pieces(layer))
            .or_insert((layer.to_owned(), Vec::new()));
        entry.1.push(part.to_owned());
    }
    parts
        .into_values()
        .map(|(layer, parts)| {
            let only = |allowed: &[&str]| parts.iter().all(|part| allowed.contains(&part.as_str()));
            if !only(&["weight", "bias"]) || !parts.iter().any(|part| part == "weight") {
                return Err(unsupported(
                    &layer,
                    format!("a layer of the tensors {}", parts.join(", ")),
                    "linear layers and LayerNorm are, with a weight and a bias",
                ));
            }
            match tensors.get(&part(&layer, "weight"))?.shape.len() {
                2 => Ok((layer, false)),
                1 if parts.len() == 2 => Ok((layer, true)),
                dimensions => Err(unsupported(
                    &layer,
                    format!("a layer whose weight has {dimensions} dimensions"),
                    "linear layers (2) and LayerNorm (1, with a bias) are",
                )),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_sort_as_numbers() {
        let mut names = ["fc.10", "fc.9", "fc.2.b", "fc.2.a", "head"];
        names.sort_by_key(|name| pieces(name));
        assert_eq!(names, ["fc.2.a", "fc.2.b", "fc.9", "fc.10", "head"]);
    }
}
