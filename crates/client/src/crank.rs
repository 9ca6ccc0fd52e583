//! What anybody may do to move a job on: draw, settle, pay a seat, expire. Clients and daemons
//! turn the same crank, so a job never waits for one of them.

use crate::{
    accounts,
    escrow::{EscrowMarket, Job},
    stake::Operator,
    token, ClientError, Rpc,
};
use solana_address::Address;
use solana_instruction::Instruction;

pub use assay_quotes::crank::{due, Due};

/// The instructions of a step; `payer` opens token accounts that whoever is paid lacks.
///
/// # Errors
/// When an operator's account cannot be read.
pub async fn instructions(
    rpc: &Rpc,
    market: &EscrowMarket,
    (address, job): (Address, &Job),
    step: Due,
    payer: Address,
    seed: Option<[u8; 32]>,
) -> Result<Vec<Instruction>, ClientError> {
    let open =
        |owner: &Address| token::open_associated(&payer, owner, &market.payment_mint, &market.token_program);
    let authority = |operator: Address| async move {
        let operator: Operator = accounts::fetch(rpc, &operator).await?;
        Ok::<_, ClientError>(operator.authority)
    };
    Ok(match step {
        // A seed that comes too late is not needed any more, and not refused either.
        Due::Draw => vec![market.draw_committee(address, seed)],
        Due::Settle => {
            let provider = authority(job.operator).await?;
            vec![open(&provider), market.settle(address, provider)]
        }
        Due::PaySeat { seat, operator } => {
            let verifier = authority(operator).await?;
            vec![open(&verifier), market.pay_verifier(address, verifier, seat)]
        }
        Due::PunishSeat { seat, operator } => {
            let verifier = authority(operator).await?;
            vec![market.punish_verifier((address, job), verifier, seat)]
        }
        Due::ExpireOpen => vec![open(&job.client), market.expire_open(address, job.client)],
        Due::Expire => {
            let provider = authority(job.operator).await?;
            vec![
                open(&job.client),
                market.open_reward_account(&payer, &job.client),
                market.expire(address, job.client, provider),
            ]
        }
        Due::ExpireUnattested => {
            let provider = authority(job.operator).await?;
            vec![
                open(&job.client),
                market.expire_unattested(address, job.client, provider),
            ]
        }
    })
}
