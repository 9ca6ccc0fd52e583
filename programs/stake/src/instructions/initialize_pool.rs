use crate::{
    check::now,
    constants::{REWARD_CAP, REWARD_DECIMALS},
    error::StakeError,
    event::{emit, PoolInitialized},
    state::{Pool, PoolParams, Schedule, VerifierRegistry},
    token::{read_mint, TokenContext},
};
use anchor_lang::prelude::*;
use pinocchio_token_2022::instructions::{AuthorityType, SetAuthority};

#[derive(Accounts)]
pub struct InitializePool {
    #[account(mut)]
    pub authority: Signer,
    #[account(init, payer = authority, seeds = [b"pool", reward_mint.address().as_ref()], bump)]
    pub pool: Account<Pool>,
    /// The authority's until now, the pool's from here on.
    #[account(mut)]
    pub reward_mint: UncheckedAccount,
    /// Opened here as the pool's token account.
    #[account(mut, seeds = [b"stake_vault", pool.address().as_ref()], bump)]
    pub stake_vault: UncheckedAccount,
    /// Opened here, too, for what is emitted.
    #[account(mut, seeds = [b"reward_vault", pool.address().as_ref()], bump)]
    pub reward_vault: UncheckedAccount,
    #[account(init, payer = authority, seeds = [b"verifiers", pool.address().as_ref()], bump)]
    pub registry: Account<VerifierRegistry>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl InitializePool {
    /// Only whoever may mint can make the pool, which takes that right over: nobody can be first to a mint that is
    /// not theirs, and nothing but the emission schedule can ever mint after this. Nobody may be able to freeze.
    /// Returns the supply there is.
    fn validate(&self) -> Result<u64> {
        require!(
            self.reward_mint.account().owned_by(self.token_program.address()),
            StakeError::BadRewardMint
        );
        let mint = read_mint(self.reward_mint.account())?;
        require!(
            mint.decimals == REWARD_DECIMALS
                && mint.supply <= REWARD_CAP
                && !mint.has_freeze_authority
                && mint.mint_authority == Some(*self.authority.address()),
            StakeError::BadRewardMint
        );
        Ok(mint.supply)
    }

    /// Creates a vault as a token account of the pool.
    fn open_vault(&self, vault: &UncheckedAccount, seed: &[u8], bump: u8) -> Result<()> {
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        };
        let (payer, pool) = (self.authority.account(), self.pool.address());
        token.create(payer, vault.account(), pool, &[seed, pool.as_ref(), &[bump]])
    }

    pub fn initialize(
        &mut self,
        escrow_signer: Address,
        params: PoolParams,
        schedule: Schedule,
        bumps: [u8; 4],
    ) -> Result<()> {
        let supply = self.validate()?;
        let [pool_bump, vault_bump, reward_vault_bump, registry_bump] = bumps;
        let pool_address = *self.pool.address();
        self.open_vault(&self.stake_vault, b"stake_vault", vault_bump)?;
        self.open_vault(&self.reward_vault, b"reward_vault", reward_vault_bump)?;

        SetAuthority {
            account: self.reward_mint.account(),
            authority: self.authority.account(),
            authority_type: AuthorityType::MintTokens,
            new_authority: Some(&pool_address),
            token_program: self.token_program.address(),
        }
        .invoke()?;
        let pool = &mut *self.pool;
        pool.authority = *self.authority.address();
        pool.reward_mint = *self.reward_mint.address();
        pool.escrow_signer = escrow_signer;
        pool.bump = pool_bump;
        pool.vault_bump = vault_bump;
        pool.reward_vault_bump = reward_vault_bump;
        pool.set_params(params)?;
        pool.schedule(schedule, supply, now()?)?;
        self.registry.pool = pool_address;
        self.registry.bump = registry_bump;
        emit(&PoolInitialized {
            pool: pool_address,
            reward_mint: self.pool.reward_mint,
            authority: self.pool.authority,
            escrow_signer,
            first_emission: schedule.first_emission,
            decay_q32: schedule.decay_q32.into(),
            epoch_seconds: schedule.epoch_seconds.into(),
            emission_cap: self.pool.emission_cap,
        });
        Ok(())
    }
}
