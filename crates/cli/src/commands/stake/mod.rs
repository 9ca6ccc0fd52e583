//! `assay stake`: operators and their bonds.

mod read;

use crate::{
    context::Context,
    output::{parse_tokens, tokens, REWARD_DECIMALS},
};
use anyhow::{bail, Context as _};
use assay_client::{
    accounts,
    stake::{Operator, StakePool, VerifierRegistry, ROLE_PROVIDER, ROLE_VERIFIER},
    token, Receipt, Transaction,
};
use serde_json::json;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use stake::state::Profile;
use std::process::ExitCode;

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
        amount: String,
        /// Whose bond [default: one's own]
        #[arg(long)]
        operator: Option<Address>,
    },
    /// Take part of the bond out; it can be withdrawn after the cooldown
    Unbond {
        /// Whole tokens
        amount: String,
    },
    /// Put a ticket back into the bond
    Rebond {
        /// The ticket's number, from `assay stake show`
        nonce: u64,
    },
    /// Withdraw a ticket whose cooldown is over
    Withdraw {
        /// The ticket's number, from `assay stake show`
        nonce: u64,
    },
    /// Enter the lottery that committees are drawn from
    Join,
    /// Leave the lottery
    Leave,
    /// Take no more work, for good
    Retire,
    /// Close a retired operator without bond; its rent comes back
    Close,
    /// Show an operator, its bond and its tickets
    Show {
        /// The operator's authority [default: one's own keypair]
        authority: Option<Address>,
    },
    /// List every operator of the pool
    List,
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
    /// Class of the hardware; larger is stronger
    #[arg(long, default_value_t = 0)]
    class: u16,
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
            class: arguments.class,
            region: arguments.region,
            capacity: arguments.capacity,
            endpoint: arguments.endpoint.into_bytes(),
        }
    }
}

pub async fn run(context: &Context, command: Command) -> anyhow::Result<ExitCode> {
    let pool = context.pool().await?;
    match command {
        Command::Show { authority } => return read::show(context, &pool, authority).await,
        Command::List => return read::list(context, &pool).await,
        _ => {}
    }
    let keypair = context.keypair()?;
    let (instructions, done) = plan(context, &pool, &keypair, command).await?;
    let spinner = context.out.spinner("sending");
    let receipt = Transaction::new(&keypair, instructions)
        .send(&context.rpc)
        .await?;
    spinner.finish_and_clear();
    report(context, &receipt, &done)?;
    Ok(ExitCode::SUCCESS)
}

/// The instructions of a command, and the sentence that tells it is done.
async fn plan(
    context: &Context,
    pool: &StakePool,
    keypair: &Keypair,
    command: Command,
) -> anyhow::Result<(Vec<Instruction>, String)> {
    let me = keypair.pubkey();
    Ok(match command {
        Command::Register(arguments) => {
            let roles = arguments.role.bits();
            let register = pool.register_operator(me, roles, arguments.profile.into());
            (
                vec![register],
                format!("registered operator {}", pool.operator(&me)),
            )
        }
        Command::Update(profile) => (
            vec![pool.update_operator(me, profile.into())],
            "profile replaced".to_owned(),
        ),
        Command::Bond { amount, operator } => {
            let units = parse_tokens(&amount, REWARD_DECIMALS)?;
            let operator = operator.unwrap_or_else(|| pool.operator(&me));
            let deposit = pool.deposit_bond(me, operator, units);
            (vec![deposit], format!("bonded {amount} with {operator}"))
        }
        Command::Unbond { amount } => {
            let units = parse_tokens(&amount, REWARD_DECIMALS)?;
            // The chain's time is a number no earlier ticket has, without asking for them all.
            let nonce = context.rpc.unix_time().await? as u64;
            let begin = pool.begin_unbond(me, nonce, units);
            (
                vec![begin],
                format!("ticket {nonce} holds {amount}; withdraw it after the cooldown"),
            )
        }
        Command::Rebond { nonce } => (
            vec![pool.cancel_unbond(me, nonce)],
            format!("ticket {nonce} is part of the bond again"),
        ),
        Command::Withdraw { nonce } => {
            let open = token::open_associated(&me, &me, &pool.reward_mint, &token::TOKEN_PROGRAM);
            (
                vec![open, pool.withdraw_bond(me, nonce)],
                format!("ticket {nonce} is withdrawn"),
            )
        }
        Command::Join => {
            let index = free_slot(context, pool, &me).await?;
            (
                vec![pool.join_registry(me, index)],
                format!("in the lottery, slot {index}"),
            )
        }
        Command::Leave => (vec![pool.leave_registry(me)], "out of the lottery".to_owned()),
        Command::Retire => (
            vec![pool.retire_operator(me)],
            "retired: unbond, withdraw, then close".to_owned(),
        ),
        Command::Close => (
            vec![pool.close_operator(me)],
            "closed; the rent is back".to_owned(),
        ),
        Command::Show { .. } | Command::List => bail!("reading commands send nothing"),
    })
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
    if entry.weight >= operator.own_bond && entry.weight > 0 {
        bail!(
            "every slot of the lottery belongs to a verifier with at least {} at stake, and you have {}: bond more first",
            tokens(entry.weight, REWARD_DECIMALS),
            tokens(operator.own_bond, REWARD_DECIMALS)
        );
    }
    Ok(u16::try_from(index)?)
}

fn report(context: &Context, receipt: &Receipt, done: &str) -> anyhow::Result<()> {
    let value = json!({
        "signature": receipt.signature.to_string(),
        "slot": receipt.slot,
        "compute_units": receipt.units,
        "message": done,
        "events": assay_client::events::decode_logs(&receipt.logs)
            .iter()
            .map(assay_client::events::Event::to_json)
            .collect::<Vec<_>>(),
    });
    context
        .out
        .result(&value, || format!("{done}\n  {}", receipt.signature))
}
