//! What a cluster is initialised with. Two configurations come with the program; others are files.

use crate::{GovernorConfig, MigrationError};
use amm::state::Fees;
use assay_client::escrow::{benchmark_terms, BenchmarkTerms, ClassRules};
use assay_proof::benchmark::Benchmark;
use escrow::state::MarketParams;
use serde::Deserialize;
use solana_address::Address;
use stake::state::{PoolParams, Schedule};
use std::path::Path;

const LOCALNET: &str = include_str!("../clusters/localnet.toml");
const DEVNET: &str = include_str!("../clusters/devnet.toml");

/// A cluster's configuration; see `migrations/clusters/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterConfig {
    pub reward_mint: RewardMintConfig,
    pub pool: PoolConfig,
    #[serde(rename = "market")]
    pub markets: Vec<MarketConfig>,
    #[serde(rename = "fee_tier", default)]
    pub fee_tiers: Vec<FeeTierConfig>,
    #[serde(rename = "class", default)]
    pub classes: Vec<ClassConfig>,
    /// How the pool is governed; without it no realm is made.
    pub governor: Option<GovernorConfig>,
}

/// The reward token at genesis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardMintConfig {
    /// Minted to the deployer before the pool takes the mint over, base units.
    pub genesis_supply: u64,
}

/// [`PoolParams`] as a file has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolConfig {
    pub min_bond: u64,
    pub cooldown_seconds: i64,
    pub jail_seconds: i64,
    pub commission_delay_seconds: i64,
    pub bond_factor_bps: u16,
    pub saturation: u16,
    pub max_commission_bps: u16,
    pub commission_step_bps: u16,
    pub emission: EmissionConfig,
}

/// [`Schedule`] and the shares of an epoch's emission as a file has them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmissionConfig {
    pub epoch_seconds: u32,
    /// What the first epoch may emit, base units.
    pub first: u64,
    /// What each epoch emits of what the one before did, 0 to 1.
    pub decay: f64,
    pub security_bps: u16,
    pub work_bps: u16,
    pub verification_bps: u16,
    pub liquidity_bps: u16,
    pub treasury_bps: u16,
}

/// [`MarketParams`] as a file has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketConfig {
    /// The payment mint's address, or `reward` for the reward mint.
    pub mint: String,
    /// Reward base units that one payment base unit is worth, for bonds.
    pub reward_per_payment: f64,
    pub verifier_bond: u64,
    pub min_price: u64,
    pub max_price: u64,
    pub max_run_seconds: u32,
    pub reveal_seconds: u32,
    pub seed_seconds: u32,
    pub attest_seconds: u32,
    pub challenge_seconds: ChallengeSeconds,
    pub answer_seconds: u32,
    /// Lamports.
    pub demand_bond: u32,
    pub fee_bps: u16,
    pub burn_bps: u16,
    pub verifier_bps: u16,
    pub challenger_bps: u16,
    pub client_bps: u16,
    pub expiry_penalty_bps: u16,
    pub collateral_bps: u16,
    pub detection_bps: u16,
    pub committee_size: u8,
    pub quorum: u8,
    /// Whether verifiers that accept must say what they computed.
    pub require_proof_of_verification: bool,
    /// Fees buy reward tokens in an AMM pool, to be burnt; without it their share goes to the treasury.
    pub buyback: Option<BuybackConfig>,
}

/// In which pool a market's fees buy, and how far its price may be off.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuybackConfig {
    /// Index of the pool's fee tier. The pool can be made later; the next deployment names it once it is there.
    pub fee_tier: u16,
    /// At most what the pool's oracle is sure to reach: 63 of the tier's `observation_seconds`.
    pub mean_seconds: u32,
    pub slippage_bps: u16,
}

/// A tier of fees of AMM pools, [`Fees`] as a file has them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTierConfig {
    /// By which pools name it.
    pub index: u16,
    pub fee_bps: u16,
    pub protocol_bps: u16,
    pub burn_bps: u16,
    pub creator_bps: u16,
    #[serde(default)]
    pub surcharge_share_bps: u16,
    #[serde(default)]
    pub surcharge_most_bps: u16,
    pub surcharge_seconds: u32,
    pub observation_seconds: u32,
    #[serde(default)]
    pub launch_bps: u16,
    #[serde(default)]
    pub launch_hours: u16,
}

/// A class of hardware and the benchmark that shows it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassConfig {
    /// The larger, the stronger; from 1 on.
    pub class: u16,
    pub rows: u32,
    /// A power of two; a weight has its square in bytes.
    pub width: u32,
    pub weights: u16,
    pub steps: u16,
    /// Within which the result is due: for making the weights and for every step.
    pub slots: u32,
    pub draws: u16,
    pub answer_seconds: u32,
    pub window_seconds: u32,
}

/// Challenge windows by tier.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeSeconds {
    pub optimistic: u32,
    pub committee: u32,
}

impl ClusterConfig {
    /// `localnet`, `devnet`, or the file at this path.
    ///
    /// # Errors
    /// [`MigrationError::Config`] when it cannot be read or is not valid.
    pub fn named(name: &str) -> Result<Self, MigrationError> {
        let invalid = |reason: String| MigrationError::Config {
            path: name.into(),
            reason,
        };
        let text = match name {
            "localnet" => LOCALNET.to_owned(),
            "devnet" => DEVNET.to_owned(),
            path => std::fs::read_to_string(Path::new(path)).map_err(|error| invalid(error.to_string()))?,
        };
        toml::from_str(&text).map_err(|error| invalid(error.to_string()))
    }
}

