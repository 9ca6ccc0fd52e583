//! `cargo xtask`: one entry to everything that is done with this repository.

mod bench;
mod binaries;
mod check;
mod deploy;
mod fuzz;
mod idl;
mod process;
mod programs;
mod sbf;
mod setup;
mod test;
mod wasm;
mod web;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{binaries::CLI, sbf::Route, setup::Purpose, workspace::Workspace};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    about = "Everything that is done with this repository",
    after_help = "Tools and build outputs go to ASSAY_CACHE [default: ~/.cache/assay]; remove it to start over."
)]
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
        /// Also build the `assay` command line, and print where it is
        #[arg(long)]
        cli: bool,
    },
    /// Build the web app into app/web/dist
    Web {
        /// Serve its sources instead, rebuilt as they change
        #[arg(long)]
        dev: bool,
    },
    /// Run every test, the programs as ELF files and the web app in a browser
    Test {
        /// Only those of the web app
        #[arg(long)]
        web: bool,
        /// Arguments for `cargo test`: a name to filter by, `-p PACKAGE`, `-- --nocapture`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Run a real job, proven, paid for, and a cheat convicted, on a local chain
    Demo {
        /// Arguments for `assay demo`: --json, --keep, --web
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Deploy the programs to a cluster and initialise the suite
    Deploy {
        /// Arguments for the deployer: --url, --keypair, --config, --help
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure compute units, the verifier, the worker, quotes or the web app
    Bench {
        subject: bench::Subject,
        /// Arguments for the bench: --json
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Play random sequences of a program's instructions, or feed bent bytes to the proof system
    Fuzz {
        /// A program (stake, amm or governor), then --minutes N and --seed N; or proof, then targets and --seconds N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Generate the programs' IDLs into app/client/idl, and from them the TypeScript client
    Idl {
        /// Change nothing; fail when a committed IDL differs from its program
        #[arg(long)]
        check: bool,
    },
    /// Formatting, clippy, dependencies, spelling, stale IDLs, types and lint of the web app
    Check {
        /// Also look dependencies up in the database of advisories, which is downloaded
        #[arg(long)]
        advisories: bool,
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
            for purpose in [Purpose::Test, Purpose::Fuzz, Purpose::Check, Purpose::Web] {
                setup::ensure(&workspace, route, purpose)?;
            }
            eprintln!("Everything is installed; programs are built with {route}");
            Ok(())
        }
        Task::Build { programs, cli } => {
            let programs = programs::select(&programs)?;
            setup::ensure(&workspace, route, Purpose::Build)?;
            sbf::build(&workspace, route, &programs)?;
            if cli {
                println!("{}", CLI.build(&workspace)?.display());
            }
            Ok(())
        }
        Task::Web { dev: true } => web::develop(&workspace),
        Task::Web { dev: false } => web::build(&workspace),
        Task::Test { web: true, .. } => test::run_web(&workspace),
        Task::Test { arguments, .. } => test::run(&workspace, &arguments),
        Task::Demo { arguments } => {
            binaries::prepare(&workspace, programs::DEPLOYED)?;
            if arguments.iter().any(|argument| argument == "--web") {
                web::build(&workspace)?;
            }
            let demo = [OsString::from("demo")];
            CLI.run(&workspace, &[&demo, &arguments[..]].concat())
        }
        Task::Deploy { arguments } => deploy::run(&workspace, &arguments),
        Task::Bench { subject, arguments } => bench::run(&workspace, subject, &arguments),
        Task::Fuzz { arguments } => fuzz::run(&workspace, &arguments),
        Task::Idl { check: true } => idl::run(&workspace, idl::Mode::Check),
        Task::Idl { check: false } => idl::run(&workspace, idl::Mode::Write),
        Task::Check { advisories } => check::run(&workspace, advisories),
    }
}
