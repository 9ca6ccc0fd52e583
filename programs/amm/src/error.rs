//! What a user is told. Each message says what is wrong and what to do; where a number helps, the log has it.

use anchor_lang::prelude::*;

/// The codes start where neither the escrow program's nor the stake program's are.
#[error_code(offset = 8000)]
pub enum AmmError {
    #[msg("Only the authority of the stake pool may do this")]
    NotAuthority,
    #[msg("A parameter is outside the bounds the program allows")]
    BadParameter,
    #[msg("This action is paused in this pool by governance; taking liquidity out never is")]
    Paused,
    #[msg("The deadline has passed, and nothing was moved; ask for a new quote")]
    DeadlinePassed,
    #[msg("Slippage: you would get less than your limit; the log says how much. Ask for a new quote or allow more")]
    BelowMinimum,
    #[msg("Slippage: you would pay more than your limit; the log says how much. Ask for a new quote or allow more")]
    AboveMaximum,
    #[msg("The amount is too small to move a unit; give more")]
    AmountTooSmall,
    #[msg("More than the pool holds; ask for less")]
    InsufficientReserve,
    #[msg("An amount does not fit into 64 bits")]
    Overflow,
    #[msg("The mints are in the wrong order or the same; the one with the lower address comes first")]
    MintOrder,
    #[msg("One of the two mints must be the reward token of the config's stake pool")]
    NoRewardMint,
    #[msg(
        "The mint has a Token-2022 extension that is not on the allow-list, or is no mint; the log names it"
    )]
    MintNotAllowed,
    #[msg("The mint passed is not the pool's")]
    WrongMint,
    #[msg("The token program passed is not the mint's")]
    WrongTokenProgram,
    #[msg("The vault passed is not the pool's")]
    WrongVault,
    #[msg("The config or stake pool passed is not the pool's")]
    WrongConfig,
    #[msg("The lock passed is of another pool or another owner")]
    WrongLock,
    #[msg("The first deposit must be worth more than 1,000 units of liquidity, the square root of the product of the two amounts")]
    FirstDepositTooSmall,
    #[msg("The pool is not open for trading yet; the log says from when")]
    NotOpen,
    #[msg("While the pool is launched, only so much may leave a reserve in one slot; the log says how much is left")]
    AboveLaunchCap,
    #[msg("The oracle does not reach back that far yet; ask for a shorter time or wait")]
    OracleTooYoung,
    #[msg("The price is further from its time-weighted mean than you allow; the log says how far, in basis points")]
    PriceOffMean,
    #[msg("There is nothing to collect: no fees were earned and nothing was released since the last time")]
    NothingToCollect,
    #[msg("Liquidity is still in the lock; close it when all of it was released and collected")]
    LockInUse,
    #[msg("Release must start before it ends, end in the future, and take 20 years at most; 0 and 0 lock for ever")]
    BadRelease,
}
