//! Positions: two of one owner, one of another, one in another pool, all backing or none.

use super::{recipes, stake::emit, Recipe};
use crate::lab::{top_bump, Lab};
use assay_client::{
    address,
    stake::{Holding, Position, StakePool, Vesting},
};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::{
    constants::{POSITION_SEED, TICKET_SEED},
    state::DissentingVote,
};

/// What every position is opened with, base units.
const STAKE: u64 = 1_000_000;
/// Some of it.
const AMOUNT: u64 = 5_000;
const DAY: i64 = 86_400;

/// One recipe for each instruction about positions.
pub fn recipes() -> Vec<Recipe> {
    recipes![
        open_position,
        open_vesting,
        add,
        split,
        merge,
        begin_unstake,
        cancel_unstake,
        withdraw,
        claim,
        compound,
        back,
        leave,
        end_leave,
        set_lock,
        release_lock,
        transfer_position,
        close_position,
        hold_vote,
        release_vote,
        open_exit,
        sync_position,
        voting_weight,
    ]
}

/// The positions of a recipe.
struct Positions {
    pool: StakePool,
    /// What the recipe is about, another of the same owner, one of somebody else, one of somebody else's in pool B.
    all: [(StakePool, Holding); 4],
}

impl Positions {
    fn first(&self) -> Holding {
        self.all[0].1
    }
}

fn position_id(lab: &mut Lab, pool: StakePool) -> u64 {
    lab.nonce_where(|id| {
        let seeds = [POSITION_SEED, pool.address.as_ref(), &id.to_le_bytes()];
        top_bump(&stake::ID, &seeds)
    })
}

/// Opens the positions, with a lock of `seconds`.
fn opened(lab: &mut Lab, amount: u64, seconds: u32) -> Positions {
    let [a, b] = [0, 1].map(|n| lab.parties.pools[n]);
    let clients = lab.parties.clients.clone();
    let all = [
        (a, clients[0], "a position"),
        (a, clients[0], "another position of the same owner"),
        (a, clients[1], "a position of another owner"),
        (b, clients[1], "a position in another pool"),
    ]
    .map(|(pool, owner, name)| {
        let id = position_id(lab, pool);
        lab.send(pool.open_position(owner, id, amount, seconds));
        let position = pool.position(id);
        lab.call(position, name);
        let holding = Holding {
            owner,
            position,
            operator: None,
        };
        (pool, holding)
    });
    Positions { pool: a, all }
}

/// Opens the positions, and they back the first provider of their pool.
fn backing(lab: &mut Lab) -> Positions {
    backing_with(lab, 0)
}

fn backing_with(lab: &mut Lab, seconds: u32) -> Positions {
    let mut positions = opened(lab, STAKE, seconds);
    let (here, there) = (lab.parties.providers[0].address, lab.parties.providers[2].address);
    for (pool, holding) in &mut positions.all {
        let operator = if *pool == positions.pool { here } else { there };
        lab.send(pool.back(holding.owner, holding.position, operator, 0));
        holding.operator = Some(operator);
    }
    positions
}

/// The positions back somebody and have something to claim.
fn earning(lab: &mut Lab) -> Positions {
    let positions = backing(lab);
    emit(lab);
    lab.advance(DAY / 2);
    for (pool, holding) in &positions.all {
        // A unit more, so that what was earned is in each of them.
        lab.send(pool.add(holding, 1));
    }
    lab.advance(DAY / 4);
    positions
}

fn open_position(lab: &mut Lab) -> Instruction {
    let (pool, owner) = (lab.parties.pools[0], lab.parties.clients[0]);
    let id = position_id(lab, pool);
    pool.open_position(owner, id, STAKE, 0)
}

fn open_vesting(lab: &mut Lab) -> Instruction {
    let (pool, funder, owner) = (
        lab.parties.pools[0],
        lab.parties.clients[0],
        lab.parties.clients[1],
    );
    let now = lab.now();
    let vesting = Vesting {
        amount: STAKE,
        start: now,
        cliff: now + DAY,
        end: now + 10 * DAY,
    };
    let id = position_id(lab, pool);
    pool.open_vesting(funder, id, owner, vesting)
}

fn add(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    positions.pool.add(&positions.first(), AMOUNT)
}

fn split(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    let id = position_id(lab, positions.pool);
    positions.pool.split(&positions.first(), id, AMOUNT)
}

fn merge(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    positions
        .pool
        .merge(&positions.first(), positions.all[1].1.position)
}

fn ticket_nonce(lab: &mut Lab, position: &Address) -> u64 {
    lab.nonce_where(|nonce| {
        let seeds = [TICKET_SEED, position.as_ref(), &nonce.to_le_bytes()];
        top_bump(&stake::ID, &seeds)
    })
}

fn begin_unstake(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    let holding = positions.first();
    let nonce = ticket_nonce(lab, &holding.position);
    positions.pool.begin_unstake(&holding, nonce, AMOUNT)
}

