//! `assay model`: trained models become jobs, data become their inputs, results become numbers.

mod decode;
mod encode;
mod import;

use crate::output::Output;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Turn a trained model into a job: quantise it, and say what that costs in accuracy
    Import(import::Arguments),
    /// Turn sentences or rows of numbers into a job's inputs
    Encode(encode::Arguments),
    /// Turn a job's result into numbers
    Decode(decode::Arguments),
}

pub fn run(out: Output, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Import(arguments) => import::run(out, &arguments),
        Command::Encode(arguments) => encode::run(out, &arguments),
        Command::Decode(arguments) => decode::run(out, &arguments),
    }
}