impl PoolConfig {
    /// As the program takes them.
    pub fn params(&self) -> PoolParams {
        PoolParams {
            min_bond: self.min_bond,
            cooldown_seconds: self.cooldown_seconds,
            jail_seconds: self.jail_seconds,
            commission_delay_seconds: self.commission_delay_seconds,
            bond_factor_bps: self.bond_factor_bps,
            security_bps: self.emission.security_bps,
            work_bps: self.emission.work_bps,
            verification_bps: self.emission.verification_bps,
            liquidity_bps: self.emission.liquidity_bps,
            treasury_bps: self.emission.treasury_bps,
            saturation: self.saturation,
            max_commission_bps: self.max_commission_bps,
            commission_step_bps: self.commission_step_bps,
        }
    }

    /// As the program takes it.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            first_emission: self.emission.first,
            // A saturating conversion; what is below one keeps its 32 bits.
            decay_q32: (self.emission.decay * 4_294_967_296.0) as u32,
            epoch_seconds: self.emission.epoch_seconds,
        }
    }
}

impl FeeTierConfig {
    /// As the program takes them.
    pub fn fees(&self) -> Fees {
        Fees {
            surcharge_seconds: self.surcharge_seconds,
            observation_seconds: self.observation_seconds,
            fee_bps: self.fee_bps,
            protocol_bps: self.protocol_bps,
            burn_bps: self.burn_bps,
            creator_bps: self.creator_bps,
            surcharge_share_bps: self.surcharge_share_bps,
            surcharge_most_bps: self.surcharge_most_bps,
            launch_bps: self.launch_bps,
            launch_hours: self.launch_hours,
        }
    }
}

impl ClassConfig {
    /// As the program takes them.
    ///
    /// # Errors
    /// [`MigrationError::Config`] when there is no benchmark of this size.
    pub fn terms(&self) -> Result<BenchmarkTerms, MigrationError> {
        let size = Benchmark {
            rows: self.rows,
            width: self.width,
            weights: self.weights,
            steps: self.steps,
        };
        let rules = ClassRules {
            class: self.class,
            slots: self.slots,
            draws: self.draws,
            answer_seconds: self.answer_seconds,
            window_seconds: self.window_seconds,
        };
        benchmark_terms(&size, rules).map_err(|error| MigrationError::Config {
            path: format!("class {}", self.class).into(),
            reason: error.to_string(),
        })
    }
}

impl MarketConfig {
    /// The payment mint, where `reward` is `reward_mint`.
    ///
    /// # Errors
    /// [`MigrationError::Config`] when it is neither `reward` nor an address.
    pub fn payment_mint(&self, reward_mint: &Address) -> Result<Address, MigrationError> {
        match self.mint.as_str() {
            "reward" => Ok(*reward_mint),
            address => address.parse().map_err(|_| MigrationError::Config {
                path: "market.mint".into(),
                reason: format!("`{address}` is neither `reward` nor an address"),
            }),
        }
    }

    /// As the program takes them.
    pub fn params(&self) -> MarketParams {
        MarketParams {
            // A saturating conversion; the program refuses what is outside its bounds.
            reward_per_payment_q32: (self.reward_per_payment * 4_294_967_296.0) as u64,
            verifier_bond: self.verifier_bond,
            min_price: self.min_price,
            max_price: self.max_price,
            max_run_seconds: self.max_run_seconds,
            reveal_seconds: self.reveal_seconds,
            seed_seconds: self.seed_seconds,
            attest_seconds: self.attest_seconds,
            challenge_seconds: [
                self.challenge_seconds.optimistic,
                self.challenge_seconds.committee,
            ],
            answer_seconds: self.answer_seconds,
            demand_bond: self.demand_bond,
            fee_bps: self.fee_bps,
            burn_bps: self.burn_bps,
            verifier_bps: self.verifier_bps,
            challenger_bps: self.challenger_bps,
            client_bps: self.client_bps,
            expiry_penalty_bps: self.expiry_penalty_bps,
            collateral_bps: self.collateral_bps,
            detection_bps: self.detection_bps,
            committee_size: self.committee_size,
            quorum: self.quorum,
            buyback_slippage_bps: self.buyback.map_or(0, |buyback| buyback.slippage_bps),
            buyback_mean_seconds: self.buyback.map_or(0, |buyback| buyback.mean_seconds),
            require_proof_of_verification: self.require_proof_of_verification.into(),
            padding: [0; 7],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_is_within_its_bounds() {
        for name in ["localnet", "devnet"] {
            let config = ClusterConfig::named(name).expect(name);
            for market in &config.markets {
                assert_eq!(market.params().validate(), Ok(()), "{name}");
                assert_eq!(market.params().reward_per_payment_q32, 1 << 32);
            }
            let bps: Vec<u16> = config.fee_tiers.iter().map(|tier| tier.fee_bps).collect();
            assert_eq!(bps, [1, 5, 30, 100], "{name}");
            for (index, tier) in (0..).zip(&config.fee_tiers) {
                assert_eq!((tier.index, tier.fees().validate()), (index, Ok(())), "{name}");
            }
            assert!(!config.classes.is_empty(), "{name}");
            for class in &config.classes {
                let terms = class.terms().expect(name);
                assert_eq!(terms.validate(), Ok(()), "{name}");
            }
            let governor = config.governor.expect("both are governed");
            assert_eq!(governor.params().validate(), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_misspelt_key_and_a_missing_file_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cluster.toml");
        let text = LOCALNET.replace("cooldown_seconds", "cooldown_secs");
        std::fs::write(&path, text).expect("written");
        let path = path.to_str().expect("a name in UTF-8");
        let error = ClusterConfig::named(path).expect_err("misspelt").to_string();
        assert!(error.contains("cooldown_secs"), "{error}");
        let error = ClusterConfig::named("nowhere.toml")
            .expect_err("missing")
            .to_string();
        assert!(error.contains("nowhere.toml"), "{error}");
    }
}
