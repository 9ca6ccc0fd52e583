use crate::{
    constants::PAUSE_POST,
    error::EscrowError,
    event::JobPosted,
    state::{Job, JobRequest, Market},
};
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
    #[account(mut)]
    pub client_token: UncheckedAccount,
    #[account(address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl PostJob {
    fn validate(&self, request: &JobRequest) -> Result<()> {
        self.market.require_active(PAUSE_POST)?;
        let params = &self.market.params;
        require!(
            (params.min_price..=params.max_price).contains(&request.price),
            EscrowError::PriceOutOfRange
        );
        Ok(())
    }

    pub fn post(&mut self, request: &JobRequest, bumps: (u8, u8)) -> Result<()> {
        self.validate(request)?;
        let params = &self.market.params;
        let terms = params.terms(request.price, request.max_external_value, request.tier)?;
        let now = now()?;
        let (job_address, max_run) = (*self.job.address(), params.max_run_seconds);
        let job = &mut *self.job;
        job.post(request, terms, max_run, now)?;
        job.market = *self.market.address();
        job.client = *self.client.address();
        job.payment_mint = self.market.payment_mint;
        job.payment_decimals = self.market.payment_decimals;
        job.signer_bump = self.market.signer_bump;
        (job.bump, job.vault_bump) = bumps;
        self.market.jobs_posted += 1;
        self.fund(&job_address, request.price)?;
        emit(&JobPosted {
            job: job_address,
            market: self.job.market,
            client: self.job.client,
            spec_root: request.spec_root,
            input_root: request.input_root,
            price: request.price,
            fee: terms.fee,
            required_bond: terms.required_bond,
            accept_by: self.job.accept_by,
            tier: u64::from(request.tier),
        });
        Ok(())
    }

    /// Opens the vault and moves the price into it.
    fn fund(&self, job: &Address, price: u64) -> Result<()> {
        create_account_signed(
            self.client.account(),
            self.vault.account(),
            TOKEN_ACCOUNT_LEN,
            self.token_program.address(),
            &[b"vault", job.as_ref(), &[self.job.vault_bump]],
        )?;
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.payment_mint.account(),
            decimals: self.market.payment_decimals,
        };
        token.open(self.vault.account(), job)?;
        token.transfer(
            self.client_token.account(),
            self.vault.account(),
            self.client.account(),
            price,
            &[],
        )
    }
}
