//! What a user is told. Each message says what is wrong and what to do.
//!
//! The escrow program applies rules of this crate and returns these errors as its own, so the codes start where its
//! codes never are: a code means one thing, whichever program returned it.

use anchor_lang::prelude::*;

#[error_code(offset = 7000)]
pub enum StakeError {
    #[msg("The amount is zero; give at least one base unit")]
    ZeroAmount,
    #[msg("Only the pool's authority may do this")]
    NotPoolAuthority,
    #[msg("Only the operator's authority (its cold key) may do this")]
    NotOperatorAuthority,
    #[msg("Only the escrow program's signer may lock, release or slash bonds")]
    NotEscrow,
    #[msg("This action is paused by governance; exits are never paused")]
    Paused,
    #[msg("The reward mint must have 6 decimals, no freeze authority, the signer as its mint authority, and a supply within the cap")]
    BadRewardMint,
    #[msg("A parameter is outside the bounds the program allows")]
    BadParameter,
    #[msg("Roles must be provider (1), verifier (2) or both (3)")]
    BadRoles,
    #[msg("The endpoint is not UTF-8 or is longer than 96 bytes")]
    BadEndpoint,
    #[msg("Not enough free bond: deposit more, or wait until locked bonds are released")]
    InsufficientBond,
    #[msg("More than the operator's own bond; ask for less")]
    MoreThanOwned,
    #[msg("That ledger slot is taken; choose a free one")]
    SlotTaken,
    #[msg("That ledger slot does not hold a bond for this job")]
    NoSuchLock,
    #[msg("A slash may not exceed what is locked for its job")]
    SlashAboveLock,
    #[msg("The split of a slash must add up to the whole and burn at least 20 %")]
    BadSplit,
    #[msg("The cooldown is not over; withdraw after the ticket's release time")]
    CooldownNotOver,
    #[msg("The operator is jailed after a conviction; wait until the jail time is over")]
    Jailed,
    #[msg("The operator is retired and takes no new work")]
    Retired,
    #[msg("The operator does not have the role this needs")]
    WrongRole,
    #[msg("The operator's own bond is below the pool's minimum")]
    BelowMinimumBond,
    #[msg("That registry slot belongs to a verifier with at least as much at stake, or a free slot is left; choose another")]
    RegistrySlotTaken,
    #[msg("The operator is already in the verifier registry")]
    AlreadyRegistered,
    #[msg("The operator is not in the verifier registry")]
    NotInRegistry,
    #[msg("Close the operator only when it is retired and nothing is bonded, locked or cooling down")]
    OperatorInUse,
    #[msg("The token account does not belong to the one who must be paid, or is of another mint")]
    WrongTokenAccount,
    #[msg("An account of another pool was passed; use the accounts of one pool")]
    WrongPool,
    #[msg("An account of another operator was passed; use the accounts of one operator")]
    WrongOperator,
    #[msg("The mint passed is not the pool's reward mint")]
    WrongMint,
    #[msg("An amount does not fit into 64 bits")]
    Overflow,
}
