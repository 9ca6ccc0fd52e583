//! A new build, in a buffer that belongs to the treasury before anybody votes on it.

use super::Prepared;
use crate::context::Context;
use anyhow::{ensure, Context as _};
use assay_client::governor::Governance;
use assay_migrations::{default_state_dir, Loader, PROGRAMS};
use solana_address::Address;
use solana_loader_v3_interface::instruction::upgrade;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The program to replace
    #[arg(long, value_name = "NAME", value_parser = ["stake", "escrow", "amm", "governor", "judge"])]
    program: String,
    /// ELF file of the new build, which is written to the chain
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "buffer",
        conflicts_with = "buffer"
    )]
    so: Option<PathBuf>,
    /// A buffer that has it already and belongs to the treasury
    #[arg(long, value_name = "ADDRESS")]
    buffer: Option<Address>,
    /// Folder that remembers what was interrupted while it was written [default: ~/.local/state/assay]
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
}

impl Arguments {
    pub async fn prepare(self, context: &Context, governance: &Governance) -> anyhow::Result<Prepared> {
        let treasury = governance.treasury;
        let (name, id) = PROGRAMS
            .into_iter()
            .find(|(name, _)| *name == self.program)
            .with_context(|| format!("there is no program {}", self.program))?;
        let keypair = context.keypair()?;
        let state = match self.state {
            Some(folder) => folder,
            None => default_state_dir().context("HOME is not set: name a folder with --state")?,
        };
        let bar = context.out.spinner(format!("writing {name}"));
        let progress = |name: &str, done: usize, total: usize| {
            bar.set_message(format!("writing {name}: {done} of {total} chunks"));
        };
        let loader = Loader {
            rpc: &context.rpc,
            payer: &keypair,
            state_dir: &state,
            progress: &progress,
        };
        let deployed = loader.programdata(&id).await?;
        let deployed = deployed.with_context(|| format!("{name} is not deployed at {id}"))?;
        ensure!(
            deployed.authority == Some(treasury),
            "{name} can be upgraded by {}, and not by votes: `assay gov handover` gives it to the treasury",
            deployed
                .authority
                .map_or("nobody".to_owned(), |key| key.to_string())
        );
        let (buffer, len) = match (self.so, self.buffer) {
            (Some(path), _) => {
                let elf =
                    std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                ensure!(
                    !deployed.holds(&elf),
                    "{name} is what {} has already; nothing would change",
                    path.display()
                );
                (loader.stage(name, &elf, &treasury).await?.buffer, elf.len())
            }
            (None, Some(address)) => {
                let found = loader.buffer(&address).await?;
                let found = found.with_context(|| format!("there is no buffer at {address}"))?;
                ensure!(
                    found.authority == Some(treasury),
                    "buffer {address} does not belong to the treasury, {treasury}: whoever has it could change it after the vote"
                );
                (address, found.elf.len())
            }
            (None, None) => anyhow::bail!("an upgrade needs --so or --buffer"),
        };
        loader.make_room(&id, len).await?;
        bar.finish_and_clear();
        Ok(Prepared {
            buffer: Some(buffer),
            // What the buffer holds of rent is the treasury's.
            ..upgrade(&id, &buffer, &treasury, &treasury).into()
        })
    }
}
