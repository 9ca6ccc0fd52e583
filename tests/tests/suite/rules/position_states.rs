//! Every instruction of a position in every state that it can be in.

use crate::support::{refused, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::Vesting;
use assay_tests::{Key, Sent, Stake, World, START};
use stake::error::StakeError;

const YEAR: u32 = 365 * 86_400;
const COOLDOWN: i64 = 7 * 86_400;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Backs nobody.
    Idle,
    Backing,
    /// Its operator, in the cooldown.
    Leaving,
    /// The cooldown is over.
    Left,
    Locked,
    /// Its lock was released and still runs.
    Countdown,
    Voting,
    /// Half of it is released.
    Vesting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Add,
    Split,
    BeginUnstake,
    CancelUnstake,
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
}

const STEPS: [Step; 14] = [
    Step::Add,
    Step::Split,
    Step::BeginUnstake,
    Step::CancelUnstake,
    Step::Claim,
    Step::Compound,
    Step::Back,
    Step::Leave,
    Step::EndLeave,
    Step::SetLock,
    Step::ReleaseLock,
    Step::Transfer,
    Step::Close,
    Step::HoldVote,
];

/// The table: nothing when the step is allowed, otherwise its error.
fn expected(state: State, step: Step) -> Option<ProgramError> {
    let error = match (state, step) {
        (_, Step::Close) => StakeError::PositionInUse,
        (_, Step::Claim | Step::Compound) => StakeError::NothingToClaim,
        (State::Backing, Step::Back) => StakeError::AlreadyBacking,
        (State::Backing, Step::Leave) => return None,
        (State::Backing, Step::EndLeave) => StakeError::NotLeaving,
        (State::Leaving | State::Left, Step::Add | Step::CancelUnstake) => StakeError::StillLeaving,
        (State::Leaving | State::Left, Step::Back) => StakeError::AlreadyBacking,
        (State::Leaving | State::Left, Step::Leave) => StakeError::NotBacking,
        (State::Leaving, Step::EndLeave) => StakeError::StillLeaving,
        (State::Left, Step::EndLeave) => return None,
        (_, Step::Leave | Step::EndLeave) => StakeError::WrongOperator,
        (State::Locked | State::Countdown, Step::BeginUnstake) => StakeError::PositionLocked,
        (State::Locked, Step::ReleaseLock) => return None,
        (State::Voting, Step::Split | Step::BeginUnstake | Step::ReleaseLock | Step::Transfer) => {
            StakeError::PositionVoting
        }
        (State::Vesting, Step::Add | Step::Split | Step::SetLock | Step::Transfer | Step::HoldVote) => {
            StakeError::PositionVesting
        }
        (_, Step::ReleaseLock) => StakeError::NoLock,
        _ => return None,
    };
    Some(error.into())
}

/// Ann's position in this state, from which ticket 0 was taken while it backed nobody.
struct Play {
    world: TestWorld,
    ann: Stake,
    governor: Key,
}

impl Play {
    fn new(state: State) -> Self {
        let mut world: TestWorld = World::new().with_provider();
        let governor = world.with_governor();
        let provider = world.provider.clone();
        let owner = world.add_wallet("ann");
        world.give_reward(&owner, 2_000);
        let (ann, sent) = if state == State::Vesting {
            let vesting = Vesting {
                amount: 1_000,
                start: START - 500,
                cliff: START,
                end: START + 500,
            };
            world.open_vesting(&owner, &owner, vesting)
        } else {
            world.open(&owner, 1_000, 0)
        };
        sent.expect("opens");
        world.begin_unstake(&ann, 0, 10).expect("unstakes");
        if matches!(state, State::Backing | State::Leaving | State::Left) {
            world.back(&ann, &provider).expect("backs");
        }
        if matches!(state, State::Leaving | State::Left) {
            world.leave_operator(&ann, &provider).expect("leaves");
        }
        if state == State::Left {
            world.warp_to(START + COOLDOWN);
        }
        if matches!(state, State::Locked | State::Countdown) {
            world.set_lock(&ann, YEAR).expect("locks");
        }
        if state == State::Countdown {
            world.release_lock(&ann).expect("releases");
        }
        if state == State::Voting {
            world.hold_vote(&governor, &ann, START + 100).expect("holds");
        }
        Self { world, ann, governor }
    }

    fn step(&mut self, step: Step) -> Sent {
        let (world, ann) = (&mut self.world, &self.ann);
        let provider = world.provider.clone();
        match step {
            Step::Add => world.add(ann, 1),
            Step::Split => world.split(ann, 1).1,
            Step::BeginUnstake => world.begin_unstake(ann, 1, 1),
            Step::CancelUnstake => world.cancel_unstake(ann, 0),
            Step::Claim => world.claim(ann),
            Step::Compound => world.compound(ann),
            Step::Back => world.back(ann, &provider),
            Step::Leave => world.leave_operator(ann, &provider),
            Step::EndLeave => world.end_leave(ann, &provider),
            Step::SetLock => world.set_lock(ann, 2 * YEAR),
            Step::ReleaseLock => world.release_lock(ann),
            Step::Transfer => world.transfer_position(ann, &provider),
            Step::Close => world.close_position(ann),
            Step::HoldVote => {
                let until = world.now() + 1;
                world.hold_vote(&self.governor, ann, until)
            }
        }
    }
}

fn row(state: State) {
    for step in STEPS {
        let mut play = Play::new(state);
        let sent = play.step(step);
        println!("{state:?}: {step:?}");
        match expected(state, step) {
            None => drop(sent.unwrap_or_else(|failure| panic!("{step:?} while {state:?}: {failure:#?}"))),
            Some(error) => drop(refused(sent, error)),
        }
    }
}

#[test]
fn idle() {
    row(State::Idle);
}

#[test]
fn backing() {
    row(State::Backing);
}

#[test]
fn leaving() {
    row(State::Leaving);
}

#[test]
fn left() {
    row(State::Left);
}

#[test]
fn locked() {
    row(State::Locked);
}

#[test]
fn countdown() {
    row(State::Countdown);
}

#[test]
fn voting() {
    row(State::Voting);
}

#[test]
fn vesting() {
    row(State::Vesting);
}
