//! One event per state change, with what an indexer needs to follow balances without reading accounts.

use anchor_lang::prelude::*;

#[event(bytemuck)]
pub struct MarketInitialized {
    pub market: Address,
    pub pool: Address,
    pub payment_mint: Address,
    pub treasury: Address,
}

#[event(bytemuck)]
pub struct MarketParamsSet {
    pub market: Address,
    pub fee_bps: u64,
    pub committee_size: u64,
    pub quorum: u64,
}

#[event(bytemuck)]
pub struct MarketPauseSet {
    pub market: Address,
    pub mask_before: u64,
    pub mask_after: u64,
}

#[event(bytemuck)]
pub struct BuybackSet {
    pub market: Address,
    pub amm_pool: Address,
}

#[event(bytemuck)]
pub struct JobPosted {
    pub job: Address,
    pub market: Address,
    pub client: Address,
    pub spec_root: [u8; 32],
    pub input_root: [u8; 32],
    /// Escrowed, base units of the payment mint; the fee is part of it.
    pub price: u64,
    pub fee: u64,
    /// Bond a provider must lock, base units of the reward token.
    pub required_bond: u64,
    pub accept_by: i64,
    pub tier: u64,
}

#[event(bytemuck)]
pub struct JobCancelled {
    pub job: Address,
    pub client: Address,
    pub refund: u64,
}

#[event(bytemuck)]
pub struct JobAccepted {
    pub job: Address,
    pub operator: Address,
    pub bond: u64,
    pub commit_by: i64,
}

#[event(bytemuck)]
pub struct JobHeartbeat {
    pub job: Address,
    pub at: i64,
}

#[event(bytemuck)]
pub struct JobCommitted {
    pub job: Address,
    pub operator: Address,
    pub commitment: [u8; 32],
    pub reveal_by: i64,
}

#[event(bytemuck)]
pub struct JobRevealed {
    pub job: Address,
    pub operator: Address,
    pub trace_root: [u8; 32],
    pub output_root: [u8; 32],
    /// Slot whose hash decides the draw; 0 for the optimistic tier.
    pub draw_slot: u64,
    pub challenge_until: i64,
}

/// A draw was fixed to a slot that is still to come.
#[event(bytemuck)]
pub struct DrawArmed {
    pub job: Address,
    pub draw_slot: u64,
}

#[event(bytemuck)]
pub struct CommitteeDrawn {
    pub job: Address,
    pub round: u64,
    /// Operators by seat; zeros for an empty seat.
    pub seats: [Address; 7],
    /// The randomness of the first draw, which every verifier's own is made from.
    pub beacon: [u8; 32],
    pub attest_by: i64,
    pub challenge_until: i64,
}

#[event(bytemuck)]
pub struct Attested {
    pub job: Address,
    pub operator: Address,
    pub seat: u64,
    pub verdict: u64,
    pub accepts: u64,
    /// Root of what the verifier says it computed to come to its verdict; zeros for nothing.
    pub verification_root: [u8; 32],
}

#[event(bytemuck)]
pub struct JobSettled {
    pub job: Address,
    pub operator: Address,
    pub to_provider: u64,
    pub burnt: u64,
    pub to_treasury: u64,
    /// Kept in the vault for the seats that accepted.
    pub to_verifiers: u64,
    /// 1 when the client accepted before the window closed.
    pub early: u64,
}

#[event(bytemuck)]
pub struct SeatSettled {
    pub job: Address,
    pub operator: Address,
    pub seat: u64,
    pub paid: u64,
}

#[event(bytemuck)]
pub struct SeatPunished {
    pub job: Address,
    pub operator: Address,
    pub seat: u64,
    pub slashed: u64,
}

/// A verifier did not compute what it says it did.
#[event(bytemuck)]
pub struct SeatConvicted {
    pub job: Address,
    pub operator: Address,
    pub challenger: Address,
    pub seat: u64,
    /// See [`assay_proof::pov::Kind`].
    pub kind: u64,
    pub op: u64,
    /// 0 w, 1 t, 2 e, 3 z, 4 y.
    pub vector: u64,
    pub index: u64,
    pub claimed: u64,
    pub expected: u64,
    pub slashed: u64,
    /// What the seat would have earned, back to the client.
    pub refund: u64,
}

