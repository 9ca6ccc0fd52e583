//! What a user is told. Each message says what is wrong and what to do; where a number helps, the log has it.

use anchor_lang::prelude::*;

#[error_code]
pub enum EscrowError {
    #[msg("Only the authority of the market's stake pool may do this")]
    NotMarketAuthority,
    #[msg("Only the job's client may do this")]
    NotClient,
    #[msg("Only the operator's agent key may do this")]
    NotAgent,
    #[msg("Only the buffer's owner may do this")]
    NotEvidenceOwner,
    #[msg("This action is paused by governance; exits are never paused")]
    Paused,
    #[msg("A parameter is outside the bounds the program allows")]
    BadParameter,
    #[msg("The payment mint has a Token-2022 extension that is not on the allow-list, or is no mint; the log names it")]
    MintNotAllowed,
    #[msg("The market's mint, token program or stake pool does not match the account passed")]
    WrongMarket,
    #[msg("The mint passed is not the market's")]
    WrongMint,
    #[msg("The token program passed is not the market's")]
    WrongTokenProgram,
    #[msg("The operator passed is not the one of this job or seat, or belongs to another pool")]
    WrongOperator,
    #[msg("The price is outside the market's limits")]
    PriceOutOfRange,
    #[msg("The content URI is empty or longer than 128 bytes")]
    BadUri,
    #[msg("The job must be Open for this; the log names its state")]
    JobNotOpen,
    #[msg("The job must be Running for this; the log names its state")]
    JobNotRunning,
    #[msg("The job must be Committed for this; the log names its state")]
    JobNotCommitted,
    #[msg("The job must be Challengeable for this; the log names its state")]
    JobNotChallengeable,
    #[msg("The job must be Settled, Cancelled, Expired or Convicted for this; the log names its state")]
    JobNotFinal,
    #[msg("The deadline for this has passed")]
    DeadlinePassed,
    #[msg("The deadline has not passed yet; the log says until when")]
    DeadlineNotPassed,
    #[msg("The challenge window is still open; the log says until when")]
    WindowOpen,
    #[msg("The committee has not reached its quorum")]
    NoQuorum,
    #[msg("The committee has reached its quorum; settle instead")]
    QuorumReached,
    #[msg("The operator is below the job's class")]
    BelowClass,
    #[msg("The operator's reputation is below the job's minimum")]
    BelowReputation,
    #[msg("Not enough free bond; the log says how much is missing")]
    InsufficientBond,
    #[msg("The opening does not match the commitment: check trace root, output root and salt")]
    WrongOpening,
    #[msg("The seed does not match the job's seed commitment")]
    WrongSeed,
    #[msg("The client's seed may still be revealed; pass it, or wait until its time is over")]
    SeedPending,
    #[msg("The slot that decides the draw has not passed yet; try again in a second")]
    DrawPending,
    #[msg("A committee is at work; draw again only when its time is over without a quorum")]
    CommitteeAtWork,
    #[msg("The last committee was drawn; expire the job when its time is over")]
    NoMoreRounds,
    #[msg("The verifier registry has too few verifiers for this market's committee")]
    NotEnoughVerifiers,
    #[msg("The job has no committee: it is of the optimistic tier")]
    NoCommittee,
    #[msg("The operator is not on the committee at that seat")]
    NotOnCommittee,
    #[msg("This seat has attested already")]
    AlreadyAttested,
    #[msg("The verdict must be accept (1), reject (2) or unavailable (3)")]
    BadVerdict,
    #[msg("This seat has nothing left to settle")]
    SeatDone,
    #[msg("This seat attested to a convicted job: punish it instead")]
    SeatMustBePunished,
    #[msg("This seat did not attest that a convicted job was good")]
    SeatNotGuilty,
    #[msg(
        "Locked bonds, escrowed tokens or demands are left: settle every seat and close every demand first"
    )]
    JobInUse,
    #[msg("The evidence is longer than 256 KiB, or grows by more than 10,000 bytes at once")]
    EvidenceTooLong,
    #[msg("Write within the buffer; extend it first")]
    OutsideEvidence,
    #[msg("A demand for a leaf is open: it must be answered, or expire, first")]
    DemandOpen,
    #[msg("This party has as many demands open as it can have; wait until one is answered")]
    TooManyDemands,
    #[msg(
        "A demand is made by the client, by a seat's agent with the seat's operator, or for anyone (place 8)"
    )]
    WrongPlace,
    #[msg("The demand is about another job")]
    WrongDemand,
    #[msg("The account passed for the demander is not who made the demand")]
    NotDemander,
    #[msg("The demand was answered already")]
    DemandAnswered,
    #[msg("An answer is longer than the demand has room for, or its end is not where it was said to be")]
    OutsideAnswer,
    #[msg(
        "The answer does not open the result at the leaf that is demanded; the log says which part is wrong"
    )]
    WrongAnswer,
    #[msg("The market's fees buy reward tokens in an AMM pool: pass that one, of the payment and the reward mint")]
    WrongBuyback,
    #[msg("The pool's oracle is not sure to reach back as far as the market's buyback_mean_seconds: lower that, or choose a pool with fewer observations in that time")]
    BuybackTooFarBack,
    #[msg("The swap did not give the job's price")]
    PriceNotBought,
    #[msg("This market asks a verifier that accepts for a proof of verification: attest with the root of the vectors it computed")]
    ProofOfVerificationMissing,
    #[msg("An amount does not fit into 64 bits")]
    Overflow,
    #[msg("Not at this step of a benchmark: begin, draw, prove, draw, answer, finish; a failed one can only be closed")]
    BenchmarkStep,
    #[msg("The benchmark's time for this is over: close it and begin another")]
    BenchmarkLate,
    #[msg("The slot that decides this draw was too long ago: close the benchmark when its time is over and begin another")]
    DrawMissed,
    #[msg("The evidence is not about the element of this draw")]
    WrongElement,
    #[msg("The evidence shows that a number is right, which refutes nothing")]
    NothingRefuted,
    #[msg("The benchmark or its class is of another operator or pool")]
    WrongBenchmark,
}
