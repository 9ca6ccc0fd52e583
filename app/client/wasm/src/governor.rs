//! Proposals: what they are at a moment, how their votes stand, and what their actions do.

use crate::{
    answer::{Answer, Failure},
    request::{maybe, Data, Int, Key},
};
use ::governor::state::{hash_of, Proposal, Realm, Status, Stream};
use ::stake::state::{Operator, Pool, Position};
use assay_quotes::{
    governor::{self as rules, Phase, StageError, Standing},
    idl,
};
use serde::Deserialize;
use serde_json::{json, Value};
use solana_address::Address;

#[derive(Deserialize)]
pub struct OfStream {
    stream: Data,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfRealm {
    realm: Data,
    pool: Data,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct OfProposal {
    proposal: Data,
    /// The stake pool, whose cooldown decides how long a critical proposal waits.
    pool: Data,
    now: Int<i64>,
}

#[derive(Deserialize)]
pub struct Weight {
    position: Data,
    operator: Option<Data>,
    /// Since when it must have had the weight: the proposal's start. Now when it is left out.
    since: Option<Int<i64>>,
}

#[derive(Deserialize)]
pub struct Staged {
    /// As the proposal has the hash of: what lies behind the action account's header.
    bytes: Data,
}

/// An instruction, or the bytes that stage one.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Described {
    Staged(Staged),
    Plain(Instruction),
}

#[derive(Deserialize)]
pub struct Instruction {
    program: Key,
    #[serde(default)]
    accounts: Vec<Meta>,
    data: Data,
}

#[derive(Deserialize)]
struct Meta {
    address: Key,
    #[serde(default)]
    signer: bool,
    #[serde(default)]
    writable: bool,
}

#[derive(Deserialize)]
pub struct Verified {
    address: Key,
    proposal: Data,
    /// The text at the proposal's URI, where it could be read.
    text: Option<Data>,
    /// The staged bytes of each action, by index; null for one that is closed.
    #[serde(default)]
    actions: Vec<Option<Data>>,
}

#[derive(Deserialize)]
pub struct Account {
    owner: Key,
    data: Data,
}

fn text(number: u64) -> String {
    number.to_string()
}

pub fn realm(it: OfRealm) -> Answer {
    let (realm, pool): (Realm, Pool) = (it.realm.decode()?, it.pool.decode()?);
    let in_office = realm.guardian != Address::default() && it.now.0 < realm.guardian_until;
    Ok(json!({
        "threshold": text(realm.params.threshold(pool.total_votes)),
        "quorum": text(realm.params.quorum(pool.total_votes)),
        "total_votes": text(pool.total_votes),
        "guardian_in_office": in_office,
    }))
}

fn status(status: Status) -> &'static str {
    status.name()
}

pub fn proposal(it: OfProposal) -> Answer {
    let (proposal, pool): (Proposal, Pool) = (it.proposal.decode()?, it.pool.decode()?);
    let now = it.now.0;
    let phase = Phase::of(&proposal, pool.cooldown_seconds, now);
    let standing = Standing::of(&proposal);
    let becomes = match phase {
        Phase::Undecided { becomes } => Some(status(becomes)),
        _ => None,
    };
    let ends_at = phase.ends_at();
    Ok(json!({
        "phase": phase.name(),
        "ends_at": ends_at.map(|at| at.to_string()),
        "seconds_left": ends_at.map(|at| at.saturating_sub(now).max(0).to_string()),
        "becomes": becomes,
        "needs_finalizing": phase.needs_finalizing(),
        "critical": proposal.is_critical(),
        "participation": text(standing.participation),
        "quorum": text(standing.quorum),
        "quorum_missing": text(standing.quorum_missing),
        "quorum_met": proposal.has_quorum(),
        "approval_bps": standing.approval_bps,
        "approval_needed_bps": standing.approval_needed_bps,
        "for_missing": text(standing.for_missing),
        "passes": standing.passes,
        "lost": standing.lost,
    }))
}

pub fn stream(it: OfStream) -> Answer {
    let stream: Stream = it.stream.decode()?;
    let now = it.now.0;
    Ok(json!({
        "claimable": stream.claimable(now).to_string(),
        "unreleased": stream.vesting.unreleased(now).to_string(),
    }))
}

