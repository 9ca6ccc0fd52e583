//! What can be done, and how it is chosen.

use crate::fuzz::{draw, Amount};
use assay_client::governor::Ballot;
use rand::{rngs::StdRng, Rng};

/// One step of a sequence. `a` and `b` choose among what there is, so that a step makes sense whatever came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    pub kind: Kind,
    pub a: u16,
    pub b: u16,
    pub amount: Amount,
    pub ballot: Ballot,
    /// Time that passes before.
    pub wait: Wait,
}

/// An instruction: of the governor about a proposal, before `Draft`; of the governor; then of the stake program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    AddAction,
    RemoveAction,
    Submit,
    Cancel,
    Cast,
    CastByDelegate,
    Change,
    ChangeByDelegate,
    WithdrawVote,
    Finalize,
    Execute,
    Veto,
    Reclaim,
    CloseVote,
    ClaimExit,
    CloseAction,
    CloseProposal,
    Draft,
    Delegate,
    Undelegate,
    Open,
    OpenVesting,
    Add,
    Split,
    Merge,
    BeginUnstake,
    CancelUnstake,
    Withdraw,
    Back,
    Leave,
    EndLeave,
    SetLock,
    ReleaseLock,
    Transfer,
    Sync,
    Close,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Seconds(i64),
    /// To the end of the vote that is chosen, and this many seconds.
    VoteEnd(i64),
    /// To the end of its time lock, and this many seconds.
    Executable(i64),
    /// To the end of its time to be executed, and this many seconds.
    Expiry(i64),
}

/// Kinds and how often each is chosen.
const KINDS: [(Kind, u32); 36] = [
    (Kind::Draft, 8),
    (Kind::AddAction, 10),
    (Kind::RemoveAction, 1),
    (Kind::Submit, 12),
    (Kind::Cancel, 1),
    (Kind::Cast, 40),
    (Kind::CastByDelegate, 8),
    (Kind::Change, 8),
    (Kind::ChangeByDelegate, 3),
    (Kind::WithdrawVote, 5),
    (Kind::Finalize, 14),
    (Kind::Execute, 12),
    (Kind::Veto, 1),
    (Kind::Reclaim, 3),
    (Kind::CloseVote, 6),
    (Kind::ClaimExit, 5),
    (Kind::CloseAction, 2),
    (Kind::CloseProposal, 2),
    (Kind::Delegate, 5),
    (Kind::Undelegate, 2),
    (Kind::Open, 3),
    (Kind::OpenVesting, 1),
    (Kind::Add, 4),
    (Kind::Split, 4),
    (Kind::Merge, 3),
    (Kind::BeginUnstake, 7),
    (Kind::CancelUnstake, 2),
    (Kind::Withdraw, 4),
    (Kind::Back, 4),
    (Kind::Leave, 3),
    (Kind::EndLeave, 3),
    (Kind::SetLock, 4),
    (Kind::ReleaseLock, 3),
    (Kind::Transfer, 3),
    (Kind::Sync, 2),
    (Kind::Close, 2),
];

/// The actions of a seed.
pub fn actions(seed: u64, count: usize) -> Vec<Action> {
    draw::actions(seed, count, action)
}

fn action(random: &mut StdRng) -> Action {
    Action {
        kind: draw::kind(random, &KINDS),
        a: random.random(),
        b: random.random(),
        amount: Amount::any(random),
        ballot: ballot(random),
        wait: wait(random),
    }
}

/// Most are for it, so that there is something to execute.
fn ballot(random: &mut StdRng) -> Ballot {
    let part = random.random_range(0..=10_000);
    let (for_bps, against_bps, abstain_bps) = match random.random_range(0..12) {
        0..=5 => (10_000, 0, 0),
        6 | 7 => (0, 10_000, 0),
        8 => (0, 0, 10_000),
        9 => (part, 10_000 - part, 0),
        10 => (part, 0, 10_000 - part),
        _ => (part, part, part),
    };
    Ballot {
        for_bps,
        against_bps,
        abstain_bps,
    }
}

fn wait(random: &mut StdRng) -> Wait {
    match random.random_range(0..40) {
        0..=27 => Wait::Seconds(random.random_range(0..2)),
        28..=31 => Wait::Seconds(random.random_range(2..40_000)),
        32 | 33 => Wait::VoteEnd(random.random_range(-1..=0)),
        34 => Wait::VoteEnd(-random.random_range(0..43_200)),
        35..=37 => Wait::Executable(random.random_range(-1..=1)),
        38 => Wait::Expiry(random.random_range(-1..=0)),
        _ => Wait::Seconds(random.random_range(86_400..10 * 86_400)),
    }
}
