use crate::{
    constants::PAUSE_POST,
    error::EscrowError,
    event::JobPosted,
    state::{Job, JobRequest, Market},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use stake::{
    check::now,
    event::emit,
    token::{TokenContext, TOKEN_ACCOUNT_LEN},
};

/// The request begins with its nonce, which is all that its addresses depend on.
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct PostJob {
    #[account(mut)]
    pub client: Signer,
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(
        init,
        payer = client,
        seeds = [b"job", client.address().as_ref(), nonce.to_le_bytes()],
        bump
    )]
    pub job: Box<Account<Job>>,
    /// Opened here as the job's token account.
    #[account(mut, seeds = [b"vault", job.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    #[account(mut)]
    pub client_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl PostJob {
    pub fn post(&mut self, request: &JobRequest, bumps: (u8, u8)) -> Result<()> {
        let mut posting = Posting {
            client: &self.client,
            market: &mut self.market,
            job: &mut self.job,
            vault: &self.vault,
            token_program: self.token_program.address(),
            payment_mint: &self.payment_mint,
        };
        posting.open(request, bumps)?;
        let (from, to) = (self.client_token.account(), posting.vault.account());
        posting
            .token()
            .transfer(from, to, self.client.account(), request.price, &[])?;
        posting.note(request);
        Ok(())
    }
}

/// What is the same whichever way a job is paid. Accounts that depend on arguments cannot be nested.
pub(super) struct Posting<'a> {
    pub client: &'a Signer,
    pub market: &'a mut Account<Market>,
    pub job: &'a mut Account<Job>,
    pub vault: &'a UncheckedAccount,
    pub token_program: &'a Address,
    pub payment_mint: &'a UncheckedAccount,
}

impl Posting<'_> {
    fn validate(&self, request: &JobRequest) -> Result<()> {
        self.market.require_active(PAUSE_POST)?;
        let params = &self.market.params;
        require!(
            (params.min_price..=params.max_price).contains(&request.price),
            EscrowError::PriceOutOfRange
        );
        Ok(())
    }

    /// Fills the job, its price included, and opens the vault for it.
    #[inline(never)]
    pub fn open(&mut self, request: &JobRequest, bumps: (u8, u8)) -> Result<()> {
        self.validate(request)?;
        let market = &mut *self.market;
        let terms = market
            .params
            .terms(request.price, request.max_external_value, request.tier)?;
        let job = &mut *self.job;
        job.post(request, terms, market.params.max_run_seconds, now()?)?;
        job.market = *market.address();
        job.client = *self.client.address();
        job.payment_mint = market.payment_mint;
        job.payment_decimals = market.payment_decimals;
        job.signer_bump = market.signer_bump;
        (job.bump, job.vault_bump) = bumps;
        market.jobs_posted += 1;
        let job = self.job.address();
        create_account_signed(
            self.client.account(),
            self.vault.account(),
            TOKEN_ACCOUNT_LEN,
            self.token_program,
            &[b"vault", job.as_ref(), &[bumps.1]],
        )?;
        self.token().open(self.vault.account(), job)
    }

    pub fn token(&self) -> TokenContext<'_> {
        TokenContext {
            program: self.token_program,
            mint: self.payment_mint.account(),
            decimals: self.market.payment_decimals,
        }
    }

    #[inline(never)]
    pub fn note(&self, request: &JobRequest) {
        let job = &self.job;
        emit(&JobPosted {
            job: *job.address(),
            market: job.market,
            client: job.client,
            spec_root: request.spec_root,
            input_root: request.input_root,
            price: request.price,
            fee: job.terms.fee,
            required_bond: job.terms.required_bond,
            accept_by: job.accept_by,
            tier: u64::from(request.tier),
        });
    }
}
