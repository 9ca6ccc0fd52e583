//! `cargo xtask`: one entry to everything that is done with this repository.

mod process;
mod programs;
mod sbf;
mod setup;
mod workspace;

use std::process::ExitCode;

use anyhow::{bail, Result};
use clap::{Parser, Subcommand};

use crate::{programs::Program, sbf::Route, setup::Purpose, workspace::Workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building, testing and checking need; every other task does its part by itself
    Setup,
    /// Compile the programs to ELF files in target/deploy
    Build {
        /// Only these programs [default: all]
        programs: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::locate()?;
    let route = Route::choose();
    match task {
        Task::Setup => {
            for purpose in [Purpose::Test, Purpose::Check] {
                setup::ensure(&workspace, route, purpose)?;
            }
            println!("Everything is installed; programs are built with {route}");
            Ok(())
        }
        Task::Build { programs } => {
            let programs = select(&programs)?;
            setup::ensure(&workspace, route, Purpose::Build)?;
            sbf::build(&workspace, route, &programs)
        }
    }
}

/// The programs named, or all of them.
fn select(names: &[String]) -> Result<Vec<Program>> {
    if names.is_empty() {
        return Ok(programs::PROGRAMS
            .iter()
            .chain([&programs::CONFORMANCE])
            .copied()
            .collect());
    }
    names
        .iter()
        .map(|name| match programs::find(name) {
            Some(program) => Ok(program),
            None => bail!("there is no program `{name}`"),
        })
        .collect()
}
