//! The books: every balance of the story, what the rules say it must be, and what it is.

use super::{cast::Cast, place::Place, rules, story::Story};
use crate::{
    commands::localnet::Chain,
    output::{table, tokens},
};
use anyhow::Context as _;
use assay_client::escrow::{Job, TIER_OPTIMISTIC};
use solana_address::Address;
use solana_signer::Signer;

struct Line {
    name: String,
    place: Place,
    before: u64,
    /// By the rules, since then.
    change: i128,
}

/// All balances since the books were opened.
pub struct Books {
    lines: Vec<Line>,
}

impl Books {
    /// Writes down every balance there is.
    pub async fn open(chain: &Chain, cast: &Cast) -> anyhow::Result<Self> {
        let mint = chain.suite.reward_mint;
        let account = |owner: &Address| Place::Tokens(cast.pool.reward_account(owner));
        let mut places = vec![("client".to_owned(), account(&cast.client.pubkey()))];
        let providers = [&cast.honest, &cast.crooked];
        for member in providers.into_iter().chain(&cast.verifiers) {
            let name = &member.name;
            places.extend([
                (name.clone(), account(&member.authority.pubkey())),
                (format!("{name}, agent"), account(&member.agent.pubkey())),
                (format!("{name}, bond"), Place::Bond(member.operator)),
                (format!("{name}, locked"), Place::Locked(member.operator)),
            ]);
        }
        places.push(("backer".to_owned(), account(&cast.backer.key.pubkey())));
        for provider in providers {
            let name = format!("backer, behind {}", provider.name);
            places.push((name, Place::Backing(provider.operator)));
        }
        places.extend([
            ("reward vault".to_owned(), Place::Tokens(cast.pool.reward_vault)),
            ("stake vault".to_owned(), Place::Tokens(cast.pool.vault)),
            ("treasury".to_owned(), Place::Tokens(cast.market.treasury)),
            ("supply".to_owned(), Place::Supply(mint)),
        ]);
        let mut lines = Vec::with_capacity(places.len());
        for (name, place) in places {
            let before = place.read(&chain.rpc).await?;
            lines.push(Line {
                name,
                place,
                before,
                change: 0,
            });
        }
        Ok(Self { lines })
    }

    /// A new account of the story that begins empty, a job's vault for example.
    pub fn add_empty(&mut self, name: &str, account: Address) {
        self.lines.push(Line {
            name: name.to_owned(),
            place: Place::Tokens(account),
            before: 0,
            change: 0,
        });
    }

    /// Lamports that must be there again in the end.
    pub async fn add_lamports(&mut self, chain: &Chain, name: &str, account: Address) -> anyhow::Result<()> {
        let place = Place::Lamports(account);
        self.lines.push(Line {
            name: name.to_owned(),
            before: place.read(&chain.rpc).await?,
            place,
            change: 0,
        });
        Ok(())
    }

    fn change(&mut self, place: Place, amount: i128) -> anyhow::Result<()> {
        let line = self.lines.iter_mut().find(|line| line.place == place);
        line.with_context(|| format!("the books have no {place:?}"))?
            .change += amount;
        Ok(())
    }

    /// The rules of a settled job: provider, burn, verifiers who accepted, treasury.
    pub fn settled(&mut self, cast: &Cast, fee_bps: u16, job: &Job) -> anyhow::Result<u64> {
        let price = job.price;
        let fee = rules::fee(price, fee_bps);
        let burnt = rules::share(fee, job.terms.burn_bps);
        let seats = u64::from(job.terms.committee_size);
        let per_seat = match job.tier {
            TIER_OPTIMISTIC => 0,
            _ => rules::share(fee, job.terms.verifier_bps) / seats,
        };
        let reward = |owner: &Address| Place::Tokens(cast.pool.reward_account(owner));
        let mut treasury = fee - burnt;
        for seat in job.seats.iter().filter(|seat| seat.verdict == 1) {
            let verifier = cast.verifiers.iter().find(|v| v.operator == seat.operator);
            let verifier = verifier.context("a stranger sits on the committee")?;
            self.change(reward(&verifier.authority.pubkey()), per_seat.into())?;
            treasury -= per_seat;
        }
        self.change(reward(&cast.client.pubkey()), -i128::from(price))?;
        self.change(reward(&cast.honest.authority.pubkey()), (price - fee).into())?;
        self.change(Place::Tokens(cast.market.treasury), treasury.into())?;
        self.change(Place::Supply(cast.pool.reward_mint), -i128::from(burnt))?;
        Ok(price - fee)
    }

