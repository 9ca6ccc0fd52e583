//! What can be done, and how it is chosen.

use crate::fuzz::{draw, Amount};
use rand::{rngs::StdRng, Rng};

/// One step of a sequence. `a` and `b` choose among what there is, so that a step makes sense whatever came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    pub kind: Kind,
    pub a: u16,
    pub b: u16,
    pub amount: Amount,
    /// Time that passes before.
    pub wait: Wait,
}

/// An instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Open,
    OpenVesting,
    Add,
    Split,
    Merge,
    BeginUnstake,
    CancelUnstake,
    Withdraw,
    Claim,
    Compound,
    Back,
    Leave,
    EndLeave,
    SetLock,
    ReleaseLock,
    Transfer,
    Close,
    HoldVote,
    ReleaseVote,
    Deposit,
    BeginUnbond,
    CancelUnbond,
    WithdrawBond,
    Join,
    LeaveRegistry,
    Lock,
    Release,
    Slash,
    Sync,
    SetCommission,
    ClaimOperator,
    AdvanceEpoch,
    Retire,
    OpenFarmStake,
    StakeLp,
    UnstakeLp,
    ClaimLp,
    CloseFarmStake,
    SetFarmWeight,
}

/// How long, in relation to the pool's times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Seconds(i64),
    /// The cooldown, and this many seconds.
    Cooldown(i64),
    /// To the epoch's end, and this many seconds.
    Epoch(i64),
}

/// Kinds and how often each is chosen.
const KINDS: [(Kind, u32); 39] = [
    (Kind::Open, 8),
    (Kind::OpenVesting, 2),
    (Kind::Add, 6),
    (Kind::Split, 5),
    (Kind::Merge, 4),
    (Kind::BeginUnstake, 8),
    (Kind::CancelUnstake, 4),
    (Kind::Withdraw, 6),
    (Kind::Claim, 8),
    (Kind::Compound, 5),
    (Kind::Back, 10),
    (Kind::Leave, 4),
    (Kind::EndLeave, 6),
    (Kind::SetLock, 4),
    (Kind::ReleaseLock, 3),
    (Kind::Transfer, 2),
    (Kind::Close, 3),
    (Kind::HoldVote, 2),
    (Kind::ReleaseVote, 2),
    (Kind::Deposit, 4),
    (Kind::BeginUnbond, 4),
    (Kind::CancelUnbond, 2),
    (Kind::WithdrawBond, 3),
    (Kind::Join, 2),
    (Kind::LeaveRegistry, 1),
    (Kind::Lock, 8),
    (Kind::Release, 6),
    (Kind::Slash, 4),
    (Kind::Sync, 4),
    (Kind::SetCommission, 3),
    (Kind::ClaimOperator, 4),
    (Kind::AdvanceEpoch, 6),
    (Kind::Retire, 1),
    (Kind::OpenFarmStake, 4),
    (Kind::StakeLp, 8),
    (Kind::UnstakeLp, 6),
    (Kind::ClaimLp, 6),
    (Kind::CloseFarmStake, 2),
    (Kind::SetFarmWeight, 3),
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
        wait: wait(random),
    }
}

fn wait(random: &mut StdRng) -> Wait {
    match random.random_range(0..20) {
        0..=9 => Wait::Seconds(0),
        10 | 11 => Wait::Seconds(1),
        12..=14 => Wait::Seconds(random.random_range(2..7_200)),
        15 => Wait::Cooldown(random.random_range(-1..=1)),
        16..=18 => Wait::Epoch(random.random_range(-1..=1)),
        _ => Wait::Seconds(random.random_range(86_400..40 * 86_400)),
    }
}
