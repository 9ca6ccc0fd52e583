use super::change_liquidity::mint_liquidity;
use crate::{
    constants::LP_DECIMALS,
    error::AmmError,
    event::PoolCreated,
    mint_policy::require_allowed_mint,
    state::{require_in_time, FeeConfig, LaunchTerms, LiquidityPool},
};
use anchor_lang::prelude::*;
use pinocchio::{
    cpi::invoke,
    instruction::{InstructionAccount, InstructionView},
};
use pinocchio_token_2022::instructions::InitializeMint2;
use stake::{
    check::Is,
    event::emit,
    extension::{has_transfer_fee, transfer_fee, TRANSFER_FEE_ACCOUNT_LEN},
    token::{read_mint, TokenContext, TOKEN_ACCOUNT_LEN},
};

/// Length of a mint of the SPL Token program.
const MINT_LEN: usize = 82;
const ASSOCIATED_TOKEN_PROGRAM: Address =
    Address::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// Its instruction that opens an account, and refuses one that is there.
const CREATE: u8 = 0;

#[derive(Accounts)]
pub struct InitializePool {
    #[account(mut)]
    pub creator: Signer,
    #[account(mut)]
    pub config: Account<FeeConfig>,
    pub mint_a: UncheckedAccount,
    pub mint_b: UncheckedAccount,
    #[account(
        init,
        payer = creator,
        seeds = [
            b"pool",
            config.address().as_ref(),
            mint_a.address().as_ref(),
            mint_b.address().as_ref()
        ],
        bump
    )]
    pub pool: Account<LiquidityPool>,
    /// Opened here, as are the vaults.
    #[account(mut, seeds = [b"lp", pool.address().as_ref()], bump)]
    pub lp_mint: UncheckedAccount,
    #[account(mut, seeds = [b"vault", pool.address().as_ref(), mint_a.address().as_ref()], bump)]
    pub vault_a: UncheckedAccount,
    #[account(mut, seeds = [b"vault", pool.address().as_ref(), mint_b.address().as_ref()], bump)]
    pub vault_b: UncheckedAccount,
    /// The creator's, of each mint.
    #[account(mut)]
    pub account_a: UncheckedAccount,
    #[account(mut)]
    pub account_b: UncheckedAccount,
    /// The creator's associated token account for the liquidity, opened here, too: there is no mint before.
    #[account(mut)]
    pub lp_account: UncheckedAccount,
    pub token_program_a: UncheckedAccount,
    pub token_program_b: UncheckedAccount,
    pub lp_token_program: Program<Token>,
    #[account(address = ASSOCIATED_TOKEN_PROGRAM)]
    pub associated_token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl InitializePool {
    /// What the two mints must be; anyone may make the pool of two that are.
    fn validate(&self) -> Result<()> {
        let (a, b) = (self.mint_a.address(), self.mint_b.address());
        require!(a.as_array() < b.as_array(), AmmError::MintOrder);
        let reward = &self.config.reward_mint;
        require!(reward.is(a) || reward.is(b), AmmError::NoRewardMint);
        for (mint, program) in self.mints() {
            require!(
                mint.account().owned_by(program.address()),
                AmmError::WrongTokenProgram
            );
            require_allowed_mint(mint.account())?;
        }
        Ok(())
    }

    fn mints(&self) -> [(&UncheckedAccount, &UncheckedAccount); 2] {
        [
            (&self.mint_a, &self.token_program_a),
            (&self.mint_b, &self.token_program_b),
        ]
    }

    pub fn initialize(
        &mut self,
        amounts: [u64; 2],
        launch: LaunchTerms,
        creator_share: bool,
        deadline: i64,
        bumps: [u8; 4],
    ) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        require_in_time(deadline, now)?;
        self.validate()?;
        let [pool_bump, lp_bump, bump_a, bump_b] = bumps;
        let pool = &mut *self.pool;
        pool.config = *self.config.address();
        pool.mints = [*self.mint_a.address(), *self.mint_b.address()];
        pool.vaults = [*self.vault_a.address(), *self.vault_b.address()];
        pool.lp_mint = *self.lp_mint.address();
        pool.creator = *self.creator.address();
        pool.creator_share = u8::from(creator_share);
        pool.bump = pool_bump;
        let (mut paid, mut decimals) = ([0; 2], [0; 2]);
        for (side, (mint, _)) in self.mints().into_iter().enumerate() {
            let info = read_mint(mint.account()).map_err(|_| AmmError::MintNotAllowed)?;
            decimals[side] = info.decimals;
            paid[side] = transfer_fee(mint.account(), clock.epoch).net(amounts[side]);
        }
        self.pool.decimals = decimals;
        let liquidity = self.pool.start(&self.config, paid, launch, now)?;
        self.config.pools += 1;

        self.open_vault(0, &self.vault_a, bump_a)?;
        self.open_vault(1, &self.vault_b, bump_b)?;
        self.fund(0, &self.account_a, &self.vault_a, amounts[0])?;
        self.fund(1, &self.account_b, &self.vault_b, amounts[1])?;
        self.open_liquidity(lp_bump)?;
        mint_liquidity(
            &self.pool,
            &self.lp_mint,
            &self.lp_account,
            &self.lp_token_program,
            liquidity,
        )?;
        self.note(amounts, liquidity);
        Ok(())
    }

    /// Creates a vault as a token account of the pool.
    fn open_vault(&self, side: usize, vault: &UncheckedAccount, bump: u8) -> Result<()> {
        let (mint, program) = self.mints()[side];
        // A token that takes part of a transfer keeps it in the account that gets it, in an extension.
        let len = if has_transfer_fee(mint.account()) {
            TRANSFER_FEE_ACCOUNT_LEN
        } else {
            TOKEN_ACCOUNT_LEN
        };
        let pool = self.pool.address();
        create_account_signed(
            self.creator.account(),
            vault.account(),
            len,
            program.address(),
            &[b"vault", pool.as_ref(), mint.address().as_ref(), &[bump]],
        )?;
        self.token(side).open(vault.account(), pool)
    }

    fn fund(
        &self,
        side: usize,
        from: &UncheckedAccount,
        vault: &UncheckedAccount,
        amount: u64,
    ) -> Result<()> {
        self.token(side).transfer(
            from.account(),
            vault.account(),
            self.creator.account(),
            amount,
            &[],
        )
    }

    fn token(&self, side: usize) -> TokenContext<'_> {
        let (mint, program) = self.mints()[side];
        TokenContext {
            program: program.address(),
            mint: mint.account(),
            decimals: self.pool.decimals[side],
        }
    }

    /// Creates the mint of the liquidity, and the creator's account for it.
    fn open_liquidity(&self, bump: u8) -> Result<()> {
        let pool = self.pool.address();
        create_account_signed(
            self.creator.account(),
            self.lp_mint.account(),
            MINT_LEN,
            self.lp_token_program.address(),
            &[b"lp", pool.as_ref(), &[bump]],
        )?;
        InitializeMint2 {
            mint: self.lp_mint.account(),
            decimals: LP_DECIMALS,
            mint_authority: pool,
            freeze_authority: None,
            token_program: self.lp_token_program.address(),
        }
        .invoke()?;
        let views = [
            self.creator.account(),
            self.lp_account.account(),
            self.creator.account(),
            self.lp_mint.account(),
            self.system_program.account(),
            self.lp_token_program.account(),
        ];
        let metas = [
            InstructionAccount::writable_signer(views[0].address()),
            InstructionAccount::writable(views[1].address()),
            InstructionAccount::readonly(views[2].address()),
            InstructionAccount::readonly(views[3].address()),
            InstructionAccount::readonly(views[4].address()),
            InstructionAccount::readonly(views[5].address()),
        ];
        invoke(
            &InstructionView {
                program_id: &ASSOCIATED_TOKEN_PROGRAM,
                accounts: &metas,
                data: &[CREATE],
            },
            &views,
        )
    }

    fn note(&self, amounts: [u64; 2], liquidity: u64) {
        let pool = &self.pool;
        let terms = pool.launch.terms;
        emit(&PoolCreated {
            pool: *pool.address(),
            config: pool.config,
            mint_a: pool.mints[0],
            mint_b: pool.mints[1],
            lp_mint: pool.lp_mint,
            creator: pool.creator,
            amount_a: amounts[0],
            amount_b: amounts[1],
            liquidity,
            opens_at: terms.opens_at,
            launch_seconds: terms.seconds.into(),
            launch_fee_bps: terms.fee_bps.into(),
            launch_cap_bps: terms.cap_bps.into(),
        });
    }
}
