//! Mint, pool, markets, tiers of fees and realm. Each step looks at the chain first and does only what is missing.

use crate::{
    realm_missing, ClassConfig, ClusterConfig, FeeTierConfig, GovernorConfig, MarketConfig, MigrationError,
};
use assay_client::{
    accounts, address,
    amm::{self, FeeConfig},
    escrow::{BenchmarkClass, EscrowMarket, Market},
    governor::Governance,
    stake::{Pool, StakePool},
    token, Rpc, Transaction,
};
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use stake::constants::REWARD_DECIMALS;

/// The reward mint's address is derived from the deployer's with this seed, so that a second run
/// finds the first one's mint.
const REWARD_MINT_SEED: &str = "assay-reward";

/// What a cluster's suite consists of.
#[derive(Debug, Clone, Serialize)]
pub struct Suite {
    #[serde(serialize_with = "as_text")]
    pub reward_mint: Address,
    #[serde(serialize_with = "as_text")]
    pub pool: Address,
    pub markets: Vec<InitialisedMarket>,
    pub fee_tiers: Vec<InitialisedTier>,
    /// Classes of hardware.
    pub classes: Vec<u16>,
    pub realm: Option<InitialisedRealm>,
}

/// Who governs the suite.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InitialisedRealm {
    #[serde(serialize_with = "as_text")]
    pub address: Address,
    /// Signs what is voted; governs once it is handed over to.
    #[serde(serialize_with = "as_text")]
    pub treasury: Address,
}

/// One tier of fees of the suite.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InitialisedTier {
    pub index: u16,
    #[serde(serialize_with = "as_text")]
    pub address: Address,
}

/// One market of the suite.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InitialisedMarket {
    #[serde(serialize_with = "as_text")]
    pub address: Address,
    #[serde(serialize_with = "as_text")]
    pub payment_mint: Address,
}

fn as_text<S: serde::Serializer>(address: &Address, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(address)
}

/// Creates what is missing, sets parameters that differ, and leaves the rest alone. `say` is told
/// what is done.
///
/// # Errors
/// When the chain refuses or cannot be reached, or the pool belongs to another authority.
pub async fn initialise(
    rpc: &Rpc,
    payer: &Keypair,
    config: &ClusterConfig,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Suite, MigrationError> {
    let run = Run { rpc, payer, say };
    let reward_mint = run.reward_mint(config.reward_mint.genesis_supply).await?;
    let pool = StakePool::new(reward_mint);
    run.pool(&pool, config).await?;
    let mut markets = Vec::with_capacity(config.markets.len());
    for market in &config.markets {
        markets.push(run.market(&pool, market).await?);
    }
    let mut fee_tiers = Vec::with_capacity(config.fee_tiers.len());
    for tier in &config.fee_tiers {
        fee_tiers.push(run.fee_tier(&pool, tier).await?);
    }
    let mut classes = Vec::with_capacity(config.classes.len());
    for class in &config.classes {
        classes.push(run.class(&pool, class).await?);
    }
    let realm = match &config.governor {
        Some(governor) => Some(run.realm(&pool, governor).await?),
        None => None,
    };
    Ok(Suite {
        reward_mint,
        pool: pool.address,
        markets,
        fee_tiers,
        classes,
        realm,
    })
}

struct Run<'a> {
    rpc: &'a Rpc,
    payer: &'a Keypair,
    say: &'a (dyn Fn(&str) + Sync),
}

