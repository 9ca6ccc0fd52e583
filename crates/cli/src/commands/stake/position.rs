//! What stakers do with their positions.

use super::{
    arguments::{duration, Amount, Lock, Moment, Part, Percent, PositionName},
    back, claim, exit,
    lookup::{self, Held},
    open, Plan,
};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::ensure;
use assay_client::stake::StakePool;
use solana_address::Address;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Stake tokens in a new position
    Open {
        /// Whole tokens
        amount: Amount,
        /// Lock it for this long from any moment on, for up to four times the weight: 30d, 4y
        #[arg(long, value_name = "DURATION")]
        lock: Option<Lock>,
        #[command(flatten)]
        back: back::Optional,
    },
    /// Stake tokens for somebody who gets them bit by bit
    Vest {
        /// Whole tokens
        amount: Amount,
        /// Whose position it is
        #[arg(long)]
        owner: Address,
        /// When the release starts: Unix time, or so long from now
        #[arg(long, value_name = "TIME", default_value = "0s")]
        start: Moment,
        /// Before which nothing is released: Unix time, or so long after the start
        #[arg(long, value_name = "TIME", default_value = "0s")]
        cliff: Moment,
        /// When everything is released: Unix time, or so long after the start
        #[arg(long, value_name = "TIME")]
        end: Moment,
    },
    /// Add to a position
    Add {
        position: PositionName,
        /// Whole tokens
        amount: Amount,
    },
    /// Move part of a position into a new one with the same operator and lock
    Split {
        position: PositionName,
        /// Whole tokens
        amount: Amount,
    },
    /// Put one position into another with the same operator, locked for at least as long
    Merge {
        /// What stays
        into: PositionName,
        /// What goes
        from: PositionName,
    },
    /// Take stake out of a position; it can be withdrawn after the cooldown
    Unstake {
        position: PositionName,
        /// Whole tokens, or `all`
        amount: Part,
    },
    /// Put a ticket back into its position
    CancelUnstake {
        position: PositionName,
        /// The ticket's number, from `assay stake positions`
        nonce: u64,
    },
    /// Withdraw a ticket whose cooldown is over, of one's bond or of a position
    Withdraw {
        /// The ticket's number, from `assay stake show` or `assay stake positions`
        nonce: u64,
        /// The position it was taken out of; anyone may withdraw to the owner [default: one's bond]
        #[arg(long)]
        position: Option<PositionName>,
    },
    /// Pay a position's rewards out
    Claim {
        #[arg(required_unless_present = "all")]
        position: Option<PositionName>,
        /// Those of every position of one's own
        #[arg(long, conflicts_with = "position")]
        all: bool,
    },
    /// Add a position's rewards to its stake
    Compound { position: PositionName },
    /// Back an operator with a position: it earns, and is slashed when the operator's bond is not enough
    Back {
        position: PositionName,
        /// The operator's authority or its account
        operator: Address,
        /// Highest commission to accept, now and announced [default: the operator's]
        #[arg(long, value_name = "PERCENT")]
        max_commission: Option<Percent>,
    },
    /// Start leaving the operator that a position backs
    Unback { position: PositionName },
    /// Set a position free that has left its operator; anyone may
    Free { position: PositionName },
    /// Lock a position, or lock it for longer
    Lock {
        position: PositionName,
        /// From any moment on: 30d, 4y
        duration: Lock,
    },
    /// Start the countdown of a position's lock
    Unlock { position: PositionName },
    /// Give a position to somebody else, with what there is to claim
    Transfer { position: PositionName, to: Address },
    /// Close an empty position; its rent comes back
    ClosePosition { position: PositionName },
}

