//! `assay model encode`.

use crate::output::Output;
use anyhow::Context as _;
use assay_client::content::{write_tensors, INPUTS_FILE};
use assay_model::{check_tokens, data, Input, Model};
use assay_proof::Tensor;
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder of the job, as `assay model import` writes it
    job: PathBuf,
    /// What the model is to be run on: a text file of sentences, one a line, or a .safetensors file of rows
    data: PathBuf,
    /// File to write [default: inputs.safetensors in the job's folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(out: Output, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let model = Model::open(&arguments.job)?;
    let (given, inputs): (usize, Vec<Tensor>) = match &model.input {
        Input::Tokens { vocabulary, .. } => {
            let sentences = data::sentences(&arguments.data)?;
            let tokenizer = model.sentences(&arguments.job)?;
            let [ids, mask] = tokenizer.inputs(&sentences, model.batch as usize)?;
            check_tokens(&ids, &mask, *vocabulary)?;
            (sentences.len(), vec![ids, mask])
        }
        Input::Rows { .. } => {
            let rows = data::rows(&arguments.data)?.rows;
            (rows.nrows(), vec![model.rows(&rows)?])
        }
    };
    let path = arguments
        .output
        .clone()
        .unwrap_or_else(|| arguments.job.join(INPUTS_FILE));
    std::fs::write(&path, write_tensors("input", &inputs))
        .with_context(|| format!("writing {}", path.display()))?;
    let value = json!({ "file": path, "given": given, "batch": model.batch });
    out.result(&value, || {
        let filled = match model.batch as usize - given {
            0 => String::new(),
            rest => format!("; the last one fills the other {rest} places of the batch"),
        };
        format!("{given} of {} in {}{filled}", model.batch, path.display())
    })?;
    Ok(ExitCode::SUCCESS)
}
