//! A holder who backs both providers, and what comes of it.

use super::{books::Books, cast::Cast, story::Story};
use crate::{
    commands::localnet::Chain,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::Context as _;
use assay_client::{
    accounts,
    events::{decode_logs, stake_events, Event},
    stake::{Holding, Pool, StakePool},
    Receipt, Transaction,
};
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::time::Duration;

/// One reward token.
const TOKEN: u64 = 1_000_000;
/// What the holder puts behind the honest provider and behind the other one.
const STAKES: [u64; 2] = [800 * TOKEN, 400 * TOKEN];
const POLL: Duration = Duration::from_millis(100);

/// A holder of reward tokens.
pub struct Backer {
    pub key: Keypair,
    /// Positions behind the honest provider and behind the other one.
    pub positions: [Address; 2],
    ids: [u64; 2],
}

/// What the first job and the stake behind it earned, base units.
#[derive(Serialize)]
pub struct Rewards {
    /// Paid to provider A out of the emission.
    provider: u64,
    /// For proven work: what was burnt of the fee bounds it.
    provider_work: u64,
    /// Paid to the holder who backs provider A.
    backer: u64,
    /// Minted since the beginning.
    emitted: u64,
}

impl Backer {
    pub fn new(pool: &StakePool) -> Self {
        let ids = [rand::random(), rand::random()];
        Self {
            key: Keypair::new(),
            positions: ids.map(|id| pool.position(id)),
            ids,
        }
    }

    /// Tokens that the holder needs.
    pub const fn purse() -> u64 {
        STAKES[0] + STAKES[1]
    }

    /// Opens both positions and backs `providers` with them.
    pub async fn stake(
        &self,
        chain: &Chain,
        pool: &StakePool,
        providers: [Address; 2],
    ) -> anyhow::Result<()> {
        let owner = self.key.pubkey();
        let mut instructions = Vec::new();
        for n in 0..2 {
            instructions.push(pool.open_position(owner, self.ids[n], STAKES[n], 0));
            instructions.push(pool.back(owner, self.positions[n], providers[n], 0));
        }
        Transaction::new(&self.key, instructions)
            .send(&chain.rpc)
            .await
            .context("backing the providers")?;
        Ok(())
    }
}

/// Waits for the end of the epoch and begins the next one. Returns what it minted.
pub async fn next_epoch(chain: &Chain, cast: &Cast) -> anyhow::Result<u64> {
    loop {
        let pool: Pool = accounts::fetch(&chain.rpc, &cast.pool.address).await?;
        if chain.rpc.unix_time().await? >= pool.epoch_ends_at() {
            break;
        }
        tokio::time::sleep(POLL).await;
    }
    let receipt = send(chain, &cast.client, cast.pool.advance_epoch()).await?;
    let minted = find(&receipt, |event| match event {
        stake_events::Event::EpochAdvanced(it) => {
            Some(it.to_work + it.to_verification + it.to_security + it.to_liquidity + it.to_treasury)
        }
        _ => None,
    });
    minted.context("an epoch that says nothing of itself")
}

/// After the first job: the epoch ends, and provider A and the holder behind it claim.
pub async fn claim(
    chain: &Chain,
    cast: &Cast,
    books: &mut Books,
    burnt: u64,
    story: &Story,
) -> anyhow::Result<Rewards> {
    books.minted(cast, next_epoch(chain, cast).await?)?;
    let provider = &cast.honest.authority;
    let receipt = send(chain, provider, cast.pool.claim_operator(provider.pubkey())).await?;
    let paid = find(&receipt, |event| match event {
        stake_events::Event::OperatorPaid(it) => Some(it.amount),
        _ => None,
    });
    let paid = paid.context("the provider claimed nothing")?;
    books.rewarded(cast, &provider.pubkey(), paid)?;

    let holding = Holding {
        owner: cast.backer.key.pubkey(),
        position: cast.backer.positions[0],
        operator: Some(cast.honest.operator),
    };
    let receipt = send(chain, &cast.backer.key, cast.pool.claim(&holding)).await?;
    let earned = find(&receipt, |event| match event {
        stake_events::Event::RewardsClaimed(it) => Some(it.amount),
        _ => None,
    });
    let earned = earned.context("the backer claimed nothing")?;
    books.rewarded(cast, &holding.owner, earned)?;

    let operator: assay_client::stake::Operator = accounts::fetch(&chain.rpc, &cast.honest.operator).await?;
    let pool: Pool = accounts::fetch(&chain.rpc, &cast.pool.address).await?;
    story.tell(&format!(
        "An epoch ends. Provider A earns {} of the emission: {} for its work, bounded by the {} burnt of the fee, the rest for its bond. The holder who backs it earns {}.",
        tokens(paid, REWARD_DECIMALS),
        tokens(operator.earned_work, REWARD_DECIMALS),
        tokens(burnt, REWARD_DECIMALS),
        tokens(earned, REWARD_DECIMALS),
    ));
    Ok(Rewards {
        provider: paid,
        provider_work: operator.earned_work,
        backer: earned,
        emitted: pool.emitted,
    })
}

async fn send(chain: &Chain, signer: &Keypair, instruction: Instruction) -> anyhow::Result<Receipt> {
    Ok(Transaction::new(signer, vec![instruction])
        .send(&chain.rpc)
        .await?)
}

fn find<T>(receipt: &Receipt, pick: impl Fn(&stake_events::Event) -> Option<T>) -> Option<T> {
    decode_logs(&receipt.logs).iter().find_map(|event| match event {
        Event::Stake(event) => pick(event),
        _ => None,
    })
}
