//! BERT encoders in the layout of Hugging Face: `config.json`, `model.safetensors` and `tokenizer.json`, with the
//! `modules.json` of sentence-transformers when it is a model of sentence embeddings.

use super::{tensors::Tensors, unsupported};
use crate::error::ModelError;
use crate::network::{LayerId, LayerKind, Network};
use ndarray::Array2;
use serde::de::DeserializeOwned;
use std::path::Path;

/// What is read of `config.json`.
#[derive(serde::Deserialize)]
struct Config {
    model_type: String,
    hidden_act: String,
    layer_norm_eps: f32,
    num_attention_heads: usize,
    num_hidden_layers: usize,
    #[serde(default = "absolute")]
    position_embedding_type: String,
}

fn absolute() -> String {
    "absolute".to_owned()
}

/// One entry of `modules.json`.
#[derive(serde::Deserialize)]
struct Module {
    path: String,
    r#type: String,
}

/// What is read of a pooling module's `config.json`.
#[derive(serde::Deserialize)]
struct Pooling {
    pooling_mode_mean_tokens: bool,
    #[serde(flatten)]
    others: serde_json::Map<String, serde_json::Value>,
}

/// Reads the encoder in `folder`.
pub(super) fn read(folder: &Path) -> Result<Network, ModelError> {
    let config: Config = json(&folder.join("config.json"))?;
    if config.model_type != "bert" {
        return Err(unsupported(
            "config.json",
            format!("model type {}", config.model_type),
            "encoders of type bert are (MiniLM, BGE, E5, GTE and others are of it)",
        ));
    }
    if config.position_embedding_type != "absolute" {
        return Err(unsupported(
            "embeddings.position_embeddings",
            format!("{} position embedding", config.position_embedding_type),
            "absolute positions are",
        ));
    }
    let path = folder.join("model.safetensors");
    let bytes = std::fs::read(&path).map_err(ModelError::file(&path))?;
    let tensors = Tensors::parse(&path, &bytes)?;
    // BertModel saves its tensors without a prefix, models around it with one.
    let prefix = if tensors.has("bert.embeddings.word_embeddings.weight") {
        "bert."
    } else {
        ""
    };
    let mut bert = Bert {
        network: embeddings(&tensors, prefix)?,
        tensors: &tensors,
        prefix,
        config: &config,
    };
    let mut hidden = bert.layer_norm("embeddings.LayerNorm", 0)?;
    for layer in 0..config.num_hidden_layers {
        hidden = bert.layer(&format!("encoder.layer.{layer}"), hidden)?;
    }
    if pooled(folder)? {
        bert.network.push("pooling", LayerKind::Pool { x: hidden })?;
    }
    Ok(bert.network)
}

struct Bert<'a> {
    network: Network,
    tensors: &'a Tensors<'a>,
    prefix: &'a str,
    config: &'a Config,
}

