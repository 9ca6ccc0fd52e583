//! The one place that derives addresses. Seeds come from the programs' own constants.

use amm::constants as amm_seeds;
use assay_proof::demand::LeafAt;
use escrow::constants as escrow_seeds;
use governor::constants as governor_seeds;
use solana_address::Address;
use stake::constants as stake_seeds;

fn stake_pda(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &stake::ID).0
}

fn escrow_pda(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &escrow::ID).0
}

fn amm_pda(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &amm::ID).0
}

fn governor_pda(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &governor::ID).0
}

/// The pool of a reward mint.
pub fn pool(reward_mint: &Address) -> Address {
    stake_pda(&[stake_seeds::POOL_SEED, reward_mint.as_ref()])
}

/// The token account that holds everything at stake in a pool.
pub fn stake_vault(pool: &Address) -> Address {
    stake_pda(&[stake_seeds::STAKE_VAULT_SEED, pool.as_ref()])
}

/// The token account that holds everything minted and not claimed in a pool.
pub fn reward_vault(pool: &Address) -> Address {
    stake_pda(&[stake_seeds::REWARD_VAULT_SEED, pool.as_ref()])
}

/// The verifiers of a pool that committees are drawn from.
pub fn verifier_registry(pool: &Address) -> Address {
    stake_pda(&[stake_seeds::VERIFIERS_SEED, pool.as_ref()])
}

/// The operator account of `authority`.
pub fn operator(pool: &Address, authority: &Address) -> Address {
    stake_pda(&[stake_seeds::OPERATOR_SEED, pool.as_ref(), authority.as_ref()])
}

/// The bonds an operator has locked.
pub fn ledger(operator: &Address) -> Address {
    stake_pda(&[stake_seeds::LEDGER_SEED, operator.as_ref()])
}

/// A position of a pool.
pub fn position(pool: &Address, id: u64) -> Address {
    stake_pda(&[stake_seeds::POSITION_SEED, pool.as_ref(), &id.to_le_bytes()])
}

/// Stake on its way out of `source`, an operator's bond or a position.
pub fn ticket(source: &Address, nonce: u64) -> Address {
    stake_pda(&[stake_seeds::TICKET_SEED, source.as_ref(), &nonce.to_le_bytes()])
}

/// The farm of an LP mint.
pub fn farm(pool: &Address, lp_mint: &Address) -> Address {
    stake_pda(&[stake_seeds::FARM_SEED, pool.as_ref(), lp_mint.as_ref()])
}

/// The token account that holds every LP token staked in a farm.
pub fn farm_vault(farm: &Address) -> Address {
    stake_pda(&[stake_seeds::FARM_VAULT_SEED, farm.as_ref()])
}

/// What `owner` has staked in a farm.
pub fn farm_stake(farm: &Address, owner: &Address) -> Address {
    stake_pda(&[stake_seeds::FARM_STAKE_SEED, farm.as_ref(), owner.as_ref()])
}

/// The PDA of the escrow program that the stake program trusts with bonds.
pub fn escrow_signer() -> Address {
    escrow_pda(&[escrow_seeds::SIGNER_SEED])
}

/// The market of a payment mint whose bonds are in this stake pool.
pub fn market(pool: &Address, payment_mint: &Address) -> Address {
    escrow_pda(&[escrow_seeds::MARKET_SEED, pool.as_ref(), payment_mint.as_ref()])
}

/// The token account of a market's treasury.
pub fn treasury(market: &Address) -> Address {
    escrow_pda(&[escrow_seeds::TREASURY_SEED, market.as_ref()])
}

/// A client's job.
pub fn job(client: &Address, nonce: u64) -> Address {
    escrow_pda(&[escrow_seeds::JOB_SEED, client.as_ref(), &nonce.to_le_bytes()])
}

/// The token account that holds a job's price.
pub fn vault(job: &Address) -> Address {
    escrow_pda(&[escrow_seeds::VAULT_SEED, job.as_ref()])
}

