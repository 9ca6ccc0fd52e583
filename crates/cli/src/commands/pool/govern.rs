//! What the authority of the stake pool does with tiers of fees and pools. Whether somebody is, the program says.

use super::{
    trading::{Bps, Window},
    Plan,
};
use crate::context::Context;
use ::amm::constants::{PAUSE_ALL, PAUSE_CREATE, PAUSE_DEPOSIT, PAUSE_SWAP};
use assay_client::{
    accounts, address,
    amm::{self, FeeConfig, Fees, Snapshot},
    stake::StakePool,
};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Create {
    /// A number that no tier has
    index: u16,
    /// Fee of a trade, 1 to 200: basis points, or a percentage
    #[arg(long, value_name = "BPS")]
    fee: Bps,
    #[command(flatten)]
    rest: Rest,
}

#[derive(clap::Args)]
pub struct Set {
    /// The tier's number, from `assay pool configs`
    index: u16,
    /// Fee of a trade, 1 to 200: basis points, or a percentage
    #[arg(long, value_name = "BPS")]
    fee: Option<Bps>,
    #[command(flatten)]
    rest: Rest,
}

#[derive(clap::Args)]
struct Rest {
    /// The protocol's share of the fee [default of a new tier: 20%]
    #[arg(long, value_name = "BPS")]
    protocol: Option<Bps>,
    /// Share of the protocol's reward tokens that is burnt [default of a new tier: 50%]
    #[arg(long, value_name = "BPS")]
    burn: Option<Bps>,
    /// Share of the fee of whoever made the pool and asked for it [default of a new tier: 0]
    #[arg(long, value_name = "BPS")]
    creator: Option<Bps>,
    /// What trading away from the mean price costs besides, share of the distance [default of a new tier: 0]
    #[arg(long, value_name = "BPS")]
    surcharge: Option<Bps>,
    /// Most that it may cost [default of a new tier: 0]
    #[arg(long, value_name = "BPS")]
    surcharge_most: Option<Bps>,
    /// Time over which that mean is taken, up to an hour [default of a new tier: 10m]
    #[arg(long, value_name = "SECONDS")]
    surcharge_window: Option<Window>,
    /// Time between two of the oracle's 64 observations in new pools, up to an hour [default of a new tier: 1m]
    #[arg(long, value_name = "SECONDS")]
    observation: Option<Window>,
    /// Highest fee that a launch in this tier may start with [default of a new tier: 0]
    #[arg(long, value_name = "BPS")]
    launch_fee: Option<Bps>,
    /// Longest launch, and longest wait for one, hours, up to 168; 0 for no launches [default of a new tier: 0]
    #[arg(long, value_name = "HOURS")]
    launch_hours: Option<u16>,
}

/// What a new tier has besides its fee, where nothing else is said.
const NEW: Fees = Fees {
    surcharge_seconds: 600,
    observation_seconds: 60,
    fee_bps: 0,
    protocol_bps: 2_000,
    burn_bps: 5_000,
    creator_bps: 0,
    surcharge_share_bps: 0,
    surcharge_most_bps: 0,
    launch_bps: 0,
    launch_hours: 0,
};

impl Rest {
    fn over(&self, fees: Fees, fee: Option<Bps>) -> Fees {
        let bps = |named: Option<Bps>, now| named.map_or(now, |bps| bps.0);
        let seconds = |named: Option<Window>, now| named.map_or(now, |window| window.seconds);
        Fees {
            surcharge_seconds: seconds(self.surcharge_window, fees.surcharge_seconds),
            observation_seconds: seconds(self.observation, fees.observation_seconds),
            fee_bps: bps(fee, fees.fee_bps),
            protocol_bps: bps(self.protocol, fees.protocol_bps),
            burn_bps: bps(self.burn, fees.burn_bps),
            creator_bps: bps(self.creator, fees.creator_bps),
            surcharge_share_bps: bps(self.surcharge, fees.surcharge_share_bps),
            surcharge_most_bps: bps(self.surcharge_most, fees.surcharge_most_bps),
            launch_bps: bps(self.launch_fee, fees.launch_bps),
            launch_hours: self.launch_hours.unwrap_or(fees.launch_hours),
        }
    }
}

#[derive(clap::Args)]
#[group(skip)]
pub struct Pause {
    /// What is paused from now on; everything else is resumed. Taking liquidity out never is
    #[arg(required = true)]
    actions: Vec<Action>,
    /// This pool alone
    #[arg(long, required_unless_present = "index", conflicts_with = "index")]
    pool: Option<Address>,
    /// Every pool of this tier
    #[arg(long = "tier", id = "index", value_name = "INDEX")]
    index: Option<u16>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Action {
    Swap,
    Deposit,
    Create,
    All,
    None,
}

impl Action {
    fn bit(self) -> u8 {
        match self {
            Self::Swap => PAUSE_SWAP,
            Self::Deposit => PAUSE_DEPOSIT,
            Self::Create => PAUSE_CREATE,
            Self::All => PAUSE_ALL,
            Self::None => 0,
        }
    }
}

pub async fn create(context: &Context, me: Address, arguments: Create) -> anyhow::Result<Plan> {
    let stake = context.pool().await?;
    let fees = arguments.rest.over(NEW, Some(arguments.fee));
    let create = amm::create_config(&stake, me, arguments.index, fees);
    let config = address::fee_config(&stake.address, arguments.index).to_string();
    let done = format!("tier {} created with a fee of {}", arguments.index, arguments.fee);
    Ok(Plan::new([create], done).with("config", config))
}

impl Set {
    /// The tier's account, its fees, and what they are to be.
    pub async fn resolve(
        &self,
        context: &Context,
        stake: &StakePool,
    ) -> anyhow::Result<(Address, Fees, Fees)> {
        let config = address::fee_config(&stake.address, self.index);
        let state: FeeConfig = accounts::fetch(&context.rpc, &config).await?;
        Ok((config, state.fees, self.rest.over(state.fees, self.fee)))
    }
}

pub async fn set(context: &Context, me: Address, arguments: Set) -> anyhow::Result<Plan> {
    let stake = context.pool().await?;
    let (config, _, fees) = arguments.resolve(context, &stake).await?;
    let set = amm::set_fees(&stake, me, config, fees);
    let done = format!(
        "tier {} has a fee of {} from now on",
        arguments.index,
        Bps(fees.fee_bps)
    );
    Ok(Plan::new([set], done).with("config", config.to_string()))
}

pub async fn pause(context: &Context, me: Address, arguments: Pause) -> anyhow::Result<Plan> {
    let mask = arguments
        .actions
        .iter()
        .fold(0, |mask, action| mask | action.bit());
    let (what, pause) = match arguments.pool {
        Some(address) => {
            let pool = Snapshot::load(&context.rpc, &address).await?.pool;
            (format!("pool {address}"), pool.set_pause(me, mask))
        }
        None => {
            let stake = context.pool().await?;
            let index = arguments.index.unwrap_or_default();
            let config = address::fee_config(&stake.address, index);
            accounts::fetch::<FeeConfig>(&context.rpc, &config).await?;
            let pause = amm::set_config_pause(&stake, me, config, mask);
            (format!("every pool of tier {index}"), pause)
        }
    };
    let done = match super::read::paused(mask).join(", ") {
        none if none.is_empty() => format!("nothing is paused in {what}"),
        names => format!("paused in {what}: {names}"),
    };
    Ok(Plan::new([pause], done).with("pause_mask", mask))
}
