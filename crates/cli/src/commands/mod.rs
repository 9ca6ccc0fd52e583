//! One file per command.

mod doctor;
mod farm;
mod init;
mod job;
pub mod localnet;
mod plan;
mod report;
mod stake;
mod verifier;
pub mod worker;

use crate::{
    context::{Context, Globals},
    demo,
};
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
    /// Run jobs for others: the provider's daemon
    #[command(subcommand)]
    Worker(worker::Command),
    /// Check jobs of others: the verifier's daemon
    #[command(subcommand)]
    Verifier(verifier::Command),
    /// Stake, back operators and claim rewards; register as provider or verifier, and bond
    #[command(subcommand)]
    Stake(stake::Command),
    /// Stake LP tokens of the reward token's markets for the liquidity share of the emission
    #[command(subcommand)]
    Farm(farm::Command),
    /// Measure how concentrated stake, votes and income are
    Report,
    /// Watch a job being proven and paid, and a second one being convicted, on a chain of your own
    Demo(demo::Arguments),
    /// Provider B of the demo
    #[command(name = demo::saboteur::COMMAND, hide = true)]
    Saboteur(worker::Settings),
}

impl Command {
    /// Whether it runs until it is stopped, and logs what it does.
    pub fn is_daemon(&self) -> bool {
        match self {
            Self::Worker(command) => command.is_daemon(),
            Self::Verifier(command) => command.is_daemon(),
            Self::Saboteur(_) => true,
            _ => false,
        }
    }

    pub async fn run(self, globals: Globals) -> anyhow::Result<ExitCode> {
        match self {
            Self::Localnet(arguments) => localnet::run(&globals, arguments).await,
            Self::Init => init::run(&Context::new(&globals)?).await,
            Self::Doctor => doctor::run(&globals).await,
            Self::Job(command) => job::run(&Context::new(&globals)?, command).await,
            Self::Worker(command) => worker::run(&Context::new(&globals)?, command).await,
            Self::Verifier(command) => verifier::run(&Context::new(&globals)?, command).await,
            Self::Demo(arguments) => demo::run(&globals, arguments).await,
            Self::Saboteur(settings) => demo::saboteur::run(&Context::new(&globals)?, settings).await,
            Self::Report => report::run(&Context::new(&globals)?).await,
            Self::Farm(command) => farm::run(&Context::new(&globals)?, command).await,
            Self::Stake(command) => stake::run(&Context::new(&globals)?, command).await,
        }
    }
}
