//! One file per command.

mod doctor;
mod init;
mod job;
mod localnet;
mod stake;

use crate::context::{Context, Globals};
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Run a local chain with the suite deployed and initialised
    Localnet(localnet::Arguments),
    /// Create a keypair where none is, fund it on test clusters, and open its token account
    Init,
    /// Check configuration, keypair, cluster, programs and balances, and say what to do
    Doctor,
    /// Post jobs, follow them and fetch their results
    #[command(subcommand)]
    Job(job::Command),
    /// Register as provider or verifier, and bond
    #[command(subcommand)]
    Stake(stake::Command),
}

impl Command {
    pub async fn run(self, globals: Globals) -> anyhow::Result<ExitCode> {
        match self {
            Self::Localnet(arguments) => localnet::run(&globals, arguments).await,
            Self::Init => init::run(&Context::new(&globals)?).await,
            Self::Doctor => doctor::run(&globals).await,
            Self::Job(command) => job::run(&Context::new(&globals)?, command).await,
            Self::Stake(command) => stake::run(&Context::new(&globals)?, command).await,
        }
    }
}
