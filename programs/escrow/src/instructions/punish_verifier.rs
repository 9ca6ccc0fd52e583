use crate::{
    bond::{Bond, Penalty, SlashAccounts},
    error::EscrowError,
    event::SeatPunished,
    state::{Job, Market, Status, Verdict},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, state::Operator, token::require_token_account};

#[derive(Accounts)]
pub struct PunishVerifier {
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
    #[account(mut)]
    pub registry: UncheckedAccount,
    #[account(mut)]
    pub stake_vault: UncheckedAccount,
    #[account(mut, address = market.reward_mint @ EscrowError::WrongMint)]
    pub reward_mint: UncheckedAccount,
    #[account(unsafe(dup))]
    pub client_reward_token: UncheckedAccount,
    /// Account of the reward mint of whoever convicted the job: a guilty verifier that punishes itself gets nothing.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
    pub reward_token_program: Program<Token>,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl PunishVerifier {
    fn validate(&self) -> Result<()> {
        require!(self.job.status() == Status::Convicted, EscrowError::SeatNotGuilty);
        let reward = &self.market.reward_mint;
        require_token_account(self.client_reward_token.account(), reward, &self.job.client)?;
        require_token_account(self.challenger_token.account(), reward, &self.job.challenger)
    }

    pub fn punish(&mut self, seat: u8, signer_bump: u8) -> Result<()> {
        self.validate()?;
        let entry = self.job.finish_seat(seat, self.operator.address())?;
        require!(
            entry.verdict == u8::from(Verdict::Accept),
            EscrowError::SeatNotGuilty
        );
        let terms = &self.job.terms;
        let bond = Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.view(),
            ledger: self.ledger.account(),
        };
        let accounts = SlashAccounts {
            registry: self.registry.account(),
            stake_vault: self.stake_vault.account(),
            reward_mint: self.reward_mint.account(),
            challenger_token: self.challenger_token.account(),
            client_token: self.client_reward_token.account(),
            token_program: self.reward_token_program.account(),
        };
        let penalty = Penalty {
            amount: terms.verifier_bond,
            challenger_bps: terms.challenger_bps,
            client_bps: terms.client_bps,
            conviction: true,
        };
        bond.slash(&accounts, entry.lock_slot, self.job.address(), penalty)?;
        emit(&SeatPunished {
            job: *self.job.address(),
            operator: *self.operator.address(),
            seat: u64::from(seat),
            slashed: terms.verifier_bond,
        });
        Ok(())
    }
}
