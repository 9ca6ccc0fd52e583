//! `assay gov show N`.

use super::{arguments::date, read_text, subject::Subject, trading::Bps};
use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use assay_client::{
    governor::{may_exit, text_hash, voters, votes, Check, Phase, Standing, Verification, VoteRecord, Voter},
    idl,
};
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;
use std::process::ExitCode;

pub async fn run(context: &Context, number: u64, text: Option<&str>) -> anyhow::Result<ExitCode> {
    let subject = Subject::load(context, number).await?;
    let text = match text {
        None => None,
        Some(named) => {
            let same = text_hash(&read_text(named).await?) == subject.found.proposal.text_hash;
            Some(if same { Check::Matches } else { Check::Differs })
        }
    };
    // Whoever has no key can read all the same.
    let mine = match context.keypair() {
        Ok(keypair) => {
            voters(
                &context.rpc,
                &subject.realm.governance,
                &subject.found,
                &keypair.pubkey(),
            )
            .await?
        }
        Err(_) => Vec::new(),
    };
    let shown = Shown {
        mine,
        records: votes(&context.rpc, &subject.found.address).await?,
        standing: Standing::of(&subject.found.proposal),
        verified: Verification::of(&subject.found),
        subject,
        text,
    };
    context.out.result(&shown.to_json(), || shown.text())?;
    Ok(
        match shown.verified.holds() && shown.text != Some(Check::Differs) {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
    )
}

struct Shown {
    subject: Subject,
    /// What the wallet at hand may vote with.
    mine: Vec<Voter>,
    records: Vec<(Address, VoteRecord)>,
    standing: Standing,
    verified: Verification,
    text: Option<Check>,
}

impl Shown {
    fn to_json(&self) -> serde_json::Value {
        let (found, standing) = (&self.subject.found, &self.standing);
        let proposal = &found.proposal;
        let actions = found.actions.iter().map(|action| {
            let check = self.verified.actions.get(usize::from(action.index));
            json!({
                "index": action.index,
                "done": action.index < proposal.next_action,
                "instruction": idl::describe(&action.instruction).to_json(),
                "hash": check.map(|check| check.name()),
            })
        });
        let becomes = match self.subject.phase {
            Phase::Undecided { becomes } => Some(becomes.name()),
            _ => None,
        };
        let records = self.records.iter().map(|(_, vote)| {
            json!({
                "position": vote.position.to_string(),
                "voter": vote.voter.to_string(),
                "by_owner": vote.by_owner == 1,
                "for": vote.tally.for_weight,
                "against": vote.tally.against_weight,
                "abstain": vote.tally.abstain_weight,
            })
        });
        let yours = self.mine.iter().map(|voter| {
            json!({
                "id": voter.staked.position.id,
                "position": voter.staked.address.to_string(),
                "delegated": !voter.own,
                "weight": voter.weight,
                "voted": voter.record.is_some(),
                "cannot_vote": voter.mute.map(|mute| mute.to_string()),
                "held_until": voter.held_until(self.subject.realm.now),
                "may_exit": self.may_exit(voter),
            })
        });
        json!({
            "number": proposal.number,
            "proposal": found.address.to_string(),
            "title": found.title(),
            "uri": found.uri(),
            "text_hash": hex::encode(proposal.text_hash),
            "proposer": proposal.proposer.to_string(),
            "status": proposal.status().name(),
            "state": self.subject.phase.name(),
            "becomes": becomes,
            "ends_at": self.subject.phase.ends_at(),
            "seconds_left": self.subject.phase.ends_at().map(|until| until - self.subject.realm.now),
            "vote_ends_at": proposal.ends_at,
            "executable_at": proposal.executable_at,
            "expires_at": proposal.expires_at,
            "extended": proposal.extended != 0,
            "deposit": proposal.deposit,
            "critical": proposal.is_critical(),
            "total_weight": proposal.total_weight,
            "for": standing.tally.for_weight,
            "against": standing.tally.against_weight,
            "abstain": standing.tally.abstain_weight,
            "participation": standing.participation,
            "quorum": standing.quorum,
            "quorum_missing": standing.quorum_missing,
            "approval_bps": standing.approval_bps,
            "approval_needed_bps": standing.approval_needed_bps,
            "for_missing": standing.for_missing,
            "passes": standing.passes,
            "lost": standing.lost,
            "action_count": proposal.action_count,
            "next_action": proposal.next_action,
            "actions": actions.collect::<Vec<_>>(),
            "votes": records.collect::<Vec<_>>(),
            "yours": yours.collect::<Vec<_>>(),
            "content": hex::encode(proposal.content),
            "content_check": self.verified.content.name(),
            "text_check": self.text.map(Check::name),
        })
    }

    fn text(&self) -> String {
        let found = &self.subject.found;
        let proposal = &found.proposal;
        let mut rows = vec![
            ["title".to_owned(), found.title()],
            ["text".to_owned(), found.uri()],
            ["proposer".to_owned(), proposal.proposer.to_string()],
            ["state".to_owned(), self.subject.sentence()],
        ];
        if let Phase::Undecided { becomes } = self.subject.phase {
            let becomes = super::subject::outcome(becomes);
            rows.push(["becomes".to_owned(), becomes]);
        }
        if proposal.started_at > 0 {
            rows.extend(self.tally());
            rows.push(["vote ends".to_owned(), date(proposal.ends_at)]);
        }
        for action in &found.actions {
            let done = match action.index < proposal.next_action {
                true => " (done)",
                false => "",
            };
            rows.push([
                format!("action {}{done}", action.index),
                idl::describe(&action.instruction).text(),
            ]);
        }
        if proposal.action_count == 0 {
            rows.push(["actions".to_owned(), "none: it is a decision in words".to_owned()]);
        }
        rows.push(["content hash".to_owned(), self.verified.content.name().to_owned()]);
        rows.extend(
            self.verified
                .actions
                .iter()
                .enumerate()
                .map(|(index, check)| [format!("hash of action {index}"), check.name().to_owned()]),
        );
        if !matches!(self.subject.phase, Phase::Draft | Phase::Over(_)) {
            rows.extend(self.mine.iter().map(|voter| self.of_mine(voter)));
        }
        rows.extend(
            self.text
                .map(|check| ["hash of the text".to_owned(), check.name().to_owned()]),
        );
        table(["", ""], rows)
    }

    /// Whether a position of the wallet at hand has the right to leave early now.
    fn may_exit(&self, voter: &Voter) -> bool {
        let locked = matches!(self.subject.phase, Phase::TimeLocked { .. });
        let record = voter.record.as_ref();
        locked && record.is_some_and(|record| may_exit(&self.subject.found.proposal, &record.tally))
    }

    fn of_mine(&self, voter: &Voter) -> [String; 2] {
        let weight = tokens(voter.weight, REWARD_DECIMALS);
        let mut text = match (&voter.mute, &voter.record) {
            (Some(mute), _) => format!("cannot vote: {mute}"),
            (None, Some(_)) => format!("has voted, weight {weight}"),
            (None, None) => format!("has not voted, weight {weight}"),
        };
        if let Some(until) = voter.held_until(self.subject.realm.now) {
            text += &format!("; held by votes until {}", date(until));
        }
        if self.may_exit(voter) {
            text += &format!("; may leave early: `assay gov exit {}`", self.subject.number());
        }
        [format!("your position {}", voter.staked.position.id), text]
    }

    fn tally(&self) -> Vec<[String; 2]> {
        let amount = |units| tokens(units, REWARD_DECIMALS);
        let standing = &self.standing;
        let missing = match standing.quorum_missing {
            0 => "reached".to_owned(),
            missing => format!("{} missing", amount(missing)),
        };
        let approval = standing
            .approval_bps
            .map_or("none".to_owned(), |bps| Bps(bps).to_string());
        let critical = match self.subject.found.proposal.is_critical() {
            true => " (critical)",
            false => "",
        };
        let verdict = match standing.passes {
            true => "passes".to_owned(),
            false if standing.lost => {
                "is lost: it was extended because it passed, and then did not any more".to_owned()
            }
            false => format!(
                "does not pass; {} more for it would do",
                amount(standing.for_missing)
            ),
        };
        vec![
            ["for".to_owned(), amount(standing.tally.for_weight)],
            ["against".to_owned(), amount(standing.tally.against_weight)],
            ["abstain".to_owned(), amount(standing.tally.abstain_weight)],
            [
                "quorum (for + abstain)".to_owned(),
                format!(
                    "{} of {}: {missing}",
                    amount(standing.participation),
                    amount(standing.quorum)
                ),
            ],
            [
                "approval".to_owned(),
                format!(
                    "{approval}, needed {}{critical}",
                    Bps(standing.approval_needed_bps)
                ),
            ],
            ["as it stands, it".to_owned(), verdict],
        ]
    }
}
