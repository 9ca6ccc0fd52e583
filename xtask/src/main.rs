//! `cargo xtask`: one entry to everything that is done with this repository.

mod process;
mod programs;
mod sbf;
mod workspace;

use anyhow::{bail, Result};
use clap::{Parser, Subcommand};

use crate::{programs::Program, workspace::Workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compile the programs to ELF files in target/deploy
    Build {
        /// Only these programs
        programs: Vec<String>,
    },
}

fn main() -> Result<()> {
    let workspace = Workspace::locate()?;
    match Cli::parse().task {
        Task::Build { programs } => {
            sbf::build(&workspace, sbf::Route::choose(), &select(&programs)?)
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
