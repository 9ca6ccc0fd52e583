//! Who plays: a client, two providers, three verifiers, each with keys, bond and a process.

use super::{
    backer::Backer,
    job::CLASS,
    member::{Honesty, Member},
    story::Story,
};
use crate::commands::localnet::Chain;
use anyhow::Context as _;
use assay_client::{
    accounts, address,
    escrow::{EscrowMarket, Market},
    stake::{Holding, Pool, StakePool, ROLE_PROVIDER, ROLE_VERIFIER},
    Transaction,
};
use assay_worker::benchmark::Report;
use futures_util::future::{join_all, try_join_all};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::{Path, PathBuf};

const LAMPORTS: u64 = 10_000_000_000;
/// One reward token.
const TOKEN: u64 = 1_000_000;
const CLIENT_TOKENS: u64 = 1_000 * TOKEN;
/// What of it the client stakes, to have a say.
const CLIENT_STAKE: u64 = 300 * TOKEN;
/// What each operator gets, and how much of it becomes its bond.
const OPERATOR_TOKENS: u64 = 3_000 * TOKEN;
const PROVIDER_BOND: u64 = 500 * TOKEN;
/// Less than a job's bond: the rest of it is the backer's.
const CROOKED_BOND: u64 = 100 * TOKEN;
/// Different bonds, so that the lottery has something to weigh.
const VERIFIER_BONDS: [u64; 3] = [1_000 * TOKEN, 1_500 * TOKEN, 2_000 * TOKEN];

pub struct Cast {
    pub home: PathBuf,
    pub client: Keypair,
    /// The client's stake, which backs nobody.
    pub stake: Holding,
    pub pool: StakePool,
    pub market: EscrowMarket,
    pub honest: Member,
    pub crooked: Member,
    pub verifiers: Vec<Member>,
    pub backer: Backer,
}

impl Cast {
    /// Makes keys, hands out SOL and tokens, and registers and bonds every operator. Says what hardware was shown.
    pub async fn gather(chain: &Chain, home: &Path) -> anyhow::Result<(Self, Report)> {
        let pool = StakePool::new(chain.suite.reward_mint);
        let market = address::market(&pool.address, &pool.reward_mint);
        let market: Market = accounts::fetch(&chain.rpc, &market).await?;
        let client = Keypair::new();
        let member = |name: &str| Member::new(name, &pool, home);
        let id = rand::random();
        let cast = Self {
            home: home.to_owned(),
            stake: Holding {
                owner: client.pubkey(),
                position: pool.position(id),
                operator: None,
            },
            pool,
            market: EscrowMarket::of(&market),
            honest: member("provider A")?,
            crooked: member("provider B")?,
            verifiers: (1..=VERIFIER_BONDS.len())
                .map(|number| member(&format!("verifier {number}")))
                .collect::<anyhow::Result<_>>()?,
            client,
            backer: Backer::new(&pool),
        };
        cast.fund(chain).await?;
        cast.register(chain).await?;
        let providers = [cast.honest.operator, cast.crooked.operator];
        let backing = cast.backer.stake(chain, &pool, providers);
        let (.., shown) =
            futures_util::future::try_join3(backing, cast.take_part(chain, id), cast.show_class(chain))
                .await?;
        // Nobody waits for anything yet.
        let pool: Pool = accounts::fetch(&chain.rpc, &cast.pool.address).await?;
        let ends = pool.epoch_ends_at().max(chain.rpc.unix_time().await?);
        chain.net.set_clock(ends).await?;
        super::backer::next_epoch(chain, &cast).await?;
        Ok((cast, shown))
    }

    /// Starts the verifiers and the honest provider.
    pub async fn begin(&mut self, chain: &Chain, shown: &Report, story: &Story) -> anyhow::Result<()> {
        let daemons = self.verifiers.iter_mut().map(|verifier| verifier.verify(chain));
        let provider = self.honest.work(chain, Honesty::Honest);
        futures_util::future::try_join(provider, try_join_all(daemons)).await?;
        story.tell(&format!(
            "Two providers and {} verifiers have bonded reward tokens, and a holder backs both providers; the daemons run as processes of their own.",
            self.verifiers.len()
        ));
        story.tell(&format!(
            "Both providers have shown to be of class {CLASS}: the chain seeded a benchmark, its result was due within {} slots and came after {}, and the chain recomputed {} elements that it drew.",
            shown.slots_allowed,
            shown.slots.unwrap_or_default(),
            shown.draws
        ));
        Ok(())
    }

