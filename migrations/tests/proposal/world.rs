//! A suite that is governed: a realm, two stakers, and the programs in the treasury's hands.

use assay_client::{
    accounts, address,
    governor::{stage, Ballot, Governance, Proposal, ProposalText, Realm},
    stake::{Holding, StakePool},
    token, ClientError, Cluster, Receipt, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{initialise, load_programs, ClusterConfig, Loader, Program, Suite};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{path::Path, time::Duration};

const LAMPORTS: u64 = 100_000_000_000;
/// What each staker stakes, base units.
pub const STAKE: u64 = 5_000_000_000;
const DECIMALS: u8 = 6;

/// A holder of reward tokens who stakes them.
pub struct Staker {
    pub key: Keypair,
    pub holding: Holding,
    /// Of the transaction that opened the position.
    pub opened: Receipt,
}

pub struct World {
    pub chain: Localnet,
    pub rpc: Rpc,
    /// Deployed everything, and is the authority of everything until it hands over.
    pub deployer: Keypair,
    pub programs: Vec<Program>,
    pub suite: Suite,
    pub pool: StakePool,
    pub gov: Governance,
    state: tempfile::TempDir,
}

impl World {
    /// A chain that looks at signatures, with the suite initialised: the localnet's configuration has a realm, which the pool
    /// knows as its governor.
    pub async fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/deploy");
        let programs = load_programs(&folder).expect("`cargo xtask build` has been run");
        let deployer = Keypair::new();
        let mut builder = Localnet::builder()
            .slot_time(Duration::from_millis(50))
            .wallet(deployer.pubkey(), LAMPORTS);
        for program in &programs {
            builder = builder.upgradeable_program(program.id, program.elf.clone(), deployer.pubkey());
        }
        let chain = builder.start().await.expect("the chain starts");
        let rpc = Rpc::new(Cluster::new(chain.rpc_url()).expect("a URL"));
        let config = ClusterConfig::named("localnet").expect("it comes with the program");
        let suite = initialise(&rpc, &deployer, &config, &|_| {})
            .await
            .expect("initialised");
        let pool = StakePool::new(suite.reward_mint);
        Self {
            chain,
            rpc,
            deployer,
            programs,
            gov: Governance::new(pool),
            pool,
            suite,
            state: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A wallet with SOL, and with reward tokens of which it stakes [`STAKE`].
    pub async fn staker(&self, id: u64) -> Staker {
        let key = Keypair::new();
        let (from, to) = (self.deployer.pubkey(), key.pubkey());
        let mint = self.suite.reward_mint;
        let account = |owner| self.pool.reward_account(owner);
        let give = vec![
            solana_system_interface::instruction::transfer(&from, &to, LAMPORTS / 10),
            token::open_associated(&from, &to, &mint, &token::TOKEN_PROGRAM),
            token::transfer(&account(&from), &mint, &account(&to), &from, 2 * STAKE, DECIMALS),
        ];
        self.send(&self.deployer, give).await.expect("given");
        let open = self.pool.open_position(to, id, STAKE, 0);
        let opened = self.send(&key, vec![open]).await.expect("staked");
        let position = self.pool.position(id);
        Staker {
            holding: Holding {
                owner: to,
                position,
                operator: None,
            },
            key,
            opened,
        }
    }

    /// The deployer gives up the pool and every program; the treasury has them from here on.
    pub async fn hand_over(&self) {
        let handover = self.gov.handover(self.deployer.pubkey());
        self.send(&self.deployer, vec![handover])
            .await
            .expect("handed over");
        for program in &self.programs {
            let handed_over = self
                .loader()
                .hand_over(program.name, &program.id, &self.gov.treasury)
                .await;
            handed_over.expect("handed over");
        }
    }

    pub fn loader(&self) -> Loader<'_> {
        Loader {
            rpc: &self.rpc,
            payer: &self.deployer,
            state_dir: self.state.path(),
            progress: &|_, _, _| {},
        }
    }

    /// The ELF of the program that runs at first.
    pub fn elf(&self, name: &str) -> &[u8] {
        let program = self.programs.iter().find(|program| program.name == name);
        &program.expect("it is one of them").elf
    }

    /// Writes an ELF into a buffer that is `authority`'s.
    pub async fn buffer(&self, program: &str, elf: &[u8], authority: &Address) -> Address {
        let staged = self.loader().stage(program, elf, authority).await;
        staged.expect("the buffer is filled").buffer
    }

    /// Creates a draft.
    pub async fn draft(&self, proposer: &Staker, title: &str) -> Address {
        let realm: Realm = self.read(&self.gov.realm).await;
        let text = ProposalText {
            hash: [7; 32],
            title: title.as_bytes().to_vec(),
            uri: Vec::new(),
        };
        let create = self.gov.create_proposal(&proposer.holding, realm.proposals, text);
        self.send(&proposer.key, vec![create]).await.expect("a draft");
        self.gov.proposal(realm.proposals)
    }

    /// Adds an upgrade to a draft, with what is in `buffer`.
    pub async fn add(
        &self,
        proposer: &Staker,
        proposal: Address,
        index: u8,
        action: &Instruction,
        buffer: Address,
    ) -> Result<Receipt, ClientError> {
        let staged = stage(action).expect("it fits");
        let add = self
            .gov
            .add_action(proposer.key.pubkey(), proposal, index, &staged, Some(buffer));
        self.send(&proposer.key, vec![add]).await
    }

    /// Votes for it with all that the position weighs, on what it says now.
    pub async fn vote_for(&self, voter: &Staker, proposal: Address) {
        let content = self.read::<Proposal>(&proposal).await.content;
        let ballot = Ballot {
            for_bps: 10_000,
            against_bps: 0,
            abstain_bps: 0,
        };
        let vote = self
            .gov
            .cast_vote(voter.key.pubkey(), proposal, &voter.holding, ballot, content);
        self.send(&voter.key, vec![vote]).await.expect("voted");
    }

    /// `payer` has the action done, which anyone may.
    pub async fn execute(
        &self,
        payer: &Keypair,
        proposal: Address,
        index: u8,
        action: &Instruction,
    ) -> Result<Receipt, ClientError> {
        let staged = stage(action).expect("it fits");
        let execute = self.gov.execute_action(proposal, index, &staged);
        let executed = self.send(payer, vec![execute.expect("staged")]).await?;
        // A new program runs from the next slot on.
        tokio::time::sleep(Duration::from_millis(150)).await;
        Ok(executed)
    }

    pub async fn send(
        &self,
        signer: &Keypair,
        instructions: Vec<Instruction>,
    ) -> Result<Receipt, ClientError> {
        Transaction::new(signer, instructions).send(&self.rpc).await
    }

    pub async fn read<T: accounts::State>(&self, address: &Address) -> T {
        accounts::fetch(&self.rpc, address).await.expect("it is there")
    }

    pub async fn lamports(&self, address: &Address) -> u64 {
        self.rpc.lamports(address).await.expect("asked")
    }

    /// Everything that an upgrade must leave alone, byte by byte.
    pub async fn states(&self, voters: &[&Staker], proposal: &Address) -> Vec<(Address, Vec<u8>)> {
        let mut watched = vec![self.pool.address, self.pool.registry, self.gov.realm];
        watched.extend(self.suite.markets.iter().map(|market| market.address));
        watched.extend(self.suite.fee_tiers.iter().map(|tier| tier.address));
        for voter in voters {
            watched.push(voter.holding.position);
            watched.push(address::vote_record(proposal, &voter.holding.position));
        }
        let accounts = self.rpc.accounts(&watched).await.expect("asked");
        let data = accounts
            .into_iter()
            .map(|account| account.expect("it is there").data);
        watched.into_iter().zip(data).collect()
    }
}
