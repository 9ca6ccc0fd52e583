//! `assay worker bench`.

use crate::{commands::job::base_uri, context::Context, output::table};
use assay_client::content::{Fetcher, Limits};
use assay_worker::{bench, store::Store, BackendKind};
use serde_json::json;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Arguments {
    /// Backends to measure [default: all that this machine has]
    #[arg(long)]
    backend: Vec<BackendKind>,
    /// Side of the square product
    #[arg(long, default_value_t = 1_024)]
    side: u32,
    /// Folder or base URI of a job, to measure what proving adds to it
    #[arg(long)]
    job: Option<String>,
}

pub async fn run(context: &Context, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let kinds = match arguments.backend.as_slice() {
        [] => BackendKind::ALL.to_vec(),
        named => named.to_vec(),
    };
    let content = match &arguments.job {
        Some(job) => {
            let uri = base_uri(job)?;
            Some(Fetcher::new(Limits::default())?.inspect(&uri).await?)
        }
        None => None,
    };
    let mut results = Vec::new();
    let mut rows = Vec::new();
    for kind in kinds {
        let content = content.clone();
        let spinner = context.out.spinner(format!("measuring {kind}"));
        let measured = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
            let mut backend = kind.open()?;
            let throughput = bench::throughput(backend.as_mut(), arguments.side)?;
            let overhead = match content {
                None => None,
                Some(content) => {
                    let folder = tempfile::tempdir()?;
                    let store = Store::open(folder.path())?;
                    let (weights, inputs) = (&content.weights, &content.inputs);
                    let backend = backend.as_mut();
                    Some(bench::overhead(&content.spec, weights, inputs, backend, &store)?)
                }
            };
            Ok((throughput, overhead))
        })
        .await?;
        spinner.finish_and_clear();
        match measured {
            Ok((throughput, overhead)) => {
                rows.push([
                    throughput.backend.clone(),
                    format!("{:.1}", throughput.giga_ops),
                    format!("{:.2}", throughput.median_ms),
                    overhead.as_ref().map_or_else(String::new, |overhead| {
                        format!(
                            "{:.1} % of {:.1} ms",
                            overhead.overhead * 100.0,
                            overhead.compute_ms
                        )
                    }),
                ]);
                results.push(json!({ "throughput": throughput, "overhead": overhead }));
            }
            // A backend that was not asked for by name may be missing.
            Err(error) if arguments.backend.is_empty() => tracing::info!(%error, "not measured"),
            Err(error) => return Err(error),
        }
    }
    context.out.result(&results, || {
        table(
            ["backend", "billion operations/s", "median ms", "proving adds"],
            rows,
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
