//! Proposals of several actions, as a file.

use crate::{
    commands::gov::actions::{Kind, Prepared},
    context::Context,
};
use anyhow::{bail, Context as _};
use assay_client::governor::RealmSnapshot;
use clap::Parser as _;
use serde::Deserialize;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use std::path::Path;

pub const HELP: &str = r#"The file:

  title = "Lower the fee, pay the auditor"
  uri = "https://example.org/proposals/7.md"
  text = "7.md"

  [[action]]
  do = "set-fee tier 2 --fee 0.25%"

  [[action]]
  do = "pay 1000 --of reward --to ADDRESS"

  [[action]]
  program = "ADDRESS"
  data = "0011aaff"
  accounts = [{ address = "ADDRESS", writable = true }, { address = "TREASURY", signer = true }]

`do` is what follows `assay gov propose` for one action; spaces separate its words. The last one is an instruction of any
program, its data in hexadecimal."#;

/// A proposal's file, read.
pub struct File {
    pub title: Option<String>,
    pub uri: Option<String>,
    pub text: Option<String>,
    pub steps: Vec<Step>,
}

/// An action of a proposal.
pub enum Step {
    Typed(Kind),
    Raw(Instruction),
}

impl Step {
    pub async fn prepare(
        self,
        context: &Context,
        realm: &RealmSnapshot,
        me: &Address,
    ) -> anyhow::Result<Prepared> {
        match self {
            Self::Typed(kind) => kind.prepare(context, realm, me).await,
            Self::Raw(instruction) => Ok(instruction.into()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: Option<String>,
    uri: Option<String>,
    text: Option<String>,
    #[serde(rename = "action", default)]
    actions: Vec<WrittenAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAction {
    #[serde(rename = "do")]
    command: Option<String>,
    program: Option<String>,
    data: Option<String>,
    accounts: Option<Vec<WrittenAccount>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAccount {
    address: String,
    #[serde(default)]
    signer: bool,
    #[serde(default)]
    writable: bool,
}

/// One action as a command line of its own.
#[derive(clap::Parser)]
#[command(name = "do", no_binary_name = true, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    kind: Kind,
}

pub fn read(path: &Path) -> anyhow::Result<File> {
    let named = || format!("{}", path.display());
    let text = std::fs::read_to_string(path).with_context(named)?;
    parse(&text).with_context(named)
}

fn parse(text: &str) -> anyhow::Result<File> {
    let written: Written = toml::from_str(text)?;
    let steps = written.actions.into_iter().enumerate();
    let steps = steps.map(|(index, action)| action.step().with_context(|| format!("action {index}")));
    Ok(File {
        steps: steps.collect::<anyhow::Result<_>>()?,
        title: written.title,
        uri: written.uri,
        text: written.text,
    })
}

impl WrittenAction {
    fn step(self) -> anyhow::Result<Step> {
        match (self.command, self.program) {
            (Some(command), None) if self.data.is_none() && self.accounts.is_none() => {
                let line = Line::try_parse_from(command.split_whitespace());
                Ok(Step::Typed(line.with_context(|| format!("`{command}`"))?.kind))
            }
            (None, Some(program)) => {
                let data = self.data.unwrap_or_default();
                let accounts = self.accounts.unwrap_or_default().into_iter();
                Ok(Step::Raw(Instruction {
                    program_id: address(&program)?,
                    accounts: accounts
                        .map(WrittenAccount::meta)
                        .collect::<anyhow::Result<_>>()?,
                    data: hex::decode(&data).with_context(|| format!("data `{data}` is not hexadecimal"))?,
                }))
            }
            _ => bail!("an action has either `do`, or `program` with `accounts` and `data`"),
        }
    }
}

impl WrittenAccount {
    fn meta(self) -> anyhow::Result<AccountMeta> {
        Ok(AccountMeta {
            pubkey: address(&self.address)?,
            is_signer: self.signer,
            is_writable: self.writable,
        })
    }
}

fn address(text: &str) -> anyhow::Result<Address> {
    text.parse()
        .map_err(|_| anyhow::anyhow!("`{text}` is not an address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_and_raw_actions_come_in_their_order() {
        let program = Address::new_from_array([7; 32]);
        let text = format!(
            "title = 'Two things'\n[[action]]\ndo = 'set-fee tier 2 --fee 0.25%'\n[[action]]\nprogram = '{program}'\ndata = '00ff'\naccounts = [{{ address = '{program}', writable = true }}]\n"
        );
        let file = parse(&text).expect("parsed");
        assert_eq!(file.title.as_deref(), Some("Two things"));
        assert!(matches!(file.steps[0], Step::Typed(Kind::SetFee(_))));
        let Step::Raw(raw) = &file.steps[1] else {
            panic!("it is raw")
        };
        assert_eq!(
            (raw.program_id, raw.data.as_slice()),
            (program, [0, 255].as_slice())
        );
        assert!(raw.accounts[0].is_writable && !raw.accounts[0].is_signer);
    }

    #[test]
    fn what_makes_no_sense_is_named_with_its_place() {
        for (text, words) in [
            ("[[action]]\ndo = 'set-fees'", ["action 0", "set-fees"]),
            ("[[action]]\ndo = 'pay x --to y'", ["action 0", "`x`"]),
            ("[[action]]\ndata = '00'", ["action 0", "either"]),
            ("[[action]]\nprogram = 'me'", ["action 0", "`me`"]),
            ("titel = 'x'", ["titel", "unknown"]),
        ] {
            let error = format!("{:#}", parse(text).err().expect(text));
            assert!(words.iter().all(|word| error.contains(word)), "{error}");
        }
    }
}
