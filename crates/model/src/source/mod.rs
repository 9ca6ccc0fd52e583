//! Reading models.

mod encoder;
mod mlp;
mod onnx;
pub(crate) mod tensors;

use crate::error::ModelError;
use crate::function::{Function, Unary};
use crate::network::{LayerKind, Network};
use std::path::Path;

/// What a file does not say of its model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The function after every linear layer but the last of a `.safetensors` file: such files hold weights only.
    pub activation: Option<String>,
    /// Whether the tokens' results are pooled to an embedding of each sentence, of length 1. A folder's
    /// `modules.json` says so itself.
    pub pool: bool,
}

/// Reads the model at `path`: a folder of an encoder, a `.safetensors` file of linear layers or an `.onnx` file.
///
/// # Errors
///
/// When it is none of these, damaged, or holds a layer that is not supported.
pub fn read(path: &Path, options: &Options) -> Result<Network, ModelError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let mut network = if path.join("config.json").is_file() {
        encoder::read(path)?
    } else {
        match extension {
            Some("safetensors") => mlp::read(path, options.activation.as_deref())?,
            Some("onnx") => onnx::read(path)?,
            _ => {
                return Err(ModelError::UnknownSource {
                    path: path.to_owned(),
                })
            }
        }
    };
    let last = network.layers().len() - 1;
    let pooled = matches!(network.output().kind, LayerKind::Pool { .. });
    if options.pool && !pooled {
        if network.vocabulary().is_none() {
            return Err(unsupported(
                "pooling",
                "mean pooling of rows".to_owned(),
                "models of tokens can be pooled",
            ));
        }
        network.push("pooling", LayerKind::Pool { x: last })?;
    }
    Ok(network)
}

/// The function called `name` in configurations and as `torch.nn` modules.
fn activation(layer: &str, name: &str) -> Result<Function, ModelError> {
    let unary = match name.to_ascii_lowercase().as_str() {
        "relu" => Unary::Relu,
        "gelu" => Unary::Gelu,
        "gelu_new" | "gelu_pytorch_tanh" | "gelu_tanh" => Unary::GeluTanh,
        "silu" | "swish" => Unary::Silu,
        "tanh" => Unary::Tanh,
        "sigmoid" => Unary::Sigmoid,
        _ => {
            return Err(unsupported(
                layer,
                format!("activation {name}"),
                "relu, gelu, gelu_tanh, silu, tanh and sigmoid are",
            ))
        }
    };
    Ok(unary.into())
}

fn unsupported(layer: &str, kind: String, supported: &'static str) -> ModelError {
    ModelError::UnsupportedLayer {
        layer: layer.to_owned(),
        kind,
        supported,
    }
}
