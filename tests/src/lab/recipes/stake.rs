use super::{recipes, Recipe};
use crate::lab::{
    parties::{pool_params, profile, Operator, BOND},
    top_bump, Lab,
};
use crate::schedule;
use anchor_lang::{InstructionData, ToAccountMetas};
use assay_client::{
    address,
    stake::{StakePool, ROLE_PROVIDER},
    token::TOKEN_PROGRAM,
};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::__client_accounts_atstake::AtStake;
use stake::{accounts, constants::TICKET_SEED, instruction};

/// Some of a bond, base units.
const AMOUNT: u64 = 5_000;
/// What pool C's signer calls a job.
const JOB: Address = Address::new_from_array([0xAB; 32]);
const SLOT: u8 = 3;

/// One recipe for each instruction of the stake program.
pub fn stake_recipes() -> Vec<Recipe> {
    recipes![
        initialize_pool,
        set_params,
        set_pause,
        set_governor,
        handover,
        lower_emission,
        advance_epoch,
        withdraw_treasury,
        register_operator,
        update_operator,
        deposit_bond,
        begin_unbond,
        cancel_unbond,
        withdraw_bond,
        retire_operator,
        close_operator,
        join_registry,
        leave_registry,
        lock_bond,
        release_bond,
        slash,
        set_class,
        sync_operator,
        set_commission,
        claim_operator,
    ]
    .into_iter()
    .chain(super::position::recipes())
    .chain(super::farm::recipes())
    .collect()
}

fn initialize_pool(lab: &mut Lab) -> Instruction {
    let (mint, governor) = lab.reward_mint("D");
    // Another that could be made a pool of just as well.
    lab.reward_mint("E");
    StakePool::new(mint).initialize_pool(governor, address::escrow_signer(), pool_params(), schedule())
}

fn set_params(lab: &mut Lab) -> Instruction {
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    pool.set_params(governor, pool_params())
}

fn set_pause(lab: &mut Lab) -> Instruction {
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    pool.set_pause(governor, 1)
}

fn set_governor(lab: &mut Lab) -> Instruction {
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    pool.set_governor(governor, lab.parties.bonder)
}

/// Wallets sign for the governor and its treasury, as the governor would.
fn handover(lab: &mut Lab) -> Instruction {
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    let [signer, treasury] =
        ["the governor's signer", "the governor's treasury"].map(|name| lab.wallet(name));
    lab.send(pool.set_governor(governor, signer));
    pool.handover(governor, signer, treasury)
}

fn lower_emission(lab: &mut Lab) -> Instruction {
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    pool.lower_emission(governor, AMOUNT)
}

fn advance_epoch(lab: &mut Lab) -> Instruction {
    lab.advance(schedule().epoch_seconds.into());
    lab.parties.pools[0].advance_epoch()
}

/// Ends an epoch of every pool, so that there is something in the treasuries and something streams.
pub(super) fn emit(lab: &mut Lab) {
    lab.advance(schedule().epoch_seconds.into());
    for pool in lab.parties.pools.clone() {
        lab.send(pool.advance_epoch());
    }
}

fn withdraw_treasury(lab: &mut Lab) -> Instruction {
    emit(lab);
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    lab.give(governor, pool.reward_mint, TOKEN_PROGRAM, 0);
    pool.withdraw_treasury(governor, AMOUNT)
}

fn sync_operator(lab: &mut Lab) -> Instruction {
    emit(lab);
    let provider = lab.parties.providers[0];
    lab.parties.pools[0].sync_operator(provider.address)
}

fn set_commission(lab: &mut Lab) -> Instruction {
    let provider = lab.parties.providers[0];
    lab.parties.pools[0].set_commission(provider.authority, 100)
}

fn claim_operator(lab: &mut Lab) -> Instruction {
    emit(lab);
    for (pool, provider) in [(0, 0), (0, 1), (1, 2)] {
        let (pool, provider) = (lab.parties.pools[pool], lab.parties.providers[provider]);
        lab.send(pool.sync_operator(provider.address));
    }
    lab.advance(3_600);
    let provider = lab.parties.providers[0];
    lab.parties.pools[0].claim_operator(provider.authority)
}

fn register_operator(lab: &mut Lab) -> Instruction {
    let pool = lab.parties.pools[0];
    let newcomer = lab.newcomer("newcomer", pool);
    pool.register_operator(newcomer.authority, ROLE_PROVIDER, profile(newcomer.agent))
}

fn update_operator(lab: &mut Lab) -> Instruction {
    let (pool, provider) = (lab.parties.pools[0], lab.parties.providers[0]);
    pool.update_operator(provider.authority, profile(provider.authority))
}

fn deposit_bond(lab: &mut Lab) -> Instruction {
    let (pool, provider) = (lab.parties.pools[0], lab.parties.providers[0]);
    pool.deposit_bond(provider.authority, provider.address, AMOUNT)
}

fn ticket_nonce(lab: &mut Lab, operator: Operator) -> u64 {
    lab.nonce_where(|nonce| {
        let seeds = [TICKET_SEED, operator.address.as_ref(), &nonce.to_le_bytes()];
        top_bump(&stake::ID, &seeds)
    })
}

fn begin_unbond(lab: &mut Lab) -> Instruction {
    let verifier = lab.parties.verifiers[0][0];
    tickets(lab);
    let nonce = ticket_nonce(lab, verifier);
    lab.parties.pools[0].begin_unbond(verifier.authority, nonce, AMOUNT)
}

