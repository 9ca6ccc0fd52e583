use super::vault::Vault;
use crate::{
    bond::{Bond, Penalty, SlashAccounts},
    constants::PENALTY_CLIENT_BPS,
    error::EscrowError,
    event::JobExpired,
    state::{log_until, Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use assay_math::share_floor;
use stake::{check::Is, event::emit, token::require_token_account};

/// A provider that failed. The reward mint may be the payment mint, so mints and the client's accounts may repeat.
#[derive(Accounts)]
pub struct Fail {
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, address = job.operator @ EscrowError::WrongOperator)]
    pub operator: UncheckedAccount,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(mut)]
    pub registry: UncheckedAccount,
    #[account(mut)]
    pub stake_vault: UncheckedAccount,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    #[account(unsafe(dup), address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(unsafe(dup), address = market.reward_mint @ EscrowError::WrongMint)]
    pub reward_mint: UncheckedAccount,
    /// Client's account of the payment mint: the refund.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
    /// Client's account of the reward mint: its share of the penalty.
    #[account(unsafe(dup))]
    pub client_reward_token: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    pub reward_token_program: Program<Token>,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Fail {
    /// Anyone may end a job whose provider missed a deadline.
    pub fn expire(&mut self, signer_bump: u8) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        if !self.job.missed_deadline(now) {
            return Err(self.too_early());
        }
        self.fail(signer_bump)
    }

    /// Why a job cannot be failed now.
    pub(super) fn too_early(&self) -> ProgramError {
        match self.job.status() {
            Status::Running => log_until(self.job.commit_by),
            Status::Committed => log_until(self.job.reveal_by),
            status => {
                status.log();
                return EscrowError::JobNotRunning.into();
            }
        }
        EscrowError::DeadlineNotPassed.into()
    }

    /// Refunds the client and takes the penalty out of the provider's bond.
    pub(super) fn fail(&mut self, signer_bump: u8) -> Result<()> {
        let client = &self.job.client;
        require_token_account(self.client_token.account(), &self.market.payment_mint, client)?;
        require_token_account(
            self.client_reward_token.account(),
            &self.market.reward_mint,
            client,
        )?;
        self.job.set_status(Status::Expired);
        self.job.open_locks -= 1;
        self.market.jobs_expired += 1;
        let refund = self.job.vault_balance;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.client_token.account(), refund)?;
        let penalty = self.penalise(signer_bump)?;
        emit(&JobExpired {
            job: *self.job.address(),
            operator: self.job.operator,
            refund,
            penalty,
        });
        Ok(())
    }

    fn penalise(&self, signer_bump: u8) -> Result<u64> {
        let terms = &self.job.terms;
        let amount = share_floor(terms.required_bond, terms.expiry_penalty_bps);
        let bond = Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.account(),
            ledger: self.ledger.account(),
        };
        let accounts = SlashAccounts {
            registry: self.registry.account(),
            stake_vault: self.stake_vault.account(),
            reward_mint: self.reward_mint.account(),
            challenger_token: self.client_reward_token.account(),
            client_token: self.client_reward_token.account(),
            token_program: self.reward_token_program.account(),
        };
        let penalty = Penalty {
            amount,
            challenger_bps: 0,
            client_bps: PENALTY_CLIENT_BPS,
            conviction: false,
        };
        bond.slash(&accounts, self.job.lock_slot, self.job.address(), penalty)?;
        Ok(amount)
    }
}