impl Bert<'_> {
    fn dense(&mut self, name: &str, x: LayerId) -> Result<LayerId, ModelError> {
        let name = format!("{}{name}", self.prefix);
        let weight = self.tensors.matrix(&format!("{name}.weight"))?;
        let bias = self.tensors.vector(&format!("{name}.bias"), weight.nrows())?;
        self.network.push(name, LayerKind::Dense { x, weight, bias })
    }

    fn layer_norm(&mut self, name: &str, x: LayerId) -> Result<LayerId, ModelError> {
        let name = format!("{}{name}", self.prefix);
        let width = self.network.layers()[x].width;
        let gain = self.tensors.vector(&format!("{name}.weight"), width)?;
        let bias = self.tensors.vector(&format!("{name}.bias"), width)?;
        let eps = self.config.layer_norm_eps;
        self.network
            .push(name, LayerKind::LayerNorm { x, gain, bias, eps })
    }

    /// Attention and feed-forward, each with its residual connection and normalised after it.
    fn layer(&mut self, name: &str, hidden: LayerId) -> Result<LayerId, ModelError> {
        let q = self.dense(&format!("{name}.attention.self.query"), hidden)?;
        let k = self.dense(&format!("{name}.attention.self.key"), hidden)?;
        let v = self.dense(&format!("{name}.attention.self.value"), hidden)?;
        let heads = self.config.num_attention_heads;
        let width = self.network.layers()[q].width as f64 / heads as f64;
        let scale = 1.0 / width.sqrt();
        let attention = LayerKind::Attention {
            q,
            k,
            v,
            heads,
            scale,
        };
        let context = self.network.push(format!("{name}.attention.self"), attention)?;
        let projected = self.dense(&format!("{name}.attention.output.dense"), context)?;
        let hidden = self.residual(&format!("{name}.attention.output"), projected, hidden)?;

        let inner = self.dense(&format!("{name}.intermediate.dense"), hidden)?;
        let function = super::activation("config.json", &self.config.hidden_act)?;
        let act = LayerKind::Activation { x: inner, function };
        let active = self.network.push(format!("{name}.intermediate"), act)?;
        let outer = self.dense(&format!("{name}.output.dense"), active)?;
        self.residual(&format!("{name}.output"), outer, hidden)
    }

    fn residual(&mut self, name: &str, x: LayerId, y: LayerId) -> Result<LayerId, ModelError> {
        let sum = self
            .network
            .push(format!("{name}.residual"), LayerKind::Add { x, y })?;
        self.layer_norm(&format!("{name}.LayerNorm"), sum)
    }
}

fn embeddings(tensors: &Tensors<'_>, prefix: &str) -> Result<Network, ModelError> {
    let table = |name: &str| tensors.matrix(&format!("{prefix}embeddings.{name}_embeddings.weight"));
    let words = table("word")?;
    let types: Array2<f32> = table("token_type")?;
    // A job's sequences are single sentences, all of whose tokens are of the first type.
    let positions = table("position")?;
    if types.nrows() == 0 || types.ncols() != positions.ncols() {
        return Err(ModelError::WeightShape {
            tensor: format!("{prefix}embeddings.token_type_embeddings.weight"),
            found: types.shape().to_vec(),
            expected: vec![2, positions.ncols()],
        });
    }
    Network::of_tokens(words, positions + types.row(0))
}

/// Whether the model's output is one embedding for a sentence: `modules.json` says so.
fn pooled(folder: &Path) -> Result<bool, ModelError> {
    let path = folder.join("modules.json");
    if !path.exists() {
        return Ok(false);
    }
    let modules: Vec<Module> = json(&path)?;
    let mut kinds = Vec::new();
    for module in &modules {
        let kind = module.r#type.rsplit('.').next().unwrap_or_default();
        match kind {
            "Transformer" | "Normalize" => {}
            "Pooling" => {
                let pooling: Pooling = json(&folder.join(&module.path).join("config.json"))?;
                let other = |(mode, on): (&String, &serde_json::Value)| {
                    (mode.starts_with("pooling_mode") && *on == true).then(|| mode.clone())
                };
                if let Some(mode) = pooling.others.iter().find_map(other) {
                    return Err(unsupported(&module.path, mode, "mean pooling is"));
                }
                if !pooling.pooling_mode_mean_tokens {
                    return Err(unsupported(
                        &module.path,
                        "no pooling".to_owned(),
                        "mean pooling is",
                    ));
                }
            }
            _ => return Err(unsupported(&module.path, module.r#type.clone(), MODULES)),
        }
        kinds.push(kind);
    }
    match kinds.as_slice() {
        ["Transformer", "Pooling", "Normalize"] => Ok(true),
        ["Transformer"] => Ok(false),
        _ => Err(unsupported("modules.json", kinds.join(", "), MODULES)),
    }
}

const MODULES: &str = "Transformer alone, or Transformer, Pooling and Normalize are";

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, ModelError> {
    let bytes = std::fs::read(path).map_err(ModelError::file(path))?;
    serde_json::from_slice(&bytes).map_err(|error| ModelError::Malformed {
        path: path.to_owned(),
        what: "model description",
        reason: error.to_string(),
    })
}
