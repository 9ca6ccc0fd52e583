use crate::{
    check::Is,
    constants::REWARD_DECIMALS,
    error::StakeError,
    event::{emit, BondWithdrawn},
    state::{Operator, Pool, Ticket},
    token::{require_token_account, TokenContext},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use pinocchio::cpi::{Seed, Signer as CpiSigner};

#[derive(Accounts)]
pub struct WithdrawBond {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, constraint = pool.reward_mint.is(reward_mint.address()) @ StakeError::WrongMint)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = ticket.operator.is(operator.address()) @ StakeError::WrongOperator, constraint = ticket.owner.is(owner.address()) @ StakeError::NotOperatorAuthority, close = owner)]
    pub ticket: Box<Account<Ticket>>,
    #[account(mut)]
    pub owner_token: UncheckedAccount,
    #[account(mut, constraint = Pool::is_vault(&pool, stake_vault.address()) @ ProgramError::InvalidSeeds)]
    pub stake_vault: UncheckedAccount,
    pub reward_mint: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl WithdrawBond {
    pub fn withdraw(&mut self) -> Result<()> {
        self.ticket.require_released(Clock::get()?.unix_timestamp)?;
        require_token_account(
            self.owner_token.account(),
            &self.pool.reward_mint,
            self.owner.address(),
        )?;
        let amount = self.ticket.amount;
        self.operator.end_ticket(&mut self.pool, amount);
        let bump = [self.pool.bump];
        let seeds = [
            Seed::from(b"pool".as_slice()),
            Seed::from(self.reward_mint.address().as_ref()),
            Seed::from(bump.as_slice()),
        ];
        TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        }
        .transfer(
            self.stake_vault.account(),
            self.owner_token.account(),
            self.pool.view(),
            amount,
            &[CpiSigner::from(&seeds)],
        )?;
        emit(&BondWithdrawn {
            operator: *self.operator.address(),
            ticket: *self.ticket.address(),
            owner: *self.owner.address(),
            amount,
        });
        Ok(())
    }
}
