use crate::{
    constants::SIGNER_SEED,
    error::EscrowError,
    event::MarketInitialized,
    state::{require_allowed_mint, Market, MarketParams},
};
use anchor_lang::prelude::*;
use stake::{
    check::Is,
    event::emit,
    state::Pool,
    token::{read_mint, TokenContext, TOKEN_ACCOUNT_LEN},
};

#[derive(Accounts)]
pub struct InitializeMarket {
    #[account(mut)]
    pub authority: Signer,
    #[account(constraint = pool.authority.is(authority.address()) @ EscrowError::NotMarketAuthority)]
    pub pool: Account<Pool>,
    pub payment_mint: UncheckedAccount,
    #[account(init, payer = authority, seeds = [b"market", pool.address().as_ref(), payment_mint.address().as_ref()], bump)]
    pub market: Account<Market>,
    /// Opened here as the market's token account.
    #[account(mut, seeds = [b"treasury", market.address().as_ref()], bump)]
    pub treasury: UncheckedAccount,
    /// SPL Token or Token-2022, whichever owns the mint.
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl InitializeMarket {
    fn validate(&self, params: &MarketParams) -> Result<()> {
        require!(
            self.payment_mint.account().owned_by(self.token_program.address()),
            EscrowError::WrongTokenProgram
        );
        require_allowed_mint(self.payment_mint.account())?;
        params.validate()
    }

    pub fn initialize(&mut self, params: MarketParams, bumps: (u8, u8)) -> Result<()> {
        self.validate(&params)?;
        // Bonds are slashed by the pool this market names, and only at the escrow's word.
        let (signer, signer_bump) = find_program_address(&[SIGNER_SEED], &crate::ID);
        require!(self.pool.escrow_signer.is(&signer), EscrowError::WrongMarket);
        let decimals = read_mint(self.payment_mint.account())
            .map_err(|_| EscrowError::MintNotAllowed)?
            .decimals;
        let (market_bump, treasury_bump) = bumps;
        let market_address = *self.market.address();
        create_account_signed(
            self.authority.account(),
            self.treasury.account(),
            TOKEN_ACCOUNT_LEN,
            self.token_program.address(),
            &[b"treasury", market_address.as_ref(), &[treasury_bump]],
        )?;
        TokenContext {
            program: self.token_program.address(),
            mint: self.payment_mint.account(),
            decimals,
        }
        .open(self.treasury.account(), &market_address)?;

        let market = &mut *self.market;
        market.pool = *self.pool.address();
        market.payment_mint = *self.payment_mint.address();
        market.reward_mint = self.pool.reward_mint;
        market.token_program = *self.token_program.address();
        market.params = params;
        market.payment_decimals = decimals;
        market.bump = market_bump;
        market.treasury_bump = treasury_bump;
        market.signer_bump = signer_bump;
        emit(&MarketInitialized {
            market: market_address,
            pool: self.market.pool,
            payment_mint: self.market.payment_mint,
            treasury: *self.treasury.address(),
        });
        Ok(())
    }
}
