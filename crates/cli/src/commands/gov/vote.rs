//! `assay gov vote` and `withdraw`: with all positions of a wallet, its own and those delegated to it.

use super::{arguments::Percent, subject::Subject, Plan};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, ensure};
use assay_client::{
    governor::{voters, Ballot, Phase, Voter},
    pack,
};
use serde_json::{json, Value};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Arguments {
    /// The proposal's number, from `assay gov list`
    number: u64,
    /// The whole vote
    #[arg(required_unless_present_any = ["pro", "against", "abstain"], conflicts_with_all = ["pro", "against", "abstain"])]
    choice: Option<Choice>,
    /// Part of the vote that is for it, percent
    #[arg(long = "for", id = "pro", value_name = "PERCENT")]
    pro: Option<Percent>,
    /// Part of the vote that is against it, percent
    #[arg(long, value_name = "PERCENT")]
    against: Option<Percent>,
    /// Part of the vote that counts for the quorum only, percent
    #[arg(long, value_name = "PERCENT")]
    abstain: Option<Percent>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Choice {
    For,
    Against,
    Abstain,
}

impl Arguments {
    fn ballot(&self) -> anyhow::Result<Ballot> {
        const ALL: u16 = 10_000;
        let part = |part: Option<Percent>| part.map_or(0, |part| part.bps);
        let [for_bps, against_bps, abstain_bps] = match self.choice {
            Some(Choice::For) => [ALL, 0, 0],
            Some(Choice::Against) => [0, ALL, 0],
            Some(Choice::Abstain) => [0, 0, ALL],
            None => [part(self.pro), part(self.against), part(self.abstain)],
        };
        // Each is at most the whole, so three of them fit.
        let sum = u32::from(for_bps) + u32::from(against_bps) + u32::from(abstain_bps);
        ensure!(
            sum == u32::from(ALL),
            "the parts of the vote add up to {} %, and must to 100 %",
            tokens(sum.into(), 2)
        );
        Ok(Ballot {
            for_bps,
            against_bps,
            abstain_bps,
        })
    }
}

pub async fn cast(context: &Context, me: Address, arguments: Arguments) -> anyhow::Result<Plan> {
    let ballot = arguments.ballot()?;
    let subject = Subject::load(context, arguments.number).await?;
    subject.require(matches!(subject.phase, Phase::Open { .. }))?;
    let voters = voters(&context.rpc, &subject.realm.governance, &subject.found, &me).await?;
    if voters.is_empty() {
        bail!("{me} has no position, and nobody delegates to it: `assay stake open` stakes, for votes that begin later");
    }
    let (governance, address) = (&subject.realm.governance, subject.found.address);
    let content = subject.found.proposal.content;
    let mut instructions = Vec::new();
    let mut told = Vec::new();
    for voter in &voters {
        if let Some(mute) = voter.mute {
            told.push(Told::new(voter, "cannot vote", Some(mute.to_string())));
            continue;
        }
        let holding = voter.holding();
        told.push(match voter.record {
            None => {
                instructions.push(governance.cast_vote(me, address, &holding, ballot, content));
                Told::new(voter, "voted", None)
            }
            Some(_) => {
                instructions.push(governance.change_vote(me, address, &holding, ballot, content));
                Told::new(voter, "changed its vote", None)
            }
        });
    }
    if instructions.is_empty() {
        bail!(
            "none of the positions of {me} can vote on proposal {}: {}",
            arguments.number,
            sentences(&told)
        );
    }
    Ok(plan(&me, instructions, &told)?)
}

pub async fn withdraw(context: &Context, me: Address, number: u64) -> anyhow::Result<Plan> {
    let subject = Subject::load(context, number).await?;
    subject.require(matches!(subject.phase, Phase::Open { .. }))?;
    let mut instructions = Vec::new();
    let mut told = Vec::new();
    for voter in voters(&context.rpc, &subject.realm.governance, &subject.found, &me).await? {
        let Some(record) = voter.record else { continue };
        if !voter.own && record.by_owner == 1 {
            let reason = "its owner has voted with it".to_owned();
            told.push(Told::new(&voter, "stays as it is", Some(reason)));
            continue;
        }
        let (governance, address) = (&subject.realm.governance, subject.found.address);
        instructions.push(governance.withdraw_vote(me, address, &voter.holding(), record.payer));
        told.push(Told::new(&voter, "took its vote back", None));
    }
    ensure!(
        !instructions.is_empty(),
        "{me} has no vote on proposal {number} to take back"
    );
    Ok(plan(&me, instructions, &told)?)
}

fn plan(
    me: &Address,
    instructions: Vec<solana_instruction::Instruction>,
    told: &[Told],
) -> Result<Plan, assay_client::ClientError> {
    let votes: Vec<_> = told.iter().map(Told::to_json).collect();
    Ok(Plan {
        transactions: pack(me, instructions)?,
        ..Plan::new([], sentences(told)).with("votes", votes)
    })
}

/// What happens to a position's vote.
struct Told {
    id: u64,
    position: Address,
    owner: Address,
    own: bool,
    weight: u64,
    what: &'static str,
    reason: Option<String>,
}

impl Told {
    fn new(voter: &Voter, what: &'static str, reason: Option<String>) -> Self {
        Self {
            id: voter.staked.position.id,
            position: voter.staked.address,
            owner: voter.staked.position.owner,
            own: voter.own,
            weight: voter.weight,
            what,
            reason,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "position": self.position.to_string(),
            "owner": self.owner.to_string(),
            "delegated": !self.own,
            "weight": self.weight,
            "outcome": self.what,
            "reason": self.reason,
        })
    }

    fn sentence(&self) -> String {
        let of = match self.own {
            true => String::new(),
            false => format!(" of {}", self.owner),
        };
        match &self.reason {
            Some(reason) => format!("position {}{of} {}: {reason}", self.id, self.what),
            None => format!(
                "position {}{of} {} with a weight of {}",
                self.id,
                self.what,
                tokens(self.weight, REWARD_DECIMALS)
            ),
        }
    }
}

fn sentences(told: &[Told]) -> String {
    told.iter().map(Told::sentence).collect::<Vec<_>>().join("\n")
}
