//! Who plays, and what they have.

use crate::{key, pool_params, Key, Party, QuickChain, Stake, World};
use anchor_lang::{InstructionData, ToAccountMetas};
use assay_client::{stake::LpFarm, token::TOKEN_PROGRAM};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use stake::__client_accounts_atstake::AtStake;
use stake::{accounts, instruction};

const OWNERS: usize = 5;
const OPERATORS: usize = 4;
/// LP mints and what their farms count for at first.
const FARMS: [(&str, u64); 3] = [("heavy lp", 900), ("light lp", 7), ("ended lp", 0)];
/// What each of them holds at first, base units.
const PURSE: u64 = 1_000_000_000;

/// A job's hold on a bond.
#[derive(Clone, Copy)]
pub struct Hold {
    pub operator: usize,
    pub slot: u8,
    pub job: Address,
    pub amount: u64,
}

/// A ticket by its position and nonce, or by its operator and nonce.
#[derive(Clone)]
pub struct Slip {
    pub stake: Stake,
    pub nonce: u64,
}

/// A pool that trusts keys of ours for the escrow and for the governor, people with tokens, and operators.
pub struct Cast {
    pub world: World<QuickChain>,
    pub escrow: Key,
    pub governor: Key,
    pub owners: Vec<Party>,
    pub operators: Vec<Party>,
    pub farms: Vec<LpFarm>,
    pub stakes: Vec<Stake>,
    pub slips: Vec<Slip>,
    /// Operator and nonce.
    pub bond_slips: Vec<(usize, u64)>,
    pub holds: Vec<Hold>,
    pub serial: u64,
    /// Whom the last slash hit.
    pub slashed: Option<Address>,
}

impl Cast {
    pub fn assemble() -> Self {
        let mut world: World<QuickChain> = World::builder().without_pool().start();
        let (escrow, governor) = (key("escrow"), key("governor"));
        let mut params = pool_params();
        params.min_bond = 1_000;
        params.saturation = 3;
        world
            .initialize_pool_for(escrow.pubkey(), params)
            .expect("a pool");
        let set = world
            .pool
            .set_governor(world.authority.pubkey(), governor.pubkey());
        world.send(&[set], &[]).expect("a governor");
        let owners: Vec<Party> = (0..OWNERS)
            .map(|n| {
                let owner = world.add_wallet(&format!("owner {n}"));
                world.give_reward(&owner, PURSE);
                owner
            })
            .collect();
        let farms = FARMS
            .into_iter()
            .map(|(name, weight)| {
                let farm = world.add_farm(name, weight);
                for owner in &owners {
                    world.give_lp(&farm, owner, PURSE);
                }
                farm
            })
            .collect();
        let operators = (0..OPERATORS)
            .map(|n| world.add_operator(&format!("operator {n}"), 3, PURSE / 10))
            .collect();
        for name in ["challenger", "client"] {
            world.add_wallet(name);
        }
        Self {
            world,
            escrow,
            governor,
            owners,
            operators,
            farms,
            stakes: Vec::new(),
            slips: Vec::new(),
            bond_slips: Vec::new(),
            holds: Vec::new(),
            serial: 0,
            slashed: None,
        }
    }

    pub fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// What only the escrow's signer may call.
    pub fn bond_metas(&self, operator: usize) -> accounts::LockBond {
        let party = &self.operators[operator];
        accounts::LockBond {
            escrow_signer: self.escrow.pubkey(),
            pool: self.world.pool.address,
            operator: party.operator,
            ledger: party.ledger,
        }
    }

    pub fn slash(&self, hold: &Hold, amount: u64, conviction: bool) -> Instruction {
        let (party, pool) = (&self.operators[hold.operator], self.world.pool);
        let account = |name: &str| pool.reward_account(&key(name).pubkey());
        let metas = accounts::Slash {
            escrow_signer: self.escrow.pubkey(),
            at_stake: AtStake {
                pool: pool.address,
                operator: party.operator,
                registry: pool.registry,
            },
            ledger: party.ledger,
            stake_vault: pool.vault,
            reward_mint: pool.reward_mint,
            challenger_token: account("challenger"),
            client_token: account("client"),
            token_program: TOKEN_PROGRAM,
        };
        let data = instruction::Slash {
            slot: hold.slot,
            job: hold.job,
            amount,
            challenger_bps: 5_000,
            client_bps: 2_500,
            conviction,
        };
        build(&metas, &data)
    }
}

pub fn build(metas: &impl ToAccountMetas, data: &impl InstructionData) -> Instruction {
    Instruction {
        program_id: stake::ID,
        accounts: metas.to_account_metas(None),
        data: data.data(),
    }
}