/// Two tickets of the first position, one of each of the others.
fn tickets(lab: &mut Lab) -> (Positions, u64) {
    let positions = earning(lab);
    let named = [
        (0, "a ticket"),
        (0, "another ticket of the same position"),
        (1, "a ticket of another position of the same owner"),
        (2, "a ticket of another owner"),
        (3, "a ticket in another pool"),
    ];
    let nonces = named.map(|(n, name)| {
        let (pool, holding) = positions.all[n];
        let nonce = ticket_nonce(lab, &holding.position);
        lab.send(pool.begin_unstake(&holding, nonce, AMOUNT));
        lab.call(address::ticket(&holding.position, nonce), name);
        nonce
    });
    (positions, nonces[0])
}

fn cancel_unstake(lab: &mut Lab) -> Instruction {
    let (positions, nonce) = tickets(lab);
    positions.pool.cancel_unstake(&positions.first(), nonce)
}

fn withdraw(lab: &mut Lab) -> Instruction {
    let (positions, nonce) = tickets(lab);
    lab.advance(DAY);
    let holding = positions.first();
    positions
        .pool
        .withdraw(holding.owner, holding.position, holding.operator, nonce)
}

fn claim(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    positions.pool.claim(&positions.first())
}

fn compound(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    positions.pool.compound(&positions.first())
}

fn back(lab: &mut Lab) -> Instruction {
    let positions = opened(lab, STAKE, 0);
    let (holding, provider) = (positions.first(), lab.parties.providers[0]);
    positions
        .pool
        .back(holding.owner, holding.position, provider.address, 0)
}

fn leave(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    let (holding, provider) = (positions.first(), lab.parties.providers[0]);
    positions
        .pool
        .leave(holding.owner, holding.position, provider.address)
}

fn end_leave(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    for (pool, holding) in &positions.all {
        let operator = holding.operator.expect("it backs one");
        lab.send(pool.leave(holding.owner, holding.position, operator));
    }
    lab.advance(DAY);
    let provider = lab.parties.providers[0];
    positions
        .pool
        .end_leave(positions.first().position, provider.address)
}

fn set_lock(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    positions.pool.set_lock(&positions.first(), 1_000)
}

fn release_lock(lab: &mut Lab) -> Instruction {
    let positions = backing_with(lab, 1_000);
    positions.pool.release_lock(&positions.first())
}

fn transfer_position(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    let to = lab.parties.clients[1];
    positions.pool.transfer_position(&positions.first(), to)
}

fn close_position(lab: &mut Lab) -> Instruction {
    let positions = opened(lab, STAKE, 0);
    let drained = positions.all.map(|(pool, holding)| {
        let nonce = ticket_nonce(lab, &holding.position);
        lab.send(pool.begin_unstake(&holding, nonce, STAKE));
        (pool, holding, nonce)
    });
    lab.advance(DAY);
    for (pool, holding, nonce) in drained {
        lab.send(pool.withdraw(holding.owner, holding.position, None, nonce));
    }
    let holding = positions.first();
    positions.pool.close_position(holding.owner, holding.position)
}

/// Every pool trusts a wallet with votes: A and C the same, B another.
pub(super) fn governed(lab: &mut Lab) -> Address {
    let [here, there] = ["speaker", "another speaker"].map(|name| lab.wallet(name));
    for (n, signer) in [here, there, here].into_iter().enumerate() {
        let (pool, governor) = (lab.parties.pools[n], lab.parties.governors[n]);
        lab.send(pool.set_governor(governor, signer));
    }
    here
}

fn hold_vote(lab: &mut Lab) -> Instruction {
    let speaker = governed(lab);
    let positions = opened(lab, STAKE, 0);
    let until = lab.now() + DAY;
    positions
        .pool
        .hold_vote(speaker, positions.first().position, until)
}

fn release_vote(lab: &mut Lab) -> Instruction {
    let speaker = governed(lab);
    let positions = opened(lab, STAKE, 0);
    let until = lab.now() + DAY;
    for (pool, holding) in &positions.all[..3] {
        lab.send(pool.hold_vote(speaker, holding.position, until));
    }
    let since = lab.now();
    positions
        .pool
        .release_vote(speaker, positions.first().position, since)
}

fn open_exit(lab: &mut Lab) -> Instruction {
    let speaker = governed(lab);
    let positions = opened(lab, STAKE, 0);
    let now = lab.now();
    let vote = DissentingVote {
        until: now + DAY,
        seconds: DAY / 4,
        cast_at: now + 1,
    };
    positions
        .pool
        .open_exit(speaker, positions.first().position, vote)
}

fn sync_position(lab: &mut Lab) -> Instruction {
    let positions = earning(lab);
    lab.advance(DAY / 4);
    positions.pool.sync_position(&positions.first())
}

fn voting_weight(lab: &mut Lab) -> Instruction {
    let positions = backing(lab);
    let holding = positions.first();
    let state: Position = lab.state(&holding.position);
    positions
        .pool
        .voting_weight(holding.position, holding.operator, state.opened_at + 1)
}