/// The instructions of a command, and the sentence that tells it is done.
pub async fn plan(
    context: &Context,
    pool: &StakePool,
    me: Address,
    command: Command,
) -> anyhow::Result<Plan> {
    let mine = |name| Held::of(context, pool, name, &me);
    Ok(match command {
        Command::Open { amount, lock, back } => open::position(context, pool, me, amount, lock, back).await?,
        Command::Vest {
            amount,
            owner,
            start,
            cliff,
            end,
        } => open::vesting(context, pool, me, owner, amount, [start, cliff, end]).await?,
        Command::Add { position, amount } => {
            let held = mine(position).await?;
            lookup::require_tokens(context, pool, &me, amount).await?;
            let add = pool.add(&held.holding(), amount.base_units);
            Plan::new([add], format!("added {amount} to position {}", held.address))
        }
        Command::Split { position, amount } => {
            let held = mine(position).await?;
            held.require(amount)?;
            ensure!(
                amount.base_units < held.value(),
                "position {} is worth no more than {amount}: there is nothing to split",
                held.address
            );
            let id = open::new_id(context, pool).await?;
            let split = pool.split(&held.holding(), id, amount.base_units);
            Plan::position(pool, id, [split], format!("moved {amount} into position {id}"))
        }
        Command::Merge { into, from } => {
            let (into, from) = (mine(into).await?, mine(from).await?);
            ensure!(
                into.address != from.address,
                "a position cannot be merged with itself"
            );
            let merge = pool.merge(&into.holding(), from.address);
            Plan::new(
                [merge],
                format!("position {} is part of {}", from.address, into.address),
            )
        }
        Command::Unstake { position, amount } => {
            let held = mine(position).await?;
            exit::unstake(context, pool, &held, amount).await?
        }
        Command::CancelUnstake { position, nonce } => {
            let held = mine(position).await?;
            let cancel = pool.cancel_unstake(&held.holding(), nonce);
            let done = format!("ticket {nonce} is part of position {} again", held.address);
            Plan::new([cancel], done)
        }
        Command::Withdraw { nonce, position } => exit::withdraw(context, pool, me, nonce, position).await?,
        Command::Claim { position, .. } => match position {
            Some(position) => claim::one(context, pool, &mine(position).await?).await?,
            None => claim::all(context, pool, me).await?,
        },
        Command::Compound { position } => {
            let held = mine(position).await?;
            let due = claim::due(context, pool, &held).await?;
            let done = format!(
                "added at least {} to position {}",
                tokens(due, REWARD_DECIMALS),
                held.address
            );
            Plan::new([pool.compound(&held.holding())], done)
        }
        Command::Back {
            position,
            operator,
            max_commission,
        } => back::plan(context, pool, &mine(position).await?, operator, max_commission).await?,
        Command::Unback { position } => {
            let held = mine(position).await?;
            let operator = held.require_operator()?;
            let leave = pool.leave(me, held.address, operator);
            let done = format!(
                "position {} is leaving operator {operator}; it is free after the cooldown",
                held.address
            );
            Plan::new([leave], done)
        }
        Command::Free { position } => {
            let held = Held::find(context, pool, position).await?;
            let end = pool.end_leave(held.address, held.require_operator()?);
            Plan::new([end], format!("position {} backs nobody", held.address))
        }
        Command::Lock {
            position,
            duration: lock,
        } => {
            let held = mine(position).await?;
            let set = pool.set_lock(&held.holding(), lock.seconds);
            let length = duration(lock.seconds.into());
            Plan::new([set], format!("position {} is locked for {length}", held.address))
        }
        Command::Unlock { position } => {
            let held = mine(position).await?;
            let length = duration(held.position.lock_seconds.into());
            let done = format!("the lock of position {} ends in {length}", held.address);
            Plan::new([pool.release_lock(&held.holding())], done)
        }
        Command::Transfer { position, to } => {
            let held = mine(position).await?;
            let transfer = pool.transfer_position(&held.holding(), to);
            Plan::new([transfer], format!("position {} belongs to {to}", held.address))
        }
        Command::ClosePosition { position } => {
            let held = mine(position).await?;
            let close = pool.close_position(me, held.address);
            Plan::new([close], "closed; the rent is back")
        }
    })
}
