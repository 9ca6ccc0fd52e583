//! One file per command.

mod arguments;
mod authorities;
mod doctor;
mod farm;
mod gov;
mod init;
mod job;
pub mod localnet;
mod model;
mod plan;
mod pool;
mod price;
mod report;
mod stake;
mod swap;
mod trading;
mod verifier;
pub mod worker;

use crate::{
    context::{Context, Globals},
    demo,
    output::Output,
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
    /// Turn trained models into jobs, data into their inputs and results into numbers
    #[command(subcommand)]
    Model(model::Command),
    /// Run jobs for others: the provider's daemon
    #[command(subcommand)]
    Worker(worker::Command),
    /// Check jobs of others: the verifier's daemon
    #[command(subcommand)]
    Verifier(verifier::Command),
    /// Stake, back operators and claim rewards; register as provider or verifier, and bond
    #[command(subcommand)]
    Stake(stake::Command),
    /// Swap one token for another, through one pool or two
    Swap(swap::Arguments),
    /// Pools: make them, add liquidity, take it out, lock it; tiers of fees
    #[command(subcommand)]
    Pool(pool::Command),
    /// Show the price of each pool now, and its mean over a time
    Price(price::Arguments),
    /// Stake LP tokens of the reward token's markets for the liquidity share of the emission
    #[command(subcommand)]
    Farm(farm::Command),
    /// Votes by locked stake: propose, vote, execute; the realm, its treasury and its guardian
    #[command(subcommand)]
    Gov(gov::Command),
    /// Measure how concentrated stake, votes, income and liquidity are
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
            Self::Model(command) => model::run(Output::new(globals.json), command),
            Self::Worker(command) => worker::run(&Context::new(&globals)?, command).await,
            Self::Verifier(command) => verifier::run(&Context::new(&globals)?, command).await,
            Self::Demo(arguments) => demo::run(&globals, arguments).await,
            Self::Saboteur(settings) => demo::saboteur::run(&Context::new(&globals)?, settings).await,
            Self::Swap(arguments) => swap::run(&Context::new(&globals)?, arguments).await,
            Self::Pool(command) => pool::run(&Context::new(&globals)?, command).await,
            Self::Price(arguments) => price::run(&Context::new(&globals)?, arguments).await,
            Self::Report => report::run(&Context::new(&globals)?).await,
            Self::Farm(command) => farm::run(&Context::new(&globals)?, command).await,
            Self::Gov(command) => gov::run(&Context::new(&globals)?, command).await,
            Self::Stake(command) => stake::run(&Context::new(&globals)?, command).await,
        }
    }
}
