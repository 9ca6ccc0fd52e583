//! `assay model decode`.

use crate::output::Output;
use anyhow::Context as _;
use assay_client::content::{read_tensors, SPEC_FILE};
use assay_model::Model;
use assay_proof::JobSpec;
use serde_json::json;
use std::{fs, path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder of the job, as `assay model import` writes it
    job: PathBuf,
    /// The result, as `assay job result` writes it
    #[arg(default_value = "output.safetensors")]
    result: PathBuf,
    /// Rows wanted, from the first [default: all of the batch]
    #[arg(long)]
    count: Option<usize>,
}

pub fn run(out: Output, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let model = Model::open(&arguments.job)?;
    let path = arguments.job.join(SPEC_FILE);
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let spec = JobSpec::parse(&bytes).with_context(|| format!("reading {}", path.display()))?;
    let shape = spec.ops.last().context("the spec has no operator")?.shape;
    let bytes =
        fs::read(&arguments.result).with_context(|| format!("reading {}", arguments.result.display()))?;
    let tensors = read_tensors(&bytes, "output", &[shape])
        .map_err(|reason| anyhow::anyhow!("{}: {reason}", arguments.result.display()))?;
    let [output] = tensors.as_slice() else {
        anyhow::bail!("{} holds no result", arguments.result.display());
    };
    let numbers = model.output.decode(output)?;
    let rows: Vec<Vec<f32>> = numbers
        .rows()
        .into_iter()
        .take(arguments.count.unwrap_or(usize::MAX))
        .map(|row| row.to_vec())
        .collect();
    let value = json!({ "rows": model.output.rows, "width": model.output.width, "values": rows });
    out.result(&value, || {
        let line = |row: &Vec<f32>| {
            row.iter()
                .map(|x| format!("{x:.6}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}
