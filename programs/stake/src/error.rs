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
    #[msg("Only the escrow program's signer may lock, release or slash bonds, or set a class")]
    NotEscrow,
    #[msg("This action is paused by governance; exits are never paused")]
    Paused,
    #[msg("The reward mint must have 6 decimals, no freeze authority, the signer as its mint authority, and a supply within the cap")]
    BadRewardMint,
    #[msg("A parameter is outside the bounds the program allows")]
    BadParameter,
    #[msg("Roles must be provider (1), verifier (2) or both (3)")]
    BadRoles,
    #[msg("The endpoint is longer than 96 bytes")]
    BadEndpoint,
    #[msg("Not enough free bond: deposit more, or wait until locked bonds are released")]
    InsufficientBond,
    #[msg("More than there is; ask for less")]
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
    #[msg("Close the operator only when it is retired and nothing is bonded, backing it, locked, cooling down or to be claimed")]
    OperatorInUse,
    #[msg("The token account does not belong to the one who must be paid, or is of another mint")]
    WrongTokenAccount,
    #[msg("An account of another pool was passed; use the accounts of one pool")]
    WrongPool,
    #[msg("An account of another operator was passed; use the accounts of one operator")]
    WrongOperator,
    #[msg(
        "The mint passed is not the one of these tokens; pass the pool's reward mint, or the farm's LP mint"
    )]
    WrongMint,
    #[msg("An amount does not fit into 64 bits")]
    Overflow,
    #[msg("Only the position's owner may do this")]
    NotPositionOwner,
    #[msg("Only the governor's signer may hold positions for a vote")]
    NotGovernor,
    #[msg("The governor's signer was named already and never changes")]
    GovernorSet,
    #[msg("The lock is longer than four years")]
    LockTooLong,
    #[msg("The lock must end later than it does now; it can be made longer, never shorter")]
    LockTooShort,
    #[msg("The position has no standing lock to release")]
    NoLock,
    #[msg("The position is locked: release the lock and wait for its countdown")]
    PositionLocked,
    #[msg("Votes hold the position: withdraw them, or wait until the voting ends")]
    PositionVoting,
    #[msg("A vesting position has no lock and no vote, and can be neither split, merged nor transferred")]
    PositionVesting,
    #[msg("Vesting needs start <= cliff <= end, with the end after the start and at most 136 years later")]
    BadVesting,
    #[msg("That part has not vested yet; take out less, or wait")]
    NotReleased,
    #[msg("The position already backs an operator, or is still leaving one")]
    AlreadyBacking,
    #[msg("The position backs no operator, or is leaving it already")]
    NotBacking,
    #[msg("The position is not leaving its operator")]
    NotLeaving,
    #[msg("The position is still leaving its operator; wait for the end of the cooldown")]
    StillLeaving,
    #[msg("The ticket was taken out of another position, or for another operator; withdraw it instead")]
    WrongTicket,
    #[msg("The operator's backing was slashed to nearly nothing and takes nobody in; back another one")]
    BackingWorthless,
    #[msg("The amount is too small to buy a share")]
    RoundsToNothing,
    #[msg("Only positions of one owner with the same operator can be merged, into the one that is locked for longer")]
    PositionsDiffer,
    #[msg("Close the position only when it is empty, with nothing to claim, no ticket and no vote")]
    PositionInUse,
    #[msg("There is nothing to claim")]
    NothingToClaim,
    #[msg(
        "The commission is above the pool's limit, rises by more than one step, or is higher than you accept"
    )]
    CommissionTooHigh,
    #[msg("The epoch is not over")]
    EpochNotOver,
    #[msg("Emission can be lowered and never raised")]
    EmissionAboveSchedule,
    #[msg("More than the treasury holds; ask for less")]
    MoreThanTreasury,
    #[msg(
        "An LP mint must be of the SPL Token program, have no freeze authority, and not be the reward mint"
    )]
    BadLpMint,
    #[msg("The stake is in another farm; pass the farm it is in")]
    WrongFarm,
    #[msg("Only the owner of the stake in the farm may do this")]
    NotFarmStakeOwner,
    #[msg("Close the stake only when everything is unstaked and claimed")]
    FarmStakeInUse,
    #[msg("The pool was handed over to its governor already, which is for good")]
    HandedOver,
    #[msg("The position is not what voted: something was put in since, or it was opened again; it leaves with the whole cooldown")]
    NotWhatVoted,
}
