//! What every recipe of the governor starts from.

use crate::{
    chain::Chain,
    lab::{top_bump, Lab},
};
use assay_client::{
    address,
    governor::{stage, Ballot, Governance, Proposal, ProposalText, Realm, RealmParams, VoteRecord},
    stake::{Holding, StakePool},
};
use governor::constants::{ACTION_SEED, PROPOSAL_SEED, VOTE_SEED};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::constants::POSITION_SEED;

/// What every position is opened with, base units.
pub const STAKE: u64 = 1_000_000;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 86_400;
/// All of a vote.
pub const FOR: Ballot = Ballot {
    for_bps: 10_000,
    against_bps: 0,
    abstain_bps: 0,
};
pub const AGAINST: Ballot = Ballot {
    for_bps: 0,
    against_bps: 10_000,
    abstain_bps: 0,
};

pub fn params() -> RealmParams {
    RealmParams {
        deposit: 1_000_000,
        voting_seconds: 3 * DAY as u32,
        late_seconds: HOUR as u32,
        extension_seconds: DAY as u32,
        timelock_seconds: DAY as u32,
        exit_seconds: DAY as u32,
        execution_seconds: 7 * DAY as u32,
        threshold_bps: 100,
        quorum_bps: 1_000,
        approval_bps: 5_000,
        critical_approval_bps: 6_000,
    }
}

/// A proposal with whom it is of.
#[derive(Clone, Copy)]
pub struct Draft {
    pub of: Governance,
    pub proposer: Holding,
    pub address: Address,
}

/// Four proposals and four positions: the first of each is what a recipe is about; the second is of the same owner, the
/// third of another, the fourth in another realm.
pub struct Scene {
    pub drafts: [Draft; 4],
    pub voters: [(Governance, Holding); 4],
}

impl Scene {
    pub fn first(&self) -> Draft {
        self.drafts[0]
    }

    pub fn voter(&self) -> Holding {
        self.voters[0].1
    }

    /// Hash of a proposal's content.
    pub fn content(&self, lab: &mut Lab, draft: &Draft) -> [u8; 32] {
        lab.state::<Proposal>(&draft.address).content
    }

    /// Every proposal with every position of its realm.
    pub fn pairs(&self) -> Vec<(Draft, Holding)> {
        let mut pairs = Vec::new();
        for draft in self.drafts {
            for (of, holding) in &self.voters {
                if *of == draft.of {
                    pairs.push((draft, *holding));
                }
            }
        }
        pairs
    }
}

impl Lab {
    /// The realm of each of the three pools, which trust them with votes. The guardian is the same everywhere but in B.
    pub fn realms(&mut self) -> [Governance; 3] {
        let now = self.now();
        let guardians = ["guardian", "another guardian", "guardian"].map(|name| self.wallet(name));
        [0, 1, 2].map(|n| {
            let (pool, authority) = (self.parties.pools[n], self.parties.governors[n]);
            let governance = Governance::new(pool);
            let letter = ["A", "B", "C"][n];
            self.call(governance.realm, format!("realm {letter}"));
            self.call(governance.treasury, format!("treasury of realm {letter}"));
            self.chain.fund(governance.treasury, 1_000_000_000);
            self.send(governance.create_realm(authority, params(), Some((guardians[n], now + 300 * DAY))));
            self.send(pool.set_governor(authority, governance.realm));
            governance
        })
    }

    /// A position of `owner`, for which `suits` holds.
    fn position_where(
        &mut self,
        pool: StakePool,
        owner: Address,
        name: &str,
        suits: impl Fn(&Address) -> bool,
    ) -> Holding {
        let id = self.nonce_where(|id| {
            let seeds = [POSITION_SEED, pool.address.as_ref(), &id.to_le_bytes()];
            top_bump(&stake::ID, &seeds) && suits(&pool.position(id))
        });
        self.send(pool.open_position(owner, id, STAKE, 0));
        let position = pool.position(id);
        self.call(position, name);
        Holding {
            owner,
            position,
            operator: None,
        }
    }

    /// Where the next proposal of a realm has the bump 255, and so has its first action.
    fn next_proposal(&mut self, of: &Governance) -> u64 {
        let first = self.state::<Realm>(&of.realm).proposals;
        let number = (first..)
            .find(|number| {
                let seeds = [PROPOSAL_SEED, of.realm.as_ref(), &number.to_le_bytes()];
                let proposal = of.proposal(*number);
                top_bump(&governor::ID, &seeds)
                    && top_bump(&governor::ID, &[ACTION_SEED, proposal.as_ref(), &[0]])
            })
            .expect("numbers do not run out");
        self.change(&of.realm, |realm: &mut Realm| realm.proposals = number);
        number
    }

    /// The instruction that creates a realm's next proposal.
    pub fn propose(&mut self, of: &Governance, proposer: &Holding) -> (Draft, Instruction) {
        let number = self.next_proposal(of);
        let text = ProposalText {
            hash: [7; 32],
            title: b"Pay a lamport".to_vec(),
            uri: b"https://assay.example/1".to_vec(),
        };
        let draft = Draft {
            of: *of,
            proposer: *proposer,
            address: of.proposal(number),
        };
        (draft, of.create_proposal(proposer, number, text))
    }