pub fn voting_weight(it: Weight) -> Answer {
    let position: Position = it.position.decode()?;
    let operator: Option<Operator> = maybe(&it.operator)?;
    if position.has_operator() && operator.is_none() {
        return Err(Failure::request(
            "the position names an operator, whose account is needed",
        ));
    }
    let operator = operator.as_ref().filter(|_| position.has_operator());
    let now = position.weight_now(operator);
    let weight = it
        .since
        .map_or(now, |since| position.voting_weight(since.0, operator));
    Ok(json!({ "weight": text(weight), "now": text(now), "vesting": position.is_vesting() }))
}

fn refused(error: &StageError) -> Failure {
    let name = match error {
        StageError::TooManyAddresses { .. } | StageError::TooManyMetas { .. } => "TooLarge",
        StageError::Malformed => "Malformed",
    };
    Failure::new(name, format!("The action cannot be staged: {error}"))
}

impl From<Instruction> for solana_instruction::Instruction {
    fn from(it: Instruction) -> Self {
        let metas = it
            .accounts
            .into_iter()
            .map(|meta| solana_instruction::AccountMeta {
                pubkey: meta.address.0,
                is_signer: meta.signer,
                is_writable: meta.writable,
            });
        Self {
            program_id: it.program.0,
            accounts: metas.collect(),
            data: it.data.0,
        }
    }
}

/// The bytes that stage an instruction, in base64, and their hash.
pub fn stage(it: Instruction) -> Answer {
    use base64::{prelude::BASE64_STANDARD, Engine as _};
    let bytes = rules::stage(&it.into()).map_err(|error| refused(&error))?;
    Ok(json!({ "bytes": BASE64_STANDARD.encode(&bytes), "hash": hex::encode(hash_of(&bytes)) }))
}

pub fn unstage(it: Staged) -> Answer {
    use base64::{prelude::BASE64_STANDARD, Engine as _};
    let instruction = rules::unstage(&it.bytes.0).map_err(|error| refused(&error))?;
    let meta = |meta: &solana_instruction::AccountMeta| json!({ "address": meta.pubkey.to_string(), "signer": meta.is_signer, "writable": meta.is_writable });
    Ok(json!({
        "program": instruction.program_id.to_string(),
        "accounts": instruction.accounts.iter().map(meta).collect::<Value>(),
        "data": BASE64_STANDARD.encode(&instruction.data),
        "hash": hex::encode(hash_of(&it.bytes.0)),
    }))
}

pub fn describe(it: Described) -> Answer {
    let instruction = match it {
        Described::Staged(staged) => rules::unstage(&staged.bytes.0).map_err(|error| refused(&error))?,
        Described::Plain(instruction) => instruction.into(),
    };
    let described = idl::describe(&instruction);
    let mut value = Value::Object(described.to_json());
    value["text"] = json!(described.text());
    Ok(exact(value))
}

/// Whether what is shown of a proposal is what its hashes say: `true`, `false`, or `null` where there is nothing to compare.
pub fn verify(it: Verified) -> Answer {
    let proposal: Proposal = it.proposal.decode()?;
    let frozen = proposal.content != [0; 32];
    let content = frozen.then(|| proposal.content_hash(&it.address.0) == proposal.content);
    let text = it
        .text
        .map(|text| solana_sha256_hasher::hash(&text.0).to_bytes() == proposal.text_hash);
    let actions = proposal
        .actions
        .iter()
        .zip(it.actions.iter())
        .map(|(hash, bytes)| bytes.as_ref().map(|bytes| hash_of(&bytes.0) == *hash));
    Ok(json!({ "content": content, "text": text, "actions": actions.collect::<Vec<_>>() }))
}

pub fn decode_account(it: Account) -> Answer {
    let decoded = idl::decode_account(&it.owner.0, &it.data.0);
    Ok(decoded.map_or(Value::Null, |decoded| {
        exact(json!({
            "program": decoded.program,
            "name": decoded.name,
            "what": decoded.what(),
            "fields": decoded.fields.to_json(),
            "rest": hex::encode(&decoded.rest),
        }))
    }))
}

/// Numbers as decimal strings, whatever their size: the host's numbers are exact to 53 bits only.
fn exact(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Array(items) => items.into_iter().map(exact).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, exact(value)))
            .collect(),
        other => other,
    }
}