/// A buffer for a fraud proof.
pub fn evidence(owner: &Address, nonce: u64) -> Address {
    escrow_pda(&[escrow_seeds::EVIDENCE_SEED, owner.as_ref(), &nonce.to_le_bytes()])
}

/// A class of hardware of a stake pool.
pub fn benchmark_class(pool: &Address, class: u16) -> Address {
    escrow_pda(&[escrow_seeds::CLASS_SEED, pool.as_ref(), &class.to_le_bytes()])
}

/// The benchmark that an operator is at.
pub fn benchmark(operator: &Address) -> Address {
    escrow_pda(&[escrow_seeds::BENCHMARK_SEED, operator.as_ref()])
}

/// A demand for a leaf of a job's result.
pub fn demand(job: &Address, at: LeafAt) -> Address {
    escrow_pda(&[
        escrow_seeds::DEMAND_SEED,
        job.as_ref(),
        &at.op.to_le_bytes(),
        &at.row.to_le_bytes(),
        &at.leaf.to_le_bytes(),
    ])
}

/// A tier of fees of a stake pool.
pub fn fee_config(stake_pool: &Address, index: u16) -> Address {
    amm_pda(&[amm_seeds::CONFIG_SEED, stake_pool.as_ref(), &index.to_le_bytes()])
}

/// The AMM pool of two mints, which must be in order.
pub fn amm_pool(config: &Address, mint_a: &Address, mint_b: &Address) -> Address {
    let mints = [mint_a.as_ref(), mint_b.as_ref()];
    amm_pda(&[amm_seeds::POOL_SEED, config.as_ref(), mints[0], mints[1]])
}

/// The token account of an AMM pool for one of its mints.
pub fn amm_vault(pool: &Address, mint: &Address) -> Address {
    amm_pda(&[amm_seeds::VAULT_SEED, pool.as_ref(), mint.as_ref()])
}

/// The mint of an AMM pool's liquidity.
pub fn lp_mint(pool: &Address) -> Address {
    amm_pda(&[amm_seeds::LP_SEED, pool.as_ref()])
}

/// Locked liquidity of an AMM pool.
pub fn liquidity_lock(pool: &Address, id: u64) -> Address {
    amm_pda(&[amm_seeds::LOCK_SEED, pool.as_ref(), &id.to_le_bytes()])
}

/// The realm of a stake pool, which signs for votes that hold positions.
pub fn realm(stake_pool: &Address) -> Address {
    governor_pda(&[governor_seeds::REALM_SEED, stake_pool.as_ref()])
}

/// What a realm owns, and signs what was voted with.
pub fn realm_treasury(realm: &Address) -> Address {
    governor_pda(&[governor_seeds::TREASURY_SEED, realm.as_ref()])
}

/// The proposal of this number.
pub fn proposal(realm: &Address, number: u64) -> Address {
    governor_pda(&[
        governor_seeds::PROPOSAL_SEED,
        realm.as_ref(),
        &number.to_le_bytes(),
    ])
}

/// An action of a proposal.
pub fn action(proposal: &Address, index: u8) -> Address {
    governor_pda(&[governor_seeds::ACTION_SEED, proposal.as_ref(), &[index]])
}

/// How a position voted on a proposal.
pub fn vote_record(proposal: &Address, position: &Address) -> Address {
    governor_pda(&[governor_seeds::VOTE_SEED, proposal.as_ref(), position.as_ref()])
}

/// Whom `owner` lets vote.
pub fn delegation(realm: &Address, owner: &Address) -> Address {
    governor_pda(&[governor_seeds::DELEGATION_SEED, realm.as_ref(), owner.as_ref()])
}

/// A stream of a realm's treasury.
pub fn stream(realm: &Address, id: u64) -> Address {
    governor_pda(&[governor_seeds::STREAM_SEED, realm.as_ref(), &id.to_le_bytes()])
}

/// The token account of a stream.
pub fn stream_vault(stream: &Address) -> Address {
    governor_pda(&[governor_seeds::STREAM_VAULT_SEED, stream.as_ref()])
}