    /// Realms, proposers who have staked since yesterday, and positions that will vote.
    pub fn assembly(&mut self) -> (Scene, [(Governance, Holding); 4]) {
        let [a, b, _] = self.realms();
        let [me, other] = [0, 1].map(|n| self.parties.clients[n]);
        let proposers = [
            (a, me, "a proposer's position"),
            (a, me, "another position of the same proposer"),
            (a, other, "a position of another proposer"),
            (b, other, "a proposer's position in another pool"),
        ]
        .map(|(of, owner, name)| (of, self.position_where(of.pool, owner, name, |_| true)));
        self.advance(DAY);
        let number = self.next_proposal(&a);
        let proposal = a.proposal(number);
        let voters = [
            (a, me, "a position"),
            (a, me, "another position of the same owner"),
            (a, other, "a position of another owner"),
            (b, other, "a position in another pool"),
        ]
        .map(|(of, owner, name)| {
            let holding = self.position_where(of.pool, owner, name, |position| {
                top_bump(&governor::ID, &[VOTE_SEED, proposal.as_ref(), position.as_ref()])
            });
            (of, holding)
        });
        self.advance(DAY);
        let drafts = proposers.map(|(of, proposer)| Draft {
            of,
            proposer,
            address: of.realm,
        });
        (Scene { drafts, voters }, proposers)
    }

    /// The drafts are there, without actions.
    pub fn drafted(&mut self) -> Scene {
        let (mut scene, proposers) = self.assembly();
        let names = [
            "a proposal",
            "another proposal of the same proposer",
            "a proposal of another proposer",
            "a proposal in another realm",
        ];
        for (n, (of, proposer)) in proposers.into_iter().enumerate() {
            let (draft, create) = self.propose(&of, &proposer);
            self.send(create);
            self.call(draft.address, names[n]);
            scene.drafts[n] = draft;
        }
        scene
    }

    /// What the proposals do: pays a lamport of the treasury, or, when it is to be critical, ends every pause.
    pub fn voted(&self, draft: &Draft, critical: bool) -> Instruction {
        match critical {
            true => draft.of.pool.set_pause(draft.of.treasury, 0),
            false => {
                solana_system_interface::instruction::transfer(&draft.of.treasury, &draft.proposer.owner, 1)
            }
        }
    }

    /// Every draft has an action.
    pub fn staged(&mut self, critical: bool) -> Scene {
        let scene = self.drafted();
        let names = [
            "an action",
            "another action",
            "another's action",
            "a foreign action",
        ];
        for (draft, name) in scene.drafts.into_iter().zip(names) {
            let bytes = stage(&self.voted(&draft, critical)).expect("small");
            let owner = draft.proposer.owner;
            self.send(draft.of.add_action(owner, draft.address, 0, &bytes, None));
            self.call(address::action(&draft.address, 0), name);
        }
        scene
    }

    /// Every vote is open.
    pub fn submitted(&mut self, critical: bool) -> Scene {
        let scene = self.staged(critical);
        for draft in scene.drafts {
            self.send(draft.of.submit(&draft.proposer, draft.address));
        }
        self.advance(HOUR);
        scene
    }

    /// Every position has voted on every proposal of its realm: the first one as `ballot` says, the others for it.
    pub fn cast(&mut self, critical: bool, ballot: Ballot) -> Scene {
        let scene = self.submitted(critical);
        for (draft, holding) in scene.pairs() {
            let ballot = match holding == scene.voter() {
                true => ballot,
                false => FOR,
            };
            let content = scene.content(self, &draft);
            let vote = draft
                .of
                .cast_vote(holding.owner, draft.address, &holding, ballot, content);
            self.send(vote);
            let record = address::vote_record(&draft.address, &holding.position);
            let (proposal, position) = (self.name(&draft.address), self.name(&holding.position));
            self.call(record, format!("the vote of {position} on {proposal}"));
            // Rents are told apart when somebody else has paid each.
            let payer = self.wallet("the records' payer");
            self.change(&record, |record: &mut VoteRecord| record.payer = payer);
        }
        scene
    }

    /// Every vote is decided.
    pub fn decided(&mut self, critical: bool, ballot: Ballot) -> Scene {
        let scene = self.cast(critical, ballot);
        self.advance(5 * DAY);
        for draft in scene.drafts {
            self.send(draft.of.finalize(draft.address));
        }
        scene
    }

    /// Everything that was decided is done.
    pub fn executed(&mut self) -> Scene {
        let scene = self.decided(false, FOR);
        self.advance(2 * DAY);
        for draft in scene.drafts {
            let execute = self.execute(&draft, false);
            self.send(execute);
        }
        scene
    }

    pub fn execute(&self, draft: &Draft, critical: bool) -> Instruction {
        let bytes = stage(&self.voted(draft, critical)).expect("small");
        let execute = draft.of.execute_action(draft.address, 0, &bytes);
        execute.expect("just staged")
    }
}
