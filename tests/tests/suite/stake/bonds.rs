//! A pool whose bonds answer to a key of ours, to call what only the escrow may.

use crate::support::{raw, TestWorld};
use anchor_lang::{InstructionData, ToAccountMetas};
use assay_client::token::TOKEN_PROGRAM;
use assay_tests::{key, pool_params, Key, Party, Sent, Stake, World};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use stake::__client_accounts_atstake::AtStake;
use stake::{accounts, instruction, state::PoolParams};

/// Own bond of the operator; 80 % of it can be locked.
pub const BOND: u64 = 1_000;

pub struct Bonds {
    pub world: TestWorld,
    pub escrow: Key,
    pub operator: Party,
}

pub fn job(n: u8) -> Address {
    Address::new_from_array([n; 32])
}

impl Bonds {
    pub fn new(roles: u8) -> Self {
        Self::with(roles, |_| {})
    }

    pub fn with(roles: u8, change: impl FnOnce(&mut PoolParams)) -> Self {
        let mut world: TestWorld = World::builder().without_pool().start();
        let escrow = key("escrow");
        let mut params = pool_params();
        params.min_bond = 100;
        change(&mut params);
        world
            .initialize_pool_for(escrow.pubkey(), params)
            .expect("a pool");
        let operator = world.add_operator("operator", roles, BOND);
        Self {
            world,
            escrow,
            operator,
        }
    }

    fn metas(&self) -> accounts::LockBond {
        accounts::LockBond {
            escrow_signer: self.escrow.pubkey(),
            pool: self.world.pool.address,
            operator: self.operator.operator,
            ledger: self.operator.ledger,
        }
    }

    pub fn lock_instruction(&self, slot: u8, job: Address, amount: u64) -> Instruction {
        build(&self.metas(), &instruction::LockBond { slot, job, amount })
    }

    pub fn release_instruction(&self, slot: u8, job: Address, outcome: u8, value: u64) -> Instruction {
        self.burn_instruction(slot, job, outcome, value, 0)
    }

    /// A release that says how much of the job's fee was burnt.
    pub fn burn_instruction(
        &self,
        slot: u8,
        job: Address,
        outcome: u8,
        value: u64,
        burnt: u64,
    ) -> Instruction {
        let data = instruction::ReleaseBond {
            slot,
            job,
            outcome,
            value,
            burnt,
        };
        build(&self.metas(), &data)
    }

    /// Credits the operator with a job of this outcome for which `burnt` was burnt.
    #[track_caller]
    pub fn burn(&mut self, outcome: u8, burnt: u64) {
        self.lock(0, job(99), 1).expect("locks");
        let release = self.burn_instruction(0, job(99), outcome, 1, burnt);
        self.send(release).expect("releases");
    }

    /// Somebody whose position backs the operator.
    #[track_caller]
    pub fn backer(&mut self, name: &str, amount: u64, lock_seconds: u32) -> Stake {
        let stake = self.world.add_staker(name, amount, lock_seconds);
        let operator = self.operator.clone();
        self.world.back(&stake, &operator).expect("backs");
        stake
    }

    /// Opens accounts for whoever slashes pay.
    pub fn with_paid(mut self) -> Self {
        for name in ["challenger", "client"] {
            self.world.add_wallet(name);
        }
        self
    }

    /// Slashes `amount` for a missed deadline, or for a wrong number when `conviction`.
    #[track_caller]
    pub fn cut(&mut self, amount: u64, conviction: bool) {
        self.lock(1, job(98), amount).expect("locks");
        let cut = Cut {
            conviction,
            ..Cut::conviction(amount)
        };
        self.slash(1, job(98), cut).expect("slashes");
    }

    /// Makes another operator the one that locks, releases and slashes are about.
    pub fn turn_to(&mut self, operator: &Party) {
        self.operator = operator.clone();
    }

    pub fn slash_instruction(&self, slot: u8, job: Address, slash: Cut) -> Instruction {
        let (challenger, client) = (key("challenger").pubkey(), key("client").pubkey());
        let pool = self.world.pool;
        let metas = accounts::Slash {
            escrow_signer: self.escrow.pubkey(),
            at_stake: AtStake {
                pool: pool.address,
                operator: self.operator.operator,
                registry: pool.registry,
            },
            ledger: self.operator.ledger,
            stake_vault: pool.vault,
            reward_mint: pool.reward_mint,
            challenger_token: pool.reward_account(&challenger),
            client_token: pool.reward_account(&client),
            token_program: TOKEN_PROGRAM,
        };
        let data = instruction::Slash {
            slot,
            job,
            amount: slash.amount,
            challenger_bps: slash.challenger_bps,
            client_bps: slash.client_bps,
            conviction: slash.conviction,
        };
        build(&metas, &data)
    }

    pub fn lock(&mut self, slot: u8, job: Address, amount: u64) -> Sent {
        let instruction = self.lock_instruction(slot, job, amount);
        self.send(instruction)
    }

    pub fn release(&mut self, slot: u8, job: Address, outcome: u8, value: u64) -> Sent {
        let instruction = self.release_instruction(slot, job, outcome, value);
        self.send(instruction)
    }

    pub fn slash(&mut self, slot: u8, job: Address, slash: Cut) -> Sent {
        let instruction = self.slash_instruction(slot, job, slash);
        self.send(instruction)
    }

    pub fn send(&mut self, instruction: Instruction) -> Sent {
        let escrow = self.escrow.clone();
        self.world.send(&[instruction], &[&escrow])
    }

    pub fn send_as(&mut self, instruction: Instruction, signer: &Key) -> Sent {
        raw(&mut self.world, instruction, &[signer])
    }
}

/// Size and shares of a slash.
#[derive(Clone, Copy)]
pub struct Cut {
    pub amount: u64,
    pub challenger_bps: u16,
    pub client_bps: u16,
    pub conviction: bool,
}

impl Cut {
    pub const fn conviction(amount: u64) -> Self {
        Self {
            amount,
            challenger_bps: 5_000,
            client_bps: 2_500,
            conviction: true,
        }
    }
}

fn build(metas: &impl ToAccountMetas, data: &impl InstructionData) -> Instruction {
    Instruction {
        program_id: stake::ID,
        accounts: metas.to_account_metas(None),
        data: data.data(),
    }
}
