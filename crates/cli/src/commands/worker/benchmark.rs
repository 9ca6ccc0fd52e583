//! `assay worker benchmark`.

use super::Settings;
use crate::context::Context;
use assay_worker::benchmark::{self, BenchmarkFailure, Step};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Arguments {
    /// The class of hardware to show; `assay stake classes` lists what there is
    #[arg(long)]
    class: u16,
    #[command(flatten)]
    settings: Settings,
}

pub async fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.settings.load()?;
    let agent = context.keypair()?;
    let backend = config.backend.open()?;
    let spinner = context.out.spinner("beginning");
    let tell = |step: Step| spinner.set_message(message(step));
    let wanted = (config.operator, arguments.class);
    let passed = benchmark::run(&context.rpc, &agent, wanted, backend, &tell).await;
    spinner.finish_and_clear();
    let report = passed.map_err(|failure| match failure {
        // The exit code tells what it was.
        BenchmarkFailure::Client(failure) => failure.into(),
        other => anyhow::Error::from(other),
    })?;
    context.out.result(&report, || {
        let slots = match report.slots {
            Some(slots) => format!("{slots} of {} slots", report.slots_allowed),
            None => "in time".to_owned(),
        };
        format!(
            "operator {} is of class {}\n  {} ran {} MiB of weights: {:.1} s to make them, {:.1} s to multiply, {slots}; {} elements shown",
            report.operator,
            report.class,
            report.backend,
            report.weight_bytes >> 20,
            report.fill_seconds,
            report.run_seconds,
            report.draws
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn message(step: Step) -> String {
    match step {
        Step::Drawing { slot } => format!("waiting for slot {slot}"),
        Step::Running { done: 0, .. } => "making the weights".to_owned(),
        Step::Running { done, of } => format!("running: {done} of {of} steps"),
        Step::Showing { done, of } => format!("showing elements: {done} of {of}"),
        Step::Waiting { seconds } => format!("anyone may refute for {seconds} s"),
    }
}
