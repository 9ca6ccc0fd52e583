//! A realm over a stake pool, its guardian, and three voters.
//!
//! After every transaction it is checked that each proposal's votes are those of its records, that its actions are
//! those that exist, and that it holds its deposit beside its rent; when the transaction was refused, that nothing moved.

mod builder;
mod proposals;
mod purses;
mod streams;
mod votes;

pub use builder::{realm_params, GovernedBuilder, VOTES};
pub use proposals::{text, ProposalRef};
pub use purses::{rent, rent_of, Purses};
pub use votes::{ABSTAIN, AGAINST, FOR};

use crate::{Chain, Party, Sent, Stake, World};
use assay_client::{
    accounts::State,
    governor::{Action, Governance, Proposal, Realm, Status, Tally, VoteRecord},
};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// Ann has 60 % of all votes, Bob 30 %, Cyd 10 %; all of them from before anything is proposed.
#[derive(Clone)]
pub struct Governed<C> {
    pub world: World<C>,
    pub gov: Governance,
    pub guardian: Party,
    pub ann: Stake,
    pub bob: Stake,
    pub cyd: Stake,
    /// Every proposal there was, with the places of its actions.
    proposals: BTreeMap<Address, Vec<Address>>,
    /// Records of the votes that were ever asked for, by proposal and position.
    votes: BTreeMap<(Address, Address), Address>,
    /// What was staged, by proposal and index.
    staged: BTreeMap<(Address, u8), Vec<u8>>,
    /// Wallets by what they are called.
    purses: BTreeMap<String, Address>,
}

impl<C: Chain> Governed<C> {
    /// A realm with [`realm_params`], a guardian for a year, and ten SOL in its treasury.
    pub fn new() -> Self {
        Self::builder().start()
    }

    /// Sends one instruction that `by` signs.
    #[track_caller]
    pub fn send(&mut self, instruction: Instruction, by: &Party) -> Sent {
        let authority = by.authority.clone();
        self.send_all(&[instruction], &[&authority])
    }

    /// Sends what nobody signs but who pays the fee.
    #[track_caller]
    pub fn send_freely(&mut self, instruction: Instruction) -> Sent {
        self.send_all(&[instruction], &[])
    }

    /// Sends one transaction, and checks.
    #[track_caller]
    pub fn send_all(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Sent {
        let before = self.named_by(instructions);
        let sent = self.world.send(instructions, signers);
        match sent {
            Ok(_) => self.check(),
            Err(_) => assert_eq!(
                self.named_by(instructions),
                before,
                "refused, but something moved"
            ),
        }
        sent
    }

    /// Every account that the instructions name, but for who pays the fee.
    fn named_by(&mut self, instructions: &[Instruction]) -> Vec<Option<Account>> {
        let payer = self.world.payer.pubkey();
        let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
        metas
            .filter(|meta| meta.pubkey != payer)
            .map(|meta| self.world.chain.account(&meta.pubkey))
            .collect()
    }

    /// Checks what holds after every transaction.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn check(&mut self) {
        for (address, actions) in self.proposals.clone() {
            let Some(proposal) = self.world.find::<Proposal>(&address) else {
                continue;
            };
            let (mut open, mut tally) = (0, Tally::default());
            let votes = self.votes.range((address, Address::default())..);
            let records: Vec<Address> = votes
                .take_while(|((of, _), _)| *of == address)
                .map(|(_, record)| *record)
                .collect();
            for record in records {
                if let Some(record) = self.world.find::<VoteRecord>(&record) {
                    open += 1;
                    tally = tally
                        .replace(Tally::default(), record.tally)
                        .expect("fits into 64 bits");
                }
            }
            assert_eq!(proposal.open_votes, open, "records of proposal {address}");
            if proposal.status() == Status::Voting {
                assert_eq!(proposal.tally, tally, "votes of proposal {address}");
            }
            let mut staged = 0;
            for (index, action) in actions.iter().enumerate() {
                if self.world.find::<Action>(action).is_some() {
                    staged |= 1 << index;
                }
            }
            assert_eq!(proposal.staged, staged, "actions of proposal {address}");
            assert_eq!(
                self.world.lamports(&address),
                rent::<Proposal>() + proposal.deposit,
                "lamports of proposal {address}"
            );
        }
    }

    /// The realm.
    #[track_caller]
    pub fn realm(&mut self) -> Realm {
        let address = self.gov.realm;
        self.world.state(&address)
    }

    /// The state at `address`, or `None` when there is no account.
    #[track_caller]
    pub fn find<T: State>(&mut self, address: &Address) -> Option<T> {
        self.world.find(address)
    }

    /// Unix time.
    pub fn now(&mut self) -> i64 {
        self.world.now()
    }

    pub fn warp_to(&mut self, unix_timestamp: i64) {
        self.world.warp_to(unix_timestamp);
    }

    /// Lets `seconds` pass.
    pub fn later(&mut self, seconds: i64) {
        let now = self.now();
        self.warp_to(now + seconds);
    }

    /// Somebody with a position of `amount`, locked for `lock_seconds`, which has weight from the next second on.
    #[track_caller]
    pub fn add_voter(&mut self, name: &str, amount: u64, lock_seconds: u32) -> Stake {
        let stake = self.world.add_staker(name, amount, lock_seconds);
        self.watch_purse(name, stake.owner.address());
        stake
    }

    /// Somebody with a wallet.
    pub fn add_wallet(&mut self, name: &str) -> Party {
        let party = self.world.add_wallet(name);
        self.watch_purse(name, party.address());
        party
    }
}

impl<C: Chain> Default for Governed<C> {
    fn default() -> Self {
        Self::new()
    }
}
