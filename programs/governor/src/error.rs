//! What a user is told. Each message says what is wrong and what to do; where a number helps, the log has it.

use anchor_lang::prelude::*;

/// The codes start where those of the other programs of the suite never are.
#[error_code(offset = 9000)]
pub enum GovernorError {
    #[msg("Only the authority of the stake pool may do this")]
    NotAuthority,
    #[msg("Only the realm's treasury may do this: put it to a vote")]
    NotTreasury,
    #[msg("Only the proposer may do this")]
    NotProposer,
    #[msg("Only the guardian may veto")]
    NotGuardian,
    #[msg("The guardian's term is over; it vetoes nothing any more")]
    GuardianTermOver,
    #[msg("The guardian cannot veto a proposal that does nothing but name the guardian")]
    AboutTheGuardian,
    #[msg("A parameter is outside the bounds the program allows")]
    BadParameter,
    #[msg("An account of another realm, pool or proposal was passed; use those that belong together")]
    WrongRealm,
    #[msg("The number is taken: another proposal was created first; try again with the next number")]
    WrongNumber,
    #[msg("A title has 1 to 80 bytes of UTF-8, a URI at most 128")]
    BadText,
    #[msg("The position has less voting weight than a proposal needs; the log says how much. Stake more, or merge positions")]
    BelowThreshold,
    #[msg("The proposal is not a draft any more: what it does is what is voted on")]
    NotDraft,
    #[msg("The proposal is not open for voting")]
    NotVoting,
    #[msg("The voting is over")]
    VotingOver,
    #[msg("The voting is not over; wait for its end")]
    StillVoting,
    #[msg("The proposal is not waiting to be executed")]
    NotQueued,
    #[msg("The time lock is not over; the log says when it is")]
    TimeLocked,
    #[msg("The time to execute it is over; propose it again")]
    ExecutionOver,
    #[msg("The proposal is decided, executed or given up; this is for one that is not")]
    AlreadyOver,
    #[msg("The proposal is not over yet")]
    NotOver,
    #[msg("This is not what is voted on: the proposal's content has another hash. Read it again")]
    WrongContent,
    #[msg("Shares of a vote must add up to 10,000 basis points")]
    BadBallot,
    #[msg("The position has no weight in this vote: it counts what was staked before the vote began and is there still, and vesting stake has none")]
    NoWeight,
    #[msg("Only the position's owner, or whom the owner delegates to, may vote with it")]
    NotVoter,
    #[msg("The owner has voted; who is delegated to cannot change that")]
    OwnerVoted,
    #[msg("The treasury's stake does not vote")]
    TreasuryVotes,
    #[msg("Nobody can delegate to themselves, to nobody or to the treasury")]
    BadDelegate,
    #[msg("The vote record is of another proposal or position, or the rent is somebody else's")]
    WrongRecord,
    #[msg("The action cannot be read: it needs a program, at most 32 different addresses, accounts among them, and nothing after its data")]
    BadAction,
    #[msg("An action may have no signer but the realm's treasury")]
    ForeignSigner,
    #[msg("No action may touch proposals, votes or delegations; of the governor's instructions it may set parameters, name the guardian, and make and end streams")]
    TouchesVotes,
    #[msg("An upgrade needs its buffer, which must belong to the realm's treasury already, so that nobody can change it after the vote")]
    BadBuffer,
    #[msg("The actions have gaps: number them from 0 without one")]
    Gaps,
    #[msg("Actions are executed in their order; another one is next")]
    OutOfOrder,
    #[msg("The action is not the one that was voted on")]
    WrongAction,
    #[msg("These are not the accounts that were voted on; pass the action's addresses in their order")]
    WrongAccounts,
    #[msg("The exit is for who voted against, and for nothing else")]
    NotAgainst,
    #[msg("The proposal changes nothing about stake; nobody needs to leave because of it")]
    NotCritical,
    #[msg("The time lock is over, and with it the time to leave because of the proposal")]
    ExitOver,
    #[msg("The vote gives its owner the right to leave until the time lock is over; until then claim_exit closes it")]
    ExitOpen,
    #[msg("The deposit was paid back already")]
    NoDeposit,
    #[msg("Close the proposal's votes and actions and pay its deposit back first")]
    ProposalInUse,
    #[msg("A stream's token account, mint or token program is not its own")]
    WrongStream,
    #[msg("Nothing of the stream can be claimed yet")]
    NothingToClaim,
    #[msg("Everything of the stream is released, and the recipient's; nothing is left to be returned")]
    NothingToReturn,
    #[msg("Close a stream only when everything is claimed")]
    StreamInUse,
    #[msg("An amount does not fit into 64 bits")]
    Overflow,
}
