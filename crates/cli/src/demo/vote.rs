//! The last act: a vote changes the market's fee.

use super::{books::Books, cast::Cast, handover::hand_over, story::Story};
use crate::{
    commands::localnet::Chain,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts, address,
    escrow::{Market, MarketParams},
    governor::{stage, staged, unstage, Action, Ballot, Governance, Proposal, ProposalText, Realm},
    idl::describe,
    simulate::simulate,
    stake::Holding,
    ClientError, Transaction,
};
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::time::Duration;

const TITLE: &str = "A fee of 4 % instead of 5 %";
const FEE_BPS: u16 = 400;

/// How the vote ended.
#[derive(Serialize)]
pub struct Governed {
    for_weight: u64,
    against_weight: u64,
    quorum: u64,
    total_weight: u64,
    /// What refused the execution before the time lock was over.
    early: String,
    fee_bps_before: u16,
    fee_bps_after: u16,
    /// By how much the chain's clock was moved, seconds.
    clock_moved_s: i64,
}

/// The holder who backs the providers proposes a lower fee, the client is against it, and the treasury does it.
pub async fn govern(
    chain: &Chain,
    cast: &mut Cast,
    books: &mut Books,
    story: &Story,
) -> anyhow::Result<Governed> {
    // Nobody is to wait for anything while the clock is moved.
    cast.rest().await;
    let before: Market = accounts::fetch(&chain.rpc, &cast.market.address).await?;
    let params = MarketParams {
        fee_bps: FEE_BPS,
        ..before.params
    };
    let gov = hand_over(chain, cast, params, story).await?;
    let number = accounts::fetch::<Realm>(&chain.rpc, &gov.realm).await?.proposals;
    let vote = Vote {
        chain,
        cast,
        gov,
        address: gov.proposal(number),
    };
    for (name, key) in [("backer, SOL", &cast.backer.key), ("client, SOL", &cast.client)] {
        books.add_lamports(chain, name, key.pubkey()).await?;
    }
    books.add_lamports(chain, "proposal, SOL", vote.address).await?;
    let staged = vote.draft(number, params, story).await?;
    let proposal = vote.hold(story).await?;
    let mut moved = vote
        .wait_until(proposal.ends_at, "the vote is over", story)
        .await?;
    vote.anyone(vec![gov.finalize(vote.address)]).await?;
    let (queued, early) = vote.too_early(&staged, story).await?;
    moved += vote
        .wait_until(queued.executable_at, "the time lock is over", story)
        .await?;
    vote.anyone(vec![gov.execute_action(vote.address, 0, &staged)?])
        .await?;
    let after: Market = accounts::fetch(&chain.rpc, &cast.market.address).await?;
    story.tell(&format!(
        "A verifier has it executed, as anyone may, and the treasury signs: the market's fee is {} basis points on chain.",
        after.params.fee_bps
    ));
    vote.close(story).await?;
    Ok(Governed {
        for_weight: proposal.tally.for_weight,
        against_weight: proposal.tally.against_weight,
        quorum: proposal.quorum,
        total_weight: proposal.total_weight,
        early,
        fee_bps_before: before.params.fee_bps,
        fee_bps_after: after.params.fee_bps,
        clock_moved_s: moved,
    })
}

struct Vote<'a> {
    chain: &'a Chain,
    cast: &'a Cast,
    gov: Governance,
    address: Address,
}