/// Tickets: two of the first verifier, one of the second, one in another pool. Gives the first one's nonce.
fn tickets(lab: &mut Lab) -> u64 {
    let [first, second] = [0, 1].map(|n| lab.parties.verifiers[0][n]);
    let elsewhere = lab.parties.verifiers[1][0];
    let [a, b] = [0, 1].map(|n| lab.parties.pools[n]);
    let nonces = [
        (first, a, "a ticket"),
        (first, a, "another ticket of the same operator"),
        (second, a, "a ticket of another operator"),
        (elsewhere, b, "a ticket of another pool"),
    ]
    .map(|(operator, pool, name)| {
        let nonce = ticket_nonce(lab, operator);
        lab.send(pool.begin_unbond(operator.authority, nonce, AMOUNT));
        lab.call(address::ticket(&operator.address, nonce), name);
        nonce
    });
    nonces[0]
}

fn cancel_unbond(lab: &mut Lab) -> Instruction {
    let nonce = tickets(lab);
    let verifier = lab.parties.verifiers[0][0];
    lab.parties.pools[0].cancel_unbond(verifier.authority, nonce)
}

fn withdraw_bond(lab: &mut Lab) -> Instruction {
    let nonce = tickets(lab);
    lab.advance(pool_params().cooldown_seconds);
    let verifier = lab.parties.verifiers[0][0];
    lab.parties.pools[0].withdraw_bond(verifier.authority, nonce)
}

fn retire_operator(lab: &mut Lab) -> Instruction {
    let verifier = lab.parties.verifiers[0][0];
    lab.parties.pools[0].retire_operator(verifier.authority)
}

fn close_operator(lab: &mut Lab) -> Instruction {
    let [a, b] = [0, 1].map(|n| lab.parties.pools[n]);
    let leavers = [("leaver 1", a), ("leaver 2", a), ("leaver 3", b)].map(|(name, pool)| {
        let leaver = lab.newcomer(name, pool);
        lab.send(pool.register_operator(leaver.authority, ROLE_PROVIDER, profile(leaver.agent)));
        lab.send(pool.retire_operator(leaver.authority));
        leaver
    });
    a.close_operator(leavers[0].authority)
}

fn join_registry(lab: &mut Lab) -> Instruction {
    let candidate = lab.parties.candidates[0];
    lab.parties.pools[0].join_registry(candidate.authority, 20)
}

fn leave_registry(lab: &mut Lab) -> Instruction {
    let verifier = lab.parties.verifiers[0][0];
    lab.parties.pools[0].leave_registry(verifier.authority)
}

/// What the escrow's signer passes; pool C's is a plain key.
fn bond_accounts(lab: &Lab, operator: Operator) -> accounts::LockBond {
    accounts::LockBond {
        escrow_signer: lab.parties.bonder,
        pool: lab.parties.pools[2].address,
        operator: operator.address,
        ledger: address::ledger(&operator.address),
    }
}

fn lock(lab: &Lab, operator: Operator) -> Instruction {
    let data = instruction::LockBond {
        slot: SLOT,
        job: JOB,
        amount: AMOUNT,
    };
    build(bond_accounts(lab, operator), data)
}

fn lock_bond(lab: &mut Lab) -> Instruction {
    lock(lab, lab.parties.bonded[0])
}

/// Locks of the same job and slot for two operators. Gives the first.
fn locked(lab: &mut Lab) -> Operator {
    let bonded = lab.parties.bonded.clone();
    for operator in &bonded {
        lab.send(lock(lab, *operator));
    }
    bonded[0]
}

fn release_bond(lab: &mut Lab) -> Instruction {
    let operator = locked(lab);
    let data = instruction::ReleaseBond {
        slot: SLOT,
        job: JOB,
        outcome: 1,
        value: AMOUNT,
        burnt: AMOUNT,
    };
    build(bond_accounts(lab, operator), data)
}

fn slash(lab: &mut Lab) -> Instruction {
    let operator = locked(lab);
    slash_of(lab, operator, AMOUNT)
}

fn set_class(lab: &mut Lab) -> Instruction {
    let metas = accounts::SetClass {
        escrow_signer: lab.parties.bonder,
        pool: lab.parties.pools[2].address,
        operator: lab.parties.bonded[0].address,
    };
    build(metas, instruction::SetClass { class: 7 })
}

/// A slash of more than the operator's own bond, the operator, and the position that loses.
pub fn slash_of_backers(lab: &mut Lab) -> (Instruction, Address, Address) {
    let (operator, pool) = (lab.parties.bonded[0], lab.parties.pools[2]);
    let (owner, id) = (lab.parties.clients[0], lab.nonce_where(|_| true));
    let position = pool.position(id);
    lab.send(pool.open_position(owner, id, 2 * AMOUNT, 0));
    lab.send(pool.back(owner, position, operator.address, 0));
    let amount = BOND + AMOUNT;
    let data = instruction::LockBond {
        slot: SLOT,
        job: JOB,
        amount,
    };
    lab.send(build(bond_accounts(lab, operator), data));
    (slash_of(lab, operator, amount), operator.address, position)
}

fn slash_of(lab: &Lab, operator: Operator, amount: u64) -> Instruction {
    let pool = lab.parties.pools[2];
    let metas = accounts::Slash {
        escrow_signer: lab.parties.bonder,
        at_stake: AtStake {
            pool: pool.address,
            operator: operator.address,
            registry: pool.registry,
        },
        ledger: address::ledger(&operator.address),
        stake_vault: pool.vault,
        reward_mint: pool.reward_mint,
        challenger_token: pool.reward_account(&lab.parties.challengers[0]),
        client_token: pool.reward_account(&lab.parties.clients[0]),
        token_program: TOKEN_PROGRAM,
    };
    let data = instruction::Slash {
        slot: SLOT,
        job: JOB,
        amount,
        challenger_bps: 5_000,
        client_bps: 2_500,
        conviction: true,
    };
    build(metas, data)
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction {
        program_id: stake::ID,
        accounts: accounts.to_account_metas(None),
        data: data.data(),
    }
}
