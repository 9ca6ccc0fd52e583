use super::post_job::Posting;
use crate::{
    cpi::trade,
    error::EscrowError,
    state::{Job, JobRequest, Market},
};
use amm::state::Limits;
use anchor_lang::{call, prelude::*, Discriminator};
use stake::token::balance;

/// Pays a job in another token than its market's: the AMM sells as much of it as the price takes.
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct PostJobWithSwap {
    #[account(mut)]
    pub client: Signer,
    #[account(mut)]
    pub market: Account<Market>,
    #[account(
        init,
        payer = client,
        seeds = [b"job", client.address().as_ref(), nonce.to_le_bytes()],
        bump
    )]
    pub job: Account<Job>,
    /// Opened here as the job's token account.
    #[account(mut, seeds = [b"vault", job.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
    pub sold: Nested<Sold>,
}

/// What is sold, and where: any pool that trades the two. The AMM checks all of it.
#[derive(Accounts)]
pub struct Sold {
    /// The client's account of the token that is sold.
    #[account(mut)]
    pub sold_token: UncheckedAccount,
    pub sold_mint: UncheckedAccount,
    pub sold_token_program: UncheckedAccount,
    #[account(mut)]
    pub amm_pool: UncheckedAccount,
    pub amm_config: UncheckedAccount,
    #[account(mut)]
    pub amm_sold_vault: UncheckedAccount,
    #[account(mut)]
    pub amm_payment_vault: UncheckedAccount,
    #[account(address = amm::ID)]
    pub amm_program: UncheckedAccount,
}

impl PostJobWithSwap {
    pub fn post(
        &mut self,
        request: &JobRequest,
        maximum: u64,
        limits: &Limits,
        bumps: (u8, u8),
    ) -> Result<()> {
        let mut posting = Posting {
            client: &self.client,
            market: &mut self.market,
            job: &mut self.job,
            vault: &self.vault,
            token_program: self.token_program.address(),
            payment_mint: &self.payment_mint,
        };
        posting.open(request, bumps)?;
        posting.note(request);
        self.buy(request.price, maximum, limits);
        // The state of record says what was escrowed; so much must be there.
        require!(
            balance(self.vault.account())? >= request.price,
            EscrowError::PriceNotBought
        );
        Ok(())
    }

    /// Buys exactly `price` into the vault, for at most `maximum` of the client's tokens.
    fn buy(&self, price: u64, maximum: u64, limits: &Limits) {
        let sold = &*self.sold;
        let given = [
            sold.sold_token.account(),
            sold.amm_sold_vault.account(),
            sold.sold_mint.account(),
            sold.sold_token_program.account(),
        ];
        let bought = [
            self.vault.account(),
            sold.amm_payment_vault.account(),
            self.payment_mint.account(),
            self.token_program.account(),
        ];
        let a_to_b = sold.sold_mint.address().as_array() < self.payment_mint.address().as_array();
        let (a, b) = if a_to_b { (given, bought) } else { (bought, given) };
        let (user, config, pool) = (&self.client, &sold.amm_config, &sold.amm_pool);
        let views = trade(user.account(), config.account(), pool.account(), a, b);
        let mut data = [0; 39];
        data[..8].copy_from_slice(amm::instruction::SwapExactOut::DISCRIMINATOR);
        data[8] = u8::from(a_to_b);
        data[9..17].copy_from_slice(&price.to_le_bytes());
        data[17..25].copy_from_slice(&maximum.to_le_bytes());
        data[25..33].copy_from_slice(&limits.deadline.to_le_bytes());
        data[33..37].copy_from_slice(&limits.mean_seconds.to_le_bytes());
        data[37..39].copy_from_slice(&limits.mean_bps.to_le_bytes());
        call(&amm::ID, &views, 1, &data, &[]);
    }
}
