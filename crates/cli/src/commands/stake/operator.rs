//! What operators do with their registration, their bond and what they earn.

use super::{
    arguments::{Amount, Percent},
    lookup, new_nonce, Plan,
};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{bail, ensure, Context as _};
use assay_client::{
    accounts,
    stake::{projection, Operator, Pool, StakePool, VerifierRegistry, ROLE_PROVIDER, ROLE_VERIFIER},
    token,
};
use solana_address::Address;
use stake::state::Profile;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Become an operator: a provider, a verifier or both
    Register(RegisterArguments),
    /// Replace the agent key, the endpoint and the rest of the profile
    Update(ProfileArguments),
    /// Add to an operator's bond
    #[command(visible_alias = "deposit")]
    Bond {
        /// Whole tokens
        amount: Amount,
        /// Whose bond [default: one's own]
        #[arg(long)]
        operator: Option<Address>,
    },
    /// Take part of the bond out; it can be withdrawn after the cooldown
    Unbond {
        /// Whole tokens
        amount: Amount,
    },
    /// Put a ticket back into the bond
    Rebond {
        /// The ticket's number, from `assay stake show`
        nonce: u64,
    },
    /// Enter the lottery that committees are drawn from
    Join,
    /// Leave the lottery
    Leave,
    /// Announce the part of the backers' rewards that is the operator's
    Commission {
        /// For example 7.5
        percent: Percent,
    },
    /// Pay out what the operator's bond, work and commission earned
    ClaimOperator,
    /// Bring an operator's earnings and weight up to date, for example after a jail; anyone may
    Sync {
        /// The operator's authority or its account
        operator: Address,
    },
    /// Take no more work, for good
    Retire,
    /// Close a retired operator without bond; its rent comes back
    Close,
}

#[derive(clap::Args)]
pub struct RegisterArguments {
    /// What the operator does
    #[arg(long, value_enum, default_value = "provider")]
    role: Role,
    #[command(flatten)]
    profile: ProfileArguments,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Role {
    Provider,
    Verifier,
    Both,
}

impl Role {
    fn bits(self) -> u8 {
        match self {
            Self::Provider => ROLE_PROVIDER,
            Self::Verifier => ROLE_VERIFIER,
            Self::Both => ROLE_PROVIDER | ROLE_VERIFIER,
        }
    }
}

#[derive(clap::Args)]
pub struct ProfileArguments {
    /// Hot key of the daemon; it can accept and attest, but never move stake
    #[arg(long)]
    agent: Address,
    /// Where the daemon serves openings, for example https://gpu.example:9443
    #[arg(long, default_value = "")]
    endpoint: String,
    /// Lowest price per job, base units of the market's mint
    #[arg(long, default_value_t = 0)]
    price_floor: u64,
    /// Region, ISO 3166-1 numeric
    #[arg(long, default_value_t = 0)]
    region: u16,
    /// Jobs run at one time
    #[arg(long, default_value_t = 1)]
    capacity: u16,
}

impl From<ProfileArguments> for Profile {
    fn from(arguments: ProfileArguments) -> Self {
        Self {
            agent: arguments.agent,
            price_floor: arguments.price_floor,
            region: arguments.region,
            capacity: arguments.capacity,
            endpoint: arguments.endpoint.into_bytes(),
        }
    }
}

/// The instructions of a command, and the sentence that tells it is done.
pub async fn plan(
    context: &Context,
    pool: &StakePool,
    me: Address,
    command: Command,
) -> anyhow::Result<Plan> {
    Ok(match command {
        Command::Register(arguments) => {
            let roles = arguments.role.bits();
            Plan::new(
                [pool.register_operator(me, roles, arguments.profile.into())],
                format!("registered operator {}", pool.operator(&me)),
            )
        }
        Command::Update(profile) => Plan::new([pool.update_operator(me, profile.into())], "profile replaced"),
        Command::Bond { amount, operator } => {
            let operator = operator.unwrap_or_else(|| pool.operator(&me));
            let deposit = pool.deposit_bond(me, operator, amount.base_units);
            Plan::new([deposit], format!("bonded {amount} with {operator}"))
        }
        Command::Unbond { amount } => {
            let nonce = new_nonce(context).await?;
            let begin = pool.begin_unbond(me, nonce, amount.base_units);
            let done = format!("ticket {nonce} holds {amount}; withdraw it after the cooldown");
            Plan::new([begin], done).with("nonce", nonce)
        }
        Command::Rebond { nonce } => Plan::new(
            [pool.cancel_unbond(me, nonce)],
            format!("ticket {nonce} is part of the bond again"),
        ),
        Command::Join => {
            let index = free_slot(context, pool, &me).await?;
            let join = pool.join_registry(me, index);
            Plan::new([join], format!("in the lottery, slot {index}"))
        }
        Command::Leave => Plan::new([pool.leave_registry(me)], "out of the lottery"),
        Command::Commission { percent } => commission(context, pool, me, percent).await?,
        Command::ClaimOperator => claim(context, pool, me).await?,
        Command::Sync { operator } => {
            let (address, _) = lookup::operator(context, pool, operator).await?;
            let sync = pool.sync_operator(address);
            Plan::new([sync], format!("operator {address} is up to date"))
        }
        Command::Retire => Plan::new(
            [pool.retire_operator(me)],
            "retired: unbond, withdraw, then close",
        ),
        Command::Close => Plan::new([pool.close_operator(me)], "closed; the rent is back"),
    })
}

async fn commission(
    context: &Context,
    pool: &StakePool,
    me: Address,
    percent: Percent,
) -> anyhow::Result<Plan> {
    let state: Pool = accounts::fetch(&context.rpc, &pool.address).await?;
    let highest = Percent {
        bps: state.max_commission_bps,
    };
    ensure!(
        percent.bps <= highest.bps,
        "a commission of {percent} is above the pool's limit, which is {highest}"
    );
    let set = pool.set_commission(me, percent.bps);
    Ok(Plan::new([set], format!("announced a commission of {percent}")))
}

async fn claim(context: &Context, pool: &StakePool, me: Address) -> anyhow::Result<Plan> {
    let (state, now) = (
        accounts::fetch::<Pool>(&context.rpc, &pool.address).await?,
        context.rpc.unix_time().await?,
    );
    let operator: Operator = accounts::fetch(&context.rpc, &pool.operator(&me)).await?;
    let due = projection::pending_operator(&state, &operator, now);
    ensure!(due > 0, "operator {} has nothing to claim", pool.operator(&me));
    let open = token::open_associated(&me, &me, &pool.reward_mint, &token::TOKEN_PROGRAM);
    let done = format!("claimed at least {}", tokens(due, REWARD_DECIMALS));
    Ok(Plan::new([open, pool.claim_operator(me)], done))
}

/// A free slot of the registry, or the one with the least at stake when there is none.
async fn free_slot(context: &Context, pool: &StakePool, me: &Address) -> anyhow::Result<u16> {
    let registry: VerifierRegistry = accounts::fetch(&context.rpc, &pool.registry).await?;
    let operator: Operator = accounts::fetch(&context.rpc, &pool.operator(me)).await?;
    let (index, entry) = registry
        .entries
        .iter()
        .enumerate()
        .min_by_key(|(_, entry)| entry.weight)
        .context("the registry has no slots")?;
    if entry.weight >= operator.stake() && entry.weight > 0 {
        bail!(
            "every slot of the lottery belongs to a verifier with at least {} at stake, and you have {}: bond more first",
            tokens(entry.weight, REWARD_DECIMALS),
            tokens(operator.stake(), REWARD_DECIMALS)
        );
    }
    Ok(u16::try_from(index)?)
}
