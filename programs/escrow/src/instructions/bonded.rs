//! Calls into the stake program, signed by the escrow's PDA: the one place that locks, releases and slashes bonds.

use crate::{constants::SIGNER_SEED, state::Job};
use anchor_lang::{call, prelude::*, Discriminator};
use pinocchio::cpi::{Seed, Signer};
use stake::{
    state::{Operator, Pool},
    token::require_token_account,
};

/// Accounts of every instruction that touches a bond.
#[derive(Accounts)]
pub struct Bonded {
    #[account(mut)]
    pub pool: Account<Pool>,
    /// Of the pool: the stake program checks it.
    #[account(mut)]
    pub operator: Account<Operator>,
    /// The stake program's to check, as everything about the lock.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

/// Accounts that a slash needs besides. The reward mint may be the payment mint, and challenger and client may be one,
/// so these accounts may repeat.
#[derive(Accounts)]
pub struct Slashed {
    #[account(mut)]
    pub registry: UncheckedAccount,
    #[account(mut)]
    pub stake_vault: UncheckedAccount,
    /// The stake program's to check.
    #[account(unsafe(dup))]
    pub reward_mint: UncheckedAccount,
    /// Client's account of the reward mint: its share of the slash.
    #[account(unsafe(dup))]
    pub client_reward_token: UncheckedAccount,
    pub reward_token_program: Program<Token>,
}

/// What to take, and who gets which share of it; the rest is burnt.
#[derive(Clone, Copy)]
pub struct Penalty<'a> {
    /// Slot of the operator's ledger that holds the bond.
    pub slot: u8,
    pub amount: u64,
    /// Account of the reward mint that gets the challenger's share, and whose it must be.
    pub challenger: (&'a UncheckedAccount, &'a Address),
    pub challenger_bps: u16,
    pub client_bps: u16,
    /// A wrong number was shown; a missed deadline is no conviction.
    pub conviction: bool,
}

/// What an operator did for a job, for its reputation and its share of the emission.
#[derive(Clone, Copy)]
pub enum Service {
    /// Nothing to its credit.
    None,
    /// Ran a job of this value, of whose fee this was burnt.
    Settled { value: u64, burnt: u64 },
    /// Attested to a job; its part of what was burnt.
    Attested { burnt: u64 },
}

impl Bonded {
    /// Locks `amount` of the operator's bond for `job`.
    pub fn lock(&self, job: &Account<Job>, slot: u8, amount: u64) -> Result<()> {
        let mut data = [0; 49];
        head(&mut data, stake::instruction::LockBond::DISCRIMINATOR, slot, job);
        data[41..49].copy_from_slice(&amount.to_le_bytes());
        self.invoke(job, &data)
    }

    /// Gives the job's lock back and says what it was for.
    #[inline(never)]
    pub fn release(&self, job: &Account<Job>, slot: u8, service: Service) -> Result<()> {
        let mut data = [0; 58];
        head(
            &mut data,
            stake::instruction::ReleaseBond::DISCRIMINATOR,
            slot,
            job,
        );
        let (outcome, value, burnt) = match service {
            Service::None => (0, 0, 0),
            Service::Settled { value, burnt } => (1, value, burnt),
            Service::Attested { burnt } => (2, 0, burnt),
        };
        data[41] = outcome;
        data[42..50].copy_from_slice(&value.to_le_bytes());
        data[50..58].copy_from_slice(&burnt.to_le_bytes());
        self.invoke(job, &data)
    }

    /// Slashes the job's lock and gives back what is left of it.
    ///
    /// # Errors
    /// When an account that is to be paid is not of the reward mint or not its owner's.
    #[inline(never)]
    pub fn slash(&self, job: &Account<Job>, accounts: &Slashed, penalty: &Penalty) -> Result<()> {
        let (client_token, (challenger_token, challenger)) =
            (&accounts.client_reward_token, penalty.challenger);
        let reward = &self.pool.reward_mint;
        require_token_account(client_token.account(), reward, &job.client)?;
        require_token_account(challenger_token.account(), reward, challenger)?;
        let mut data = [0; 54];
        head(
            &mut data,
            stake::instruction::Slash::DISCRIMINATOR,
            penalty.slot,
            job,
        );
        data[41..49].copy_from_slice(&penalty.amount.to_le_bytes());
        data[49..51].copy_from_slice(&penalty.challenger_bps.to_le_bytes());
        data[51..53].copy_from_slice(&penalty.client_bps.to_le_bytes());
        data[53] = u8::from(penalty.conviction);
        let views = [
            self.escrow_signer.account(),
            self.pool.view(),
            self.operator.view(),
            accounts.registry.account(),
            self.ledger.account(),
            accounts.stake_vault.account(),
            accounts.reward_mint.account(),
            challenger_token.account(),
            client_token.account(),
            accounts.reward_token_program.account(),
        ];
        self.call(job, &views, &data)
    }

    /// Calls with the accounts that every bond instruction names.
    fn invoke(&self, job: &Job, data: &[u8]) -> Result<()> {
        let views = [
            self.escrow_signer.account(),
            self.pool.view(),
            self.operator.view(),
            self.ledger.account(),
        ];
        self.call(job, &views, data)
    }

    fn call(&self, job: &Job, views: &[&AccountView], data: &[u8]) -> Result<()> {
        call_stake(job.signer_bump, views, data);
        Ok(())
    }
}

/// Calls the stake program as the escrow's PDA, which is the first of the accounts.
#[inline(never)]
pub fn call_stake(signer_bump: u8, views: &[&AccountView], data: &[u8]) {
    let bump = [signer_bump];
    let seeds = [Seed::from(SIGNER_SEED), Seed::from(bump.as_slice())];
    call(&stake::ID, views, 1, data, &[Signer::from(&seeds)]);
}

fn head(data: &mut [u8], discriminator: &[u8], slot: u8, job: &Account<Job>) {
    data[..8].copy_from_slice(discriminator);
    data[8] = slot;
    data[9..41].copy_from_slice(job.address().as_ref());
}