    /// Provider A works and provider B rests; everybody else goes on.
    pub async fn honest_on_duty(&mut self, chain: &Chain) -> anyhow::Result<()> {
        self.go_on().await?;
        self.crooked.leave_duty().await?;
        self.honest.ensure_working(chain, Honesty::Honest).await
    }

    /// Provider B works and provider A rests.
    pub async fn crooked_on_duty(&mut self, chain: &Chain) -> anyhow::Result<()> {
        self.honest.leave_duty().await?;
        self.crooked.ensure_working(chain, Honesty::Crooked).await
    }

    /// Both providers show their hardware; what the first of them has shown.
    async fn show_class(&self, chain: &Chain) -> anyhow::Result<Report> {
        let (honest, _) = futures_util::future::try_join(
            self.honest.show_class(chain, CLASS),
            self.crooked.show_class(chain, CLASS),
        )
        .await?;
        Ok(honest)
    }

    /// The client stakes a part of its tokens.
    async fn take_part(&self, chain: &Chain, id: u64) -> anyhow::Result<()> {
        let open = self.pool.open_position(self.stake.owner, id, CLIENT_STAKE, 0);
        let sent = Transaction::new(&self.client, vec![open]).send(&chain.rpc).await;
        sent.context("staking the client's tokens")?;
        Ok(())
    }

    pub fn members(&self) -> impl Iterator<Item = &Member> {
        [&self.honest, &self.crooked].into_iter().chain(&self.verifiers)
    }

    async fn fund(&self, chain: &Chain) -> anyhow::Result<()> {
        let mut gifts = vec![
            (self.client.pubkey(), CLIENT_TOKENS),
            (self.backer.key.pubkey(), Backer::purse()),
        ];
        for member in self.members() {
            gifts.push((member.authority.pubkey(), OPERATOR_TOKENS));
            // The agent needs an account for what it earns by a conviction, and nothing in it.
            gifts.push((member.agent.pubkey(), 0));
        }
        let gifts = gifts
            .iter()
            .map(|(owner, units)| chain.give(owner, LAMPORTS, *units));
        try_join_all(gifts).await?;
        Ok(())
    }

    async fn register(&self, chain: &Chain) -> anyhow::Result<()> {
        let providers = [(&self.honest, PROVIDER_BOND), (&self.crooked, CROOKED_BOND)]
            .map(|(provider, bond)| provider.register(chain, &self.pool, ROLE_PROVIDER, bond, None));
        let verifiers = self.verifiers.iter().zip(VERIFIER_BONDS).enumerate();
        let verifiers = verifiers.map(|(seat, (verifier, bond))| {
            verifier.register(chain, &self.pool, ROLE_VERIFIER, bond, Some(seat as u16))
        });
        try_join_all(providers.into_iter().chain(verifiers)).await?;
        Ok(())
    }

    /// The member that owns this key, or the client.
    pub fn name_of(&self, key: &Address) -> String {
        self.members()
            .find(|member| [member.authority.pubkey(), member.agent.pubkey(), member.operator].contains(key))
            .map_or_else(|| key.to_string(), |member| member.name.clone())
    }

    fn members_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        let providers = [&mut self.honest, &mut self.crooked].into_iter();
        providers.chain(&mut self.verifiers)
    }

    /// Fails when a daemon of the story has ended.
    pub fn require_running(&mut self) -> anyhow::Result<()> {
        self.members_mut().try_for_each(Member::require_running)
    }

    /// Ends every daemon. What it must remember is on chain and on disk.
    pub async fn rest(&mut self) {
        join_all(self.members_mut().map(Member::rest)).await;
    }

    /// Starts the daemons again that rest.
    pub async fn go_on(&mut self) -> anyhow::Result<()> {
        try_join_all(self.members_mut().map(Member::go_on)).await?;
        Ok(())
    }
}
