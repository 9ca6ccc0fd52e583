//! Who plays, and what they have.

use crate::{
    governance::{Governed, ProposalRef},
    Party, QuickChain, Stake,
};
use assay_client::{
    accounts::State,
    address,
    governor::Proposal,
    stake::{Operator, Position},
};
use governor::constants::MAX_ACTIONS;
use solana_address::Address;
use std::collections::BTreeMap;

const OWNERS: usize = 5;
const OPERATORS: usize = 2;
/// What each of the owners who join later holds, and stakes.
const PURSE: u64 = 400_000;
const STAKE: u64 = 100_000;
const LOCK: u32 = 365 * 86_400;
const BOND: u64 = 1_000_000_000;

/// A realm that governs its pool, people who stake in every way, and what they have proposed.
pub struct Cast {
    pub gov: Governed<QuickChain>,
    pub owners: Vec<Party>,
    pub operators: Vec<Party>,
    pub stakes: Vec<Stake>,
    pub proposals: Vec<ProposalRef>,
    /// Positions with the nonces and the addresses of their tickets.
    pub tickets: Vec<(Stake, u64, Address)>,
    /// What each position weighed when a proposal's vote began, by proposal and position.
    pub bounds: BTreeMap<(Address, Address), u64>,
    /// All lamports there are, but for those of who pays the fees.
    pub lamports: u64,
    pub serial: u64,
    delegations: Vec<Address>,
    records: BTreeMap<(Address, Address), Address>,
    actions: BTreeMap<Address, [Address; MAX_ACTIONS]>,
}

impl Cast {
    pub fn assemble() -> Self {
        let mut gov: Governed<QuickChain> = Governed::builder()
            .params(|params| params.deposit = 50_000_000)
            .handed_over()
            .start();
        let mut stakes = vec![gov.ann.clone(), gov.bob.clone(), gov.cyd.clone()];
        let mut owners: Vec<Party> = stakes.iter().map(|stake| stake.owner.clone()).collect();
        for n in owners.len()..OWNERS {
            let owner = gov.add_wallet(&format!("owner {n}"));
            gov.world.give_reward(&owner, PURSE);
            let (stake, sent) = gov.world.open(&owner, STAKE, LOCK);
            sent.expect("a locked position");
            stakes.push(stake);
            owners.push(owner);
        }
        let operators: Vec<Party> = (0..OPERATORS)
            .map(|n| gov.world.add_operator(&format!("operator {n}"), 3, BOND))
            .collect();
        gov.world.back(&stakes[1], &operators[0]).expect("bob backs");
        gov.delegate(&owners[2], owners[0].address())
            .expect("cyd lets ann vote");
        let realm = gov.gov.realm;
        let delegation = |owner: &Party| address::delegation(&realm, &owner.address());
        let mut cast = Self {
            gov,
            delegations: owners.iter().map(delegation).collect(),
            records: BTreeMap::new(),
            actions: BTreeMap::new(),
            owners,
            operators,
            stakes,
            proposals: Vec::new(),
            tickets: Vec::new(),
            bounds: BTreeMap::new(),
            lamports: 0,
            serial: 0,
        };
        cast.lamports = cast.all_lamports();
        cast
    }

    /// Those of everybody, and of every account that they paid for.
    pub fn all_lamports(&mut self) -> u64 {
        let realm = self.gov.gov.realm;
        let mut all = vec![self.gov.gov.treasury, self.gov.guardian.address(), realm];
        all.extend(self.owners.iter().map(Party::address));
        all.extend(&self.delegations);
        all.extend(self.tickets.iter().map(|(_, _, ticket)| ticket));
        all.extend(self.stakes.iter().map(|stake| stake.address));
        for n in 0..self.proposals.len() {
            let proposal = self.proposals[n].address;
            all.push(proposal);
            let derive = || std::array::from_fn(|at| address::action(&proposal, at as u8));
            let actions = self.actions.entry(proposal).or_insert_with(derive);
            all.extend(actions.iter());
            for n in 0..self.stakes.len() {
                all.push(self.record(&proposal, &self.stakes[n].address.clone()));
            }
        }
        all.iter().map(|address| self.gov.world.lamports(address)).sum()
    }

    /// Where a vote is. Deriving addresses takes longer than anything else, so each is derived once.
    pub fn record(&mut self, proposal: &Address, position: &Address) -> Address {
        let known = self.records.entry((*proposal, *position));
        *known.or_insert_with(|| address::vote_record(proposal, position))
    }

    /// Remembers a ticket.
    pub fn ticket(&mut self, stake: &Stake, nonce: u64) {
        let ticket = address::ticket(&stake.address, nonce);
        self.tickets.push((stake.clone(), nonce, ticket));
    }

    pub fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub fn find<T: State>(&mut self, address: &Address) -> Option<T> {
        self.gov.world.find(address)
    }

    /// The proposal's state, when it is there.
    pub fn state(&mut self, proposal: &ProposalRef) -> Option<Proposal> {
        self.find(&proposal.address)
    }

    /// A position with the operator that it names.
    pub fn position(&mut self, address: &Address) -> Option<(Position, Option<Operator>)> {
        let position: Position = self.find(address)?;
        let operator = position
            .has_operator()
            .then(|| self.find::<Operator>(&position.operator));
        Some((position, operator.flatten()))
    }

    /// The party of the operator that a position names.
    pub fn backed(&mut self, stake: &Stake) -> Option<Party> {
        let operator = self.find::<Position>(&stake.address)?.operator;
        let mut operators = self.operators.iter();
        operators.find(|party| party.operator == operator).cloned()
    }
}
