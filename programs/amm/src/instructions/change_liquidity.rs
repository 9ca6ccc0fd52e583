use super::pooled::{__client_accounts_pooled, __cpi_accounts_pooled, signed, Pooled};
use crate::{
    constants::LP_DECIMALS,
    error::AmmError,
    event::{LiquidityAdded, LiquidityRemoved},
    state::{require_at_least, require_in_time, Limits, LiquidityPool, Side},
};
use anchor_lang::prelude::*;
use stake::{check::Is, event::emit, token::TokenContext};

/// Accounts of every instruction that adds liquidity or takes it out.
#[derive(Accounts)]
pub struct ChangeLiquidity {
    pub user: Signer,
    pub pooled: Nested<Pooled>,
    #[account(mut, constraint = pooled.pool.lp_mint.is(lp_mint.address()) @ AmmError::WrongMint)]
    pub lp_mint: UncheckedAccount,
    /// The user's liquidity.
    #[account(mut)]
    pub lp_account: UncheckedAccount,
    pub lp_token_program: Program<Token>,
}

impl ChangeLiquidity {
    pub fn deposit(&mut self, amounts: [u64; 2], minimum: u64, deadline: i64) -> Result<()> {
        let clock = self.pooled.enter()?;
        require_in_time(deadline, clock.unix_timestamp)?;
        self.pooled.pool.require_depositable(&self.pooled.config)?;
        let deposit = self.pooled.pool.deposit(amounts, &self.pooled.taxes(&clock))?;
        require_at_least(deposit.liquidity, minimum)?;
        self.pooled.pool.apply_deposit(&deposit);
        self.added(deposit.sent, deposit.liquidity, [0; 3])
    }

    pub fn deposit_single(&mut self, side_a: bool, amount: u64, minimum: u64, limits: &Limits) -> Result<()> {
        let clock = self.trade(limits)?;
        let side = side(side_a);
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        pool.require_depositable(config)?;
        let taxes = self.pooled.taxes(&clock);
        let deposit = pool.deposit_one(config, side, amount, &taxes, clock.unix_timestamp)?;
        require_at_least(deposit.liquidity, minimum)?;
        self.pooled
            .pool
            .apply_deposit_one(&deposit, clock.unix_timestamp)?;
        let fees = [deposit.fee, deposit.shares.protocol, deposit.shares.creator];
        self.added(on(side, deposit.sent), deposit.liquidity, fees)
    }

    pub fn withdraw(&mut self, liquidity: u64, minimum: [u64; 2], deadline: i64) -> Result<()> {
        let clock = self.pooled.enter()?;
        require_in_time(deadline, clock.unix_timestamp)?;
        let withdrawal = self.pooled.pool.withdraw(liquidity, &self.pooled.taxes(&clock))?;
        require_at_least(withdrawal.received[0], minimum[0])?;
        require_at_least(withdrawal.received[1], minimum[1])?;
        self.pooled.pool.apply_withdrawal(&withdrawal);
        self.removed(liquidity, withdrawal.out, withdrawal.received, [0; 3])
    }

    pub fn withdraw_single(
        &mut self,
        side_a: bool,
        liquidity: u64,
        minimum: u64,
        limits: &Limits,
    ) -> Result<()> {
        let clock = self.trade(limits)?;
        let side = side(side_a);
        let taxes = self.pooled.taxes(&clock);
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        let withdrawal = pool.withdraw_one(config, side, liquidity, &taxes, clock.unix_timestamp)?;
        require_at_least(withdrawal.received, minimum)?;
        self.pooled
            .pool
            .apply_withdrawal_one(&withdrawal, clock.unix_timestamp)?;
        let fees = [
            withdrawal.fee,
            withdrawal.shares.protocol,
            withdrawal.shares.creator,
        ];
        let (out, received) = (on(side, withdrawal.out), on(side, withdrawal.received));
        self.removed(liquidity, out, received, fees)
    }

    /// One side alone is a trade, too.
    fn trade(&mut self, limits: &Limits) -> Result<Clock> {
        let clock = self.pooled.enter()?;
        let (config, pool) = (&self.pooled.config, &self.pooled.pool);
        pool.require_within(limits, clock.unix_timestamp)?;
        pool.require_tradable(config, clock.unix_timestamp)?;
        Ok(clock)
    }

    /// Takes what was sent and mints the liquidity.
    #[inline(never)]
    fn added(&self, sent: [u64; 2], liquidity: u64, fees: [u64; 3]) -> Result<()> {
        self.pooled.take(Side::A, &self.user, sent[0])?;
        self.pooled.take(Side::B, &self.user, sent[1])?;
        let pool = &self.pooled.pool;
        mint_liquidity(
            pool,
            &self.lp_mint,
            &self.lp_account,
            &self.lp_token_program,
            liquidity,
        )?;
        let [fee, protocol_fee, creator_fee] = fees;
        emit(&LiquidityAdded {
            pool: *pool.address(),
            user: *self.user.address(),
            sent_a: sent[0],
            sent_b: sent[1],
            fee,
            protocol_fee,
            creator_fee,
            liquidity,
            reserve_a: pool.reserves[0],
            reserve_b: pool.reserves[1],
        });
        Ok(())
    }

    /// Burns the liquidity and pays what goes out.
    #[inline(never)]
    fn removed(&self, liquidity: u64, out: [u64; 2], received: [u64; 2], fees: [u64; 3]) -> Result<()> {
        burn_liquidity(
            &self.lp_mint,
            &self.lp_account,
            &self.user,
            &self.lp_token_program,
            liquidity,
        )?;
        self.pooled.pay(Side::A, out[0])?;
        self.pooled.pay(Side::B, out[1])?;
        let pool = &self.pooled.pool;
        let [fee, protocol_fee, creator_fee] = fees;
        emit(&LiquidityRemoved {
            pool: *pool.address(),
            user: *self.user.address(),
            received_a: received[0],
            received_b: received[1],
            fee,
            protocol_fee,
            creator_fee,
            liquidity,
            reserve_a: pool.reserves[0],
            reserve_b: pool.reserves[1],
        });
        Ok(())
    }
}

fn side(side_a: bool) -> Side {
    if side_a {
        Side::A
    } else {
        Side::B
    }
}

/// `amount` of one side and nothing of the other.
fn on(side: Side, amount: u64) -> [u64; 2] {
    match side {
        Side::A => [amount, 0],
        Side::B => [0, amount],
    }
}

fn liquidity_token<'a>(mint: &'a UncheckedAccount, program: &'a Program<Token>) -> TokenContext<'a> {
    TokenContext {
        program: program.address(),
        mint: mint.account(),
        decimals: LP_DECIMALS,
    }
}

/// Mints liquidity tokens, with the pool's signature.
#[inline(never)]
pub(super) fn mint_liquidity(
    pool: &Account<LiquidityPool>,
    mint: &UncheckedAccount,
    to: &UncheckedAccount,
    program: &Program<Token>,
    amount: u64,
) -> Result<()> {
    let token = liquidity_token(mint, program);
    signed(pool, |signers| {
        token.mint(to.account(), pool.view(), amount, signers)
    })
}

/// Burns liquidity tokens of `owner`, who signs.
#[inline(never)]
pub(super) fn burn_liquidity(
    mint: &UncheckedAccount,
    from: &UncheckedAccount,
    owner: &Signer,
    program: &Program<Token>,
    amount: u64,
) -> Result<()> {
    liquidity_token(mint, program).burn(from.account(), owner.account(), amount, &[])
}
