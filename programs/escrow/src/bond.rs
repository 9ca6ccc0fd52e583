//! Calls into the stake program, signed by the escrow's PDA: the one place that locks, releases and slashes bonds.

use crate::constants::SIGNER_SEED;
use anchor_lang::{prelude::*, Discriminator};
use pinocchio::{
    cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer},
    instruction::{InstructionAccount, InstructionView},
};

/// The accounts every bond instruction names.
#[derive(Clone, Copy)]
pub struct Bond<'a> {
    pub signer: &'a AccountView,
    pub signer_bump: u8,
    pub pool: &'a AccountView,
    pub operator: &'a AccountView,
    pub ledger: &'a AccountView,
}

/// The accounts a slash names besides.
#[derive(Clone, Copy)]
pub struct SlashAccounts<'a> {
    pub registry: &'a AccountView,
    pub stake_vault: &'a AccountView,
    pub reward_mint: &'a AccountView,
    pub challenger_token: &'a AccountView,
    pub client_token: &'a AccountView,
    pub token_program: &'a AccountView,
}

/// What to take, and who gets which share of it; the rest is burnt.
#[derive(Clone, Copy)]
pub struct Penalty {
    pub amount: u64,
    pub challenger_bps: u16,
    pub client_bps: u16,
    /// A wrong number was shown; a missed deadline is no conviction.
    pub conviction: bool,
}

impl Bond<'_> {
    /// Locks `amount` of the operator's bond for `job`.
    pub fn lock(&self, slot: u8, job: &Address, amount: u64) -> Result<()> {
        let mut data = [0; 49];
        self.head(&mut data, stake::instruction::LockBond::DISCRIMINATOR, slot, job);
        data[41..49].copy_from_slice(&amount.to_le_bytes());
        self.invoke(&data)
    }

    /// Gives the job's lock back; a settled provider's reputation counts `settled_value`.
    pub fn release(&self, slot: u8, job: &Address, settled_value: Option<u64>) -> Result<()> {
        let mut data = [0; 50];
        self.head(
            &mut data,
            stake::instruction::ReleaseBond::DISCRIMINATOR,
            slot,
            job,
        );
        data[41] = u8::from(settled_value.is_some());
        data[42..50].copy_from_slice(&settled_value.unwrap_or(0).to_le_bytes());
        self.invoke(&data)
    }

    /// Slashes the job's lock and gives back what is left of it.
    pub fn slash(&self, accounts: &SlashAccounts, slot: u8, job: &Address, penalty: Penalty) -> Result<()> {
        let mut data = [0; 54];
        self.head(&mut data, stake::instruction::Slash::DISCRIMINATOR, slot, job);
        data[41..49].copy_from_slice(&penalty.amount.to_le_bytes());
        data[49..51].copy_from_slice(&penalty.challenger_bps.to_le_bytes());
        data[51..53].copy_from_slice(&penalty.client_bps.to_le_bytes());
        data[53] = u8::from(penalty.conviction);
        let views = [
            self.signer,
            self.pool,
            self.operator,
            self.ledger,
            accounts.registry,
            accounts.stake_vault,
            accounts.reward_mint,
            accounts.challenger_token,
            accounts.client_token,
            accounts.token_program,
        ];
        let metas = [
            InstructionAccount::readonly_signer(self.signer.address()),
            InstructionAccount::writable(self.pool.address()),
            InstructionAccount::writable(self.operator.address()),
            InstructionAccount::writable(self.ledger.address()),
            InstructionAccount::writable(accounts.registry.address()),
            InstructionAccount::writable(accounts.stake_vault.address()),
            InstructionAccount::writable(accounts.reward_mint.address()),
            InstructionAccount::writable(accounts.challenger_token.address()),
            InstructionAccount::writable(accounts.client_token.address()),
            InstructionAccount::readonly(accounts.token_program.address()),
        ];
        self.call(&metas, views, &data)
    }

    fn head(&self, data: &mut [u8], discriminator: &[u8], slot: u8, job: &Address) {
        data[..8].copy_from_slice(discriminator);
        data[8] = slot;
        data[9..41].copy_from_slice(job.as_ref());
    }

    fn invoke(&self, data: &[u8]) -> Result<()> {
        let views = [self.signer, self.pool, self.operator, self.ledger];
        let metas = [
            InstructionAccount::readonly_signer(self.signer.address()),
            InstructionAccount::writable(self.pool.address()),
            InstructionAccount::writable(self.operator.address()),
            InstructionAccount::writable(self.ledger.address()),
        ];
        self.call(&metas, views, data)
    }

    fn call<const N: usize>(
        &self,
        metas: &[InstructionAccount; N],
        views: [&AccountView; N],
        data: &[u8],
    ) -> Result<()> {
        let accounts = views.map(CpiAccount::from);
        let bump = [self.signer_bump];
        let seeds = [Seed::from(SIGNER_SEED), Seed::from(bump.as_slice())];
        let instruction = InstructionView {
            program_id: &stake::ID,
            accounts: metas,
            data,
        };
        // SAFETY: every account is given in the order of its meta. Typed accounts of this instruction that the call
        // writes to (pool, operator, ledger, registry) belong to the stake program and are only read here, through
        // raw pointers that stay valid; no reference into them is held across the call.
        unsafe { invoke_signed_unchecked(&instruction, &accounts, &[Signer::from(&seeds)]) };
        Ok(())
    }
}
