//! `assay job result`.

use super::FoundJob;
use crate::context::Context;
use anyhow::{bail, Context as _};
use assay_client::{
    accounts,
    content::{write_tensors, Fetcher, Limits},
    stake::Operator,
};
use serde_json::json;
use solana_address::Address;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// The job's address
    job: Address,
    /// File to write the result to, as the tensor output.0 of a safetensors file
    #[arg(short, long, default_value = "output.safetensors")]
    output: PathBuf,
}

pub async fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let found = FoundJob::fetch(context, arguments.job).await?;
    let job = &found.job;
    if job.output_root == [0; 32] {
        bail!(
            "the job is {}: its result has not been revealed yet",
            job.status().name()
        );
    }
    let operator: Operator = accounts::fetch(&context.rpc, &job.operator).await?;
    let fetcher = Fetcher::new(Limits::default())?;
    let spinner = context.out.spinner("downloading");
    let spec = fetcher.spec(job.uri_str(), &job.spec_root).await?;
    let shape = spec.ops.last().context("the spec has no operator")?.shape;
    let tensor = fetcher
        .output(operator.endpoint_str(), &found.address, shape, &job.output_root)
        .await?;
    let bytes = write_tensors("output", &[tensor]);
    std::fs::write(&arguments.output, &bytes)
        .with_context(|| format!("writing {}", arguments.output.display()))?;
    spinner.finish_and_clear();
    let value = json!({
        "job": found.address.to_string(),
        "shape": shape.to_string(),
        "output_root": hex::encode(job.output_root),
        "file": arguments.output,
    });
    context.out.result(&value, || {
        format!(
            "{shape} in {}, with the root {} that is on chain",
            arguments.output.display(),
            hex::encode(job.output_root)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
