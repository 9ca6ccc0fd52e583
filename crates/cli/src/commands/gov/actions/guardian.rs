use super::{arguments::Moment, params::term};
use anyhow::Context as _;
use solana_address::Address;

#[derive(clap::Args)]
pub struct Arguments {
    /// Who may veto
    #[arg(required_unless_present = "none", conflicts_with = "none", requires = "term")]
    guardian: Option<Address>,
    /// Until when, at most a year away: a duration from now such as 180d, or a Unix time
    #[arg(long, value_name = "DURATION")]
    term: Option<Moment>,
    /// Nobody may veto
    #[arg(long)]
    none: bool,
}

impl Arguments {
    /// Who, and until which Unix time.
    pub fn named(&self, now: i64) -> anyhow::Result<Option<(Address, i64)>> {
        let Some(guardian) = self.guardian else {
            return Ok(None);
        };
        let until = self.term.context("a guardian needs a --term")?;
        Ok(Some((guardian, now + i64::from(term(until, now)?))))
    }
}
