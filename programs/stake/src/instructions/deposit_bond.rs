use crate::{
    check::Is,
    constants::{PAUSE_DEPOSIT, REWARD_DECIMALS},
    error::StakeError,
    event::{emit, BondDeposited},
    state::{Operator, Pool, VerifierRegistry},
    token::TokenContext,
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct DepositBond {
    /// Anyone may add to a bond; only the operator's authority can take it out.
    pub depositor: Signer,
    #[account(mut, constraint = pool.reward_mint.is(reward_mint.address()) @ StakeError::WrongMint)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
    #[account(mut)]
    pub depositor_token: UncheckedAccount,
    #[account(mut, constraint = Pool::is_vault(&pool, stake_vault.address()) @ ProgramError::InvalidSeeds)]
    pub stake_vault: UncheckedAccount,
    pub reward_mint: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl DepositBond {
    pub fn deposit(&mut self, amount: u64) -> Result<()> {
        self.pool.require_active(PAUSE_DEPOSIT)?;
        require!(amount > 0, StakeError::ZeroAmount);
        require!(self.operator.retired == 0, StakeError::Retired);
        let before = self.operator.own_bond;
        self.operator.deposit(&mut self.pool, amount)?;
        super::follow_bond(&mut self.operator, &mut self.registry, self.pool.min_bond)?;
        TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        }
        .transfer(
            self.depositor_token.account(),
            self.stake_vault.account(),
            self.depositor.account(),
            amount,
            &[],
        )?;
        emit(&BondDeposited {
            operator: *self.operator.address(),
            amount,
            bond_before: before,
            bond_after: self.operator.own_bond,
        });
        Ok(())
    }
}