#[event(bytemuck)]
pub struct JobConvicted {
    pub job: Address,
    pub operator: Address,
    pub challenger: Address,
    /// Kind of conviction: 0 a leaf withheld, 1 element, 2 header, 3 trace length, 4 output, 5 padding.
    pub kind: u64,
    pub op: u64,
    /// Row of the wrong element, or of the withheld leaf.
    pub i: u64,
    /// Column of the wrong element, or position of the withheld leaf in its row.
    pub j: u64,
    pub claimed: i64,
    pub expected: i64,
    pub refund: u64,
    pub slashed: u64,
}

#[event(bytemuck)]
pub struct JobExpired {
    pub job: Address,
    /// Zeros when nobody had accepted.
    pub operator: Address,
    pub refund: u64,
    pub penalty: u64,
}

#[event(bytemuck)]
pub struct JobClosed {
    pub job: Address,
    pub client: Address,
}

#[event(bytemuck)]
pub struct EvidenceOpened {
    pub evidence: Address,
    pub owner: Address,
}

#[event(bytemuck)]
pub struct EvidenceWritten {
    pub evidence: Address,
    pub offset: u64,
    pub len: u64,
}

#[event(bytemuck)]
pub struct EvidenceClosed {
    pub evidence: Address,
    pub owner: Address,
}

/// Somebody wants to see one leaf of a result.
#[event(bytemuck)]
pub struct LeafDemanded {
    pub demand: Address,
    pub job: Address,
    pub demander: Address,
    pub op: u64,
    pub row: u64,
    pub leaf: u64,
    /// Last second in which it can be answered.
    pub answer_by: i64,
    /// Lamports.
    pub bond: u64,
    /// The seat, 7 the client, 8 anyone.
    pub place: u64,
}

/// A part of an answer was written that does not end it.
#[event(bytemuck)]
pub struct AnswerWritten {
    pub demand: Address,
    pub offset: u64,
    pub len: u64,
}

/// The leaf is in the demand's account.
#[event(bytemuck)]
pub struct DemandAnswered {
    pub demand: Address,
    pub job: Address,
    pub operator: Address,
    /// Lamports, to the operator's agent.
    pub bond: u64,
    /// Bytes of the answer.
    pub len: u64,
    /// The job cannot be settled before.
    pub held_until: i64,
}

/// Nobody answered in time; the provider is convicted.
#[event(bytemuck)]
pub struct DemandExpired {
    pub demand: Address,
    pub job: Address,
    pub demander: Address,
    /// Lamports, back to the demander.
    pub bond: u64,
}

#[event(bytemuck)]
pub struct DemandClosed {
    pub demand: Address,
    pub job: Address,
    pub demander: Address,
    /// Lamports of the bond that go back because nobody had to answer any more.
    pub bond: u64,
}

#[event(bytemuck)]
pub struct TreasuryWithdrawn {
    pub market: Address,
    pub amount: u64,
}

#[event(bytemuck)]
pub struct BenchmarkClassCreated {
    pub class_account: Address,
    pub pool: Address,
    pub class: u64,
    pub spec_root: [u8; 32],
}

#[event(bytemuck)]
pub struct BenchmarkClassClosed {
    pub class_account: Address,
    pub pool: Address,
    pub class: u64,
}

#[event(bytemuck)]
pub struct BenchmarkBegun {
    pub benchmark: Address,
    pub operator: Address,
    pub class: u64,
    /// Slot whose hash decides the seed.
    pub seed_slot: u64,
}

/// The seed or, of a benchmark that is proven, what decides which elements must be shown.
#[event(bytemuck)]
pub struct BenchmarkDrawn {
    pub benchmark: Address,
    pub drawn: [u8; 32],
}

#[event(bytemuck)]
pub struct BenchmarkProven {
    pub benchmark: Address,
    pub trace_root: [u8; 32],
    pub output_root: [u8; 32],
    /// Slot whose hash decides which elements must be shown.
    pub draw_slot: u64,
    pub answer_by: i64,
}

/// The judge recomputed a number of a benchmark.
#[event(bytemuck)]
pub struct BenchmarkJudged {
    pub benchmark: Address,
    pub operator: Address,
    pub op: u64,
    pub i: u64,
    pub j: u64,
    pub claimed: i64,
    pub expected: i64,
    /// Which elements drawn were shown so far, as bits.
    pub answered: u64,
    /// 1 when the benchmark has failed.
    pub failed: u64,
}

#[event(bytemuck)]
pub struct BenchmarkFinished {
    pub benchmark: Address,
    pub operator: Address,
    pub class: u64,
}

#[event(bytemuck)]
pub struct BenchmarkClosed {
    pub benchmark: Address,
    pub operator: Address,
}
