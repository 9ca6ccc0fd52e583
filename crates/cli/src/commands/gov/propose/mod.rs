//! `assay gov propose`.

mod draft;
mod file;

use super::{
    actions::{Kind, Prepared},
    arguments::PositionName,
    read_text, subject,
};
use crate::{context::Context, output::tokens};
use ::governor::constants::{MAX_ACTIONS, TITLE_LEN, URI_LEN};
use anyhow::{ensure, Context as _};
use assay_client::governor::{text_hash, ProposalText};
use solana_signer::Signer;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    about: About,
    #[command(subcommand)]
    what: What,
}

/// What a proposal says of itself. A flag of a subcommand's command line, wherever it is written.
#[derive(clap::Args)]
struct About {
    /// What it is about, up to 80 bytes
    #[arg(long, global = true)]
    title: Option<String>,
    /// Where its text can be read, up to 128 bytes
    #[arg(long, global = true)]
    uri: Option<String>,
    /// Its text, of which the proposal carries the hash [default: what is behind the URI]
    #[arg(long, global = true, value_name = "FILE_OR_URL")]
    text: Option<String>,
    /// Do not begin the vote yet: `assay gov submit` does
    #[arg(long, global = true)]
    draft: bool,
    /// The position that has the weight for it, by id or address [default: the one with the largest]
    #[arg(long, global = true, value_name = "POSITION")]
    position: Option<PositionName>,
}

#[derive(clap::Subcommand)]
enum What {
    #[command(flatten)]
    Action(Kind),
    /// A decision in words, which does nothing by itself
    Text,
    /// Several actions at once, in the order of a TOML file
    #[command(after_long_help = file::HELP)]
    File {
        /// The file; `--help` shows one
        file: PathBuf,
    },
}

pub async fn run(context: &Context, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut about = arguments.about;
    let realm = subject::realm(context).await?;
    ensure!(
        realm.pool.governor_signer == realm.governance.realm,
        "the pool does not know its realm as its governor, and nobody could vote: `assay gov init` names it"
    );
    let me = context.keypair()?.pubkey();
    let mut kinds = Vec::new();
    match arguments.what {
        What::Action(kind) => kinds.push(file::Step::Typed(kind)),
        What::Text => {}
        What::File { file } => {
            let read = file::read(&file)?;
            about.title = about.title.or(read.title);
            about.uri = about.uri.or(read.uri);
            about.text = about.text.or(read.text);
            kinds = read.steps;
        }
    }
    let count = kinds.len();
    ensure!(
        count <= MAX_ACTIONS,
        "these are {count} actions, and a proposal has at most {MAX_ACTIONS}: divide it"
    );
    let text = about.text().await?;
    // Before an upgrade is written to the chain.
    let position = subject::proposing(context, &realm, &me, about.position).await?;
    let (deposit, lamports) = (realm.realm.params.deposit, context.rpc.lamports(&me).await?);
    ensure!(
        lamports > deposit,
        "a proposal holds a deposit of {} SOL, and {me} has {}",
        tokens(deposit, 9),
        tokens(lamports, 9)
    );
    let mut actions: Vec<Prepared> = Vec::with_capacity(count);
    for (index, step) in kinds.into_iter().enumerate() {
        let prepared = step.prepare(context, &realm, &me).await;
        actions.push(match count {
            1 => prepared?,
            _ => prepared.with_context(|| format!("action {index}"))?,
        });
    }
    draft::Draft {
        realm,
        position,
        text,
        actions,
        submit: !about.draft,
    }
    .send(context)
    .await
}

impl About {
    async fn text(&self) -> anyhow::Result<ProposalText> {
        let title = self.title.clone().context("a proposal needs a --title")?;
        let uri = self.uri.clone().unwrap_or_default();
        for (name, value, most) in [("title", &title, TITLE_LEN), ("URI", &uri, URI_LEN)] {
            ensure!(
                value.len() <= most,
                "the {name} has {} bytes, and at most {most} fit",
                value.len()
            );
        }
        ensure!(!title.trim().is_empty(), "the title is empty");
        let named = self
            .text
            .clone()
            .or_else(|| uri.starts_with("http").then(|| uri.clone()));
        let hash = match named {
            Some(named) => text_hash(&read_text(&named).await?),
            None => [0; 32],
        };
        Ok(ProposalText {
            hash,
            title: title.into_bytes(),
            uri: uri.into_bytes(),
        })
    }
}
