//! What can be done, and how it is chosen.

use crate::fuzz::{draw, Amount};
use rand::{rngs::StdRng, Rng};

/// One step of a sequence. `who` and `choice` choose among what there is, so that a step makes sense whatever came
/// before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    pub kind: Kind,
    pub pool: u16,
    pub who: u16,
    pub choice: u16,
    pub side_a: bool,
    pub amounts: [Amount; 2],
    /// Time that passes before.
    pub wait: Wait,
}

/// An instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sell,
    Buy,
    BuyAndBurn,
    Deposit,
    DepositOne,
    Withdraw,
    WithdrawOne,
    Donate,
    /// To a vault, past the program.
    Gift,
    Skim,
    Lock,
    CollectLock,
    CloseLock,
    CollectProtocolFees,
    CollectCreatorFees,
    Sync,
    SetFees,
    SetPause,
    /// What a token takes of its transfers, from two epochs on.
    SetTax,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Nothing,
    /// Within the same second.
    Slots(u64),
    Seconds(i64),
    Epoch,
}

/// Kinds and how often each is chosen.
const KINDS: [(Kind, u32); 19] = [
    (Kind::Sell, 20),
    (Kind::Buy, 16),
    (Kind::BuyAndBurn, 5),
    (Kind::Deposit, 10),
    (Kind::DepositOne, 10),
    (Kind::Withdraw, 8),
    (Kind::WithdrawOne, 8),
    (Kind::Donate, 3),
    (Kind::Gift, 3),
    (Kind::Skim, 2),
    (Kind::Lock, 4),
    (Kind::CollectLock, 5),
    (Kind::CloseLock, 2),
    (Kind::CollectProtocolFees, 3),
    (Kind::CollectCreatorFees, 3),
    (Kind::Sync, 3),
    (Kind::SetFees, 2),
    (Kind::SetPause, 1),
    (Kind::SetTax, 1),
];

/// The actions of a seed.
pub fn actions(seed: u64, count: usize) -> Vec<Action> {
    draw::actions(seed, count, action)
}

fn action(random: &mut StdRng) -> Action {
    Action {
        kind: draw::kind(random, &KINDS),
        pool: random.random(),
        who: random.random(),
        choice: random.random(),
        side_a: random.random(),
        amounts: [Amount::any(random), Amount::any(random)],
        wait: wait(random),
    }
}

fn wait(random: &mut StdRng) -> Wait {
    match random.random_range(0..20) {
        0..=9 => Wait::Nothing,
        10..=12 => Wait::Slots(random.random_range(1..3)),
        13..=15 => Wait::Seconds(random.random_range(1..10)),
        16 | 17 => Wait::Seconds(random.random_range(10..7_200)),
        18 => Wait::Seconds(random.random_range(7_200..400_000)),
        _ => Wait::Epoch,
    }
}
