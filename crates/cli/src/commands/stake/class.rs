//! Classes of hardware: what `assay stake classes`, `create-class` and `close-class` do.

use super::Plan;
use crate::{context::Context, output::table};
use anyhow::ensure;
use assay_client::{
    accounts,
    escrow::{benchmark_terms, BenchmarkClass, ClassRules},
    stake::{Pool, StakePool},
};
use assay_proof::benchmark::Benchmark;
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Create a class of hardware; the pool's authority only
    CreateClass(Arguments),
    /// Close a class: operators keep it, and nobody can show it any more; the pool's authority only
    CloseClass { class: u16 },
}

#[derive(clap::Args)]
pub struct Arguments {
    /// The larger, the stronger
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    class: u16,
    /// Rows of the operand
    #[arg(long, default_value_t = 64)]
    rows: u32,
    /// Rows and columns of every weight, which has as many bytes as their product
    #[arg(long, default_value_t = 16_384)]
    width: u32,
    /// Weights, which are to fill the memory that is claimed
    #[arg(long)]
    weights: u16,
    /// Products, one after the other
    #[arg(long)]
    steps: u16,
    /// Slots from the seed to the result
    #[arg(long)]
    slots: u32,
    /// Elements that are drawn and must be shown
    #[arg(long, default_value_t = 32)]
    draws: u16,
    /// Seconds for showing them
    #[arg(long, default_value_t = 3_600)]
    answer_seconds: u32,
    /// Seconds after that, in which anyone may refute
    #[arg(long, default_value_t = 3_600)]
    window_seconds: u32,
}

pub async fn plan(
    context: &Context,
    pool: &StakePool,
    me: Address,
    command: Command,
) -> anyhow::Result<Plan> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    ensure!(
        state.authority == me,
        "the pool's classes are its authority's, {}, and you sign as {me}: name its key with --keypair",
        state.authority
    );
    Ok(match command {
        Command::CreateClass(arguments) => {
            let class = arguments.class;
            let size = Benchmark {
                rows: arguments.rows,
                width: arguments.width,
                weights: arguments.weights,
                steps: arguments.steps,
            };
            let rules = ClassRules {
                class,
                slots: arguments.slots,
                draws: arguments.draws,
                answer_seconds: arguments.answer_seconds,
                window_seconds: arguments.window_seconds,
            };
            let create = pool.create_benchmark_class(me, benchmark_terms(&size, rules)?);
            let mib = size.weight_bytes() >> 20;
            Plan::new(
                [create],
                format!("class {class} is shown by a benchmark of {mib} MiB"),
            )
            .with("class", class)
        }
        Command::CloseClass { class } => Plan::new(
            [pool.close_benchmark_class(me, class)],
            format!("class {class} is closed"),
        ),
    })
}

pub async fn list(context: &Context, pool: &StakePool) -> anyhow::Result<ExitCode> {
    let all = accounts::list::<BenchmarkClass>(&context.rpc, &[(0, pool.address.as_ref())]).await?;
    let mut all: Vec<_> = all.into_iter().map(|(_, class)| class.terms).collect();
    all.sort_by_key(|terms| terms.class);
    let bytes = |width: u32, weights: u16| u64::from(width) * u64::from(width) * u64::from(weights);
    let value: Vec<_> = all
        .iter()
        .map(|terms| {
            json!({
                "class": terms.class,
                "rows": terms.rows,
                "width": terms.width,
                "weights": terms.weights,
                "weight_bytes": bytes(terms.width, terms.weights),
                "steps": terms.steps,
                "slots": terms.slots,
                "draws": terms.draws,
                "answer_seconds": terms.answer_seconds,
                "window_seconds": terms.window_seconds,
            })
        })
        .collect();
    context.out.result(&value, || {
        let rows = all
            .iter()
            .map(|terms| {
                [
                    terms.class.to_string(),
                    format!(
                        "{:.2}",
                        bytes(terms.width, terms.weights) as f64 / f64::from(1 << 20)
                    ),
                    terms.steps.to_string(),
                    terms.slots.to_string(),
                    terms.draws.to_string(),
                ]
            })
            .collect();
        table(
            ["class", "MiB of weights", "steps", "slots", "elements shown"],
            rows,
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
