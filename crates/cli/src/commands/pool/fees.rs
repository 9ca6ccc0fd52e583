//! What pools owe to others than their liquidity.

use super::{authority, trading::of_side, Plan};
use crate::context::Context;
use assay_client::amm::{Side, Snapshot};
use solana_address::Address;

#[derive(clap::Args)]
pub struct Collect {
    /// The pool's address, from `assay pool list`
    pool: Address,
    /// The creator's share, to the creator, instead
    #[arg(long)]
    creator: bool,
}

pub async fn collect(context: &Context, me: Address, arguments: Collect) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &arguments.pool).await?;
    let (pool, state) = (&snapshot.pool, &snapshot.state);
    let (to, fees, collect) = if arguments.creator {
        let creator = state.creator;
        (creator, state.creator_fees, pool.collect_creator_fees(&creator))
    } else {
        let authority = authority(context, &snapshot.config.stake_pool).await?;
        (
            authority,
            state.protocol_fees,
            pool.collect_protocol_fees(&authority),
        )
    };
    let amount = |side: Side| of_side(&snapshot, side, fees[side as usize]);
    let mut done = format!("collected {} and {} for {to}", amount(Side::A), amount(Side::B));
    if !arguments.creator {
        done += ", of which the share to burn is burnt";
    }
    Ok(Plan::new(
        [accounts(&snapshot, &me, &to).as_slice(), &[collect]].concat(),
        done,
    ))
}

pub async fn skim(context: &Context, me: Address, pool: Address) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &pool).await?;
    let to = authority(context, &snapshot.config.stake_pool).await?;
    let skim = snapshot.pool.skim(&to);
    let done = format!("paid what was sent to the vaults to {to}");
    Ok(Plan::new(
        [accounts(&snapshot, &me, &to).as_slice(), &[skim]].concat(),
        done,
    ))
}

/// Whoever is paid may never have had one of the two tokens.
fn accounts(snapshot: &Snapshot, me: &Address, owner: &Address) -> [solana_instruction::Instruction; 2] {
    [Side::A, Side::B].map(|side| snapshot.pool.open_account(me, owner, side))
}