impl Run<'_> {
    /// Creates the mint and mints the genesis supply in one transaction, so that a mint that is
    /// there is complete. The pool takes the right to mint over when it is initialised.
    async fn reward_mint(&self, genesis_supply: u64) -> Result<Address, MigrationError> {
        let payer = self.payer.pubkey();
        let mint = Address::create_with_seed(&payer, REWARD_MINT_SEED, &token::TOKEN_PROGRAM)
            .map_err(|error| MigrationError::Instruction(error.to_string()))?;
        if self.rpc.account(&mint).await?.is_some() {
            return Ok(mint);
        }
        let pool = StakePool::new(mint);
        let rent = self
            .rpc
            .inner()
            .get_minimum_balance_for_rent_exemption(token::MINT_LEN)
            .await;
        let create = solana_system_interface::instruction::create_account_with_seed(
            &payer,
            &mint,
            &payer,
            REWARD_MINT_SEED,
            self.rpc.named(rent)?,
            token::MINT_LEN as u64,
            &token::TOKEN_PROGRAM,
        );
        let instructions = vec![
            create,
            token::initialize_mint(&mint, &payer, REWARD_DECIMALS),
            token::open_associated(&payer, &payer, &mint, &token::TOKEN_PROGRAM),
            token::mint_to(&mint, &pool.reward_account(&payer), &payer, genesis_supply),
        ];
        self.send(instructions).await?;
        (self.say)(&format!("reward mint {mint} created"));
        Ok(mint)
    }

    async fn pool(&self, pool: &StakePool, config: &ClusterConfig) -> Result<(), MigrationError> {
        let payer = self.payer.pubkey();
        let params = config.pool.params();
        let escrow_signer = address::escrow_signer();
        let Some(existing) = accounts::find::<Pool>(self.rpc, &pool.address).await? else {
            let schedule = config.pool.schedule();
            self.send(vec![pool.initialize_pool(payer, escrow_signer, params, schedule)])
                .await?;
            (self.say)(&format!("stake pool {} initialised", pool.address));
            return Ok(());
        };
        if existing.escrow_signer != escrow_signer {
            return Err(MigrationError::Differs {
                what: "the pool's escrow signer",
                actual: existing.escrow_signer.to_string(),
                expected: escrow_signer.to_string(),
            });
        }
        if existing.params() != params {
            self.send(vec![pool.set_params(payer, params)]).await?;
            (self.say)("parameters of the pool changed");
        }
        Ok(())
    }

    async fn market(
        &self,
        pool: &StakePool,
        config: &MarketConfig,
    ) -> Result<InitialisedMarket, MigrationError> {
        let payer = self.payer.pubkey();
        let payment_mint = config.payment_mint(&pool.reward_mint)?;
        let account = self.rpc.account(&payment_mint).await?;
        let token_program = account
            .ok_or(assay_client::ClientError::NoAccount {
                what: "payment mint",
                address: payment_mint,
                hint: ": correct `mint` in the configuration",
            })?
            .owner;
        let market = EscrowMarket::new(*pool, payment_mint, token_program);
        let params = config.params();
        match accounts::find::<Market>(self.rpc, &market.address).await? {
            None => {
                self.send(vec![market.initialize_market(payer, params)]).await?;
                (self.say)(&format!("market {} initialised", market.address));
            }
            Some(existing) if bytemuck::bytes_of(&existing.params) != bytemuck::bytes_of(&params) => {
                self.send(vec![market.set_market_params(payer, params)]).await?;
                (self.say)(&format!("parameters of market {} changed", market.address));
            }
            Some(_) => {}
        }
        if let Some(buyback) = config.buyback {
            self.buyback(&market, buyback.fee_tier).await?;
        }
        Ok(InitialisedMarket {
            address: market.address,
            payment_mint,
        })
    }

    /// Names the AMM pool that a market's fees buy in, once there is one.
    async fn buyback(&self, market: &EscrowMarket, fee_tier: u16) -> Result<(), MigrationError> {
        let pool = market.pool_of_tier(fee_tier);
        let state: Market = accounts::fetch(self.rpc, &market.address).await?;
        let there = accounts::find::<amm::LiquidityPool>(self.rpc, &pool.address)
            .await?
            .is_some();
        if there && state.buyback_pool != pool.address {
            let instruction = market.set_buyback(self.payer.pubkey(), &pool);
            self.send(vec![instruction]).await?;
            (self.say)(&format!(
                "market {} buys reward tokens in {}",
                market.address, pool.address
            ));
        }
        Ok(())
    }

    async fn fee_tier(
        &self,
        pool: &StakePool,
        config: &FeeTierConfig,
    ) -> Result<InitialisedTier, MigrationError> {
        let (payer, index, fees) = (self.payer.pubkey(), config.index, config.fees());
        let address = address::fee_config(&pool.address, index);
        match accounts::find::<FeeConfig>(self.rpc, &address).await? {
            None => {
                self.send(vec![amm::create_config(pool, payer, index, fees)])
                    .await?;
                (self.say)(&format!("fee tier {index} created"));
            }
            Some(existing) if existing.fees != fees => {
                self.send(vec![amm::set_fees(pool, payer, address, fees)]).await?;
                (self.say)(&format!("fees of tier {index} changed"));
            }
            Some(_) => {}
        }
        Ok(InitialisedTier { index, address })
    }

    async fn class(&self, pool: &StakePool, config: &ClassConfig) -> Result<u16, MigrationError> {
        let (payer, class, terms) = (self.payer.pubkey(), config.class, config.terms()?);
        let address = address::benchmark_class(&pool.address, class);
        let found = accounts::find::<BenchmarkClass>(self.rpc, &address).await?;
        let same = |found: &BenchmarkClass| bytemuck::bytes_of(&found.terms) == bytemuck::bytes_of(&terms);
        if found.as_ref().is_some_and(same) {
            return Ok(class);
        }
        let done = match found {
            None => "created",
            Some(_) => {
                self.send(vec![pool.close_benchmark_class(payer, class)]).await?;
                "changed"
            }
        };
        self.send(vec![pool.create_benchmark_class(payer, terms)]).await?;
        (self.say)(&format!("class {class} {done}"));
        Ok(class)
    }

    async fn realm(
        &self,
        pool: &StakePool,
        config: &GovernorConfig,
    ) -> Result<InitialisedRealm, MigrationError> {
        let missing = realm_missing(self.rpc, pool, self.payer.pubkey(), config).await?;
        let (done, instructions): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
        if !instructions.is_empty() {
            self.send(instructions).await?;
            done.iter().for_each(|line| (self.say)(line));
        }
        let governance = Governance::new(*pool);
        Ok(InitialisedRealm {
            address: governance.realm,
            treasury: governance.treasury,
        })
    }

    async fn send(&self, instructions: Vec<Instruction>) -> Result<(), MigrationError> {
        Transaction::new(self.payer, instructions).send(self.rpc).await?;
        Ok(())
    }
}
