//! `assay gov`: the realm of a stake pool, its proposals and its treasury.

mod actions;
mod close;
mod delegation;
mod exit;
mod handover;
mod init;
mod lifecycle;
mod list;
mod params;
mod propose;
mod realm;
mod show;
mod simulate;
mod streams;
mod subject;
mod vote;

use super::{
    arguments,
    plan::{send, Plan},
    trading,
};
use crate::context::Context;
use solana_address::Address;
use solana_signer::Signer;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Create the realm of the pool and make it the pool's governor; the pool's authority may
    Init(init::Arguments),
    /// Hand the pool and the programs over to the realm's treasury, for good; whoever holds an authority may
    Handover {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Show a proposal with its actions, its vote and its hashes; without a number, the realm and its treasury
    Show {
        /// The proposal's number, from `assay gov list`
        number: Option<u64>,
        /// Check that this file or URL has the proposal's text
        #[arg(long, value_name = "FILE_OR_URL", requires = "number")]
        text: Option<String>,
    },
    /// Put something to a vote
    Propose(propose::Arguments),
    /// List the proposals, newest first
    List,
    /// Say what the actions of a proposal would change now
    Simulate {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Vote with all of one's positions, own and delegated; votes that exist are changed
    Vote(vote::Arguments),
    /// Take the votes of one's positions back while the vote is open
    Withdraw {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Begin the vote on a draft of one's own
    Submit {
        /// The proposal's number, from `assay gov list`
        number: u64,
        /// The position that has the weight for it, by id or address [default: the one with the largest]
        #[arg(long)]
        position: Option<arguments::PositionName>,
    },
    /// Give up a draft or an open vote of one's own
    Cancel {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Decide a vote that is over, or give up what was not executed in time; anyone may
    Finalize {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Do what was voted, in its order, once the time lock is over; anyone may
    Execute {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Stop a vote or what was decided; the guardian may
    Veto {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Get the right to leave early for one's positions that voted against something critical
    Exit {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Close the votes and actions of a proposal that is over, pay its deposit, and close it if it is one's own
    Close {
        /// The proposal's number, from `assay gov list`
        number: u64,
    },
    /// Let somebody vote with all of one's positions
    Delegate {
        /// Who votes from now on
        delegate: Address,
    },
    /// Take a delegation back
    Undelegate,
    /// Say who votes for whom
    Delegations {
        /// Whose [default: one's own keypair's]
        #[arg(long)]
        owner: Option<Address>,
    },
    /// List what the treasury pays bit by bit
    Streams,
    /// Pay what a stream has released to its recipient; anyone may
    ClaimStream {
        /// The stream's id, from `assay gov streams`
        id: u64,
    },
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    let me = || context.keypair().map(|keypair| keypair.pubkey());
    let plan = match command {
        Command::Init(arguments) => return init::run(context, me()?, arguments).await,
        Command::Handover { yes } => return handover::run(context, yes).await,
        Command::Show { number: None, .. } => return realm::show(context).await,
        Command::Show {
            number: Some(number),
            text,
        } => return show::run(context, number, text.as_deref()).await,
        Command::Propose(arguments) => return propose::run(context, arguments).await,
        Command::List => return list::run(context).await,
        Command::Simulate { number } => return simulate::run(context, me()?, number).await,
        Command::Execute { number } => return lifecycle::execute(context, me()?, number).await,
        Command::Delegations { owner } => {
            let owner = owner.map_or_else(me, Ok)?;
            return delegation::list(context, owner).await;
        }
        Command::Streams => return streams::list(context).await,
        Command::Vote(arguments) => vote::cast(context, me()?, arguments).await?,
        Command::Withdraw { number } => vote::withdraw(context, me()?, number).await?,
        Command::Submit { number, position } => lifecycle::submit(context, me()?, number, position).await?,
        Command::Cancel { number } => lifecycle::cancel(context, me()?, number).await?,
        Command::Finalize { number } => lifecycle::finalize(context, number).await?,
        Command::Veto { number } => lifecycle::veto(context, me()?, number).await?,
        Command::Exit { number } => exit::plan(context, me()?, number).await?,
        Command::Close { number } => close::plan(context, me()?, number).await?,
        Command::Delegate { delegate } => delegation::delegate(context, me()?, delegate).await?,
        Command::Undelegate => delegation::undelegate(context, me()?).await?,
        Command::ClaimStream { id } => streams::claim(context, me()?, id).await?,
    };
    send(context, plan).await
}

/// A file, or what is behind a URL, as bytes.
async fn read_text(named: &str) -> anyhow::Result<Vec<u8>> {
    use anyhow::Context as _;
    if named.starts_with("http://") || named.starts_with("https://") {
        let answer = reqwest::get(named)
            .await
            .and_then(reqwest::Response::error_for_status);
        let body = answer
            .with_context(|| format!("{named} cannot be fetched"))?
            .bytes()
            .await;
        return Ok(body
            .with_context(|| format!("{named} cannot be fetched"))?
            .to_vec());
    }
    let path = PathBuf::from(named);
    std::fs::read(&path).with_context(|| format!("{named} cannot be read"))
}