    /// What an epoch emits is in the reward vault until it is claimed.
    pub fn minted(&mut self, cast: &Cast, amount: u64) -> anyhow::Result<()> {
        self.change(Place::Tokens(cast.pool.reward_vault), amount.into())?;
        self.change(Place::Supply(cast.pool.reward_mint), amount.into())
    }

    /// Rewards that `owner` claimed.
    pub fn rewarded(&mut self, cast: &Cast, owner: &Address, amount: u64) -> anyhow::Result<()> {
        self.change(Place::Tokens(cast.pool.reward_account(owner)), amount.into())?;
        self.change(Place::Tokens(cast.pool.reward_vault), -i128::from(amount))
    }

    /// What there was when the books were opened.
    fn before(&self, place: Place) -> anyhow::Result<u64> {
        let line = self.lines.iter().find(|line| line.place == place);
        Ok(line
            .with_context(|| format!("the books have no {place:?}"))?
            .before)
    }

    /// The rules of a convicted job: the client has its price back, and the provider's bond goes
    /// to the challenger, the client and nobody. Returns what of it was the backer's.
    pub fn convicted(&mut self, cast: &Cast, slashed: u64, job: &Job) -> anyhow::Result<u64> {
        let to_challenger = rules::share(slashed, job.terms.challenger_bps);
        let to_client = rules::share(slashed, job.terms.client_bps);
        let burnt = slashed - to_challenger - to_client;
        let reward = |owner: &Address| Place::Tokens(cast.pool.reward_account(owner));
        self.change(reward(&job.challenger), to_challenger.into())?;
        self.change(reward(&cast.client.pubkey()), to_client.into())?;
        // The bond first, then who backs it.
        let of_bond = slashed.min(self.before(Place::Bond(cast.crooked.operator))?);
        let of_backer = slashed - of_bond;
        self.change(Place::Bond(cast.crooked.operator), -i128::from(of_bond))?;
        self.change(Place::Backing(cast.crooked.operator), -i128::from(of_backer))?;
        self.change(Place::Tokens(cast.pool.vault), -i128::from(slashed))?;
        self.change(Place::Supply(cast.pool.reward_mint), -i128::from(burnt))?;
        Ok(of_backer)
    }

    /// Reads every balance again and compares it with the rules, to the unit.
    pub async fn close(&self, chain: &Chain, story: &Story) -> anyhow::Result<bool> {
        let mut rows = Vec::with_capacity(self.lines.len());
        let mut all_right = true;
        for line in &self.lines {
            let after = line.place.read(&chain.rpc).await?;
            let expected = i128::from(line.before) + line.change;
            let right = i128::from(after) == expected;
            all_right &= right;
            if line.change == 0 && right {
                continue;
            }
            let decimals = line.place.decimals();
            rows.push([
                line.name.clone(),
                amount(i128::from(line.before), decimals),
                amount(i128::from(after), decimals),
                signed(i128::from(after) - i128::from(line.before), decimals),
                signed(line.change, decimals),
                if right { "yes" } else { "NO" }.to_owned(),
            ]);
        }
        let heading = [
            "balance",
            "before",
            "after",
            "change",
            "by the rules",
            "to the unit",
        ];
        story.aside(&table(heading, rows));
        let unchanged = self.lines.iter().filter(|line| line.change == 0).count();
        story.aside(&format!(
            "{} balances checked; the {unchanged} that the rules leave alone are not shown.",
            self.lines.len()
        ));
        Ok(all_right)
    }
}

fn amount(units: i128, decimals: u8) -> String {
    u64::try_from(units).map_or_else(|_| units.to_string(), |units| tokens(units, decimals))
}

fn signed(units: i128, decimals: u8) -> String {
    match units {
        0 => "0".to_owned(),
        units if units < 0 => format!("-{}", amount(-units, decimals)),
        units => format!("+{}", amount(units, decimals)),
    }
}
