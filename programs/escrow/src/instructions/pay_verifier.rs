use super::vault::Vault;
use crate::{
    bond::Bond,
    error::EscrowError,
    event::SeatSettled,
    state::{Job, Market, Status, Verdict},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator, token::require_token_account};

#[derive(Accounts)]
pub struct PayVerifier {
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ EscrowError::WrongOperator)]
    pub operator: Box<Account<Operator>>,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    /// Token account of the operator's authority.
    #[account(mut)]
    pub verifier_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl PayVerifier {
    /// A seat earns its share when it accepted and the job settled. Every other seat of a job that is over gets its
    /// bond back, but for those that accepted what was convicted.
    pub fn pay(&mut self, seat: u8, signer_bump: u8) -> Result<()> {
        self.job.require_final()?;
        require_token_account(
            self.verifier_token.account(),
            &self.market.payment_mint,
            &self.operator.authority,
        )?;
        let entry = self.job.finish_seat(seat, self.operator.address())?;
        let accepted = entry.verdict == u8::from(Verdict::Accept);
        let status = self.job.status();
        require!(
            !(accepted && status == Status::Convicted),
            EscrowError::SeatMustBePunished
        );
        let paid = if accepted && status == Status::Settled {
            self.job.per_seat
        } else {
            0
        };
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.verifier_token.account(), paid)?;
        Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.view(),
            ledger: self.ledger.account(),
        }
        .release(entry.lock_slot, self.job.address(), None)?;
        emit(&SeatSettled {
            job: *self.job.address(),
            operator: *self.operator.address(),
            seat: u64::from(seat),
            paid,
        });
        Ok(())
    }
}
