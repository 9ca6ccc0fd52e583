//! Calls into the AMM program: fees in another mint buy reward tokens, which are burnt.

use super::settle::{__client_accounts_settle, __cpi_accounts_settle, Settle};
use crate::{
    cpi::trade,
    error::EscrowError,
    state::{Job, Market},
};
use anchor_lang::{call, prelude::*, Discriminator};
use pinocchio::cpi::Signer as CpiSigner;
use stake::check::{now, Is};

/// The AMM pool that a market's fees buy in.
#[derive(Accounts)]
pub struct Buyback {
    #[account(mut)]
    pub amm_pool: Account<amm::state::LiquidityPool>,
    pub amm_config: UncheckedAccount,
    /// Where the payment goes, and where the reward tokens are burnt.
    #[account(mut)]
    pub amm_payment_vault: UncheckedAccount,
    #[account(mut)]
    pub amm_reward_vault: UncheckedAccount,
    pub reward_token_program: Program<Token>,
    #[account(address = amm::ID)]
    pub amm_program: UncheckedAccount,
}

/// What the AMM is asked to do: who pays, out of what, and how much.
pub struct Purchase<'a> {
    pub payer: &'a Account<Job>,
    pub from: &'a UncheckedAccount,
    pub payment_mint: &'a UncheckedAccount,
    pub token_program: &'a UncheckedAccount,
    pub reward_mint: &'a UncheckedAccount,
    /// A writable account, which the AMM names and does not touch.
    pub unused: &'a UncheckedAccount,
    pub amount: u64,
}

impl Buyback {
    /// Buys and burns; returns the reward tokens burnt, zero when the pool cannot serve and nothing was moved.
    #[inline(never)]
    pub fn buy_and_burn(&self, market: &Market, purchase: &Purchase, signers: &[CpiSigner]) -> u64 {
        let before = self.amm_pool.burnt;
        let mut data = [0; 30];
        data[..8].copy_from_slice(amm::instruction::BuyAndBurn::DISCRIMINATOR);
        data[8..16].copy_from_slice(&purchase.amount.to_le_bytes());
        // Now, whenever that is.
        data[16..24].copy_from_slice(&i64::MAX.to_le_bytes());
        data[24..28].copy_from_slice(&market.params.buyback_mean_seconds.to_le_bytes());
        data[28..30].copy_from_slice(&market.params.buyback_slippage_bps.to_le_bytes());
        let payment = [
            purchase.from.account(),
            self.amm_payment_vault.account(),
            purchase.payment_mint.account(),
            purchase.token_program.account(),
        ];
        let reward = [
            purchase.unused.account(),
            self.amm_reward_vault.account(),
            purchase.reward_mint.account(),
            self.reward_token_program.account(),
        ];
        let (a, b) = if self.amm_pool.mints[0].is(purchase.payment_mint.address()) {
            (payment, reward)
        } else {
            (reward, payment)
        };
        let (config, pool) = (self.amm_config.account(), self.amm_pool.view());
        let mut views = [purchase.reward_mint.account(); 12];
        views[..11].copy_from_slice(&trade(purchase.payer.view(), config, pool, a, b));
        call(&amm::ID, &views, 1, &data, signers);
        self.amm_pool.burnt.saturating_sub(before)
    }
}

/// Accounts of a settlement in a market that buys reward tokens for its fees.
#[derive(Accounts)]
pub struct SettleWithBuyback {
    pub settle: Nested<Settle>,
    pub buyback: Nested<Buyback>,
}

impl SettleWithBuyback {
    pub fn settle(&mut self) -> Result<()> {
        self.settle.escrowed.job.require_settleable(now()?)?;
        self.settle.pay(false, Some(&self.buyback))
    }
}

#[derive(Accounts)]
pub struct AcceptResultWithBuyback {
    #[account(constraint = settlement.settle.escrowed.job.client.is(client.address()) @ EscrowError::NotClient)]
    pub client: Signer,
    pub settlement: Nested<SettleWithBuyback>,
}

impl AcceptResultWithBuyback {
    /// The window protects the client, who may do without it.
    pub fn accept(&mut self) -> Result<()> {
        let SettleWithBuyback { settle, buyback } = &mut *self.settlement;
        settle.escrowed.job.require_acceptable()?;
        settle.pay(true, Some(buyback))
    }
}
