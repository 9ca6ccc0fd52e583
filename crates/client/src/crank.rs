//! What anybody may do to move a job on: draw, settle, pay a seat, expire. Clients and daemons
//! turn the same crank, so a job never waits for one of them.

use crate::{
    accounts,
    escrow::{EscrowMarket, Job, Status, Verdict, TIER_OPTIMISTIC},
    stake::Operator,
    token, ClientError, Rpc,
};
use escrow::constants::MAX_ROUNDS;
use solana_address::Address;
use solana_instruction::Instruction;

/// The step that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Draw a committee, or fix the slot that will decide the draw.
    Draw,
    /// Pay a job that stood its window.
    Settle,
    /// Pay a seat of a job that is over and release its bond.
    PaySeat { seat: u8, operator: Address },
    /// Slash a seat that accepted what was convicted.
    PunishSeat { seat: u8, operator: Address },
    /// Refund a job that nobody accepted.
    ExpireOpen,
    /// Refund a job whose provider missed a deadline.
    Expire,
    /// Refund a job whose committees never reached a quorum.
    ExpireUnattested,
}

/// The step that is due at this time and slot, if any. `has_seed` says whether the caller can
/// reveal the client's seed; without it the draw waits until the seed's time is over.
pub fn due(job: &Job, now: i64, slot: u64, has_seed: bool) -> Option<Due> {
    match job.status() {
        Status::Open => (now > job.accept_by).then_some(Due::ExpireOpen),
        Status::Running | Status::Committed => job.missed_deadline(now).then_some(Due::Expire),
        Status::Challengeable if job.require_settleable(now).is_ok() => Some(Due::Settle),
        Status::Challengeable => due_in_window(job, now, slot, has_seed),
        Status::Settled | Status::Expired | Status::Convicted => unpaid_seat(job),
        Status::Cancelled => None,
    }
}

fn due_in_window(job: &Job, now: i64, slot: u64, has_seed: bool) -> Option<Due> {
    if job.tier == TIER_OPTIMISTIC || job.has_quorum() {
        return None;
    }
    if now > job.final_by {
        return Some(Due::ExpireUnattested);
    }
    let may_draw = job.round < MAX_ROUNDS && (job.round == 0 || now > job.attest_by);
    let seed_known = has_seed || now > job.seed_by;
    let slot_passed = job.draw_slot == 0 || slot > job.draw_slot;
    (may_draw && seed_known && slot_passed).then_some(Due::Draw)
}

/// A seat that attested and has been neither paid nor punished.
fn unpaid_seat(job: &Job) -> Option<Due> {
    let accept = u8::from(Verdict::Accept);
    let mut seats = job.seats.iter().enumerate();
    let (number, entry) = seats.find(|(_, seat)| seat.verdict != 0 && seat.done == 0)?;
    let (seat, operator) = (number as u8, entry.operator);
    if entry.verdict == accept && job.status() == Status::Convicted {
        return Some(Due::PunishSeat { seat, operator });
    }
    Some(Due::PaySeat { seat, operator })
}

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
            vec![open(&job.client), market.expire(address, job.client, provider)]
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
