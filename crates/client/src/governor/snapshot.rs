//! What the chain has of a realm: itself, its proposals with their actions, votes, delegations and streams.

use super::{staged, unstage, Action, Delegation, Governance, Proposal, Realm, Stream, VoteRecord};
use crate::{
    accounts, address,
    stake::{Operator, Pool, Position, StakePool},
    ClientError, Rpc,
};
use ::governor::constants::MAX_ACTIONS;
use solana_address::Address;
use solana_instruction::Instruction;
use std::{collections::HashMap, mem::offset_of};

/// A realm with its stake pool at one moment.
#[derive(Clone)]
pub struct RealmSnapshot {
    pub governance: Governance,
    pub realm: Realm,
    pub pool: Pool,
    /// The chain's Unix time.
    pub now: i64,
}

impl RealmSnapshot {
    /// # Errors
    /// When the cluster cannot be asked, or the pool has no realm.
    pub async fn load(rpc: &Rpc, pool: &StakePool) -> Result<Self, ClientError> {
        let governance = Governance::new(*pool);
        Ok(Self {
            governance,
            realm: accounts::fetch(rpc, &governance.realm).await?,
            pool: accounts::fetch(rpc, &pool.address).await?,
            now: rpc.unix_time().await?,
        })
    }

    /// Weight that a proposal needs now.
    pub fn threshold(&self) -> u64 {
        self.realm.params.threshold(self.pool.total_votes)
    }

    /// Whether the guardian may veto now.
    pub fn guardian_in_office(&self) -> bool {
        self.realm.guardian != Address::default() && self.now < self.realm.guardian_until
    }
}

/// An action's account.
#[derive(Clone)]
pub struct StagedAction {
    pub index: u8,
    /// As they are staged: what the proposal has the hash of.
    pub bytes: Vec<u8>,
    /// What they mean.
    pub instruction: Instruction,
}

/// A proposal with its actions.
#[derive(Clone)]
pub struct ProposalSnapshot {
    pub address: Address,
    pub proposal: Proposal,
    /// By index, those whose accounts exist.
    pub actions: Vec<StagedAction>,
}

impl ProposalSnapshot {
    /// The realm's proposal of this number.
    ///
    /// # Errors
    /// When there is none, or the cluster cannot be asked.
    pub async fn load(rpc: &Rpc, governance: &Governance, number: u64) -> Result<Self, ClientError> {
        let address = governance.proposal(number);
        let proposal: Proposal = accounts::fetch(rpc, &address).await?;
        let indices: Vec<u8> = (0..MAX_ACTIONS as u8)
            .filter(|index| proposal.staged & (1 << index) != 0)
            .collect();
        let addresses: Vec<_> = indices
            .iter()
            .map(|index| address::action(&address, *index))
            .collect();
        let found = rpc.accounts(&addresses).await?;
        let mut actions = Vec::with_capacity(indices.len());
        for ((index, at), account) in indices.into_iter().zip(addresses).zip(found) {
            // One that was closed since the proposal was read.
            let Some(account) = account else { continue };
            let malformed = |error: super::StageError| ClientError::BadAccount {
                what: "action",
                address: at,
                reason: error.to_string(),
            };
            let action: Action = accounts::decode(at, &account.data)?;
            let bytes = staged(&action, &account.data).map_err(malformed)?.to_vec();
            let instruction = unstage(&bytes).map_err(malformed)?;
            actions.push(StagedAction {
                index,
                bytes,
                instruction,
            });
        }
        Ok(Self {
            address,
            proposal,
            actions,
        })
    }

    /// The title, with what is not UTF-8 replaced.
    pub fn title(&self) -> String {
        String::from_utf8_lossy(self.proposal.title()).into_owned()
    }

    /// As [`ProposalSnapshot::title`].
    pub fn uri(&self) -> String {
        String::from_utf8_lossy(self.proposal.uri()).into_owned()
    }
}

/// Every proposal of a realm that is not closed, newest first.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn proposals(rpc: &Rpc, governance: &Governance) -> Result<Vec<(Address, Proposal)>, ClientError> {
    let of_realm: (usize, &[u8]) = (offset_of!(Proposal, realm), governance.realm.as_ref());
    let mut proposals = accounts::list::<Proposal>(rpc, &[of_realm]).await?;
    proposals.sort_by_key(|(_, proposal)| std::cmp::Reverse(proposal.number));
    Ok(proposals)
}

/// Every vote record of a proposal, earliest first.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn votes(rpc: &Rpc, proposal: &Address) -> Result<Vec<(Address, VoteRecord)>, ClientError> {
    let of_proposal: (usize, &[u8]) = (offset_of!(VoteRecord, proposal), proposal.as_ref());
    let mut votes = accounts::list::<VoteRecord>(rpc, &[of_proposal]).await?;
    votes.sort_by_key(|(address, vote)| (vote.cast_at, *address));
    Ok(votes)
}

/// Every delegation to `delegate`.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn delegations_to(
    rpc: &Rpc,
    governance: &Governance,
    delegate: &Address,
) -> Result<Vec<Delegation>, ClientError> {
    let matching: [(usize, &[u8]); 2] = [
        (offset_of!(Delegation, realm), governance.realm.as_ref()),
        (offset_of!(Delegation, delegate), delegate.as_ref()),
    ];
    let found = accounts::list::<Delegation>(rpc, &matching).await?;
    Ok(found.into_iter().map(|(_, delegation)| delegation).collect())
}

/// To whom `owner` delegates.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn delegation_of(
    rpc: &Rpc,
    governance: &Governance,
    owner: &Address,
) -> Result<Option<Delegation>, ClientError> {
    accounts::find(rpc, &address::delegation(&governance.realm, owner)).await
}

/// Every stream of a realm, by their ids.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn streams(rpc: &Rpc, governance: &Governance) -> Result<Vec<(Address, Stream)>, ClientError> {
    let of_realm: (usize, &[u8]) = (offset_of!(Stream, realm), governance.realm.as_ref());
    let mut streams = accounts::list::<Stream>(rpc, &[of_realm]).await?;
    streams.sort_by_key(|(_, stream)| stream.id);
    Ok(streams)
}

/// A position with the operator that it backs or is leaving.
#[derive(Clone)]
pub struct StakedPosition {
    pub address: Address,
    pub position: Position,
    pub operator: Option<Operator>,
}

/// The positions of these owners, in their order; oldest first.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn positions_of(
    rpc: &Rpc,
    pool: &StakePool,
    owners: &[Address],
) -> Result<Vec<StakedPosition>, ClientError> {
    let mut positions = Vec::new();
    for owner in owners {
        let matching: [(usize, &[u8]); 2] = [
            (offset_of!(Position, pool), pool.address.as_ref()),
            (offset_of!(Position, owner), owner.as_ref()),
        ];
        let mut found = accounts::list::<Position>(rpc, &matching).await?;
        found.sort_by_key(|(address, position)| (position.opened_at, *address));
        positions.extend(found);
    }
    let mut operators: HashMap<Address, Operator> = HashMap::new();
    for (_, position) in positions.iter().filter(|(_, position)| position.has_operator()) {
        if let std::collections::hash_map::Entry::Vacant(vacant) = operators.entry(position.operator) {
            vacant.insert(accounts::fetch(rpc, &position.operator).await?);
        }
    }
    Ok(positions
        .into_iter()
        .map(|(address, position)| StakedPosition {
            address,
            position,
            operator: operators.get(&position.operator).copied(),
        })
        .collect())
}
