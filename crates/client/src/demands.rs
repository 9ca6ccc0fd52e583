//! Demands for leaves of a result as they stand on the chain, and bringing them to their end.

use crate::{
    accounts,
    escrow::{Demand, EscrowMarket, Job},
    stake::Operator,
    token, ClientError, Rpc,
};
use solana_address::Address;
use solana_instruction::Instruction;
use std::mem::offset_of;

/// All demands about a job, answered or not, the one that must be answered first at the front.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn of_job(rpc: &Rpc, job: &Address) -> Result<Vec<(Address, Demand)>, ClientError> {
    let about = [(offset_of!(Demand, job), job.as_ref() as &[u8])];
    let mut demands = accounts::list::<Demand>(rpc, &about).await?;
    demands.sort_by_key(|(address, demand)| (demand.answer_by, *address));
    Ok(demands)
}

/// Whether the time for an answer is over and there is none: what convicts the provider.
pub fn is_overdue(demand: &Demand, now: i64) -> bool {
    !demand.is_answered() && now > demand.answer_by
}

/// The instructions that convict the provider of `job` for an overdue demand; `payer` opens token accounts that whoever is
/// paid lacks.
///
/// # Errors
/// When the provider's account cannot be read.
pub async fn expire(
    rpc: &Rpc,
    market: &EscrowMarket,
    job: &Job,
    demand: &Demand,
    payer: Address,
) -> Result<Vec<Instruction>, ClientError> {
    let provider: Operator = accounts::fetch(rpc, &job.operator).await?;
    let refund = token::open_associated(&payer, &job.client, &market.payment_mint, &market.token_program);
    let mut instructions = vec![refund, market.open_reward_account(&payer, &job.client)];
    if demand.demander != job.client {
        instructions.push(market.open_reward_account(&payer, &demand.demander));
    }
    instructions.push(market.expire_demand(demand, job.client, provider.authority));
    Ok(instructions)
}