impl Vote<'_> {
    /// Writes the proposal down and shows what it says and would do, as the chain has it. Returns the staged action.
    async fn draft(&self, number: u64, params: MarketParams, story: &Story) -> anyhow::Result<Vec<u8>> {
        let set = self.cast.market.set_market_params(self.gov.treasury, params);
        let (proposer, holding) = (&self.cast.backer.key, self.backer(0));
        let text = ProposalText {
            hash: [0; 32],
            title: TITLE.as_bytes().to_vec(),
            uri: Vec::new(),
        };
        let draft = vec![
            self.gov.create_proposal(&holding, number, text),
            self.gov
                .add_action(holding.owner, self.address, 0, &stage(&set)?, None),
        ];
        self.send(proposer, draft).await?;

        let at = address::action(&self.address, 0);
        let account = self.chain.rpc.account(&at).await?;
        let account = account.context("the proposal's action is not there")?;
        let action: Action = accounts::decode(at, &account.data)?;
        let bytes = staged(&action, &account.data)?.to_vec();
        let instruction = unstage(&bytes)?;
        story.tell(&format!(
            "The holder who backs the providers proposes \"{TITLE}\", with its stake and a deposit. This is what the chain has of it, and what it would change:"
        ));
        story.aside(&format!("         {}", describe(&instruction)));
        let simulation = simulate(&self.chain.rpc, &holding.owner, &[instruction], &[]).await?;
        if let Some(error) = simulation.err {
            return Err(error).context("the proposal could not be executed");
        }
        for effect in &simulation.effects {
            story.aside(&format!("         {effect}"));
        }
        self.send(proposer, vec![self.gov.submit(&holding, self.address)])
            .await?;
        Ok(bytes)
    }

    /// Everybody votes. Returns the proposal as it stands then.
    async fn hold(&self, story: &Story) -> anyhow::Result<Proposal> {
        let content = self.proposal().await?.content;
        let cast = |holding: Holding, for_bps: u16| {
            let ballot = Ballot {
                for_bps,
                against_bps: 10_000 - for_bps,
                abstain_bps: 0,
            };
            self.gov
                .cast_vote(holding.owner, self.address, &holding, ballot, content)
        };
        let backer = vec![cast(self.backer(0), 10_000), cast(self.backer(1), 10_000)];
        self.send(&self.cast.backer.key, backer).await?;
        self.send(&self.cast.client, vec![cast(self.cast.stake, 0)])
            .await?;
        let proposal = self.proposal().await?;
        story.tell(&format!(
            "It votes for it with both of its positions, the client with its own against it: {} for, {} against; {} are needed to take part, of {}.",
            tokens(proposal.tally.for_weight, REWARD_DECIMALS),
            tokens(proposal.tally.against_weight, REWARD_DECIMALS),
            tokens(proposal.quorum, REWARD_DECIMALS),
            tokens(proposal.total_weight, REWARD_DECIMALS),
        ));
        Ok(proposal)
    }

    /// Tries to execute it at once, which the time lock refuses. Returns the decided proposal and the refusal.
    async fn too_early(&self, staged: &[u8], story: &Story) -> anyhow::Result<(Proposal, String)> {
        let execute = self.gov.execute_action(self.address, 0, staged)?;
        let refusal = match self.anyone(vec![execute]).await {
            Err(ClientError::Program(refusal)) => refusal.name.unwrap_or(refusal.sentence),
            Err(error) => return Err(error.into()),
            Ok(()) => bail!("the proposal was executed before its time lock was over"),
        };
        let proposal = self.proposal().await?;
        let left = proposal.executable_at - self.chain.rpc.unix_time().await?;
        story.tell(&format!(
            "It is {}. Executing it at once is refused ({refusal}): for another {} the client, who is against it, could leave.",
            proposal.status().name().to_lowercase(),
            span(left)
        ));
        Ok((proposal, refusal))
    }

    /// Moves the local chain's clock. Returns by how many seconds.
    async fn wait_until(&self, unix_time: i64, what: &str, story: &Story) -> anyhow::Result<i64> {
        let by = unix_time - self.chain.rpc.unix_time().await?;
        self.chain.net.set_clock(unix_time).await?;
        let moved = span(by);
        story.tell(&format!(
            "The clock of the local chain is moved by {moved}: {what}."
        ));
        Ok(by)
    }

    /// Closes votes, action and proposal. What they held goes back to who paid it.
    async fn close(&self, story: &Story) -> anyhow::Result<()> {
        let (gov, proposer) = (&self.gov, self.cast.backer.key.pubkey());
        let votes = [self.backer(0), self.backer(1), self.cast.stake];
        let votes = votes.map(|holding| gov.close_vote(self.address, holding.position, holding.owner));
        self.anyone(votes.to_vec()).await?;
        let rest = vec![
            gov.close_action(proposer, self.address, 0),
            gov.reclaim_deposit(self.address, proposer),
            gov.close_proposal(proposer, self.address),
        ];
        self.send(&self.cast.backer.key, rest).await?;
        story.tell("Votes and proposal are closed; the deposit and every rent are back.");
        Ok(())
    }

    /// One of the backer's positions.
    fn backer(&self, n: usize) -> Holding {
        let providers = [&self.cast.honest, &self.cast.crooked];
        Holding {
            owner: self.cast.backer.key.pubkey(),
            position: self.cast.backer.positions[n],
            operator: Some(providers[n].operator),
        }
    }

    async fn proposal(&self) -> Result<Proposal, ClientError> {
        accounts::fetch(&self.chain.rpc, &self.address).await
    }

    /// What anyone may have done, a verifier does.
    async fn anyone(&self, instructions: Vec<Instruction>) -> Result<(), ClientError> {
        let verifier = &self.cast.verifiers[0].authority;
        let transaction = Transaction::new(verifier, instructions);
        transaction.send(&self.chain.rpc).await.map(drop)
    }

    /// The deployer pays the fee, so that deposits and rents of `signer` must come back to the lamport.
    async fn send(&self, signer: &Keypair, instructions: Vec<Instruction>) -> Result<(), ClientError> {
        let transaction = Transaction::new(&self.chain.deployer, instructions).signed_by(signer);
        transaction.send(&self.chain.rpc).await.map(drop)
    }
}

fn span(seconds: i64) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_secs(seconds.unsigned_abs()))
}
